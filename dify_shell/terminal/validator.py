"""What Enter does: run the text, or begin another line of it."""

from __future__ import annotations

import re

from .parsed_text import parse_cached

_STEP = " " * 4
_TWO_EMPTY_LINES = re.compile(r"\n[^\S\n]*\n[^\S\n]*\Z")
_OPENING = ("{", "@{", "(", "@(", "$(", "[")


def should_continue(text: str) -> bool:
    """Whether the text lacks its end, so that Enter begins another line.

    What is wrong runs all the same: the error then says where. So does what lacks its end once two lines are left
    empty, as in IPython: nobody is trapped in an open quote, while a script that arrives line by line may have an
    empty line in a block.
    """
    return parse_cached(text).incomplete and not _TWO_EMPTY_LINES.search(text)


def indentation(text: str) -> str:
    """The white space for a line that follows the unfinished `text`: a step for each open bracket, none in a quote."""
    errors = parse_cached(text).errors
    openers = [error.span.of(text) for error in errors if error.span and error.incomplete]
    if any(opener.endswith(("'", '"')) for opener in openers):
        return ""
    return _STEP * sum(opener in _OPENING for opener in openers)
