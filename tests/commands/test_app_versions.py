"""Published versions of workflows."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.sandbox import Sandbox

FLOW = "'Support Triage'"


@pytest.fixture
def on(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation."""
    shell.sign_in_to(sandbox)
    return shell


def test_publishing_adds_a_version_with_name_and_comment(on: Any) -> None:
    (made,) = on(f"publish-app {FLOW} -Name v4 -Comment 'Handles refunds.'")
    assert (made["Name"], made["Comment"], made["CreatedBy"]) == ("v4", "Handles refunds.", "dify@example.com")
    assert [one["Name"] for one in on(f"get-app-version {FLOW}")] == ["v4", "v3", "v2", "v1"]


def test_versions_without_a_name_can_be_left_out(on: Any) -> None:
    on(f"$null = publish-app {FLOW}")
    assert len(on(f"get-app-version {FLOW}")) == 4
    assert len(on(f"get-app-version {FLOW} -NamedOnly")) == 3


@pytest.mark.parametrize("text", ["get-app-version 'Support Triage' | select -Last 1 | restore-app-version -Force",
                                  "restore-app-version 'Support Triage' v1 -Force"])  # fmt: skip
def test_a_version_becomes_the_draft_again(on: Any, sandbox: Sandbox, text: str) -> None:
    app = next(one for one in sandbox.world.apps if one["name"] == "Support Triage")
    state = sandbox.world.state_of(app)
    state.versions[-1]["graph"] = {"nodes": ["the first"], "edges": []}
    on(text)
    assert state.draft
    assert state.draft["graph"] == {"nodes": ["the first"], "edges": []}
    assert len(state.versions) == 3


def test_restoring_asks_first(on: Any, sandbox: Sandbox) -> None:
    on.host.answers = ["n"]
    on(f"restore-app-version {FLOW} v1")
    assert "Replace the draft with the app version 'v1'" in on.host.questions[0]
    assert not [seen for seen in sandbox.requests if seen.method == "POST" and "workflows" in seen.path]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"restore-app-version {FLOW}", "Which version"),
        ("restore-app-version 'Meeting Summariser' v1", "Only workflows and chatflows"),
        (f"restore-app-version {FLOW} v9", "No version is called 'v9'"),
        (f"publish-app {FLOW} -Name {'x' * 21}", "20 characters"),
    ],
)
def test_mistakes_are_named(connected: Any, text: str, words: str) -> None:
    with pytest.raises(DifyShellError, match=words):
        connected(text)


@pytest.mark.parametrize("text", ["publish-app", "get-app-version"])
def test_an_app_without_workflow_has_no_versions(connected: Any, modern: Sandbox, text: str) -> None:
    assert connected(f"{text} 'Meeting Summariser'") == []
    assert "'Meeting Summariser' (" in connected.host.reported[0].message
    assert "Only workflows and chatflows" in connected.host.reported[0].message
    assert not [seen for seen in modern.requests if "workflows" in seen.path]


def test_a_new_workflow_has_no_draft_to_publish(connected: Any) -> None:
    assert connected("new-app Fresh workflow | publish-app") == []
    assert "no draft yet" in str(connected.host.reported[0].hint)
