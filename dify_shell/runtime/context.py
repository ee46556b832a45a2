"""What a command receives: the state, the registry, and the host through which it talks to the user."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from ..errors import DifyShellError, NotConnected

if TYPE_CHECKING:
    from ..api.client import DifyClient
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
    """PowerShell's parameters that every command takes and that mean something here."""

    verbose: bool = False
    debug: bool = False
    error_action: ErrorAction = "Continue"
    error_variable: str = ""
    out_variable: str = ""


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
