"""How single values read on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..objects import Record

if TYPE_CHECKING:
    from datetime import datetime

DEEPEST = 8
"""How many levels of lists and records are told within one value."""


def text_of(value: Any, depth: int = DEEPEST) -> str:
    """A value on the screen: dates to the minute in local time, lists joined, records by what identifies them.

    Not cleaned yet. What lies deeper than `depth` levels is an ellipsis.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if hasattr(value, "astimezone"):
        return _date(value)
    if isinstance(value, list | tuple | Mapping):
        return _several(value, depth - 1) if depth else "…"
    return str(value)


def is_number(value: Any) -> bool:
    """Whether a value stands to the right of its column."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_rigid(value: Any) -> bool:
    """Whether a part of the value would mislead: the beginning of a number is another number."""
    return is_number(value) or hasattr(value, "astimezone")


def _date(value: datetime) -> str:
    with suppress(OverflowError, ValueError):  # at either end of the calendar a zone leads out of it
        value = value.astimezone()
    return value.isoformat(" ", "minutes")[:16]


def _several(value: list[Any] | tuple[Any, ...] | Mapping[Any, Any], depth: int) -> str:
    if isinstance(value, Record) and value.type and value.type.identifiers:
        return text_of(value.get(value.type.identifiers[0]), depth)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {text_of(inner, depth)}" for name, inner in value.items()) + "}"
    return ", ".join([text_of(inner, depth) for inner in value])
