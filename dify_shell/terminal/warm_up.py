"""Loading, while the user looks and types, what will be needed next."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Thread

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
