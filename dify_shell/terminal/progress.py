"""The line that says what goes on while a command takes its time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

DELAY = 0.3
"""Seconds after which it is drawn: what is done by then needs none."""

INTERVAL = 0.1

SPINNER = "|/-\\"

WIDTH = 20
"""Characters of the bar."""

COUNTABLE = 10_000
"""More than this, such as bytes, is told in percent."""


class Progress:
    """Draws `label`, a bar, and how many of `total` are done, while the block runs; calling it adds to the count.

    `draw` replaces the line by the text it is given and erases it when that is empty; it is called by a thread.
    """

    def __init__(self, draw: Callable[[str], None], label: str, total: int | None) -> None:
        self._draw = draw
        self._label = label
        self._total = total
        self._done = 0
        self._finished = Event()
        self._thread = Thread(target=self._keep_drawing, daemon=True)

    def __enter__(self) -> Callable[[int], None]:
        self._thread.start()
        return self.advance

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._finished.set()
        self._thread.join()

    def advance(self, count: int) -> None:
        """Note that so many more are done."""
        self._done += count

    def line(self, sign: str) -> str:
        """What is drawn."""
        if self._total:
            share = min(self._done / self._total, 1.0)
            full = int(share * WIDTH)
            figures = f"{self._done}/{self._total}" if self._total < COUNTABLE else f"{share:.0%}"
            return f"{sign} {self._label} [{'#' * full}{'.' * (WIDTH - full)}] {figures}"
        return f"{sign} {self._label} {self._done or ''}".rstrip()

    def _keep_drawing(self) -> None:
        if self._finished.wait(DELAY):
            return
        for sign in cycle(SPINNER):
            self._draw(self.line(sign))
            if self._finished.wait(INTERVAL):
                break
        self._draw("")
