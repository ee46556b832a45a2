"""Learning the names that Tab should offer, beside the keyboard."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext, suppress
from threading import Thread
from typing import TYPE_CHECKING

from ..errors import NotInteractive
from ..objects import Record
from ..runtime.context import CommonParameters, Context

if TYPE_CHECKING:
    from ..errors import DifyShellError
    from ..runtime.command import Command
    from ..runtime.context import MessageKind
    from ..runtime.registry import Registry
    from ..runtime.state import Connection, ShellState

FRESH = 60.0
"""Seconds for which a list of names is good enough."""


class NameRefresher:
    """Lists the records of a noun on a thread, one noun at a time, and calls `done` when their names are known.

    Nothing happens while there is no connection. A failure is silent: the user has not asked for anything.
    """

    def __init__(self, registry: Registry, state: ShellState, done: Callable[[], None]) -> None:
        self._registry = registry
        self._state = state
        self._done = done
        self._tried: dict[str, float] = {}
        self._connection: Connection | None = None
        self.thread: Thread | None = None

    def want(self, nouns: Iterable[str]) -> None:
        """Have the names of `nouns` looked up; what there is no time for now is wanted again at the next key."""
        connection = self._state.connection
        if connection is None or (self.thread and self.thread.is_alive()):
            return
        if connection is not self._connection:
            self._connection = connection
            self._tried.clear()
        now = time.monotonic()
        for noun in nouns:
            command = self._registry.for_noun(noun)
            if command and now - self._tried.get(noun, -FRESH) >= FRESH:
                self._tried[noun] = now
                self.thread = Thread(target=self._refresh, args=(noun, command, connection), daemon=True)
                self.thread.start()
                return

    def _refresh(self, noun: str, command: Command, connection: Connection) -> None:
        # With Stop an error of one item is raised, instead of showing up in the user's `$?`.
        context = Context(self._state, _SilentHost(), self._registry, CommonParameters(error_action="Stop"))
        with suppress(Exception):  # nobody has asked for this, so nobody wants to hear how it failed
            found = command.function(context)
            records: list[Record] = [found] if isinstance(found, Record) else [*found]
            if self._state.connection is connection:
                self._state.known_names.replace(noun, records)
                self._done()


class _SilentHost:
    """Nobody to talk to."""

    interactive = False

    def ask(self, question: str, *, secret: bool = False) -> str:
        raise NotInteractive("Nobody is asked in the background.")

    def confirm(self, question: str) -> bool:
        raise NotInteractive("Nobody is asked in the background.")

    def message(self, kind: MessageKind, text: str) -> None:
        """Say nothing."""

    def report(self, error: DifyShellError) -> None:
        """Say nothing."""

    def progress(self, label: str, total: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        return nullcontext(lambda count: None)

    def streaming(self) -> AbstractContextManager[Callable[[str], None] | None]:
        return nullcontext()

    def run_program(
        self, command_line: str, objects: Iterator[object] | None, *, capture: bool
    ) -> Generator[str, None, int]:
        """Run nothing: only listings run here."""
        yield from ()
        return 1

    def clear(self) -> None:
        """Leave the screen alone."""
