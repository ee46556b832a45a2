"""The colours, by what they mean. The sixteen of the terminal, so that they fit light and dark ones."""

from __future__ import annotations

STYLES = {
    "command": "ansiblue bold",
    "unknown-command": "ansired",
    "parameter": "ansicyan",
    "string": "ansigreen",
    "number": "ansimagenta",
    "variable": "ansiyellow",
    "operator": "",
    "keyword": "ansimagenta bold",
    "comment": "ansibrightblack italic",
    "error": "ansired",
    "warning": "ansiyellow",
    "hint": "ansibrightblack",
    "heading": "bold",
    "": "",
}
_CODES = {"bold": "1", "italic": "3", "underline": "4", "ansired": "31", "ansigreen": "32", "ansiyellow": "33",
          "ansiblue": "34", "ansimagenta": "35", "ansicyan": "36", "ansibrightblack": "90"}  # fmt: skip


def paint(style: str, text: str, colour: bool) -> str:
    """`text` in a named style, if there are colours."""
    codes = [_CODES[word] for word in STYLES[style].split() if word in _CODES]
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if colour and codes and text else text
