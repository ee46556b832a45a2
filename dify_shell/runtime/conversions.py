"""The types that a value can be converted to in the text itself: `[int]"5"`, `[datetime]"2026-11-01"`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ..objects import Hashtable, Record, Secret
from .convert import ConversionError, convert
from .values import as_list, is_true, to_text


def _mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise ConversionError("a hashtable", value)


def _character(value: Any) -> str:
    """A text of one character, or the character of a code point, which may be half of a pair as .NET has them."""
    if isinstance(value, str) and len(value) == 1:
        return value
    code = convert(value, int)
    if isinstance(value, str) or not 0 <= code <= 0xFFFF:
        raise ConversionError("a character", value)
    return chr(code)


TYPES: dict[str, Callable[[Any], Any]] = {
    "int": lambda value: convert(value or 0, int),
    "long": lambda value: convert(value or 0, int),
    "double": lambda value: convert(value or 0, float),
    "decimal": lambda value: convert(value or 0, float),
    "char": _character,
    "string": to_text,
    "bool": is_true,
    "switch": is_true,
    "datetime": lambda value: convert(value, datetime),
    "array": as_list,
    "object[]": as_list,
    "string[]": lambda value: [to_text(one) for one in as_list(value)],
    "int[]": lambda value: [convert(one, int) for one in as_list(value)],
    "hashtable": lambda value: Hashtable(_mapping(value)),
    "ordered": lambda value: Hashtable(_mapping(value)),
    "pscustomobject": lambda value: Record(value) if isinstance(value, Mapping) else value,
    "securestring": lambda value: convert(value, Secret),
}
"""PowerShell's names of types, folded, and how a value becomes one. Each raises ConversionError where none fits."""
