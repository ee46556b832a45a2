"""Records to text: what the shell prints for the output of a pipeline. Pure; writes to no stream itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from typing import Any

from ..objects import JSON, Hashtable, Record, Text, View
from .clean import clean
from .lists import lists
from .page import Page
from .tables import Column, table
from .values import text_of

MOST_COLUMNS = 4
"""Records of no noun with more properties are shown as lists, as PowerShell does."""

IDENTIFIERS: tuple[str, ...] = ("Name", "Id")
"""What identifies records of no noun."""

DEEPEST_JSON = 100
"""Levels of JSON that are shown; what lies deeper becomes its text."""


def render(
    objects: Iterable[Any], *, width: int | None, colour: bool, mask: Callable[[str], str] | None = None
) -> Iterator[str]:
    """The text of `objects`, in pieces as they come; tables fit `width` cells, or take what they need without one.

    Records of one noun that follow each other share a table, or are lists if the noun has no columns; an empty line
    stands between two of these. Texts are printed as they are, JSON as JSON, nothing as nothing. Control
    characters are shown as visible escapes. `mask` blots secrets out of values before these are cut or folded: a part
    of a secret would not be known as such. What `objects` raises is raised when all that came before is drawn.
    """
    page = Page(width and max(width, 1), colour)
    if mask:
        page = page._replace(text=lambda value: mask(text_of(value)))
    failures: list[BaseException] = []
    yield from _drawn(_until_failure(objects, failures), page)
    for failure in failures:
        raise failure


def _until_failure(objects: Iterable[Any], failures: list[BaseException]) -> Iterator[Any]:
    """`objects` as far as they come; what ends them too early goes into `failures`."""
    try:
        yield from objects
    except (Exception, KeyboardInterrupt) as failure:
        failures.append(failure)


def _drawn(objects: Iterable[Any], page: Page, form: str = "") -> Iterator[str]:
    """`objects` as "table" or "list" where that is asked for, else in the form that suits them."""
    is_below_block = False
    for is_block, text in _pieces(objects, page, form):
        if is_block and is_below_block:
            yield "\n"
        yield from text
        is_below_block = is_block


def _pieces(objects: Iterable[Any], page: Page, form: str) -> Iterator[tuple[bool, Iterator[str]]]:
    """What is drawn in one go: whether it is a table or lists, and its text."""
    for kind, items in groupby(objects, key=_kind):
        if kind:
            yield True, _records(items, page, form)
        else:
            for item in items:
                yield isinstance(item, View | Hashtable), _single(item, page, form)


def _kind(item: Any) -> Any:
    """What records that follow each other must share to be drawn together; None for all else."""
    if isinstance(item, Record) and item.type is not JSON:
        return item.type or ("", *item)
    return None


def _records(items: Iterator[Record], page: Page, form: str) -> Iterator[str]:
    first = next(items)
    columns = [] if form == "list" else _columns(first, form == "table")
    every = chain([first], items)
    yield from table(every, columns, page) if columns else lists(every, Record.items, page)


def _columns(first: Record, asked: bool) -> list[Column]:
    """The columns of a table of records like this one; none where they are lists unless a table is asked for."""
    names: Iterable[str] = first if asked or not first.type and len(first) <= MOST_COLUMNS else ()
    identifiers = IDENTIFIERS
    if first.type:
        shown = sorted((one for one in first.type.properties if one.priority), key=lambda one: one.priority)
        names = [one.name for one in shown] or names
        identifiers = first.type.identifiers
    return _by_importance([(name, _member(name)) for name in names], identifiers)


def _by_importance(
    named: Iterable[tuple[str, Callable[[Any], Any]]], identifiers: tuple[str, ...] = IDENTIFIERS
) -> list[Column]:
    """Columns of which the last is the least important, and those that identify are the most."""
    identifying = {name.lower() for name in identifiers}
    return [
        Column(name, value, 0 if name.lower() in identifying else place) for place, (name, value) in enumerate(named, 1)
    ]


def _member(name: str) -> Callable[[Any], Any]:
    return lambda record: record.get(name)


def _single(item: Any, page: Page, form: str) -> Iterator[str]:
    if isinstance(item, View):
        yield from _view(item, page)
    elif isinstance(item, Hashtable):
        yield from _hashtable(item, page, form)
    elif isinstance(item, Text | dict | list | Record):
        yield from _marked(item, page)
    elif item is not None:
        yield clean(page.text(item)) + "\n"


def _view(view: View, page: Page) -> Iterator[str]:
    page = page._replace(fold=view.wrap, measure_all=view.auto_size)
    named = view.properties
    if not named:
        yield from _drawn(view.objects, page, view.kind)
    elif view.kind == "list":
        yield from lists(view.objects, lambda item: [(name, value(item)) for name, value in named], page)
    else:
        yield from table(view.objects, _by_importance(named), page)


def _hashtable(item: Hashtable, page: Page, form: str) -> Iterator[str]:
    if form == "list":
        yield from lists([item], Hashtable.items, page)
    else:
        columns = [Column("Name", lambda pair: pair[0]), Column("Value", lambda pair: pair[1])]
        yield from table(item.items(), columns, page)


def _marked(item: Any, page: Page) -> Iterator[str]:
    """A text drawn by its syntax; JSON values as such a text."""
    if not isinstance(item, Text):
        from .formats import to_json

        item = to_json(item, depth=DEEPEST_JSON, compress=False)
    text = clean(page.text(item))
    if item.syntax == "help":
        from .manual import manual

        text = manual(text, page.width, page.colour)
    elif page.colour:
        from .syntax import coloured

        text = coloured(text, item.syntax)
    yield text + "\n"
