"""What is loaded beside the keyboard is there in time, and harms nothing when it is not."""

from __future__ import annotations

import sys
from threading import Event

import pytest

from dify_shell.runtime.state import ShellState
from dify_shell.terminal import warm_up
from dify_shell.terminal.warm_up import HTTP_MODULES, CatalogLoader, import_http, run_aside

from .conftest import connect


def test_a_task_that_fails_does_not_keep_the_next_from_running() -> None:
    done = Event()
    run_aside(lambda: 1 / 0, done.set)
    assert done.wait(5)


def test_what_calls_the_api_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "PAUSE", 0)
    import_http()
    assert set(HTTP_MODULES) <= set(sys.modules)


def loaded(loader: CatalogLoader) -> None:
    loader.want()
    assert loader.thread
    loader.thread.join(5)


def test_the_operations_of_the_connected_server_are_loaded() -> None:
    state = ShellState({})
    done: list[str] = []
    loader = CatalogLoader(state, lambda: done.append("told"))
    loaded(loader)
    newest = state.operations
    assert newest
    assert newest.find("GET", "/apps")
    connect(state)
    assert state.operations is None
    loaded(loader)
    assert state.operations
    assert state.operations.version == "1.13.2"
    assert done == ["told", "told"]
