"""Records to text: what the shell prints for the output of a pipeline. Pure; writes to no stream itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from typing import Any

from ..objects import Hashtable, Record, View
from .clean import cells, clean
from .tables import Column, table
from .themes import paint
from .values import text_of

MOST_COLUMNS = 4
"""Records of no noun with more properties are shown as lists, as PowerShell does."""


def render(objects: Iterable[Any], *, width: int | None, colour: bool) -> Iterator[str]:
    """The text of `objects`, in pieces as they come; tables fit `width` cells, or take what they need without one.

    Records of one noun that follow each other share a table, or are lists if the noun has no columns. Texts are
    printed as they are, JSON as JSON, nothing as nothing. Control characters are shown as visible escapes.
    """
    for kind, items in groupby(objects, key=_kind):
        if kind == "view":
            for view in items:
                yield from _view(view, width, colour)
        elif isinstance(kind, tuple):
            yield from _records(items, width, colour)
        else:
            for item in items:
                yield from _other(item, width, colour)


def _kind(item: Any) -> Any:
    """What objects that follow each other must share to be drawn together."""
    if isinstance(item, View):
        return "view"
    if isinstance(item, Record):
        return ("record", item.type.name if item.type else tuple(item))
    return "other"


def _other(item: Any, width: int | None, colour: bool) -> Iterator[str]:
    if isinstance(item, Hashtable):
        columns = [Column("Name", _first), Column("Value", _second)]
        yield from table(iter(item.items()), columns, width=width, colour=colour)
    elif isinstance(item, dict | list):
        import json

        yield clean(json.dumps(item, indent=2, ensure_ascii=False, default=str)) + "\n"
    elif item is not None:
        yield clean(text_of(item)) + "\n"


def _first(pair: tuple[Any, Any]) -> Any:
    return pair[0]


def _second(pair: tuple[Any, Any]) -> Any:
    return pair[1]


def _records(items: Iterator[Any], width: int | None, colour: bool) -> Iterator[str]:
    first = next(items)
    columns = _columns(first)
    every = chain([first], items)
    yield from table(every, columns, width=width, colour=colour) if columns else _lists(every, colour)


def _columns(first: Record) -> list[Column]:
    """The columns of a table of records like this one; none where they are lists."""
    if first.type:
        shown = sorted((one for one in first.type.properties if one.priority), key=lambda one: one.priority)
        return [_column(one.name, one.priority) for one in shown]
    return [_column(name, place) for place, name in enumerate(first, 1)] if len(first) <= MOST_COLUMNS else []


def _column(name: str, priority: int) -> Column:
    return Column(name, lambda record: record.get(name), priority)


def _view(view: View, width: int | None, colour: bool) -> Iterator[str]:
    if view.kind == "list":
        yield from _lists(view.objects, colour, view.properties)
        return
    items = iter(view.objects)
    first = next(items, None)
    if first is None:
        return
    named = view.properties or [(name, _column(name, 1).value) for name in first]
    columns = [Column(name, value, place) for place, (name, value) in enumerate(named, 1)]
    yield from table(chain([first], items), columns, width=width, colour=colour)


def _lists(items: Iterable[Any], colour: bool, properties: Any = None) -> Iterator[str]:
    """Each object as lines of `Name : value`, with an empty line between two."""
    for place, item in enumerate(items):
        pairs = [(name, value(item)) for name, value in properties] if properties else list(item.items())
        widest = max((cells(name) for name, _ in pairs), default=0)
        indent = "\n" + " " * (widest + 3)
        lines = (f"{paint('heading', name.ljust(widest), colour)} : {clean(text_of(value))}" for name, value in pairs)
        yield ("\n" if place else "") + "\n".join(line.replace("\n", indent) for line in lines) + "\n"
