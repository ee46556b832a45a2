"""Records as a table that fits: columns by priority, cut with an ellipsis, numbers to the right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import Any, NamedTuple

from .clean import cells, clean, clean_cell, cut, folded
from .lists import lists
from .page import Page
from .themes import paint
from .values import is_number, is_rigid

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


class Layout(NamedTuple):
    """Where a column's value stands in a row of values, and the room it gets, which is never made less than `least`."""

    place: int
    width: int
    least: int
    right: bool


Row = list[Any]
"""The value of each column for one object. It is asked for once: a calculated one may be a request."""


def table(items: Iterable[Any], columns: list[Column], page: Page) -> Iterator[str]:
    """The lines of a table. It is measured by the first objects and printed as the others come.

    Without objects there is none, and without two columns that fit it is a list for each object.
    """
    rows: Iterator[Row] = ([column.value(item) for column in columns] for item in items)
    sample = list(rows if page.measure_all else islice(rows, SAMPLE))
    if not sample:
        return
    every = chain(sample, rows)
    layout = _laid_out(columns, sample, page)
    if len(layout) < min(2, len(columns)):
        headings = [column.heading for column in columns]
        yield from lists(every, lambda row: zip(headings, row, strict=True), page)
        return
    yield from _headings(columns, layout, page)
    draw = _folded_row if page.fold else _row
    for row in every:
        yield draw(row, layout, page)


def _laid_out(columns: list[Column], sample: list[Row], page: Page) -> list[Layout]:
    """The columns for which there is room."""
    layout = [_measured(place, column, [row[place] for row in sample], page) for place, column in enumerate(columns)]
    if page.width is None:
        return layout
    layout[0] = layout[0]._replace(least=min(layout[0].width, 2 * NARROWEST))
    return _fitted(layout, columns, page.width)


def _measured(place: int, column: Column, values: list[Any], page: Page) -> Layout:
    filled = [value for value in values if value is not None]
    text = _lines_of if page.fold else _text
    texts = [clean_cell(column.heading), *(text(value, page) for value in values)]
    width = max(cells(line) for text in texts for line in text.split("\n"))
    rigid = bool(filled) and all(map(is_rigid, filled))
    right = bool(filled) and all(map(is_number, filled))
    return Layout(place, width, width if rigid else min(width, NARROWEST), right)


def _fitted(layout: list[Layout], columns: list[Column], width: int) -> list[Layout]:
    """Leave out what matters least while columns cannot have what they need, then narrow the others."""
    kept = list(layout)
    while len(kept) > 1 and sum(one.least + len(GAP) for one in kept) - len(GAP) > width:
        kept.remove(max(reversed(kept), key=lambda one: columns[one.place].priority))
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


def _headings(columns: list[Column], layout: list[Layout], page: Page) -> Iterator[str]:
    headings = [cut(clean_cell(columns[one.place].heading), one.width) for one in layout]
    rules = ["-" * cells(heading) for heading in headings]
    yield paint("heading", _line(headings, layout), page.colour) + "\n"
    yield _line(rules, layout) + "\n"


def _row(row: Row, layout: list[Layout], page: Page) -> str:
    limited = page.width is not None
    return GAP.join([_placed(_text(row[one[0]], page), one, limited) for one in layout]).rstrip() + "\n"


def _folded_row(row: Row, layout: list[Layout], page: Page) -> str:
    """An object in as many lines as its values need."""
    texts = [(_lines_of(row[one.place], page), one.width) for one in layout]
    columns = [text.split("\n") if page.width is None else folded(text, width) for text, width in texts]
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


def _text(value: Any, page: Page) -> str:
    return clean_cell(page.text(value))


def _lines_of(value: Any, page: Page) -> str:
    return clean(page.text(value)).replace("\t", " ")
