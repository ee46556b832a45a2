"""What the environment says about the terminal. `$env:` is asked each time, so the start-up file and the user decide.

`DIFY_SHELL_EDITING_MODE` is `emacs` (default) or `vi`. `DIFY_SHELL_PAGER`, else `PAGER`, is what long output goes
through; `cat` switches paging off. `ACCESSIBLE=1` asks for plain text without menus and redraws, `NO_COLOR` for no
colours (https://no-color.org).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from ..runtime.state import Environment

_NO = ("", "0", "false", "no")


def is_plain(environment: Environment) -> bool:
    """Whether nothing may be redrawn: a terminal that cannot, or a reader who asks for it."""
    dumb = environment.text("TERM").lower() in ("dumb", "unknown")
    return dumb or environment.text("ACCESSIBLE").lower() not in _NO


def has_colour(environment: Environment, stream: TextIO) -> bool:
    """Whether to colour what goes to `stream`."""
    dumb = environment.text("TERM").lower() in ("dumb", "unknown")
    return stream.isatty() and not dumb and not environment.text("NO_COLOR")


def wants_vi(environment: Environment) -> bool:
    """Whether keys mean what they mean in vi."""
    return environment.text("DIFY_SHELL_EDITING_MODE").lower() == "vi"


def pager(environment: Environment) -> str:
    """The command line of the user's pager; empty when none is named."""
    return environment.text("DIFY_SHELL_PAGER") or environment.text("PAGER")
