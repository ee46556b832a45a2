"""Values to the types that parameters are annotated with.

    annotation              takes
    str                     a text, number, `$true`/`$false` (`True`/`False`), date; `$null` is the empty text
    int, float              a number or a text that is one; `int` rounds to the nearest, halves to even
    bool                    `$true`, `$false`, a number, the words `true` and `false`; `$null` is `$false`
    Secret                  a secret or a text
    Path                    a text, with `~` as the home folder, or a file's record
    datetime                a date, `2026-01-31`, `2026-01-31 13:00`, ISO 8601 with or without zone (none is local),
                            `now`, `today`, `yesterday`, `-7d` (also w, h, m: so long ago), or Unix seconds
    Literal["a", "b"]       one of them in any case, or the beginning of just one
    Record, Hashtable,      itself; a record and a hashtable stand in for each other
    Mapping, ScriptBlock
    tuple[T, ...], list[T]  a list, item by item; a single value is a list of one; `$null` is the empty list
    Iterator[T]             as a list
    A | B                   what is one of them already is left alone, else the first that it can become
    object, Any             anything

The rules are PowerShell's (about_Type_Conversion) except that the text `false` is no `$true`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from ..objects import Hashtable, Record, Secret

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

# Compiled by `re` when first used: most runs need none of them.
_INTEGER = r"[+-]?[0-9]+"
_NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"
_HEXADECIMAL = r"0[xX][0-9a-fA-F]+"
_AGO = r"-([0-9]{1,6})([wdhm])"
_AGO_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}


class ConversionError(Exception):
    """A value does not fit a type. `expected` and `got` complete the sentence `… takes …, not ….`."""

    def __init__(self, expected: str, value: object, hint: str | None = None) -> None:
        super().__init__(expected)
        self.expected = expected
        self.got = describe(value)
        self.hint = hint


def convert(value: object, wanted: Any) -> Any:
    """`value` as the annotation `wanted` has it (see above). Raises ConversionError."""
    origin = get_origin(wanted)
    if origin in (Union, UnionType):
        return _one_of(value, get_args(wanted))
    if origin is Literal:
        return _choice(value, get_args(wanted))
    if origin in (tuple, list):
        return origin(_each(value, get_args(wanted)[0]))
    if origin is Iterator:
        return iter(_each(value, get_args(wanted)[0]))
    kind = origin or wanted
    if kind in (object, Any) or (isinstance(value, kind) and not (isinstance(value, bool) and kind is int)):
        return value
    return _CONVERTERS[kind.__name__](value, kind)


def describe(value: object) -> str:
    """What a value is, in words for an error; a secret's text and a list's items are not told."""
    if value is None:
        return "$null"
    if isinstance(value, bool):
        return f"${str(value).lower()}"
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 60 else f"'{value[:59]}…'"
    if isinstance(value, Record):
        return f"a record ({value.type.name})" if value.type else "a record"
    if isinstance(value, (list, tuple)):
        return f"a list of {len(value)}"
    if isinstance(value, Mapping):
        return "a hashtable"
    if isinstance(value, (int, float)):
        return str(value)
    name = type(value).__name__
    return {"Secret": "a secret", "ScriptBlock": "a script block", "datetime": "a date"}.get(name, f"a {name}")


def takes_text(wanted: Any) -> bool:
    """Whether a text reaches a parameter of this annotation as text, not as a number or whatever it was typed as."""
    if get_origin(wanted) in (tuple, list, Iterator, Union, UnionType):
        return all(map(takes_text, get_args(wanted)))
    return wanted not in (int, float, bool, object, Any)


def _each(value: object, wanted: Any) -> list[Any]:
    if value is None:
        return []
    items = value if isinstance(value, (list, tuple, Iterator)) else (value,)
    return [convert(item, wanted) for item in items]


def _one_of(value: object, members: tuple[Any, ...]) -> Any:
    if value is None and NoneType in members:
        return None
    kinds = [member for member in members if member is not NoneType]
    if type(value) in kinds:
        return value
    expected = []
    for kind in kinds:
        try:
            return convert(value, kind)
        except ConversionError as error:
            expected.append(error.expected)
            hint = error.hint
    raise ConversionError(" or ".join(dict.fromkeys(expected)), value, hint if len(kinds) == 1 else None)


def _choice(value: object, choices: tuple[str, ...]) -> str:
    text = value.lower() if isinstance(value, str) else ""
    for choice in choices:
        if choice.lower() == text:
            return choice
    raise ConversionError(_enumerated(choices), value, did_you_mean(text, choices))


def _enumerated(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def did_you_mean(text: str, choices: Iterable[str]) -> str | None:
    """A question that names the choice which looks most like `text`, or has it in it, in any case; None if none."""
    from difflib import get_close_matches

    folded = text.lower()
    spelled = {choice.lower(): choice for choice in choices}
    near = get_close_matches(folded, spelled, n=1) or [choice for choice in spelled if folded and folded in choice]
    return f"Did you mean '{spelled[near[0]]}'?" if near else None


def _text(value: object, _: type) -> str:
    if isinstance(value, str) or value is None:
        return value or ""
    if isinstance(value, (int, float)) or type(value).__name__ in ("datetime", "ScriptBlock"):
        from .values import to_text

        return to_text(value)
    if isinstance(value, Record) and value.type and value.type.identifiers:
        raise ConversionError("a text", value, f"Give one of its properties, such as its .{value.type.identifiers[0]}.")
    raise ConversionError("a text", value)


def _whole_number(value: object, _: type) -> int:
    text = value.strip() if isinstance(value, str) else ""
    try:
        if re.fullmatch(_HEXADECIMAL, text):
            return int(text, 16)
        return int(text) if re.fullmatch(_INTEGER, text) else round(_number(value, float))
    except (ConversionError, OverflowError, ValueError):
        raise ConversionError("a whole number", value) from None


def _number(value: object, _: type) -> float:
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str) and re.fullmatch(_NUMBER, value.strip()):
        return float(value)
    raise ConversionError("a number", value)


def _switch(value: object, _: type) -> bool:
    if isinstance(value, (int, float)) or value is None:
        return bool(value)
    if isinstance(value, str) and value.lower().lstrip("$") in ("true", "false"):
        return value.lower().endswith("true")
    raise ConversionError("$true or $false", value)


def _secret(value: object, _: type) -> Secret:
    if isinstance(value, (str, int, float)):
        return Secret(_text(value, str))
    raise ConversionError("a secret or a text", value)


def _path(value: object, wanted: type[Path]) -> Path:
    if isinstance(value, Record):
        value = value.get("FullName")
    if isinstance(value, str) and value and "\0" not in value:
        return wanted(value).expanduser()
    raise ConversionError("a path", value)


def _date(value: object, wanted: type[datetime]) -> datetime:
    text = str(value).strip()
    try:
        if isinstance(value, (int, float)):
            return wanted.fromtimestamp(value).astimezone()
        moment = _date_from_now(text.lower(), wanted) or wanted.fromisoformat(text)
        return moment if moment.tzinfo else moment.astimezone()
    except (ValueError, OverflowError, OSError):
        hint = "Write it as 2026-01-31, as '2026-01-31 13:00', as today, or as -7d for seven days ago."
        raise ConversionError("a date", value, hint) from None


def _date_from_now(text: str, wanted: type[datetime]) -> datetime | None:
    """`now`, and the local midnights `today` and `yesterday`; or as long ago as `-7d` says."""
    from datetime import UTC, timedelta

    now = wanted.now()
    ago = re.fullmatch(_AGO, text)
    if ago:
        return (now.astimezone(UTC) - timedelta(**{_AGO_UNITS[ago[2]]: int(ago[1])})).astimezone()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {"now": now, "today": midnight, "yesterday": midnight - timedelta(days=1)}.get(text)


def _record(value: object, _: type) -> Record:
    if isinstance(value, Mapping):
        return Record(value)
    raise ConversionError("a record", value)


def _hashtable(value: object, _: type) -> Hashtable:
    if isinstance(value, Mapping):
        return Hashtable(value)
    raise ConversionError("a hashtable", value)


def _script_block(value: object, _: type) -> Any:
    raise ConversionError("a script block in braces", value)


_CONVERTERS: dict[str, Callable[[object, Any], Any]] = {
    "str": _text,
    "int": _whole_number,
    "float": _number,
    "bool": _switch,
    "Secret": _secret,
    "Path": _path,
    "datetime": _date,
    "Record": _record,
    "Hashtable": _hashtable,
    "Mapping": _hashtable,
    "ScriptBlock": _script_block,
}
"""By the type's name, so that types which few need are not imported for this table."""
