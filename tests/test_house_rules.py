"""What every command keeps to, so that all of them look as if one person had written them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from dify_shell.commands import all_commands
from dify_shell.runtime.command import Command, Example
from dify_shell.runtime.registry import Registry
from dify_shell.sandbox import Sandbox

VERBS = set(
    "Add Clear Compare Connect Convert ConvertFrom ConvertTo Copy Disconnect Enter Exit Export Find ForEach "
    "Format Get Group Import Initialize Install Invoke Join Measure New Out Publish Query Read Remove Restore "
    "Save Select Send Set Sort Start Sync Tee Test Uninstall Update Wait Where Write".split()
)
"""PowerShell's approved verbs (about_Verbs), and `Query`, which JMESPath's users look for."""

COMMANDS = all_commands()
EXAMPLES = [(command, example) for command in COMMANDS for example in command.examples]
ROOT = Path(__file__).parents[1]
DSL = """app:
  name: Support Triage
  mode: workflow
kind: app
version: '0.1.5'
workflow:
  graph: {nodes: [], edges: []}
"""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_says_what_it_does(command: Command) -> None:
    assert command.summary[:1].isupper()
    assert command.summary.endswith(".")
    assert command.name.partition("-")[0] in VERBS
    assert all(parameter.arg.help for parameter in command.parameters)


def test_no_name_is_taken_twice() -> None:
    registry = Registry(COMMANDS)
    assert all(registry.find(name) is command for command in COMMANDS for name in command.names)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: with the files that the examples speak of."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "DSLs").mkdir()
    for name in ("DSLs/Support Bot.yml", "bot.yml", "a.yml"):
        (tmp_path / name).write_text(DSL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("command", "example"), EXAMPLES, ids=[example.code for _, example in EXAMPLES])
def test_an_example_does_what_it_shows(connected: Any, command: Command, example: Example, folder: Path) -> None:
    if command.name == "Read-Host":
        connected.host.answers.append("a password")
    if command.name in ("Set-Content", "Out-File", "Compare-Object", "Get-Content"):
        pytest.skip("works on files: tests/commands/test_files.py shows it")
    connected(example.code)
    assert connected.host.reported == []


@pytest.mark.parametrize("script", sorted((ROOT / "examples").glob("*.ps1")), ids=lambda script: script.name)
def test_an_example_script_runs(connected: Any, script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert connected(script.read_text(encoding="utf-8"))


def test_apps_move_to_another_server(
    shell: Any, modern: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "examples" / "move-apps.ps1", tmp_path)
    shell.sign_in_to(modern)
    with Sandbox("1.17.0", apps=0) as other:
        environment = {"PSDIFY_EMAIL": other.email, "PSDIFY_PASSWORD": other.password}
        shell.state.environment.update(environment)
        shell(f"./move-apps.ps1 production {other.url}")
        moved = {app["name"] for app in other.world.apps}
    assert moved == {app["name"] for app in modern.world.apps if "production" in [tag["name"] for tag in app["tags"]]}
