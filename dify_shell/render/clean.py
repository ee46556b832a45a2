"""Making a server's text safe and straight: visible escapes for control characters, and cells of the terminal."""

from __future__ import annotations

import re

# Control characters, and those that turn the direction of text around.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LINE_BREAK = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")


def clean(text: str) -> str:
    """`text` with control characters as visible escapes; tabs and line breaks stay."""
    return CONTROL.sub(_escape, text.replace("\r\n", "\n"))


def clean_cell(text: str) -> str:
    """`text` for one line of a table: line breaks and tabs are shown as signs too."""
    if text.isascii() and text.isprintable():
        return text
    return CONTROL.sub(_escape, LINE_BREAK.sub("↵", text).replace("\t", " "))


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def cells(text: str) -> int:
    """How many cells of a terminal a cleaned text takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with an ellipsis where something was left out."""
    if cells(text) <= width:
        return text
    if text.isascii():
        return text[: width - 1] + "…"
    used = 0
    from wcwidth import iter_graphemes, wcswidth

    kept = []
    for grapheme in iter_graphemes(text):
        used += max(0, wcswidth(grapheme))
        if used > width - 1:
            break
        kept.append(grapheme)
    return "".join(kept) + "…"
