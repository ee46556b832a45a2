"""What `-ErrorAction`, `-OutVariable` and `-ErrorVariable` do to the run of a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..errors import DifyShellError
from .context import Context
from .error_record import ErrorRecord
from .state import ShellState
from .values import as_list


def observed(run: Callable[[], Iterator[Any]], context: Context) -> Iterator[Any]:
    """What `run` gives, kept in the variables that the call names; an error is swallowed where the call says so."""
    common, state = context.common, context.state
    output = _list_in(state, common.out_variable)
    errors = _list_in(state, common.error_variable)
    before = len(state.errors)
    try:
        for item in run():
            output.append(item)
            yield item
    except DifyShellError as error:
        if common.error_action not in ("SilentlyContinue", "Ignore"):
            errors.append(ErrorRecord(error))
            raise
        state.succeeded = False
        if common.error_action == "SilentlyContinue":
            state.errors.insert(0, error)
    errors += [ErrorRecord(error) for error in state.errors[: len(state.errors) - before]]


def _list_in(state: ShellState, name: str) -> list[Any]:
    """A list kept in the variable `name`, which is added to if it is written `+name`; in none without a name."""
    if not name:
        return []
    kept = as_list(state.variables.get(name[1:])) if name.startswith("+") else []
    state.variables[name.removeprefix("+")] = kept
    return kept
