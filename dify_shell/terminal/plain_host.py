"""The host where lines are only read and written: scripts, `-c`, pipes, `--plain` and terminals that cannot redraw."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..errors import Cancelled, NotInteractive

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..errors import DifyShellError
    from ..runtime.context import MessageKind
    from .screen import Screen


class PlainHost:
    """Asks line by line when `interactive`, that is when there is somebody at a terminal; else refuses to ask."""

    def __init__(self, screen: Screen, *, interactive: bool) -> None:
        self.interactive = interactive
        self._screen = screen

    def ask(self, question: str, *, secret: bool = False) -> str:
        """See `Host`."""
        if not self.interactive:
            asked = question.strip().rstrip(":")
            raise NotInteractive(f"'{asked}' would have to be asked, and there is no terminal to ask at.")
        with self._screen.handed_over():
            try:
                return self._read(question, secret)
            except EOFError as error:
                raise Cancelled from error

    def confirm(self, question: str) -> bool:
        """See `Host`. Only `y` and `yes` say so."""
        return self.ask(f"{question} [y/N] ").strip().lower() in ("y", "yes")

    def message(self, kind: MessageKind, text: str) -> None:
        """See `Host`."""
        self._screen.message(kind, text)

    def report(self, error: DifyShellError) -> None:
        """See `Host`."""
        self._screen.report(error)

    def progress(self, label: str, total: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        """See `Host`. One line, once; none where nobody looks."""
        return self._announced(label)

    def streaming(self) -> AbstractContextManager[Callable[[str], None] | None]:
        """See `Host`."""
        from contextlib import nullcontext

        return self._screen.streaming() if self.interactive else nullcontext()

    def run_program(
        self, command_line: str, objects: Iterator[object] | None, *, capture: bool
    ) -> Generator[str, None, int]:
        """See `Host`."""
        from .program import run_program

        return run_program(self._screen, command_line, objects, capture=capture)

    def clear(self) -> None:
        """Do nothing: what was written stays."""

    def _read(self, question: str, secret: bool) -> str:
        """The next line; EOFError at the end of the input."""
        if secret:
            from getpass import getpass

            return getpass(question)
        return input(question)

    @contextmanager
    def _announced(self, label: str) -> Iterator[Callable[[int], None]]:
        if self.interactive:
            self._screen.remark(f"{label} ...")
        yield lambda count: None
