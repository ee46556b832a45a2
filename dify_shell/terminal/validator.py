"""What Enter does: run the text, or begin another line of it."""

from __future__ import annotations

from .masking import parse_cached


def should_continue(text: str) -> bool:
    """Whether the text lacks its end, so that Enter begins another line.

    What is wrong runs all the same: the error then says where. Two empty lines at the end run the text as it is, so
    that nobody is trapped in an open quote; that is IPython's way out, too.
    """
    return parse_cached(text).incomplete and not text.endswith("\n\n")


def indentation(text: str) -> str:
    """The white space for a line after `text`: that of its last line, and more behind an opening bracket."""
    line = text.rpartition("\n")[2]
    own = line[: len(line) - len(line.lstrip())]
    return own + "    " if line.rstrip().endswith(("{", "(", "@{", "@(")) else own
