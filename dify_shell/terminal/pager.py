"""Long output, one screen at a time: through the user's pager, or `less`, or else page by page."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from shutil import get_terminal_size
from threading import RLock, Timer
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen
    from types import TracebackType

PATIENCE = 0.3
"""Seconds that the beginning is held back to see whether all of it fits; after that it is shown as it comes."""

LESS = "FRX"
"""Options for `less` where the user has set none: end when all fits, keep colours, leave the text on the screen."""

MORE = "-- Enter: more, q: enough -- "

Write = Callable[[str], None]


class PagerClosed(Exception):
    """The user has seen enough: the rest need not be made."""


class Pager:
    """The output of one line on its way to the terminal, as a context manager.

    What fits on the screen goes straight to `terminal`, and so does what trickles in slower than `PATIENCE`. As soon
    as there is more than fits, all of it goes through the program `command`, `less` if it is empty; where that cannot
    be started, it is shown page by page.
    """

    def __init__(self, command: str, terminal: Write) -> None:
        self._command = command
        self._terminal = terminal
        self._lock = RLock()
        self._held: list[str] = []
        self._rows_left = _rows_of_screen()
        self._show: Write | None = None
        self._program: Popen[bytes] | None = None

    def __enter__(self) -> Pager:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def has_terminal(self) -> bool:
        """Whether a program has the terminal at present."""
        return self._program is not None

    def write(self, text: str) -> None:
        """Show `text`. Raises PagerClosed once the user has quit the pager."""
        with self._lock:
            if self._show:
                self._show(text)
            else:
                self._hold(text)

    def close(self) -> None:
        """Show what is held back, and wait until the user has quit the pager. What comes later goes straight."""
        self._release()
        self._show = self._terminal
        if self._program:
            with suppress(OSError):
                _input_of(self._program).close()
            while self._program.poll() is None:
                with suppress(KeyboardInterrupt):  # Ctrl-C is the pager's while it runs
                    self._program.wait()
            self._program = None

    def _hold(self, text: str) -> None:
        if not self._held:
            timer = Timer(PATIENCE, self._release)
            timer.daemon = True
            timer.start()
        self._held.append(text)
        self._rows_left -= _rows(text)
        if self._rows_left < 0:
            self._open()
            self._release()

    def _release(self) -> None:
        """Show what is held back, and everything that follows, where it has been decided; straight by default."""
        with self._lock:
            self._show = self._show or self._terminal
            held, self._held = self._held, []
            if held:
                self._show("".join(held))

    def _open(self) -> None:
        """Start the program."""
        import shlex
        from subprocess import PIPE, Popen

        environment = {"LESS": LESS, **os.environ}  # the process's own, which holds no secret of the shell
        try:
            words = shlex.split(self._command or "less", posix=os.name == "posix")
            self._program = Popen(words, stdin=PIPE, env=environment)  # noqa: S603 - it is the user who names it
            self._show = self._feed
        except (OSError, ValueError):
            self._show = _Pages(self._terminal).write

    def _feed(self, text: str) -> None:
        if self._program is None:
            raise PagerClosed
        try:
            _input_of(self._program).write(text.encode(errors="replace"))
            _input_of(self._program).flush()
        except OSError as error:  # the user has quit it; Windows does not call this a broken pipe
            raise PagerClosed from error


class _Pages:
    """One screen after the other, where there is no pager."""

    def __init__(self, terminal: Write) -> None:
        self._terminal = terminal
        self._rows_left = _rows_of_screen()

    def write(self, text: str) -> None:
        for line in text.splitlines(keepends=True):
            if self._rows_left <= 0:
                self._ask()
            self._terminal(line)
            self._rows_left -= _rows(line)

    def _ask(self) -> None:
        try:
            answer = input(MORE)
        except EOFError:
            answer = "q"
        if answer.strip().lower().startswith("q"):
            raise PagerClosed
        self._rows_left = _rows_of_screen()


def _input_of(program: Popen[bytes]) -> IO[bytes]:
    if program.stdin is None:
        raise ValueError("a pager has no pipe")
    return program.stdin


def _rows_of_screen() -> int:
    """The rows for output: one is the prompt's."""
    return get_terminal_size().lines - 1


def _rows(text: str) -> int:
    """About how many rows `text` takes; colours count as characters, so that it may be more."""
    columns = get_terminal_size().columns
    return sum(max(1, -(-len(line) // columns)) for line in text.splitlines())
