"""What completion gives: suggestions, best first; and how well a name fits what is typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

MOST = 200
"""How many suggestions are given: more than anybody looks through."""

SHORTEST_PART = 3
"""From how many characters on names fit that have them anywhere; one less and most names would."""

_SHORTEST_ABBREVIATION = 2

_PREFIX, _WORDS, _PART = range(3)
_BEST = (_PREFIX, 0)
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


class Suggestion(NamedTuple):
    """A `text` to put where the word at the cursor stands, and how to show it: both may hold what a server sent."""

    text: str
    display: str
    description: str = ""


class Completions(NamedTuple):
    """What fits at the cursor, best first; each replaces the text from `start` to the cursor.

    `wanted` are the nouns whose known names were looked through, so that somebody may list them anew. `wants_catalog`
    says that the operations of the API would have been, had they been loaded.
    """

    start: int
    suggestions: tuple[Suggestion, ...] = ()
    wanted: tuple[str, ...] = ()
    wants_catalog: bool = False


def ranked(typed: str, candidates: Iterable[tuple[str, Suggestion]]) -> list[Suggestion]:
    """The suggestions whose name fits `typed`, in any case, each once.

    First those whose name begins with it, then those it abbreviates (`g-w` or `gw` for `get-workspace`), of few words
    first, then those that have it in them; otherwise in the order given. Behind a name that is written out, only those
    come that go on from there.
    """
    ranks: dict[Suggestion, tuple[int, int]] = {}
    written_out = False
    for name, suggestion in candidates:
        rank = _rank(typed.lower(), name)
        if rank is not None:
            ranks[suggestion] = min(rank, ranks.get(suggestion, rank))
        written_out = written_out or name.lower() == typed.lower()
    found = sorted(ranks, key=ranks.__getitem__)
    return [one for one in found if ranks[one] == _BEST] if written_out else found


def words(name: str) -> list[str]:
    """The words of a name, lower-case: `get-app`, `GetApp` and `GET_APP` have two."""
    return [word.lower() for word in _WORD.findall(name)]


def _rank(typed: str, name: str) -> tuple[int, int] | None:
    folded = name.lower()
    if folded.startswith(typed):
        return _BEST
    if len(typed) >= _SHORTEST_ABBREVIATION and _abbreviates(typed.replace("-", ""), parts := words(name)):
        return _WORDS, len(parts)
    return (_PART, 0) if len(typed) >= SHORTEST_PART and typed in folded else None


def _abbreviates(typed: str, names: list[str]) -> bool:
    """Whether `typed` is made of the beginnings of words, in order, the first one's first."""
    if not typed:
        return True
    if not names or typed[0] != names[0][0]:
        return False
    first, *rest = names
    taken = 0
    while taken < min(len(first), len(typed)) and first[taken] == typed[taken]:
        taken += 1
        if any(_abbreviates(typed[taken:], rest[skipped:]) for skipped in range(len(rest) + 1)):
            return True
    return False
