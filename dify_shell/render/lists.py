"""Objects as lists: a line for each property."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from .clean import cells, clean, clean_cell
from .page import Page
from .themes import paint

Pairs = Callable[[Any], Iterable[tuple[str, Any]]]
"""The names and values that are shown of an object."""


def lists(items: Iterable[Any], pairs: Pairs, page: Page) -> Iterator[str]:
    """Each object as lines of `Name : value`, with an empty line between two.

    Values are not broken into lines, so that what is copied off the screen is whole.
    """
    for place, item in enumerate(items):
        named = [(clean_cell(name), value) for name, value in pairs(item)]
        widest = max((cells(name) for name, _ in named), default=0)
        lines = [_line(name, value, widest, page) for name, value in named]
        yield ("\n" if place else "") + "".join(lines)


def _line(name: str, value: Any, width: int, page: Page) -> str:
    heading = paint("heading", name + " " * (width - cells(name)), page.colour)
    text = clean(page.text(value)).replace("\n", "\n" + " " * (width + 3))
    return f"{heading} : {text}\n"
