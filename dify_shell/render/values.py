"""How single values read on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..objects import Record


def text_of(value: Any) -> str:
    """A value on the screen: dates to the minute in local time, lists joined, records by what identifies them."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Record) and value.type and value.type.identifiers:
        return text_of(value.get(value.type.identifiers[0]))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {text_of(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return ", ".join(map(text_of, value))
    if hasattr(value, "astimezone"):
        return str(value.astimezone().strftime("%Y-%m-%d %H:%M"))
    return str(value)


def is_number(value: Any) -> bool:
    """Whether a value stands to the right of its column."""
    return isinstance(value, int | float) and not isinstance(value, bool)
