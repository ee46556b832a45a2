"""Properties, items and methods of values, as PowerShell sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from ..errors import EvaluationError
from ..objects import CaseInsensitiveMapping, Hashtable, Record
from .operators import equal, format_date, is_date, to_number, to_text

_DATE_PROPERTIES = ("Year", "Month", "Day", "Hour", "Minute", "Second")


def property_names(value: Any) -> list[str]:
    """The names of a value's own properties."""
    if isinstance(value, Mapping):
        return [str(name) for name in value]
    if is_date(value):
        return [*_DATE_PROPERTIES, "Date", "DayOfWeek"]
    return ["Length"] if isinstance(value, str) else []


def get_member(value: Any, name: str) -> Any:
    """The property `name`, in any case; of a list, that of its items. What is not there is nothing."""
    if isinstance(value, Mapping):
        found = _lookup(value, name)
        if found is not None or name in value:
            return found
    if isinstance(value, list | tuple | range):
        return _of_list(value, name)
    folded = name.lower()
    if folded in ("count", "length"):
        return _size(value, folded)
    if isinstance(value, Hashtable) and folded in ("keys", "values"):
        return list(value.keys() if folded == "keys" else value.values())
    return _date_property(value, folded) if is_date(value) else None


def _lookup(value: Mapping[Any, Any], name: str) -> Any:
    if isinstance(value, CaseInsensitiveMapping) or name in value:
        return value.get(name)
    folded = name.lower()
    return next((inner for key, inner in value.items() if str(key).lower() == folded), None)


def _of_list(items: Any, name: str) -> Any:
    if name.lower() in ("count", "length"):
        return len(items)
    found: list[Any] = []
    for item in items:
        inner = get_member(item, name)
        if inner is not None:
            found += inner if isinstance(inner, list) else [inner]
    return found or None


def _size(value: Any, name: str) -> int:
    if isinstance(value, str) and name == "length":
        return len(value)
    if isinstance(value, Hashtable) and name == "count":
        return len(value)
    return 0 if value is None else 1


def _date_property(value: Any, name: str) -> Any:
    if name == "date":
        return value.replace(hour=0, minute=0, second=0, microsecond=0)
    if name == "dayofweek":
        return value.strftime("%A")
    return getattr(value, name) if name.capitalize() in _DATE_PROPERTIES else None


def set_member(value: Any, name: str, new: Any) -> None:
    """Set the property `name`. Raises EvaluationError for what has none to set."""
    if not isinstance(value, Record | Hashtable | dict):
        raise EvaluationError(f"The property '{name}' cannot be set: {kind(value)} has none.")
    value[name] = new


def get_item(value: Any, index: Any) -> Any:
    """The item at `index`: a place, from the end if negative, several of them, or a key."""
    if isinstance(index, list | tuple | range) and not isinstance(value, Mapping):
        return [get_item(value, one) for one in index]
    if isinstance(value, Mapping):
        if isinstance(index, list):
            return [_lookup(value, to_text(one)) for one in index]
        return value[index] if index in value else _lookup(value, to_text(index))
    if value is None:
        raise EvaluationError("There is nothing to take an item of.")
    items = value if isinstance(value, list | tuple | range | str) else [value]
    place = round(to_number(index))
    return items[place] if -len(items) <= place < len(items) else None


def set_item(value: Any, index: Any, new: Any) -> None:
    """Set the item at `index`. Raises EvaluationError where there is none."""
    if isinstance(value, Record | Hashtable | dict):
        value[to_text(index)] = new
        return
    place = round(to_number(index))
    if not isinstance(value, list) or not -len(value) <= place < len(value):
        raise EvaluationError(f"There is no item {place} in {kind(value)} to set.", hint="+= adds to a list.")
    value[place] = new


def kind(value: Any) -> str:
    """What a value is, in words."""
    names = {"NoneType": "nothing", "str": "a text", "int": "a number", "float": "a number", "bool": "a truth value"}
    if isinstance(value, Record) and value.type:
        return f"a record of {value.type.name}"
    return names.get(type(value).__name__, f"a {type(value).__name__.lower()}")


def invoke(value: Any, name: str, arguments: list[Any]) -> Any:
    """Call a method. Raises EvaluationError, naming those there are, for an unknown one."""
    methods = _methods(value)
    found = next((method for known, method in methods.items() if known.lower() == name.lower()), None)
    if found is None:
        offered = ", ".join(methods) or "no methods"
        raise EvaluationError(f"dify-shell has no method {name} of {kind(value)}.", hint=f"There are: {offered}.")
    try:
        return found(value, *arguments)
    except (TypeError, IndexError, ValueError) as error:
        raise EvaluationError(f"{name} cannot take these arguments.") from error


