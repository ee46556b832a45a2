"""The whole shell in a terminal: a pseudo-terminal with the emulator `pyte` in front of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

ROOT = Path(__file__).parents[2]
START = "from dify_shell.__main__ import main; main()"
PATIENCE = 20.0
"""Seconds until something that must happen is given up."""

CURSOR_POSITION_REQUEST = b"\x1b[6n"


class PtyShell:
    """A running shell, its screen and the keyboard. `tells_cursor` is whether the terminal says where the cursor is."""

    def __init__(
        self, home: Path, *arguments: str, tells_cursor: bool = True, rows: int = 24, **environment: str
    ) -> None:
        self.home = home
        self.received = b""
        self._ended = False
        self._tells_cursor = tells_cursor
        self._screen = pyte.HistoryScreen(100, rows, history=1000)
        self._screen.write_process_input = self._answer  # type: ignore[method-assign]  # how pyte wants it
        self._stream = pyte.ByteStream(self._screen)
        variables = {"HOME": str(home), "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
        self._process = pexpect.spawn(
            sys.executable,
            ["-W", "error", "-c", START, "--no-profile", *arguments],
            env=variables | environment,
            dimensions=(rows, 100),
            cwd=str(home),
        )
        self._process.delaybeforesend = None

    def __enter__(self) -> PtyShell:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._process.close(force=True)

    def type(self, text: str) -> None:
        """Send keys; a line ends with `\\r`, as Enter does."""
        self._process.send(text.encode())

    def paste(self, text: str) -> None:
        """Send `text` as terminals do that mark what is pasted."""
        self.type(f"\x1b[200~{text}\x1b[201~")

    def run(self, line: str, output: str) -> None:
        """Type a line and Enter, and wait until `output` and then a new prompt are there."""
        self.type(f"{line}\r")
        self.wait_for(output)
        self.wait_until(lambda: self.line.endswith(">"))

    def wait_for(self, text: str) -> None:
        """Wait until `text` is on the screen."""
        self.wait_until(lambda: text in self.screen_text())

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Read what comes until `condition` holds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if self._ended or time.monotonic() > deadline:
                raise AssertionError(f"nothing came of it; on the screen stands\n{self.screen_text()}")
            self._read()

    def wait_for_end(self) -> int | None:
        """Wait until the shell has left, and give its exit status."""
        self.wait_until(lambda: self._ended)
        self._process.wait()
        return self._process.exitstatus

    @property
    def line(self) -> str:
        """What stands left of the cursor."""
        cursor = self._screen.cursor
        return self._screen.display[cursor.y][: cursor.x].rstrip()

    def screen_text(self) -> str:
        """All rows of the screen."""
        return "\n".join(row.rstrip() for row in self._screen.display).rstrip()

    def all_text(self) -> str:
        """What was scrolled away and the screen."""
        rows = ["".join(row[column].data for column in range(100)).rstrip() for row in self._screen.history.top]
        return "\n".join([*rows, self.screen_text()])

    def files_text(self) -> str:
        """The content of every file that the shell has written below its home."""
        return "\n".join(path.read_text(errors="replace") for path in self.home.rglob("*") if path.is_file())

    def _read(self) -> None:
        try:
            data: bytes = self._process.read_nonblocking(65536, 0.1)  # type: ignore[assignment]  # stubs say str
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            self._ended = True
            return
        self.received += data
        self._stream.feed(data)

    def _answer(self, data: str) -> None:
        if self._tells_cursor:
            self._process.send(data.encode())
