"""What a command receives: the state, the registry, and the host through which it talks to the user."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from ..errors import Cancelled, DifyShellError, NotAuthenticated, NotConnected, NotInteractive, TransportError

if TYPE_CHECKING:
    from ..api.client import DifyClient
    from ..catalog.catalog import Catalog
    from .registry import Registry
    from .state import Connection, ShellState

MessageKind = Literal["warning", "verbose", "debug", "information"]


class Host(Protocol):
    """The screen and the keyboard. Commands print nothing themselves."""

    interactive: bool

    def ask(self, question: str, *, secret: bool = False) -> str:
        """The line the user types, unseen if `secret`. Raises NotInteractive when there is nobody to ask."""
        ...

    def confirm(self, question: str) -> bool:
        """Whether the user says yes. Raises NotInteractive when there is nobody to ask."""
        ...

    def message(self, kind: MessageKind, text: str) -> None:
        """Show a line beside the output: it does not go down the pipeline."""
        ...

    def report(self, error: DifyShellError) -> None:
        """Show an error that does not end the command."""
        ...

    def progress(self, label: str, total: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        """Show that something goes on while the block runs; calling its value moves it on by that much."""
        ...

    def streaming(self) -> AbstractContextManager[Callable[[str], None] | None]:
        """Give a way to show text the moment it comes; None where nobody watches."""
        ...

    def run_program(
        self, command_line: str, objects: Iterator[object] | None, *, capture: bool
    ) -> Generator[str, None, int]:
        """Run a program of the system: gives its lines if captured, and returns its exit status."""
        ...

    def clear(self) -> None:
        """Clear the screen."""
        ...


ErrorAction = Literal["Continue", "Stop", "SilentlyContinue", "Ignore", "Inquire"]


class CommonParameters(NamedTuple):
    """PowerShell's parameters that every command takes and that mean something here.

    The last three are taken only by commands that ask before they destroy something.
    """

    verbose: bool = False
    debug: bool = False
    error_action: ErrorAction = "Continue"
    error_variable: str = ""
    out_variable: str = ""
    what_if: bool = False
    confirm: bool | None = None
    force: bool = False

    @property
    def asks(self) -> bool:
        """Whether a command that destroys something asks first."""
        return self.confirm if self.confirm is not None else not self.force


class Context:
    """What one run of a command may use."""

    __slots__ = ("common", "host", "registry", "state")

    def __init__(
        self, state: ShellState, host: Host, registry: Registry, common: CommonParameters | None = None
    ) -> None:
        self.state = state
        self.host = host
        self.registry = registry
        self.common = common or CommonParameters()

    @property
    def connection(self) -> Connection:
        """The present connection. Raises NotConnected."""
        if self.state.connection is None:
            raise NotConnected
        return self.state.connection

    @property
    def api(self) -> DifyClient:
        """The client of the present connection. Raises NotConnected."""
        return self.connection.client

    @property
    def operations(self) -> Catalog:
        """The operations of the connected server, once an update is over; a warning says if that failed."""
        update, self.state.catalog_update = self.state.catalog_update, None
        if update is not None:
            update.wait()
            if update.error is not None:
                self.warn(str(update.error))
        return self.state.load_operations()

    def warn(self, text: str) -> None:
        """Show a warning."""
        self.host.message("warning", text)

    def verbose(self, text: str) -> None:
        """Show `text` if the command was called with `-Verbose`."""
        if self.common.verbose:
            self.host.message("verbose", text)

    def debug(self, text: str) -> None:
        """Show `text` if the command was called with `-Debug`."""
        if self.common.debug:
            self.host.message("debug", text)

    def confirmed(self, action: str, things: Sequence[str]) -> bool:
        """Whether to go on with what cannot be undone: `action` is a verb and `things` say what it befalls.

        Shows what and where first, asks unless `-Force` or `-Confirm:$false` was given, and with `-WhatIf` only says
        it. The current workspace can be switched by a browser that is signed in as the same account, so the server is
        asked which one it is: when it is another one than the user saw last, an error says so instead.
        Raises DifyShellError for that, and NotInteractive when there is nobody to ask.
        """
        if not things:
            return False
        place = self._place()
        if self.common.what_if:
            for thing in things:
                self.host.message("information", f"What if: {action} {thing} in {place}.")
            return False
        if not self.common.asks:
            return True
        for thing in things if len(things) > 1 else ():
            self.host.message("information", f"  {thing}")
        what = things[0] if len(things) == 1 else f"these {len(things)}"
        try:
            return self.host.confirm(f"{action} {what} in {place}?")
        except NotInteractive as error:
            error.hint = "-Force does it without asking; -WhatIf says what would be done."
            raise

    def _place(self) -> str:
        """The workspace and server that a change befalls. Raises DifyShellError if the workspace was switched."""
        connection = self.connection
        listed = connection.client.get("/workspaces")["workspaces"]
        current = next((str(one["name"]) for one in listed if one.get("current")), connection.workspace)
        before, connection.workspace = connection.workspace, current
        if before not in ("", current):
            raise DifyShellError(
                f"The current workspace is '{current}' now, and was '{before}': it was switched elsewhere.",
                hint="Look again at what this would befall, then repeat it; or: set-current-workspace",
            )
        return f"{current} at {connection.server}"

    def report(self, error: DifyShellError) -> None:
        """Note an error of one item and go on, unless `-ErrorAction Stop` says otherwise: then it is raised."""
        if self.common.error_action == "Stop":
            raise error
        self.state.succeeded = False
        if self.common.error_action == "Ignore":
            return
        self.state.errors.insert(0, error)
        if self.common.error_action != "SilentlyContinue":
            self.host.report(error)

    @contextmanager
    def reporting(self, subject: str) -> Iterator[None]:
        """Note what goes wrong with `subject`, one of several, and go on with the next.

        What would befall the others too is raised all the same: an expired session, a server that cannot be reached.
        """
        try:
            yield
        except (NotAuthenticated, NotConnected, TransportError, Cancelled):
            raise
        except DifyShellError as error:
            error.message = f"{subject}: {error.message}"
            self.report(error)
