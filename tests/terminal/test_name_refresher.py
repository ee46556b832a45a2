"""Names are looked up in the background, now and then, and never in the user's way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import Queue
from threading import Event

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.objects import Property, Record, RecordType
from dify_shell.runtime.command import Command
from dify_shell.runtime.context import Context
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import ShellState
from dify_shell.terminal import name_refresher
from dify_shell.terminal.name_refresher import NameRefresher

from .conftest import connect

APP = RecordType("App", (Property("Name"),), identifiers=("Name",))

WAIT = 5


class Apps:
    """The command that lists apps, with all that can be watched about it."""

    def __init__(self) -> None:
        self.calls = 0
        self.go_on = Event()
        self.go_on.set()
        self.error: Exception | None = None

    def refresher(self, state: ShellState) -> tuple[NameRefresher, Queue[None]]:
        """A refresher that knows this command, and where it says when it is done."""
        done: Queue[None] = Queue()
        registry = Registry([Command("Get-DifyApp", self._function(), output=APP)])
        return NameRefresher(registry, state, lambda: done.put(None)), done

    def _function(self) -> Callable[[Context], Iterator[Record]]:
        def get_app(context: Context) -> Iterator[Record]:
            self.calls += 1
            assert self.go_on.wait(WAIT)
            if self.error:
                raise self.error
            context.warn("nobody hears this")
            yield APP.of("Support bot")

        return get_app


@pytest.fixture
def apps() -> Apps:
    return Apps()


def names(state: ShellState) -> list[str]:
    return [name for name, _ in state.known_names.starting_with("App", "")]


def finished(refresher: NameRefresher) -> None:
    """Wait until nothing goes on."""
    assert refresher.thread
    refresher.thread.join(WAIT)


def test_wanted_names_become_known(apps: Apps, state: ShellState) -> None:
    connect(state)
    refresher, done = apps.refresher(state)
    refresher.want(["App"])
    done.get(timeout=WAIT)
    assert names(state) == ["Support bot"]


def test_nothing_is_looked_up_without_a_connection_or_a_command(apps: Apps, state: ShellState) -> None:
    refresher, _ = apps.refresher(state)
    refresher.want(["App"])
    connect(state)
    refresher.want(["Member"])
    assert refresher.thread is None


def test_fresh_names_are_not_looked_up_again_unless_the_connection_is_another(
    apps: Apps, state: ShellState, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(state)
    refresher, _ = apps.refresher(state)
    for _ in range(2):
        refresher.want(["App"])
        finished(refresher)
    assert apps.calls == 1
    connect(state)
    refresher.want(["App"])
    finished(refresher)
    assert apps.calls == 2
    monkeypatch.setattr(name_refresher, "FRESH", 0.0)
    refresher.want(["App"])
    finished(refresher)
    assert apps.calls == 3


def test_one_look_up_at_a_time(apps: Apps, state: ShellState, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_refresher, "FRESH", 0.0)
    connect(state)
    refresher, _ = apps.refresher(state)
    apps.go_on.clear()
    refresher.want(["App"])
    refresher.want(["App"])
    apps.go_on.set()
    finished(refresher)
    assert apps.calls == 1


@pytest.mark.parametrize("error", [DifyShellError("refused"), ZeroDivisionError()])
def test_failing_is_silent(apps: Apps, state: ShellState, error: Exception) -> None:
    connect(state)
    refresher, done = apps.refresher(state)
    apps.error = error
    refresher.want(["App"])
    finished(refresher)
    assert done.empty()
    assert state.succeeded
    assert state.errors == []


def test_names_of_a_server_that_was_left_are_dropped(apps: Apps, state: ShellState) -> None:
    connect(state)
    refresher, done = apps.refresher(state)
    apps.go_on.clear()
    refresher.want(["App"])
    state.connection = None
    apps.go_on.set()
    finished(refresher)
    assert names(state) == []
    assert done.empty()
