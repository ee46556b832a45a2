"""Records as a table that fits: columns by priority, cut with an ellipsis, numbers to the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import Any, NamedTuple

from .clean import cells, clean, clean_cell, cut, folded
from .lists import lists
from .themes import paint
from .values import is_number, is_rigid, text_of

SAMPLE = 100
"""A screenful: how many objects decide how wide the columns are."""

NARROWEST = 8
"""Cells under which a column is left out rather than made narrower."""

GAP = "  "


class Column(NamedTuple):
    """A column: its heading, the value it shows of an object, and how important it is (1 the most, 0 what identifies).

    The least important is the first to be left out when the terminal is narrow, the last of them where several are.
    """

    heading: str
    value: Callable[[Any], Any]
    priority: int = 1


class Page(NamedTuple):
    """What is drawn upon: its width in cells, None for as much as it takes, and whether it has colours.

    Tables on it may `fold` long values over lines, and let all objects decide their widths (`measure_all`).
    """

    width: int | None
    colour: bool
    fold: bool = False
    measure_all: bool = False


class Layout(NamedTuple):
    """A column and the room that it gets, which is never made less than `least`."""

    column: Column
    width: int
    least: int
    right: bool


def table(items: Iterator[Any], columns: list[Column], page: Page) -> Iterator[str]:
    """The lines of a table. It is measured by the first objects and printed as the others come.

    Without objects there is none, and without two columns that fit it is a list for each object.
    """
    sample = list(items if page.measure_all else islice(items, SAMPLE))
    if not sample:
        return
    layout = [_measured(column, sample, page) for column in columns]
    layout[0] = layout[0]._replace(least=min(layout[0].width, 2 * NARROWEST))
    if page.width is not None:
        layout = _fitted(layout, page.width)
    every = chain(sample, items)
    if len(layout) < min(2, len(columns)):
        yield from lists(every, lambda item: [(one.heading, one.value(item)) for one in columns], colour=page.colour)
        return
    yield from _headings(layout, page)
    row = _folded_row if page.fold else _row
    limited = page.width is not None
    for item in every:
        yield row(item, layout, limited)


def _measured(column: Column, sample: list[Any], page: Page) -> Layout:
    values = [column.value(item) for item in sample]
    filled = [value for value in values if value is not None]
    texts = [clean_cell(column.heading), *map(_lines_of if page.fold else _text, values)]
    width = max(cells(line) for text in texts for line in text.split("\n"))
    rigid = bool(filled) and all(map(is_rigid, filled))
    right = bool(filled) and all(map(is_number, filled))
    return Layout(column, width, width if rigid else min(width, NARROWEST), right)


def _fitted(layout: list[Layout], width: int) -> list[Layout]:
    """Leave out what matters least while columns cannot have what they need, then narrow the others."""
    kept = list(layout)
    while len(kept) > 1 and sum(one.least + len(GAP) for one in kept) - len(GAP) > width:
        kept.remove(max(reversed(kept), key=lambda one: one.column.priority))
    room = width - len(GAP) * (len(kept) - 1)
    widths = _narrowed([min(one.width, room) for one in kept], [one.least for one in kept], room)
    return [one._replace(width=new) for one, new in zip(kept, widths, strict=True)]


def _narrowed(widths: list[int], least: list[int], room: int) -> list[int]:
    """Take from a column that would have more than half the room, then from the last, until all have room."""
    for _ in range(sum(widths) - room):
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= max(least[widest], room // 2):
            widest = max(place for place, width in enumerate(widths) if width > least[place])
        widths[widest] -= 1
    return widths


def _headings(layout: list[Layout], page: Page) -> Iterator[str]:
    headings = [cut(clean_cell(one.column.heading), one.width) for one in layout]
    rules = ["-" * cells(heading) for heading in headings]
    yield paint("heading", _line(headings, layout), page.colour) + "\n"
    yield _line(rules, layout) + "\n"


def _row(item: Any, layout: list[Layout], limited: bool) -> str:
    return GAP.join([_placed(_text(one[0].value(item)), one, limited) for one in layout]).rstrip() + "\n"


def _folded_row(item: Any, layout: list[Layout], limited: bool) -> str:
    """An object in as many lines as its values need."""
    texts = [(_lines_of(one.column.value(item)), one.width) for one in layout]
    columns = [folded(text, width) if limited else text.split("\n") for text, width in texts]
    return "".join(_line(line, layout) + "\n" for line in zip_longest(*columns, fillvalue=""))


def _line(texts: Iterable[str], layout: list[Layout]) -> str:
    return GAP.join([_placed(text, one, False) for text, one in zip(texts, layout, strict=True)]).rstrip()


def _placed(text: str, layout: Layout, limited: bool) -> str:
    """`text` at its side of the column, cut to the column's width where that is `limited`."""
    _, width, _, right = layout
    taken = len(text) if text.isascii() else cells(text)
    if taken > width and limited:
        text = cut(text, width)
        taken = cells(text)
    return text.rjust(len(text) + width - taken) if right else text.ljust(len(text) + width - taken)


def _text(value: Any) -> str:
    return clean_cell(text_of(value))


def _lines_of(value: Any) -> str:
    return clean(text_of(value)).replace("\t", " ")
