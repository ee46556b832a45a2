"""Commands are found by any of their names, and guessed at from a wrong one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import pytest

from dify_shell.errors import BindingError
from dify_shell.objects import RecordType
from dify_shell.runtime.command import Arg, Command
from dify_shell.runtime.context import Context
from dify_shell.runtime.registry import Registry
from dify_shell.spans import Span

APP = RecordType("App", ())
KEY = RecordType("AppAPIKey", ())


def run(context: Context) -> None:
    """Do nothing."""


def needs_app(context: Context, app: Annotated[str, Arg("The app")]) -> None:
    """Do nothing to an app."""


CONNECT = Command("Connect-Dify", run)
GET_APP = Command("Get-DifyApp", run, aliases=("apps",), output=APP)
NEW_APP = Command("New-DifyApp", run, output=APP)
REMOVE_APP = Command("Remove-DifyApp", needs_app)
GET_KEY = Command("Get-DifyAppAPIKey", needs_app, output=KEY)
CONFIGURE = Command("Set-PSDifyConfiguration", run)
REGISTRY = Registry([CONNECT, GET_APP, NEW_APP, REMOVE_APP, GET_KEY, CONFIGURE])


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("Get-DifyApp", GET_APP),
        ("get-difyapp", GET_APP),
        ("get-app", GET_APP),
        ("GET-APP", GET_APP),
        ("apps", GET_APP),
        ("Get-PSDifyApp", GET_APP),
        ("Set-PSDifyConfiguration", CONFIGURE),
        ("Set-DifyConfiguration", CONFIGURE),
        ("set-configuration", CONFIGURE),
        ("app", None),
        ("", None),
    ],
)
def test_a_command_is_found_by_each_of_its_names(name: str, command: Command | None) -> None:
    assert REGISTRY.find(name) is command


def test_commands_come_in_the_order_given() -> None:
    assert list(REGISTRY)[:2] == [CONNECT, GET_APP]
    assert len(REGISTRY) == 6


def test_two_commands_with_one_name_are_a_mistake_in_the_program() -> None:
    with pytest.raises(ValueError, match="both called apps"):
        Registry([GET_APP, Command("Get-DifyAppList", run, aliases=("apps",))]).find("apps")


def test_commands_are_declared_when_the_first_is_looked_up() -> None:
    asked: list[str] = []

    def commands() -> list[Command]:
        asked.append("commands")
        return [GET_APP]

    registry = Registry(commands)
    assert asked == []
    assert registry.find("get-app") is registry.find("Get-DifyApp") is GET_APP
    assert asked == ["commands"]


def test_names_are_completed_from_a_prefix_in_any_case() -> None:
    assert list(REGISTRY.starting_with("GET-A")) == [("get-app", GET_APP), ("get-app-api-key", GET_KEY)]
    assert list(REGISTRY.starting_with("get-d")) == [("Get-DifyApp", GET_APP), ("Get-DifyAppAPIKey", GET_KEY)]
    assert not list(REGISTRY.starting_with("zz"))


def test_a_noun_is_listed_by_the_command_that_needs_nothing() -> None:
    find_plugin = Command("Find-DifyPlugin", run, output=RecordType("FoundPlugin", ()))
    assert Registry([find_plugin]).for_noun("FoundPlugin") is find_plugin
    assert REGISTRY.for_noun("App") is GET_APP
    assert REGISTRY.for_noun("AppAPIKey") is None
    assert REGISTRY.for_noun("Nothing") is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("conect", "Did you mean connect?"),
        ("get-apps", "Did you mean get-app"),
        ("Get-DifyAp", "Did you mean Get-DifyApp"),
        ("list-apps", "Did you mean get-app"),
        ("delete-app", "Did you mean remove-app"),
        ("create-app", "Did you mean new-app"),
        ("login", "Run 'connect' to sign in."),
        ("CD", "The shell stays in the folder"),
        ("export", "$env:NAME"),
        ("qqqqqq", "'help' lists the commands"),
    ],
)
def test_an_unknown_command_is_answered_with_what_may_be_meant(name: str, hint: str) -> None:
    with pytest.raises(BindingError, match=f"There is no command '{name}'") as caught:
        REGISTRY.get(name, Span(3, 9))
    assert hint in (caught.value.hint or "")
    assert caught.value.span == Span(3, 9)
    assert caught.value.exit_code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="programs are found by other rules there")
def test_a_program_of_the_system_is_called_with_an_exclamation_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "zgrepper"
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BindingError) as caught:
        REGISTRY.get("zgrepper")
    assert caught.value.hint == "To run the program of your system, write '!zgrepper'."


def test_a_hint_about_another_shell_does_not_hide_a_command() -> None:
    login = Command("Connect-Other", run, aliases=("login",))
    assert Registry([login]).get("login") is login
