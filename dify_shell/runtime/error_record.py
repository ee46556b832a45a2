"""Errors as objects of a pipeline: what a catch block has in `$_`, and what `$Error` lists."""

from __future__ import annotations

from ..errors import DifyShellError
from ..objects import Record


class ErrorRecord(Record):
    """An error as `$_` in a catch block and in `$Error`: its text is its message."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(self["Message"])


def error_record(error: DifyShellError) -> ErrorRecord:
    """The facts of an error as properties; `Exception` has them too, as scripts expect."""
    facts = {"Message": error.message, "Hint": error.hint, "ExitCode": error.exit_code}
    facts |= {name.capitalize(): value for name in ("status", "code", "path") if (value := getattr(error, name, None))}
    return ErrorRecord({**facts, "Exception": Record(facts)})