def has_method(value: Any, name: str) -> bool:
    """Whether a value that has no property of this name has such a method: `'a' | foreach ToUpper`."""
    if isinstance(value, Mapping) and name in value:
        return False
    return any(known.lower() == name.lower() for known in _methods(value))


def _methods(value: Any) -> dict[str, Callable[..., Any]]:
    if isinstance(value, str):
        return _TEXT
    if isinstance(value, list | tuple):
        return _LIST
    if isinstance(value, Mapping):
        return _MAPPING
    return _DATE if is_date(value) else _ANY


def _substring(text: str, start: Any, length: Any = None) -> str:
    first = int(to_number(start))
    last = len(text) if length is None else first + int(to_number(length))
    if not 0 <= first <= last <= len(text):
        raise ValueError
    return text[first:last]


def _split(text: str, *separators: Any) -> list[str]:
    import re

    characters = "".join(to_text(one) for one in separators)
    return re.split(f"[{re.escape(characters)}]", text) if characters else text.split()


def _add_time(unit: str) -> Callable[[Any, Any], Any]:
    def add(value: Any, amount: Any) -> Any:
        from datetime import timedelta

        return value + timedelta(**{unit: to_number(amount)})

    return add


def _add_months(value: Any, amount: Any) -> Any:
    from calendar import monthrange

    months = value.year * 12 + value.month - 1 + int(to_number(amount))
    year, month = divmod(months, 12)
    return value.replace(year=year, month=month + 1, day=min(value.day, monthrange(year, month + 1)[1]))


def _utc(value: Any) -> Any:

    return value.astimezone(UTC)


def _remove(value: Any, key: Any) -> None:
    value.pop(to_text(key), None)


_ANY: dict[str, Callable[..., Any]] = {
    "ToString": lambda value, pattern="": _formatted(value, pattern),
}
_TEXT: dict[str, Callable[..., Any]] = {
    "Contains": lambda text, part: to_text(part) in text,
    "EndsWith": lambda text, part: text.endswith(to_text(part)),
    "IndexOf": lambda text, part: text.find(to_text(part)),
    "Insert": lambda text, place, part: text[: int(place)] + to_text(part) + text[int(place) :],
    "PadLeft": lambda text, width, fill=" ": text.rjust(int(width), to_text(fill)),
    "PadRight": lambda text, width, fill=" ": text.ljust(int(width), to_text(fill)),
    "Remove": lambda text, start, count=None: (
        text[: int(start)] + ("" if count is None else text[int(start + count) :])
    ),
    "Replace": lambda text, old, new: text.replace(to_text(old), to_text(new)),
    "Split": _split,
    "StartsWith": lambda text, part: text.startswith(to_text(part)),
    "Substring": _substring,
    "ToLower": lambda text: text.lower(),
    "ToString": lambda text: text,
    "ToUpper": lambda text: text.upper(),
    "Trim": lambda text, characters=None: text.strip(characters),
    "TrimEnd": lambda text, characters=None: text.rstrip(characters),
    "TrimStart": lambda text, characters=None: text.lstrip(characters),
}
_LIST: dict[str, Callable[..., Any]] = {
    "Contains": lambda items, value: any(equal(item, value, case_sensitive=True) for item in items),
    "IndexOf": lambda items, value: next(
        (n for n, item in enumerate(items) if equal(item, value, case_sensitive=True)), -1
    ),
}
_MAPPING: dict[str, Callable[..., Any]] = {
    "Add": lambda table, key, value: table.__setitem__(to_text(key), value),
    "ContainsKey": lambda table, key: to_text(key) in table,
    "Remove": _remove,
}
_DATE: dict[str, Callable[..., Any]] = {
    "AddDays": _add_time("days"),
    "AddHours": _add_time("hours"),
    "AddMinutes": _add_time("minutes"),
    "AddMonths": _add_months,
    "AddSeconds": _add_time("seconds"),
    "AddYears": lambda value, amount: _add_months(value, 12 * int(amount)),
    "ToLocalTime": lambda value: value.astimezone(),
    "ToString": lambda value, pattern="yyyy-MM-dd HH:mm:ss": format_date(value, to_text(pattern)),
    "ToUniversalTime": _utc,
}


def _formatted(value: Any, pattern: str) -> str:
    from .formatting import format_value

    return format_value(value, pattern)
