"""One line that says how a command is called, and words for the types of its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from .command import Command, Parameter

_WORDS = {
    "str": "text",
    "int": "number",
    "float": "number",
    "bool": "$true|$false",
    "Secret": "secret",
    "Path": "path",
    "datetime": "date",
    "Record": "record",
    "Hashtable": "hashtable",
    "Mapping": "hashtable",
    "ScriptBlock": "{block}",
}


def usage(command: Command) -> str:
    """`get-app [[-Id] <text>] [-Mode <chat|workflow>] [-Force]`: brackets around what can be left out."""
    return " ".join([command.short_name, *map(_parameter_usage, command.parameters)])


def type_name(annotation: Any) -> str:
    """A word or two for what a parameter takes: `text`, `number`, `chat|workflow`, `text, …`."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "|".join(map(str, inner))
    if origin in (Union, UnionType):
        return "|".join(dict.fromkeys(type_name(one) for one in inner if one is not type(None)))
    if origin in (tuple, list, Iterator):
        return f"{type_name(inner[0])}, …"
    return _WORDS.get(getattr(origin or annotation, "__name__", ""), "value")


def _parameter_usage(parameter: Parameter) -> str:
    name = f"-{parameter.name}"
    value = "" if parameter.switch else f" <{type_name(parameter.type)}>"
    if parameter.position is not None:
        name = f"[{name}]"
    return f"{name}{value}" if parameter.required else f"[{name}{value}]"
