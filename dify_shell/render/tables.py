"""Records as a table that fits: columns by priority, cut with an ellipsis, numbers to the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

from .clean import cells, clean_cell, cut
from .themes import paint
from .values import is_number, text_of

SAMPLE = 200
GAP = "  "


class Column(NamedTuple):
    """A column: its heading, the value it shows of an object, and how important it is (1 the most)."""

    heading: str
    value: Callable[[Any], Any]
    priority: int = 1


class Layout(NamedTuple):
    """A column and the room that it got."""

    column: Column
    width: int
    right: bool


def table(items: Iterator[Any], columns: list[Column], *, width: int | None, colour: bool) -> Iterator[str]:
    """The lines of a table. It is measured by the first records and printed as the others come."""
    sample = list(islice(items, SAMPLE))
    layout = _lay_out(sample, columns, width)
    if not layout:
        return
    heading = GAP.join(_placed(cut(one.column.heading, one.width), one) for one in layout).rstrip()
    yield paint("heading", heading, colour) + "\n"
    rules = ("-" * min(one.width, cells(one.column.heading)) for one in layout)
    yield GAP.join(_placed(rule, one) for rule, one in zip(rules, layout, strict=True)).rstrip() + "\n"
    for item in chain(sample, items):
        yield GAP.join([_cell(item, one, width) for one in layout]).rstrip() + "\n"


def _cell(item: Any, layout: Layout, width: int | None) -> str:
    text = clean_cell(text_of(layout.column.value(item)))
    if width is not None:
        text = cut(text, layout.width)
    return _placed(text, layout)


def _placed(text: str, layout: Layout) -> str:
    padding = " " * (layout.width - cells(text))
    return padding + text if layout.right else text + padding


def _lay_out(sample: list[Any], columns: list[Column], width: int | None) -> list[Layout]:
    measured = []
    for column in columns:
        values = [column.value(item) for item in sample]
        right = any(map(is_number, values)) and all(value is None or is_number(value) for value in values)
        widest = max((cells(clean_cell(text_of(value))) for value in values), default=0)
        measured.append(Layout(column, max(widest, cells(column.heading)), right))
    return measured if width is None else _fit(measured, width)


def _fit(measured: list[Layout], width: int) -> list[Layout]:
    """Leave out what matters least while columns cannot get a little room, then take from the widest."""
    while len(measured) > 1 and sum(min(one.width, 8) for one in measured) + len(GAP) * (len(measured) - 1) > width:
        measured.remove(max(measured, key=lambda one: one.column.priority))
    room = width - len(GAP) * (len(measured) - 1)
    widths = [one.width for one in measured]
    while sum(widths) > room:
        widest = widths.index(max(widths))
        second = max((one for one in widths if one < widths[widest]), default=0)
        ties = widths.count(widths[widest])
        widths[widest] = max(1, second, widths[widest] - max(1, (sum(widths) - room) // ties))
        if max(widths) <= 1:
            break
    return [one._replace(width=new) for one, new in zip(measured, widths, strict=True)]
