"""The host at the prompt asks with line editing, and has what was typed ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from dify_shell.api.redaction import Redactor
from dify_shell.errors import Cancelled
from dify_shell.terminal import host as host_module
from dify_shell.terminal import progress
from dify_shell.terminal.host import PromptHost
from dify_shell.terminal.progress import Progress
from dify_shell.terminal.screen import ERASE_LINE, Screen


@pytest.fixture
def errors() -> StringIO:
    return StringIO()


@pytest.fixture
def host(errors: StringIO) -> PromptHost:
    return PromptHost(Screen(StringIO(), errors, Redactor(), colour=False, width=lambda: 80))


@pytest.fixture
def keyboard() -> Iterator[PipeInput]:
    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        yield keyboard


@pytest.mark.parametrize("secret", [False, True])
def test_an_answer_can_be_edited(host: PromptHost, keyboard: PipeInput, secret: bool) -> None:
    keyboard.send_text("alicf\x7fe\r")
    assert host.ask("Name: ", secret=secret) == "alice"


def test_what_was_typed_ahead_is_the_next_answer(host: PromptHost, keyboard: PipeInput) -> None:
    keyboard.send_text("alice@example.com\rhunter22\ry\r")
    assert host.ask("E-mail: ") == "alice@example.com"
    assert host.ask("Password: ", secret=True) == "hunter22"
    assert host.confirm("Sure?")


def test_leaving_a_question_cancels_the_command(host: PromptHost, keyboard: PipeInput) -> None:
    keyboard.send_text("\x04")
    with pytest.raises(Cancelled):
        host.ask("Name: ")
    keyboard.send_text("\x03")
    with pytest.raises(KeyboardInterrupt):
        host.ask("Name: ")


def test_progress_is_drawn_and_gone(host: PromptHost, errors: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "DELAY", 0.0)
    with host.progress("Importing"):
        pass
    assert errors.getvalue() in ("", f"| Importing{ERASE_LINE}")


class ImmediateLine(Progress):
    """A progress line that is drawn when it moves on."""

    def __enter__(self) -> Callable[[int], None]:
        return lambda count: self._draw(self._label)

    def __exit__(self, *error: object) -> None:
        """Leave it there."""


def test_of_several_only_the_innermost_is_drawn(
    host: PromptHost, errors: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "Progress", ImmediateLine)
    with host.progress("Synchronising") as synchronise:
        with host.progress("Uploading") as upload:
            synchronise(1)
            upload(1)
        synchronise(1)
    assert errors.getvalue() == f"Uploading{ERASE_LINE}Synchronising"
