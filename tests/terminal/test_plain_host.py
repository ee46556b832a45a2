"""The plain host asks where there is somebody to ask, and says what it would have asked where there is not."""

from __future__ import annotations

import getpass
from io import StringIO

import pytest

from dify_shell.api.redaction import Redactor
from dify_shell.errors import Cancelled, NotInteractive
from dify_shell.terminal.plain_host import PlainHost
from dify_shell.terminal.screen import Screen


@pytest.fixture
def errors() -> StringIO:
    return StringIO()


@pytest.fixture
def host(errors: StringIO) -> PlainHost:
    screen = Screen(StringIO(), errors, Redactor(), colour=False, width=lambda: None)
    return PlainHost(screen, interactive=True)


def test_nobody_is_asked_without_a_terminal(host: PlainHost) -> None:
    host.interactive = False
    with pytest.raises(NotInteractive, match="'Password' would have to be asked"):
        host.ask("Password: ", secret=True)
    with pytest.raises(NotInteractive):
        host.confirm("Remove it?")


def test_secrets_are_asked_for_unseen(host: PlainHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda question: f"unseen {question}")
    monkeypatch.setattr("builtins.input", lambda question: f"seen {question}")
    assert host.ask("Password: ", secret=True) == "unseen Password: "
    assert host.ask("E-mail: ") == "seen E-mail: "


@pytest.mark.parametrize(("answer", "agreed"), [("y", True), ("YES ", True), ("", False), ("n", False), ("yo", False)])
def test_only_yes_means_yes(host: PlainHost, monkeypatch: pytest.MonkeyPatch, answer: str, agreed: bool) -> None:
    monkeypatch.setattr("builtins.input", lambda question: answer)
    assert host.confirm("Remove it?") is agreed


def test_the_end_of_the_input_is_no_answer(host: PlainHost, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_input(question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", no_input)
    with pytest.raises(Cancelled):
        host.ask("E-mail: ")


def test_progress_is_one_line_where_somebody_looks(host: PlainHost, errors: StringIO) -> None:
    with host.progress("Waiting for the server", 3) as advance:
        advance(1)
    host.interactive = False
    with host.progress("Waiting again"):
        pass
    assert errors.getvalue() == "Waiting for the server ...\n"
