"""The shell's own commands: secrets, questions, variables, history, and what pasted scripts begin with."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import DifyShellError, NotInteractive
from dify_shell.objects import Secret
from dify_shell.runtime.signals import ExitShell


@pytest.mark.parametrize(
    "text",
    [
        "ConvertTo-SecureString 'hunter2hunter2' -AsPlainText -Force",
        "ConvertTo-SecureString -String 'hunter2hunter2' -AsPlainText",
        "'hunter2hunter2' | ConvertTo-SecureString -AsPlainText -Force",
    ],
)
def test_a_text_becomes_a_secret(shell: Any, text: str) -> None:
    assert shell(text) == [Secret("hunter2hunter2")]


def test_a_secret_is_masked_in_every_form(shell: Any) -> None:
    shell("$s = ConvertTo-SecureString 'hunter2hunter2' -AsPlainText -Force; $o = [PSCustomObject]@{ a = $s }")
    for text in (
        '"$s"', "$s + 'x'", "'x' + $s", "'{0}' -f $s", "$s -join ','", "$s | Out-String", "$o | json", "$o | yaml",
        "$o | csv", "$o | table | Out-String", "$o | list | Out-String", "$s.ToString()", "$s -replace 'x', 'y'",
        "$s -split 'x'", "[string]$s", "$o | select a | json", "($o | group a).Name", "\"$o\"",
    ):  # fmt: skip
        assert "hunter2" not in str(shell(text)), text


def test_only_plain_texts_can_be_made_secret(shell: Any) -> None:
    with pytest.raises(DifyShellError, match="Only plain texts"):
        shell("ConvertTo-SecureString 01000000d08c9ddf")


def test_read_host_asks(shell: Any) -> None:
    shell.host.answers = ["Ann", "hunter2hunter2"]
    assert shell('Read-Host "Name"; Read-Host Password -AsSecureString') == ["Ann", Secret("hunter2hunter2")]
    assert shell.host.questions == ["Name: ", "Password: "]


def test_read_host_needs_somebody_to_ask(shell: Any) -> None:
    with pytest.raises(NotInteractive):
        shell("Read-Host")


def test_variables_are_listed_with_secrets_masked(shell: Any) -> None:
    shell("$b = 2; $a = 1; $env:PSDIFY_PASSWORD = 'hunter2hunter2'")
    assert shell('Get-Variable [ab] | % { "$($_.Name)=$($_.Value)" }') == ["a=1", "b=2"]
    assert "hunter2" not in str(shell("Get-Variable env:PSDIFY* | Out-String"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Get-Command connect | % Name", ["Connect-Dify"]),
        ("Get-Command -Verb Where | % ShortName", ["where-object"]),
        ("(Get-Command -Noun Csv).Name", ["ConvertFrom-Csv", "ConvertTo-Csv", "Export-Csv", "Import-Csv"]),
    ],
)
def test_commands_are_found_by_name_verb_and_noun(shell: Any, text: str, names: list[str]) -> None:
    assert sorted(shell(text)) == names


def test_the_help_of_a_command_comes_with_its_question_mark_too(shell: Any) -> None:
    assert shell("Get-Help Where-Object") == shell("where -?")


def test_pasted_scripts_may_load_psdify(shell: Any) -> None:
    assert shell("Install-Module PSDify -Scope CurrentUser -Force; Import-Module PSDify") == []
    assert shell.host.messages == []
    shell("Import-Module Az")
    assert shell.host.messages == [("warning", "dify-shell has no modules; Az was not loaded.")]


@pytest.mark.parametrize(("text", "status"), [("exit", 0), ("exit 3", 3), ("Exit-DifyShell 4", 4), ("quit 5", 5)])
def test_leaving(shell: Any, text: str, status: int) -> None:
    with pytest.raises(ExitShell) as leaving:
        shell(f"{text}; 'never'")
    assert leaving.value.status == status
