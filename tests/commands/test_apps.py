"""Finding apps."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.sandbox import Sandbox


def paths(sandbox: Sandbox) -> list[str]:
    return [seen.path.removeprefix("/console/api") for seen in sandbox.requests]


def test_only_the_pages_that_are_needed_are_asked_for(connected: Any, modern: Sandbox) -> None:
    assert len(connected("apps | select -First 3")) == 3
    assert paths(modern).count("/apps") == 1


def test_all_pages_are_read_and_the_members_once(connected: Any, modern: Sandbox) -> None:
    assert connected("(apps).Count; (apps).Count") == [250, 250]
    assert paths(modern).count("/apps") == 6
    assert paths(modern).count("/workspaces/current/members") == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("get-app -Name 'support bot'", ["Support Bot"]),
        ("get-app 'Support Bot'", ["Support Bot"]),
        ("get-app -Name 'Old*'", ["Old FAQ Bot", "Old Onboarding Guide"]),
        ("get-app -Name nothing", []),
        ("get-app -Search ヘルプ", ["社内ヘルプデスク"]),
        ("get-app -Name 'Invoice Reader' | % { get-app -Id $_.Id }", ["Invoice Reader"]),
        ("get-app -Mode completion -Tags 日本語 | select -First 1", ["翻訳アシスタント"]),
    ],
)
def test_filters(connected: Any, text: str, names: list[str]) -> None:
    assert connected(f"{text} | foreach Name") == names


@pytest.mark.parametrize("version", ["1.0.0", "1.9.0", "1.17.0"])
@pytest.mark.parametrize("mode", ["chat", "workflow", "agent-chat", "advanced-chat", "completion"])
def test_apps_of_a_mode_are_found_on_every_server(shell: Any, modern: Sandbox, version: str, mode: str) -> None:
    modern.world.reset(version)
    shell.sign_in_to(modern)
    there_are = [app["name"] for app in modern.world.apps if app["mode"] == mode]
    assert sorted(shell(f"get-app -Mode {mode} | % Name")) == sorted(there_are)
    assert there_are


@pytest.mark.parametrize("version", ["1.13.2", "1.15.0", "1.17.0"])
def test_tags_are_asked_for_in_the_form_that_the_server_takes(shell: Any, modern: Sandbox, version: str) -> None:
    modern.world.reset(version)
    shell.sign_in_to(modern)
    found = shell("get-app -Tags support, internal")
    assert all({"support", "internal"} & set(app["Tags"]) for app in found)
    assert found


def test_an_unknown_tag_is_an_error_and_not_every_app(connected: Any) -> None:
    with pytest.raises(DifyShellError, match="no app tag 'typo'"):
        connected("get-app -Tags typo")


def test_an_unknown_id_is_reported(connected: Any) -> None:
    assert connected("get-app -Id 00000000-0000-0000-0000-000000000000") == []
    assert "no app '00000000" in connected.host.reported[0].message


def test_detail_adds_what_only_the_app_itself_says(connected: Any) -> None:
    (app,) = connected("get-app 'Support Bot' -Detail")
    assert app["SiteTitle"] == "Support Bot"
    assert app["EnableAPI"] is True
    assert app["CreatedBy"] == "dify@example.com"
