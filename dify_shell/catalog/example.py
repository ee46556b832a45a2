"""Writes an example call of an operation in the shell's language, ready to edit."""

from __future__ import annotations

import json
import re
from typing import Any

from .operation import Field, Operation, Parameter

_BARE = re.compile(r"[\w./:=@-]+")
"""What the language reads as one word without quotes."""

_NUMBERS = {"integer": 1, "number": 0.5}
_TEXTS = {
    "date-time": "2026-01-31T00:00:00Z",
    "file": "PATH",
    "string": "TEXT",
    "uri": "https://example.com",
    "uuid": "ID",
}


def example(operation: Operation) -> str:
    """A call with all that the operation requires, such as `post /apps mode=chat name=TEXT`.

    Capitals stand for texts to fill in, and `{app_id}` for a value in the path. Files of a form are always there; where
    a body requires nothing, its first field shows how it is given.
    """
    parameters = [one for one in operation.parameters if one.required and one.place != "path"]
    items = [operation.path, *map(_parameter, parameters), *_body(operation)]
    return " ".join([operation.method.lower(), *map(_quoted, items)])


def _quoted(item: str) -> str:
    return item if _BARE.fullmatch(item) else "'" + item.replace("'", "''") + "'"


def _parameter(parameter: Parameter) -> str:
    """The request item of a query parameter or a header; a list takes the key once for each of its values."""
    separator = ":" if parameter.place == "header" else "=="
    return parameter.name + separator + _text(_sample(parameter, parameter.type.removesuffix("[]")))


def _body(operation: Operation) -> list[str]:
    if operation.body is None:
        return []
    fields = operation.body.fields
    shown = [one for one in fields if one.required or one.type.startswith("file")] or fields[:1]
    is_json = operation.body.content_type == "application/json"
    return [_field(one, is_json=is_json) for one in shown]


def _field(field: Field, *, is_json: bool) -> str:
    if field.type.startswith("file"):
        return f"{field.name}@PATH"
    value = _sample(field, field.type)
    if isinstance(value, str) or not is_json:
        return f"{field.name}={_text(value)}"
    return f"{field.name}:={_text(value)}"


def _sample(one: Parameter | Field, type_: str) -> Any:
    """A value that `one` takes: its default, else the first of those allowed, else one of its type."""
    if type_.endswith("[]"):
        return [_sample(one, type_.removesuffix("[]"))]
    if one.default is not None:
        return one.default
    if one.allowed:
        return one.allowed[0]
    if type_ == "object":
        children = one.children if isinstance(one, Field) else ()
        return {child.name: _sample(child, child.type) for child in children if child.required}
    if type_ == "boolean":
        return True
    if type_ in _NUMBERS:
        return _NUMBERS[type_] if one.minimum is None else one.minimum
    return _TEXTS.get(type_)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
