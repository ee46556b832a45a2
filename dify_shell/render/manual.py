"""Help texts on the screen: folded where they meet its edge, headings and what can be typed in colours.

A line at the margin is a heading if it ends with a colon, else prose. One that is indented by two begins with what can
be typed; two spaces lead on to its explanation, which hangs beneath itself. One that is indented deeper explains.
"""

from __future__ import annotations

import re

from .clean import folded
from .themes import paint

TYPED = re.compile(r"(  )(\S(?:.*?\S)??)(?:(  +)(\S.*))?")
NARROWEST = 24
"""Cells under which an explanation stands below what it explains."""


def manual(text: str, width: int | None, colour: bool) -> str:
    """A cleaned help text for a screen `width` cells wide."""
    return "\n".join(_line(line, width or len(line) + NARROWEST, colour) for line in text.split("\n"))


def _line(line: str, width: int, colour: bool) -> str:
    typed = TYPED.fullmatch(line)
    if typed:
        return _typed(typed, width, colour)
    if line.endswith(":") and not line.startswith(" "):
        return paint("heading", line, colour)
    words = line.lstrip()
    return _hanging(words, len(line) - len(words), width)


def _typed(found: re.Match[str], width: int, colour: bool) -> str:
    margin, term, gap, explanation = found.groups()
    style = "parameter" if term.startswith("-") else "command"
    if not explanation:
        lines = folded(term, width - 2 * len(margin))
        return margin + ("\n" + margin * 2).join(paint(style, piece, colour) for piece in lines)
    indent = len(margin + term + gap)
    beginning = margin + paint(style, term, colour)
    if width - indent < NARROWEST:
        return f"{beginning}\n{_hanging(explanation, 2 * len(margin), width)}"
    return beginning + gap + _hanging(explanation, indent, width).lstrip()


def _hanging(text: str, indent: int, width: int) -> str:
    return "\n".join(" " * indent + line for line in folded(text, max(NARROWEST, width - indent))) if text else ""
