"""What the user sees beside the prompt: output, errors, messages, and the line that says what goes on.

Knows streams and `render`, but no keys. Everything passes the redactor, so that no secret is ever shown.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from threading import RLock
from typing import TYPE_CHECKING, TextIO

from ..render import render
from ..render.clean import clean
from ..render.error_report import report
from ..render.themes import paint
from .pager import Pager, PagerClosed

if TYPE_CHECKING:
    from ..api.redaction import Redactor
    from ..runtime.context import MessageKind

ERASE_LINE = "\r\x1b[K"


class Screen:
    """Where output and errors go.

    `width()` is the number of columns to fit tables into; None for as many as they take. `pager()` is the command
    line of the user's pager, empty for the usual one; None where long output is not to be paged.
    """

    def __init__(
        self,
        output: TextIO,
        errors: TextIO,
        redactor: Redactor,
        *,
        colour: bool,
        width: Callable[[], int | None],
        pager: Callable[[], str | None] = lambda: None,
    ) -> None:
        self.colour = colour
        self._output = output
        self._errors = errors
        self._redactor = redactor
        self._width = width
        self._pager_command = pager
        self._pager: Pager | None = None
        self._lock = RLock()
        self._handed_over = False
        self._progress_is_shown = False
        for stream in (output, errors):
            _never_fail_to_encode(stream)

    def show(self, objects: Iterable[object]) -> None:
        """Show `objects` as they come; their source is stopped when the user has seen enough.

        Raises what the source raises once all that came before is shown, and BrokenPipeError when nobody reads on.
        """
        try:
            with self._paged() as write:
                mask = self._redactor.clean
                for chunk in render(objects, width=self._width(), colour=self.colour, mask=mask):
                    write(mask(chunk))
        except PagerClosed:
            pass
        finally:
            if isinstance(objects, Generator):
                objects.close()
            self._output.flush()

    def report(self, error: BaseException, *, debug: bool = False) -> None:
        """Show an error; with `debug` the traceback of one that is our fault."""
        self._write_beside(report(error, colour=self.colour, debug=debug))

    def message(self, kind: MessageKind, text: str) -> None:
        """Show a line beside the output; information is what a script says, so it goes where output goes."""
        if kind == "information":
            write = self._pager.write if self._pager else self._write
            write(self._redactor.clean(clean(text)) + "\n")
        else:
            style = "warning" if kind == "warning" else "hint"
            self._write_beside(paint(style, f"{kind.upper()}: {clean(text)}", self.colour))

    def remark(self, text: str) -> None:
        """Show a line where errors go: it is no output."""
        self._write_beside(clean(text))

    def redacted(self, text: str) -> str:
        """`text` as it may leave the shell."""
        return self._redactor.clean(text)

    @contextmanager
    def handed_over(self) -> Iterator[None]:
        """Leave the terminal to a question: a pager is closed first, and no progress is drawn meanwhile."""
        if self._pager:
            self._pager.close()
        with self._lock:
            self._erase_progress()
            self._handed_over = True
        try:
            yield
        finally:
            self._handed_over = False

    @contextmanager
    def streaming(self) -> Iterator[Callable[[str], None]]:
        """Show pieces of text the moment they come, below what has been put out; the last line is ended."""
        at_line_start = True

        def write(text: str) -> None:
            nonlocal at_line_start
            at_line_start = text.endswith("\n")
            self._write(self._redactor.clean(clean(text)))
            self._output.flush()

        with self.handed_over():
            self._output.flush()
            try:
                yield write
            finally:
                if not at_line_start:
                    self._write("\n")
                    self._output.flush()

    def show_progress(self, text: str) -> None:
        """Draw `text` over the last progress line, or erase it when empty; not while somebody else has the terminal."""
        with self._lock:
            if self._handed_over or (self._pager and self._pager.has_terminal):
                return
            self._erase_progress()
            if text:
                self._errors.write(text)
                self._errors.flush()
                self._progress_is_shown = True

    @contextmanager
    def _paged(self) -> Iterator[Callable[[str], None]]:
        """The way that the output of one line takes."""
        command = self._pager_command()
        if command is None:
            yield self._write
            return
        try:
            with Pager(command, self._write) as self._pager:
                yield self._pager.write
        finally:
            self._pager = None

    def _write(self, text: str) -> None:
        with self._lock:
            self._erase_progress()
            self._output.write(text)
            if not text.endswith("\n"):
                self._output.flush()

    def _write_beside(self, text: str) -> None:
        """Write a line to the errors, below what has been put out so far; that may still be on its way to a pager."""
        line = self._redactor.clean(text) + "\n"
        if self._pager and self._errors.isatty():
            self._pager.write(line)
            return
        with self._lock:
            self._erase_progress()
            self._output.flush()
            self._errors.write(line)
            self._errors.flush()

    def _erase_progress(self) -> None:
        if self._progress_is_shown:
            self._progress_is_shown = False
            self._errors.write(ERASE_LINE)
            self._errors.flush()


def _never_fail_to_encode(stream: TextIO) -> None:
    """Let characters that the terminal's encoding lacks (cp1252 has no CJK) become `?`."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
