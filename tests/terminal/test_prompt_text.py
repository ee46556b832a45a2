"""The prompt says who and where, and the bar the rest."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.runtime.state import ShellState
from dify_shell.terminal.prompt_text import bar_text, prompt_text

from .conftest import connect


def test_without_a_connection_the_prompt_is_the_shell_s_and_the_bar_says_what_to_do(state: ShellState) -> None:
    assert prompt_text(state) == "dify> "
    assert "connect" in bar_text(state, 80)


@pytest.mark.parametrize(
    ("connection", "prompt"),
    [
        ({}, "alice@dify.example.com> "),
        ({"server": "http://localhost:5001"}, "alice@localhost:5001> "),
        ({"server": "http://localhost:5001", "verify": False}, "alice@localhost:5001> "),
        ({"verify": False}, "alice@dify.example.com [TLS NOT VERIFIED]> "),
        ({"email": ""}, "Alice@dify.example.com> "),
        ({"email": "a\x1b[2J\nb@example.com"}, "a\\x1b[2J↵b@dify.example.com> "),
    ],
)
def test_the_prompt_says_who_and_where(state: ShellState, connection: dict[str, Any], prompt: str) -> None:
    connect(state, **connection)
    assert prompt_text(state) == prompt


@pytest.mark.parametrize(
    ("connection", "bar"),
    [
        ({}, "Dify 1.13.2  |  Research  |  TLS  |  session: 57 min"),
        ({"renewable": True}, "Dify 1.13.2  |  Research  |  TLS  |  session: 57 min, then renewed"),
        ({"minutes": -2}, "Dify 1.13.2  |  Research  |  TLS  |  session expired"),
        (
            {"minutes": -2, "renewable": True},
            "Dify 1.13.2  |  Research  |  TLS  |  session: renewed with the next command",
        ),
        ({"minutes": None, "verify": False}, "Dify 1.13.2  |  Research  |  TLS NOT VERIFIED"),
        ({"minutes": None, "server": "http://localhost", "workspace": ""}, "Dify 1.13.2  |  no TLS"),
    ],
)
def test_the_bar_says_the_rest(state: ShellState, connection: dict[str, Any], bar: str) -> None:
    connect(state, **connection)
    assert bar_text(state, 80) == bar


@pytest.mark.parametrize(
    ("width", "bar"),
    [
        (54, "Dify 1.13.2  |  Research  |  TLS  |  session: 57 min"),
        (50, "Research  |  TLS  |  session: 57 min"),
        (30, "TLS  |  session: 57 min"),
        (10, "session: 57 min"),
    ],
)
def test_what_matters_most_stays_where_there_is_little_room(state: ShellState, width: int, bar: str) -> None:
    connect(state)
    assert bar_text(state, width) == bar
