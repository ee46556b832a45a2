"""Errors as objects of a pipeline: what a catch block has in `$_`, and what `$Error` lists."""

from __future__ import annotations

from ..errors import DifyShellError
from ..objects import Record


class ErrorRecord(Record):
    """An error's facts as properties; `Exception` has them too, as scripts expect. Its text is its message.

    `error` is what `throw` raises again.
    """

    __slots__ = ("error",)

    def __init__(self, error: DifyShellError) -> None:
        facts = {"Message": error.message, "Hint": error.hint, "ExitCode": error.exit_code}
        facts |= {
            name.capitalize(): value for name in ("status", "code", "path") if (value := getattr(error, name, None))
        }
        super().__init__({**facts, "Exception": Record(facts)})
        self.error = error

    def __str__(self) -> str:
        return str(self["Message"])
