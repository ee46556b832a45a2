"""What values are to the language: their texts, truth and numbers, how they compare and in what order they stand.

The rules are those of about_Booleans, about_Comparison_Operators and about_Type_Conversion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import Any

from ..errors import EvaluationError
from ..objects import Secret
from .collation import collation_key
from .time_span import TimeSpan

LONGEST = 10_000_000
"""Items or characters: what a slip of the finger would make longer is refused before it fills the memory."""

Number = int | float


def to_text(value: Any) -> str:
    """How a value reads inside a text: numbers without regard to the locale, lists joined by spaces."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Mapping):
        if type(value).__str__ is not object.__str__:
            return str(value)
        return "@{" + "; ".join(f"{name}={to_text(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, Iterable):
        return " ".join(map(to_text, value))
    return format_date(value, "yyyy-MM-dd HH:mm:ss") if is_date(value) else str(value)


def is_date(value: Any) -> bool:
    """Whether it is a date, without importing `datetime` for those who have none."""
    return hasattr(value, "astimezone")


def is_true(value: Any) -> bool:
    """Whether a value counts as true: not nothing, zero, an empty text, an empty list or a list of one false one."""
    if isinstance(value, list | tuple):
        return is_true(value[0]) if len(value) == 1 else bool(value)
    return value is not None and (isinstance(value, Mapping) or bool(value))


def to_number(value: Any) -> Number:
    """The number that a value is or reads as. Raises EvaluationError."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if value is None:
        return 0
    if isinstance(value, str):
        text = value.strip().lower() or "0"
        if re.fullmatch(r"[+-]?0x[0-9a-f]+", text):
            return int(text, 16)
        if re.fullmatch(r"[+-]?[0-9]{1,300}", text):
            return int(text)
        if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", text):
            return float(text)
    raise EvaluationError(f"{described(value)} is no number.")


def to_integer(value: Any) -> int:
    """The nearest whole number to what a value is or reads as, halves to even. Raises EvaluationError."""
    number = to_number(value)
    if isinstance(number, float) and not isfinite(number):
        raise EvaluationError(f"{described(value)} is no whole number.")
    return round(number)


def described(value: Any) -> str:
    """A value in an error's words."""
    text = to_text(value)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def sort_key(value: Any, *, case_sensitive: bool = False) -> Any:
    """What orders values of any kind: nothing, numbers, dates, times, texts in any case unless it matters, lists."""
    if isinstance(value, list | tuple):
        return (5, *(sort_key(one, case_sensitive=case_sensitive) for one in value))
    if value is None:
        return (0,)
    if isinstance(value, int | float):
        return (1, value)
    if is_date(value):
        return (2, value.timestamp())
    if isinstance(value, TimeSpan):
        return (3, value.delta)
    return (4, *collation_key(to_text(value), case_sensitive=case_sensitive))


def compare(left: Any, right: Any, *, case_sensitive: bool = False) -> int:
    """-1, 0 or 1 as `left` is less than, equal to or greater than `right`, which is read as what `left` is."""
    if left is None or right is None:
        return _compare_nothing(left, right)
    if isinstance(left, bool):
        return _sign(left, is_true(right))
    if isinstance(left, int | float):
        return _sign(left, to_number(right))
    if is_date(left):
        return _sign(left, as_date(right, left))
    if isinstance(left, TimeSpan) and isinstance(right, TimeSpan):
        return _sign(left.delta, right.delta)
    left, right = to_text(left), to_text(right)
    return _sign(*(collation_key(text, case_sensitive=case_sensitive) for text in (left, right)))


def _sign(left: Any, right: Any) -> int:
    return int(left > right) - int(left < right)


def _compare_nothing(left: Any, right: Any) -> int:
    """Nothing is less than anything but a number below zero, as in PowerShell."""
    if left is None:
        return 0 if right is None else 1 if isinstance(right, int | float) and right < 0 else -1
    return -_compare_nothing(right, left)


def as_date(value: Any, like: Any) -> Any:
    """A value as the kind of date that `like` is."""
    from .convert import ConversionError, convert

    try:
        return convert(value, type(like))
    except ConversionError as error:
        raise EvaluationError(f"{described(value)} is no date.", hint=error.hint) from error


def equal(left: Any, right: Any, *, case_sensitive: bool = False) -> bool:
    """Whether two values are equal, `right` being read as what `left` is."""
    if left is None or right is None:
        return left is right
    if isinstance(left, str) and isinstance(right, str):
        return left == right if case_sensitive else left.lower() == right.lower()
    if isinstance(left, Secret | Mapping) or isinstance(right, Secret | Mapping):
        return bool(left == right)
    try:
        return compare(left, right, case_sensitive=case_sensitive) == 0
    except EvaluationError:  # what cannot be read as the other's type is not equal to it
        return False


def as_list(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as a list of one."""
    if isinstance(value, list):
        return value
    if isinstance(value, tuple | range):
        return list(value)
    return [] if value is None else [value]


def each(value: Any, change: Callable[[Any], Any]) -> Any:
    """`change` of a value, or of every item of a list."""
    return [change(item) for item in value] if isinstance(value, list | tuple | range) else change(value)


def padded(text: str, width: Any, fill: Any = " ") -> str:
    """`text` on the right of `width` characters, or on the left if that is negative."""
    size = to_integer(width)
    if abs(size) > LONGEST:
        raise EvaluationError("That would be too wide.")
    return text.ljust(-size, to_text(fill)) if size < 0 else text.rjust(size, to_text(fill))


def format_date(value: Any, pattern: str) -> str:
    """A date in a .NET format such as `yyyy-MM-dd HH:mm`."""
    from .formatting import date

    return date(value, pattern)
