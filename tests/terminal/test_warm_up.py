"""What is loaded beside the keyboard is there in time, and harms nothing when it is not."""

from __future__ import annotations

import sys
from threading import Event

import pytest

from dify_shell.terminal import warm_up
from dify_shell.terminal.warm_up import HTTP_MODULES, import_http, run_aside


def test_a_task_that_fails_does_not_keep_the_next_from_running() -> None:
    done = Event()
    run_aside(lambda: 1 / 0, done.set)
    assert done.wait(5)


def test_what_calls_the_api_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "PAUSE", 0)
    import_http()
    assert set(HTTP_MODULES) <= set(sys.modules)
