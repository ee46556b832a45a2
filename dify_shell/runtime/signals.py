"""What leaves statements without an error: `exit`, `break`, `continue`."""

from __future__ import annotations


class ExitShell(Exception):
    """The text asks to leave the shell with `status`."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(status)
        self.status = status


class BreakSignal(Exception):
    """`break`."""


class ContinueSignal(Exception):
    """`continue`."""
