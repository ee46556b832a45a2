"""The session's state: `$env:` is a copy that keeps secrets masked and reaches nobody else."""

from __future__ import annotations

import os

import pytest

from dify_shell.objects import Secret
from dify_shell.runtime.state import Environment, ShellState, is_secret_name


@pytest.mark.parametrize(
    "name",
    ["PSDIFY_PASSWORD", "psdify_access_token", "PSDIFY_CSRF_TOKEN", "OPENAI_API_KEY", "OPENAI_APIKEY", "MY_SECRET"],
)
def test_names_that_hold_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["PSDIFY_URL", "PSDIFY_EMAIL", "PATH", "KEYBOARD", "MONKEY", "max_tokens", "MaxTokens"]
)
def test_names_that_hold_none(name: str) -> None:
    assert not is_secret_name(name)


def test_names_are_found_in_any_case_on_every_platform() -> None:
    assert Environment({"Psdify_Url": "https://x"})["PSDIFY_URL"] == "https://x"


def test_a_secret_looking_value_becomes_a_secret() -> None:
    environment = Environment({"PSDIFY_PASSWORD": "hunter2"})
    assert environment["PSDIFY_PASSWORD"] == Secret("hunter2")
    assert "hunter2" not in repr(environment)


def test_a_secret_stays_one_under_any_name() -> None:
    environment = Environment()
    environment["HARMLESS"] = Secret("hunter2")
    assert environment["HARMLESS"] == Secret("hunter2")


@pytest.mark.parametrize("nothing", [None, ""])
def test_assigning_nothing_removes_a_variable(nothing: object) -> None:
    environment = Environment({"PSDIFY_URL": "https://x"})
    environment["psdify_url"] = nothing
    assert "PSDIFY_URL" not in environment


def test_values_become_texts_as_in_a_process_environment() -> None:
    environment = Environment()
    environment["COUNT"] = 5
    assert environment["COUNT"] == "5"


def test_text_gives_what_is_in_a_secret_and_the_empty_text_for_nothing() -> None:
    environment = Environment({"A_TOKEN": "abc", "B": "x"})
    assert [environment.text(name) for name in ("A_TOKEN", "B", "NOWHERE")] == ["abc", "x", ""]


def test_plain_leaves_the_secrets_out() -> None:
    assert Environment({"A_TOKEN": "abc", "B": "x"}).plain() == {"B": "x"}


def test_the_process_environment_is_copied_and_never_written() -> None:
    state = ShellState(os.environ)
    state.environment["PSDIFY_URL"] = "https://only.in.the.shell"
    assert os.environ.get("PSDIFY_URL") != "https://only.in.the.shell"


def test_two_sessions_share_nothing() -> None:
    first, second = ShellState({}), ShellState({})
    first.variables["x"] = 1
    first.environment["Y"] = "2"
    assert not second.variables
    assert not second.environment
