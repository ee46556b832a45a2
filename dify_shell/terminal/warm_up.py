"""Loading, while the user looks and types, what will be needed next."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..runtime.state import ShellState

PAUSE = 0.01
"""Seconds between two steps."""

HTTP_MODULES = (
    "http.client",
    "http.cookiejar",
    "urllib3",
    "charset_normalizer",
    "idna",
    "requests",
    "dify_shell.api.login",
)
"""What the first call of the API imports, in small steps."""


class CatalogLoader:
    """Loads the operations of the connected server on a thread, and calls `done` when they are there."""

    def __init__(self, state: ShellState, done: Callable[[], None]) -> None:
        self._state = state
        self._done = done
        self.thread: Thread | None = None

    def want(self) -> None:
        """Have the operations loaded, unless that is being done."""
        if self.thread is None or not self.thread.is_alive():
            self.thread = Thread(target=_run, args=((self._load,),), daemon=True)
            self.thread.start()

    def _load(self) -> None:
        self._state.load_operations().segments(None, "/")  # the first search arranges them
        self._done()


def run_aside(*tasks: Callable[[], object]) -> None:
    """Run `tasks`, one after the other, on a thread of their own.

    A task that fails does so silently: what it was to prepare fails with its own words when it is needed.
    """
    Thread(target=_run, args=(tasks,), daemon=True).start()


def import_http() -> None:
    """Import what calls the API. Nothing of it is garbage, now or later, so the collector need not look at it."""
    gc.disable()
    for name in HTTP_MODULES:
        time.sleep(PAUSE)
        import_module(name)
    gc.freeze()
    gc.enable()


def _run(tasks: tuple[Callable[[], object], ...]) -> None:
    for task in tasks:
        with suppress(Exception):
            task()
