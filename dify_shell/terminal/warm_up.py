"""Loading what the first command needs while the user reads the prompt."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Thread

PAUSE = 0.01
"""Seconds between two steps, in which a key is answered."""

SWITCH_INTERVAL = 0.0005
"""Seconds until a thread that waits for the interpreter gets it, a tenth of Python's own: keys go first."""

MODULES = (
    "ssl",
    "http.client",
    "email.parser",
    "http.cookiejar",
    "urllib3",
    "charset_normalizer",
    "idna",
    "requests",
    "dify_shell.api.login",
)
"""What the first call of the API imports, in small steps."""


def start_warming_up(*tasks: Callable[[], None]) -> None:
    """Run `tasks` and import `MODULES` on a thread of its own, giving way to the keyboard."""
    Thread(target=_warm_up, args=(tasks,), daemon=True).start()


def _warm_up(tasks: tuple[Callable[[], None], ...]) -> None:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    for task in tasks:
        task()
    with suppress(Exception):  # what cannot be loaded says so when it is needed
        for name in MODULES:
            time.sleep(PAUSE)
            import_module(name)
    sys.setswitchinterval(usual)
    gc.freeze()  # what is loaded now stays for good and need not be searched
    gc.enable()
