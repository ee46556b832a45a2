"""What went on in apps, and how much of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from dify_shell.sandbox import Sandbox
from dify_shell.sandbox.seed import NEWEST

CHAT, FLOW = "'Support Bot'", "'Support Triage'"


@pytest.fixture
def on(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation."""
    shell.sign_in_to(sandbox)
    sandbox.requests.clear()
    return shell


def test_conversations_are_listed_the_latest_first(on: Any) -> None:
    logs = on(f"get-app-log {CHAT}")
    assert len(logs) == 30
    assert [log["CreatedAt"] for log in logs] == sorted((log["CreatedAt"] for log in logs), reverse=True)
    assert logs[0]["User"].startswith("user-")


def test_runs_of_a_workflow_are_its_log(on: Any) -> None:
    failed = on(f"get-app-log {FLOW} -Status failed")
    assert failed
    assert {log["Status"] for log in failed} == {"failed"}
    assert all(log["Tokens"] and log["Seconds"] for log in failed)


@pytest.mark.parametrize("app", [CHAT, FLOW])
def test_times_are_those_of_the_user(on: Any, app: str) -> None:
    every = on(f"get-app-log {app}")
    edge = every[10]["CreatedAt"]
    later = on(f"get-app-log {app} -After '{edge.isoformat()}'")
    earlier = on(f"get-app-log {app} -Before '{edge.isoformat()}'")
    assert [log["Id"] for log in later] == [log["Id"] for log in every[:11]]
    assert [log["Id"] for log in earlier] == [log["Id"] for log in every[11:]]


def test_messages_come_instead_of_conversations(on: Any) -> None:
    messages = on(f"get-app-log {CHAT} -Messages | select -First 2")
    assert all(message["Query"] in message["Answer"] for message in messages)
    assert messages[0].type.name == "AppMessage"


def test_messages_of_a_completion_app(on: Any) -> None:
    assert on("get-app-log 翻訳アシスタント -Messages | select -First 1")[0]["Answer"]


def test_a_long_conversation_is_read_to_its_beginning(connected: Any, modern: Sandbox) -> None:
    app = next(one for one in modern.world.apps if one["name"] == "Support Bot")
    state = modern.world.state_of(app)
    first = state.messages[state.conversations[0]["id"]]
    first[:] = [{**first[0], "id": f"m{number}", "query": f"q{number}"} for number in range(250)]
    queries = [message["Query"] for message in connected(f"get-app-log {CHAT} -Messages | select -First 250")]
    assert queries == [f"q{number}" for number in range(250)]


def test_only_the_pages_that_are_needed_are_asked_for(connected: Any, modern: Sandbox) -> None:
    app = next(one for one in modern.world.apps if one["name"] == "Support Bot")
    state = modern.world.state_of(app)
    state.conversations[:] = [{**state.conversations[0], "id": f"c{number}"} for number in range(500)]
    connected(f"get-app-log {CHAT} | select -First 5")
    assert len([seen for seen in modern.requests if seen.path.endswith("chat-conversations")]) == 1


def test_statistics_by_day(on: Any) -> None:
    since = datetime.fromtimestamp(NEWEST) - timedelta(days=30)
    days = on(f"get-app-statistic {CHAT} -After {since:%Y-%m-%d}")
    assert sum(day["Messages"] for day in days) == 30
    assert [day["Date"] for day in days] == sorted(day["Date"] for day in days)
    assert all(day["Users"] and day["Tokens"] and isinstance(day["Cost"], float) for day in days)
    runs = on(f"get-app-statistic {FLOW} -After {since:%Y-%m-%d}")
    assert sum(day["Messages"] for day in runs) == 30


def test_statistics_of_several_apps_can_be_added_up(on: Any) -> None:
    since = datetime.fromtimestamp(NEWEST) - timedelta(days=30)
    (total,) = on(f"(get-app-statistic {CHAT}, {FLOW} -After {since:%Y-%m-%d} | measure -Property Messages -Sum).Sum")
    assert total == 60
