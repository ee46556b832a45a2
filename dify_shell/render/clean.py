"""Making a server's text safe and straight: visible escapes for control characters, and cells of the terminal.

Cells are counted by wcwidth, which knows wide and combining characters and emoji of several parts; it is loaded with
the first text that is not ASCII.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # of terminals
    "\u2028\u2029"  # line breaks to some
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # turn the direction of text around
    "\ud800-\udfff]"  # half a character, which no encoding can write
)
"""What is never shown as it is; tabs and line feeds are left to those who lay out."""


def clean(text: str) -> str:
    """`text` with control characters as visible escapes; tabs and line breaks stay."""
    return CONTROL.sub(_escape, text.replace("\r\n", "\n"))


def clean_cell(text: str) -> str:
    """`text` for one line of a table: line breaks and tabs are shown as signs too."""
    if text.isascii() and text.isprintable():
        return text
    return clean(text).replace("\n", "↵").replace("\t", " ")


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def cells(text: str) -> int:
    """How many cells of a terminal a cleaned text takes."""
    return len(text) if text.isascii() else max(0, _wcwidth().wcswidth(text))


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with an ellipsis where something was left out."""
    if cells(text) <= width:
        return text
    if text.isascii():
        return text[: max(0, width - 1)] + "…"
    kept, room = [], width - 1
    for grapheme in _wcwidth().iter_graphemes(text):
        room -= cells(grapheme)
        if room < 0:
            break
        kept.append(grapheme)
    return "".join(kept) + "…"


def folded(text: str, width: int) -> list[str]:
    """The lines of `text`, broken between words where they take more than `width` cells, and within those too long."""
    lines = []
    for line in text.split("\n"):
        lines += _folded_line(line, width) if cells(line) > width else [line]
    return lines


def _folded_line(line: str, width: int) -> list[str]:
    pieces = _wcwidth().wrap(line, max(1, width), control_codes="ignore", break_on_hyphens=False)
    return [cut(piece, width) for piece in pieces]


@cache
def _wcwidth() -> ModuleType:
    import wcwidth

    return wcwidth
