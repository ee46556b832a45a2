"""Patterns of texts: PowerShell's wildcards and .NET's regular expressions, as Python runs them. Knows texts only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from ..errors import EvaluationError

_WILDCARD_PARTS = r"`.|\[[^\]]+\]|."
_SET_SPECIAL = r"[][^&|~\\]"
_BACKSLASHED = r"\\\g<0>"
_SUBSTITUTE = r"\$(?:(\d+|[&$])|\{(\w+)\})"


def is_wildcard(text: str) -> bool:
    """Whether a text stands for several: it has `*`, `?` or a set of characters in it."""
    return any(character in text for character in "*?[")


@lru_cache(maxsize=64)
def wildcard(pattern: str, *, case_sensitive: bool = False) -> re.Pattern[str]:
    """The regular expression of a pattern with `*`, `?`, `[a-z]` and backtick escapes. Raises EvaluationError."""
    body = "".join(map(_wildcard_part, re.findall(_WILDCARD_PARTS, pattern, re.DOTALL)))
    return _compiled(body, re.DOTALL, case_sensitive, pattern)


def _wildcard_part(part: str) -> str:
    if part in ("*", "?"):
        return {"*": ".*", "?": "."}[part]
    if part[0] == "[" and len(part) > 2:
        return f"[{re.sub(_SET_SPECIAL, _BACKSLASHED, part[1:-1])}]"
    return re.escape(part[1:] if len(part) > 1 else part)


@lru_cache(maxsize=64)
def regular_expression(pattern: str, *, case_sensitive: bool = False) -> re.Pattern[str]:
    """A regular expression in which .NET's `(?<name>…)` names a group. Raises EvaluationError."""
    return _compiled(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern), 0, case_sensitive, pattern)


def _compiled(body: str, flags: int, case_sensitive: bool, pattern: str) -> re.Pattern[str]:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Python may read in another way one day is no concern of the user
        try:
            return re.compile(body, flags if case_sensitive else flags | re.IGNORECASE)
        except (re.error, OverflowError, RecursionError) as error:
            raise EvaluationError(f"'{pattern}' is no pattern: {error}.") from error


def filled_in(substitute: str, found: re.Match[str]) -> str:
    """`substitute` with `$1`, `${name}`, `$&` and `$$` replaced by what was found; an unknown group stays as it is."""

    def piece(place: re.Match[str]) -> str:
        name = place[1] or place[2]
        if name in ("&", "$"):
            return found[0] if name == "&" else "$"
        try:
            return found[int(name) if name.isdecimal() else name] or ""
        except IndexError:
            return place[0]

    return re.sub(_SUBSTITUTE, piece, substitute)


def split_at(text: str, separators: Iterable[re.Match[str]], limit: int) -> list[str]:
    """The pieces between separators, and what those captured; `limit` pieces at most, counted from the end if < 0."""
    chosen = list(separators)
    if limit > 0:
        chosen = chosen[: limit - 1]
    elif limit < 0:
        chosen = chosen[max(0, len(chosen) + limit + 1) :]
    pieces, end = [], 0
    for found in chosen:
        pieces += [text[end : found.start()], *(group for group in found.groups() if group is not None)]
        end = found.end()
    return [*pieces, text[end:]]


def split_where(text: str, separates: Callable[[str], bool]) -> list[str]:
    """The pieces between the characters that separate."""
    pieces = [""]
    for character in text:
        if separates(character):
            pieces.append("")
        else:
            pieces[-1] += character
    return pieces
