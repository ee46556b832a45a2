"""Waiting for what a server does by and by: indexing, installing."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import Annotated, TypeVar

from ..errors import DifyShellError, ServerFault, TransportError
from ..runtime.command import Arg
from ..runtime.context import Context

State = TypeVar("State")

Interval = Annotated[float, Arg("How many seconds to wait between two looks")]
Timeout = Annotated[float, Arg("After how many seconds to give up waiting")]

INTERVAL, TIMEOUT = 5.0, 300.0
"""As in PSDify 0.11.5."""

PATIENCE = 3
"""How many looks in a row may fail before that is an error of its own."""


def wait_for(
    context: Context,
    label: str,
    look: Callable[[], State],
    *,
    done: Callable[[State], int],
    total: int,
    interval: float,
    timeout: float,
) -> State:
    """What `look` gives once `done` of it is `total`; how far it is is shown meanwhile.

    A look that fails for a moment does not end it. Raises DifyShellError when the time is up: what the server does
    goes on.
    """
    end = monotonic() + timeout
    failures = seen = 0
    with context.host.progress(label, total) as advance:
        while True:
            try:
                state = look()
                failures = 0
                advance(done(state) - seen)
                seen = done(state)
                if seen >= total:
                    return state
            except (TransportError, ServerFault) as error:
                failures += 1
                if failures > PATIENCE:
                    raise
                context.verbose(f"{error.message} Looking again in {interval:g} seconds.")
            if monotonic() + interval > end:
                raise DifyShellError(
                    f"{label}: {seen} of {total} done in {timeout:g} seconds.",
                    hint="It goes on without the shell; -Timeout waits longer.",
                )
            sleep(interval)
