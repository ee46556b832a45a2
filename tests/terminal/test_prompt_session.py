"""The prompt, keystroke by keystroke."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.document import Document
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.renderer import CPR_Support
from prompt_toolkit.utils import Event

from dify_shell.commands import all_commands
from dify_shell.runtime.masking import masker
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import ShellState
from dify_shell.terminal import prompt_session
from dify_shell.terminal.history import History
from dify_shell.terminal.history_file import HistoryFile
from dify_shell.terminal.prompt_session import Prompt

from .conftest import connect

ENTER, UP, RIGHT, NEW_LINE, END_OF_INPUT, CONTROL_C = "\r", "\x1b[A", "\x1b[C", "\x1b\r", "\x04", "\x03"


def pasted(text: str) -> str:
    """What a terminal sends that marks what is pasted."""
    return f"\x1b[200~{text}\x1b[201~"


class Typist:
    """A prompt and the keyboard before it."""

    def __init__(self, keyboard: PipeInput, state: ShellState, history: History) -> None:
        self.keyboard = keyboard
        self.history = history
        self.prompt = Prompt(Registry(all_commands), state, history, colour=True)

    def reads(self, keys: str) -> str:
        """What the shell gets to run when these keys are typed."""
        self.keyboard.send_text(keys)
        return self.prompt.read()

    def types_then(self, event: Event[Any], keys: str) -> None:
        """Type these keys when `event` happens for the first time."""
        waiting = [keys]
        event.add_handler(lambda sender: self.keyboard.send_text(waiting.pop()) if waiting else None)


@pytest.fixture
def typist(state: ShellState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Typist]:
    monkeypatch.setattr(prompt_session, "run_aside", lambda *tasks: None)
    history = History(masker(Registry(all_commands)), state.redactor, HistoryFile(str(tmp_path / "history")))
    history.load()
    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        yield Typist(keyboard, state, history)


def test_enter_runs_what_is_complete(typist: Typist) -> None:
    assert typist.reads("get-app" + ENTER) == "get-app"


def test_enter_goes_on_with_what_is_not(typist: Typist) -> None:
    assert typist.reads("@{" + ENTER + "a = 1" + ENTER + "}" + ENTER) == "@{\n    a = 1\n    }"


def test_enter_runs_what_is_wrong_so_that_the_error_is_told(typist: Typist) -> None:
    assert typist.reads("get-app )" + ENTER) == "get-app )"


def test_escape_and_enter_begin_a_line_anywhere(typist: Typist) -> None:
    assert typist.reads("1" + NEW_LINE + "2" + ENTER) == "1\n2"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_a_pasted_text_waits_for_one_enter(typist: Typist, line_break: str, end: str) -> None:
    text = line_break.join(["```powershell", r"PS C:\> $a = 1", "Connect-Dify", "```"])
    assert typist.reads(pasted(text + end) + ENTER).strip() == "$a = 1\nConnect-Dify"


def test_what_is_pasted_begins_where_its_text_does(typist: Typist) -> None:
    """A block marked with the mouse often brings the line break before it; the first line would look empty."""
    assert typist.reads(pasted("\n\n$a = 1") + ENTER) == "$a = 1"
    assert typist.reads("$b = 2;" + pasted("\n$a = 1") + ENTER) == "$b = 2;\n$a = 1"


def test_lines_that_arrive_one_by_one_run_one_by_one(typist: Typist) -> None:
    typist.keyboard.send_text('$a = "1"\r\nConnect-Dify\r')
    assert [typist.prompt.read(), typist.prompt.read(), typist.prompt.read()] == ['$a = "1"', "", "Connect-Dify"]


def test_the_arrow_finds_what_begins_alike(typist: Typist) -> None:
    for entry in ("get-app", "get-member", "connect"):
        typist.history.add(entry)
    typist.keyboard.send_text("get-m")
    typist.types_then(typist.prompt.session.app.after_render, UP + ENTER)
    assert typist.prompt.read() == "get-member"


def test_the_right_arrow_takes_the_suggestion(typist: Typist) -> None:
    typist.history.add("get-app -Name 'Support Bot'")
    typist.keyboard.send_text("get-a")
    typist.types_then(typist.prompt.session.default_buffer.on_suggestion_set, RIGHT + ENTER)
    assert typist.prompt.read() == "get-app -Name 'Support Bot'"


def test_what_was_run_comes_back_masked(typist: Typist) -> None:
    typist.history.add('$env:PSDIFY_ACCESS_TOKEN="eyJhbGci"')
    typist.types_then(typist.prompt.session.app.after_render, UP + ENTER)
    assert typist.prompt.read() == '$env:PSDIFY_ACCESS_TOKEN="********"'


def test_control_c_and_control_d_leave_the_line(typist: Typist) -> None:
    with pytest.raises(KeyboardInterrupt):
        typist.reads("half a line" + CONTROL_C)
    with pytest.raises(EOFError):
        typist.reads(END_OF_INPUT)


def test_an_editor_does_not_get_secrets(typist: Typist) -> None:
    enabled = typist.prompt.session.enable_open_in_editor
    assert callable(enabled)
    buffer = typist.prompt.session.default_buffer
    buffer.reset(Document("get-app"))
    assert enabled()
    buffer.reset(Document("connect -Password hunter22"))
    assert not enabled()


def test_a_terminal_that_did_not_answer_is_not_asked_again(typist: Typist) -> None:
    typist.prompt.session.app.renderer.cpr_support = CPR_Support.UNKNOWN
    typist.reads(ENTER)
    assert typist.prompt.session.app.renderer.cpr_support is CPR_Support.NOT_SUPPORTED


def test_the_keys_of_vi_are_a_setting(typist: Typist, state: ShellState) -> None:
    state.environment["DIFY_SHELL_EDITING_MODE"] = "vi"
    typist.reads(ENTER)
    assert typist.prompt.session.editing_mode is EditingMode.VI


def test_the_bar_is_drawn_anew_each_minute_while_a_session_runs_out(typist: Typist, state: ShellState) -> None:
    typist.reads(ENTER)
    assert typist.prompt.session.refresh_interval == 0
    connect(state)
    typist.reads(ENTER)
    assert typist.prompt.session.refresh_interval == 60
