"""Where something stands in a text, and how to show it there with a caret.

Every token, tree node and language error carries a `Span`; a `Source` is the text it points into.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range of character offsets into a source text."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of `other`."""
        return Span(self.start, other.end)

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


class Source(NamedTuple):
    """A text to run and where it came from: a file's path, or a name such as `-c`; empty at the prompt."""

    text: str
    name: str = ""

    def line_of(self, offset: int) -> int:
        """The number, from 1, of the line that holds the character at `offset`."""
        before = self.text[:offset].replace("\r\n", "\n")
        return before.count("\n") + before.count("\r") + 1

    def show(self, span: Span) -> str:
        """The line on which `span` starts and, below it, carets under the part of it on that line."""
        start = min(span.start, len(self.text))
        line_start = max(self.text.rfind("\n", 0, start), self.text.rfind("\r", 0, start)) + 1
        line = re.split("[\r\n]", self.text[line_start:], maxsplit=1)[0]
        before = line[: start - line_start]
        marked = line[start - line_start : max(span.end, start + 1) - line_start] or " "
        return f"{line}\n{_blank(before)}{'^' * _cells(marked)}"


def _blank(text: str) -> str:
    """White space as wide as `text`; tabs stay tabs, so that the carets stand right below."""
    return "".join("\t" if character == "\t" else " " * _cells(character) for character in text)


def _cells(text: str) -> int:
    """How many terminal cells `text` takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    width = wcswidth(text)
    return width if width >= 0 else len(text)
