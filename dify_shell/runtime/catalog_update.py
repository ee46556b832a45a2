"""Learning from the connected server what operations it has, beside whatever else is done."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

from ..errors import DifyShellError, NotFound

if TYPE_CHECKING:
    from .state import Connection, ShellState

DOCUMENTS = ("/console/api/openapi.json", "/console/api/swagger.json")
"""Where a server publishes its own description: since 1.15.0, and before. Both are often switched off (B1)."""

_LONGEST_PAUSE = 0.1
"""Seconds after which a wait looks whether Ctrl-C was pressed; Windows does not wake it."""


class CatalogUpdate:
    """One fetch of a server's own description, on a thread of its own. `error` says afterwards how it failed."""

    def __init__(self, state: ShellState, connection: Connection) -> None:
        self.error: DifyShellError | None = None
        self._state = state
        self._connection = connection
        self._thread = Thread(target=self._run, name="dify-shell-catalog", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return when it is over."""
        while self._thread.is_alive():
            self._thread.join(_LONGEST_PAUSE)

    def _run(self) -> None:
        try:
            catalog = self._state.load_operations().overlay(_document(self._connection))
        except DifyShellError as error:
            self.error = error
        else:
            if self._state.connection is self._connection:
                self._state.catalog = (self._connection, catalog)


def _document(connection: Connection) -> object:
    """What the server publishes. Raises DifyShellError where that is nothing."""
    from ..api.responses import read

    refusals = []
    for path in DOCUMENTS:
        try:
            return read(connection.client.answer("GET", path))
        except DifyShellError as error:
            refusals.append(error)
    reason = next((one for one in refusals if not isinstance(one, NotFound)), refusals[0])
    raise DifyShellError(
        f"{connection.server} does not publish its operations: {reason.message}",
        hint="What was known stays. SWAGGER_UI_ENABLED=true on the server switches it on.",
    )
