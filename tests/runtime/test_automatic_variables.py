"""The variables that the shell sets itself."""

from __future__ import annotations

import os
from typing import Any

import pytest

from dify_shell import __version__
from dify_shell.errors import EvaluationError


def test_they_say_where_and_what_the_shell_is(shell: Any) -> None:
    home = os.path.expanduser("~")
    assert shell("$PWD; $HOME; $PSVersionTable.PSVersion; $true; $?") == [os.getcwd(), home, __version__, True, True]


@pytest.mark.parametrize("name", ["HOME", "pwd", "true", "Error", "PSVersionTable"])
def test_they_cannot_be_assigned_to(shell: Any, name: str) -> None:
    with pytest.raises(EvaluationError, match="set by the shell alone"):
        shell(f"${name} = 1")


def test_what_is_assigned_to_null_is_dropped(shell: Any) -> None:
    assert shell("$null = 5; $null") == []
