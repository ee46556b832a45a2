"""Records that are not what a command works on are refused in words."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from dify_shell.commands import all_commands
from dify_shell.errors import DifyShellError

TAKING_RECORDS = [
    command.short_name for command in all_commands() if command.pipeline_parameter and command.name.count("Dify")
]

FOREIGN = ["members | select -First 1 |", "members | select -First 1 | select Role |"]


@pytest.mark.parametrize("command", TAKING_RECORDS)
@pytest.mark.parametrize("source", FOREIGN, ids=["another noun", "too few properties"])
def test_a_record_that_does_not_fit_is_no_mistake_of_the_shell(connected: Any, source: str, command: str) -> None:
    with suppress(DifyShellError):
        connected(
            f"{source} {command} -WhatIf" if command.startswith(("remove", "uninstall")) else f"{source} {command}"
        )


@pytest.mark.parametrize(
    ("command", "lister"),
    [
        ("set-system-model", "get-model"),
        ("remove-tool-provider-credential", "get-tool-provider-credential"),
        ("find-plugin-version-history", "find-plugin"),
    ],
)
def test_it_is_said_where_fitting_ones_come_from(connected: Any, command: str, lister: str) -> None:
    with pytest.raises(DifyShellError) as refused:
        connected(f"members | select Role | {command}")
    assert refused.value.hint == f"They come from: {lister}"
