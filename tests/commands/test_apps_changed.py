"""Apps made, copied and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import BindingError, DifyShellError
from dify_shell.sandbox import Sandbox


@pytest.fixture
def on(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation."""
    shell.sign_in_to(sandbox)
    return shell


def test_an_app_is_made_and_copied(on: Any) -> None:
    (made,) = on("new-app 'Trip Adviser' chat -Description 'Plans trips.'")
    assert (made["Name"], made["Mode"], made["Description"]) == ("Trip Adviser", "chat", "Plans trips.")
    (copy,) = on("copy-app 'Trip Adviser' 'Trip Adviser (test)'")
    assert copy["Id"] != made["Id"]
    assert copy["Name"] == "Trip Adviser (test)"


def test_a_mode_that_there_is_not_is_refused(on: Any) -> None:
    with pytest.raises(BindingError, match="advanced-chat"):
        on("new-app X magic")


def test_deleting_shows_what_and_where_and_asks(connected: Any, modern: Sandbox) -> None:
    connected.host.answers = ["n"]
    connected("remove-app 'Old *'")
    assert connected.host.questions == [f"Delete these 2 in Acme Engineering at {modern.url}?"]
    shown = [text for kind, text in connected.host.messages if kind == "information"]
    assert [line.partition("(")[0] for line in shown] == [
        "  the app 'Old FAQ Bot' ",
        "  the app 'Old Onboarding Guide' ",
    ]
    assert len(connected("get-app -Name 'Old *'")) == 2
    connected.host.answers = ["y"]
    connected("remove-app 'Old *'")
    assert connected("get-app -Name 'Old *'") == []


def test_what_if_deletes_nothing(connected: Any, modern: Sandbox) -> None:
    connected("apps | remove-app -WhatIf")
    assert len(modern.world.apps) == 250
    assert not [seen for seen in modern.requests if seen.method == "DELETE"]


def test_one_that_fails_is_reported_and_the_rest_are_deleted(connected: Any, modern: Sandbox) -> None:
    connected("$doomed = get-app -Name 'Old *'")
    modern.world.apps[:] = [app for app in modern.world.apps if app["name"] != "Old FAQ Bot"]
    connected("$doomed | remove-app -Force")
    assert "Old FAQ Bot" in connected.host.reported[0].message
    assert connected("get-app -Name 'Old *'") == []


def test_nobody_to_ask_is_an_error_that_names_the_switches(connected: Any) -> None:
    with pytest.raises(DifyShellError) as failed:
        connected("remove-app 'Support Bot'")
    assert "-Force" in str(failed.value.hint)


def test_a_name_that_two_apps_have_is_not_guessed(connected: Any) -> None:
    connected("$null = new-app Twin chat; $null = new-app Twin chat")
    connected("remove-app Twin -Force")
    assert "2 of the apps are called 'Twin'" in connected.host.reported[0].message
    assert len(connected("get-app -Name Twin")) == 2


@pytest.mark.parametrize("text", ["members | select -First 1 | remove-app -Force", "@{ a = 1 } | remove-app -Force"])
def test_what_is_no_app_is_refused(connected: Any, modern: Sandbox, text: str) -> None:
    with pytest.raises(DifyShellError):
        connected(text)
    assert len(modern.world.apps) == 250


def test_an_expired_session_ends_it_instead_of_failing_for_each(connected: Any, modern: Sandbox) -> None:
    connected("$doomed = apps")
    modern.world.refresh_tokens.clear()
    modern.world.advance(7200)
    with pytest.raises(DifyShellError):
        connected("$doomed | remove-app -Force")
    assert connected.host.reported == []
