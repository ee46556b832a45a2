"""Tags."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.sandbox import Sandbox


@pytest.fixture
def on(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation."""
    shell.sign_in_to(sandbox)
    return shell


def test_tags_of_apps_say_how_many_have_them(on: Any) -> None:
    tags = {tag["Name"]: tag for tag in on("tags")}
    assert {"support", "日本語"} <= set(tags)
    assert tags["support"]["BindingCount"] >= 2
    assert tags["support"]["Type"] == "app"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Get-DifyAppTag -Name SUPPORT, production", {"support", "production"}),
        ("Get-DifyTag -Type app -Name internal", {"internal"}),
        ("Get-DifyAppTag -Id (tags -Name internal).Id", {"internal"}),
        ("Get-DifyAppTag -Name nothing", set()),
    ],
)
def test_filters(on: Any, text: str, names: set[str]) -> None:
    assert {tag["Name"] for tag in on(text)} == names


def test_tags_of_knowledge_are_others(on: Any) -> None:
    assert not {tag["Name"] for tag in on("get-knowledge-tag")} & {"production"}
