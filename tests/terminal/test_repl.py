"""The loop goes on whatever happens, and keeps what ran without its secrets."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, NoReturn

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.objects import Secret
from dify_shell.runtime.command import Arg, Command
from dify_shell.runtime.context import Context
from dify_shell.runtime.interpreter import Interpreter
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.signals import ExitShell
from dify_shell.runtime.state import ShellState
from dify_shell.terminal.history import History
from dify_shell.terminal.history_file import HistoryFile
from dify_shell.terminal.plain_host import PlainHost
from dify_shell.terminal.repl import run_repl
from dify_shell.terminal.screen import Screen


def echo(context: Context, word: Annotated[str, Arg("What to say")]) -> str:
    """Say it."""
    return word


def fail(context: Context) -> NoReturn:
    """Fail as commands do."""
    raise DifyShellError("It failed.")


def break_down(context: Context) -> NoReturn:
    """Fail as nobody has foreseen."""
    raise ZeroDivisionError("hidden")


def interrupt(context: Context) -> NoReturn:
    """Be interrupted."""
    raise KeyboardInterrupt


def leave(context: Context, status: Annotated[int, Arg("Exit status")] = 0) -> NoReturn:
    """Leave."""
    raise ExitShell(status)


def sign_in(context: Context, word: Annotated[str, Arg("The password")]) -> None:
    """Find out that a word is secret."""
    context.state.redactor.add(Secret(word))


COMMANDS: dict[str, Callable[..., Any]] = {
    "Write-Echo": echo,
    "Test-Failure": fail,
    "Test-Breakdown": break_down,
    "Test-Interrupt": interrupt,
    "Exit-Shell": leave,
    "Enter-Server": sign_in,
}


class Shell:
    """A whole shell that is given its lines in a list."""

    def __init__(self, state: ShellState, file: HistoryFile) -> None:
        self.state = state
        self.output = StringIO()
        self.errors = StringIO()
        self.history = History(str, state.redactor, file)
        self._screen = Screen(self.output, self.errors, state.redactor, colour=False, width=lambda: 80)
        registry = Registry(Command(name, function) for name, function in COMMANDS.items())
        self._interpreter = Interpreter(registry, state, PlainHost(self._screen, interactive=False))
        self._lines: list[str | Callable[[], NoReturn]] = []

    def read(self) -> str:
        line = self._lines.pop(0) if self._lines else end_of_input
        return line if isinstance(line, str) else line()

    def run(self, *lines: str | Callable[[], NoReturn]) -> int:
        self._lines = list(lines)
        return run_repl(self._interpreter, self.state, self._screen, self, self.history)


def end_of_input() -> NoReturn:
    raise EOFError


def control_c() -> NoReturn:
    raise KeyboardInterrupt


@pytest.fixture
def shell(state: ShellState, tmp_path: Path) -> Shell:
    return Shell(state, HistoryFile(str(tmp_path / "history")))


def test_lines_run_one_after_the_other_until_the_input_ends(shell: Shell) -> None:
    assert shell.run("write-echo a", "", "write-echo b") == 0
    assert shell.output.getvalue() == "a\nb\n"


def test_exit_gives_its_status(shell: Shell) -> None:
    assert shell.run("exit-shell 3", "write-echo never") == 3
    assert shell.output.getvalue() == ""


def test_an_error_is_reported_and_the_next_line_runs(shell: Shell) -> None:
    shell.run("test-failure", "no-such-command", "write-echo on")
    assert "It failed." in shell.errors.getvalue()
    assert shell.output.getvalue() == "on\n"


def test_a_mistake_of_ours_gives_an_apology_and_no_traceback(shell: Shell) -> None:
    shell.run("test-breakdown", "write-echo on")
    assert "Traceback" not in shell.errors.getvalue()
    assert shell.errors.getvalue()
    assert shell.output.getvalue() == "on\n"


def test_control_c_drops_the_line_or_stops_the_command(shell: Shell) -> None:
    shell.run(control_c, "test-interrupt", "write-echo on")
    assert shell.errors.getvalue() == "\nInterrupted.\n"
    assert shell.output.getvalue() == "on\n"


def test_prompts_and_fences_that_were_copied_along_are_dropped(shell: Shell) -> None:
    shell.run("```powershell", r"PS C:\> write-echo a", "```")
    assert shell.output.getvalue() == "a\n"


def test_what_ran_is_kept_with_how_it_went(shell: Shell) -> None:
    shell.run("write-echo a", "test-failure", "exit-shell")
    assert [(one.id, one.text, one.succeeded) for one in shell.state.history] == [
        (1, "write-echo a", True),
        (2, "test-failure", False),
        (3, "exit-shell", True),
    ]
    assert shell.history.newest_first() == ["exit-shell", "test-failure", "write-echo a"]


def test_what_turns_out_to_be_secret_is_masked_everywhere(shell: Shell) -> None:
    shell.run('$word = "open-sesame"', "enter-server open-sesame", "write-echo open-sesame")
    assert shell.output.getvalue() == "********\n"
    assert "open-sesame" not in repr(shell.state.history) + repr(shell.history.newest_first())


def test_a_history_that_cannot_be_kept_is_told_once(state: ShellState, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    shell = Shell(state, HistoryFile(str(tmp_path / "file" / "history")))
    shell.run("write-echo a", "write-echo b")
    assert shell.errors.getvalue().count("remembered for this session only") == 1
