"""Records to text."""

from __future__ import annotations
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from ..objects import Hashtable, Record, View
from .clean import cells, clean
from .tables import Column, table
from .themes import paint
from .values import text_of


def render(objects: Iterable[Any], *, width: int | None, colour: bool) -> Iterator[str]:
    for kind, items in groupby(objects, key=_kind):
        if kind == "view":
            for v in items:
                yield from _draw(iter(v.objects), v.kind, v.properties, width, colour)
        elif isinstance(kind, tuple):
            yield from _records(items, width, colour)
        else:
            for item in items:
                if isinstance(item, Hashtable):
                    yield from table(
                        iter(item.items()),
                        [Column("Name", lambda p: p[0]), Column("Value", lambda p: p[1])],
                        width=width,
                        colour=colour,
                    )
                elif isinstance(item, (dict, list)):
                    import json

                    yield json.dumps(item, indent=2, ensure_ascii=False, default=str) + "\n"
                elif item is not None:
                    yield clean(text_of(item)) + "\n"


def _kind(item: Any) -> Any:
    if isinstance(item, View):
        return "view"
    if isinstance(item, Record):
        return ("record", item.type.name if item.type else tuple(item))
    return "other"


def _columns(first: Record) -> list[Column]:
    if first.type:
        props = sorted((p for p in first.type.properties if p.priority), key=lambda p: p.priority)
        return [Column(p.name, lambda r, n=p.name: r.get(n), p.priority) for p in props]
    return [Column(n, lambda r, n=n: r.get(n), i) for i, n in enumerate(first, 1)] if len(first) <= 4 else []


def _records(items: Iterator[Any], width: int | None, colour: bool) -> Iterator[str]:
    from itertools import chain

    first = next(items)
    columns = _columns(first)
    items = chain([first], items)
    if columns:
        yield from table(items, columns, width=width, colour=colour)
    else:
        yield from _draw(items, "list", None, width, colour)


def _draw(items: Iterator[Any], kind: str, properties: Any, width: int | None, colour: bool) -> Iterator[str]:
    if kind == "table":
        columns = [Column(n, f, i) for i, (n, f) in enumerate(properties, 1)]
        yield from table(items, columns, width=width, colour=colour)
        return
    for n, item in enumerate(items):
        if n:
            yield "\n"
        pairs = [(a, b(item)) for a, b in properties] if properties else list(item.items())
        widest = max((cells(a) for a, _ in pairs), default=0)
        for a, b in pairs:
            yield (
                paint("heading", a.ljust(widest), colour)
                + " : "
                + clean(text_of(b)).replace("\n", "\n" + " " * (widest + 3))
                + "\n"
            )
