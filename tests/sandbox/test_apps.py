"""What the recordings do not show of the sandbox's apps: its switches, its clock, and what needs more than one call."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
import requests
import yaml

from dify_shell.sandbox import Sandbox

from .replay import Replay

BEFORE_COOKIES = {"Authorization": "Bearer <access_token>"}
COOKIES = {
    "X-CSRF-Token": "<csrf_token>",
    "Cookie": "access_token=<access_token>; csrf_token=<csrf_token>",
}

Call = Callable[..., requests.Response]


@pytest.fixture(scope="module", params=["1.5.0", "1.13.2", "1.17.0"])
def running(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox(request.param, apps=30) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """A new server of each generation in turn."""
    running.world.reset()
    return running


@pytest.fixture
def console(sandbox: Sandbox) -> Call:
    """Calls the console API as the owner: `console("GET", "/apps", query={…}, json={…})`."""
    return caller(sandbox)


def caller(sandbox: Sandbox) -> Call:
    replay = Replay(sandbox)
    headers = COOKIES if sandbox.world.since("1.9.2") else BEFORE_COOKIES

    def call(method: str, path: str, **parts: Any) -> requests.Response:
        return replay.send({"method": method, "path": f"/console/api{path}", "headers": headers, **parts})

    return call


def named(sandbox: Sandbox, name: str) -> Any:
    return next(app for app in sandbox.world.apps if app["name"] == name)


def path_of(sandbox: Sandbox, name: str) -> str:
    return f"/apps/{named(sandbox, name)['id']}"


def ask(sandbox: Sandbox, app: str, path: str = "chat-messages", **body: Any) -> requests.Response:
    """Asks an app of the service API, with its first key."""
    state = sandbox.world.state_of(named(sandbox, app))
    state.keys = state.keys or [state.new_key(1)]
    return requests.post(
        f"{sandbox.url}/v1/{path}",
        json={"inputs": {}, "user": "u1", **body},
        headers={"Authorization": f"Bearer {state.keys[0]['token']}"},
        timeout=10,
    )


def events(answer: requests.Response) -> list[Any]:
    """The events of a stream; a ping is its name alone."""
    frames = [frame.strip("\n").partition(": ") for frame in answer.content.decode().split("\n\n") if frame.strip()]
    return [json.loads(data) if kind == "data" else data for kind, _, data in frames]


def names(answer: requests.Response) -> list[str]:
    return [event if isinstance(event, str) else event["event"] for event in events(answer)]


def text_of(answer: requests.Response) -> str:
    return "".join(event.get("answer", "") for event in events(answer) if not isinstance(event, str))


class TestDsl:
    def test_secrets_are_exported_only_when_asked_for(self, sandbox: Sandbox, console: Call) -> None:
        export = f"{path_of(sandbox, 'Support Triage')}/export"
        without, with_them = (
            yaml.safe_load(console("GET", export, query={"include_secret": asked}).json()["data"])
            for asked in ("false", "true")
        )
        (hidden,), (shown,) = (dsl["workflow"]["environment_variables"] for dsl in (without, with_them))
        assert (hidden["name"], hidden["value"]) == ("API_KEY", "")
        assert shown["value"] == "sk-sandbox-secret-value"

    @pytest.mark.parametrize("name", ["Support Bot", "Support Triage", "社内ヘルプデスク", "翻訳アシスタント"])
    def test_what_was_exported_comes_back_the_same(self, sandbox: Sandbox, console: Call, name: str) -> None:
        text = console("GET", f"{path_of(sandbox, name)}/export").json()["data"]
        made = console("POST", "/apps/imports", json={"mode": "yaml-content", "yaml_content": text}).json()
        assert made["status"] == "completed"
        assert console("GET", f"/apps/{made['app_id']}/export").json()["data"] == text

    def test_the_versions_of_the_dsl_follow_the_release(self, sandbox: Sandbox, console: Call) -> None:
        text = console("GET", f"{path_of(sandbox, 'Old FAQ Bot')}/export").json()["data"]
        expected = {"1.5.0": "0.3.0", "1.13.2": "0.6.0", "1.17.0": "0.7.0"}
        assert yaml.safe_load(text)["version"] == expected[sandbox.world.version]

    def test_a_pending_import_is_forgotten_after_ten_minutes(self, sandbox: Sandbox, console: Call) -> None:
        text = "app: {name: A, mode: workflow}\nversion: '9.0.0'\n"
        first, second = (
            console("POST", "/apps/imports", json={"mode": "yaml-content", "yaml_content": text}).json()["id"]
            for _ in range(2)
        )
        sandbox.world.advance(599)
        assert console("POST", f"/apps/imports/{first}/confirm").json()["status"] == "completed"
        sandbox.world.advance(2)
        assert console("POST", f"/apps/imports/{second}/confirm").status_code == 400

    def test_an_app_is_fetched_from_an_address_of_this_machine_only(self, sandbox: Sandbox, console: Call) -> None:
        for url, status in ((f"{sandbox.url}/sandbox/example.yml", 200), ("http://dify.test/example.yml", 400)):
            assert console("POST", "/apps/imports", json={"mode": "yaml-url", "yaml_url": url}).status_code == status

    @pytest.mark.parametrize("text", ["app: {mode: nope}", "app: {mode: chat}\nversion: latest"])
    def test_what_is_no_app_fails(self, console: Call, text: str) -> None:
        answer = console("POST", "/apps/imports", json={"mode": "yaml-content", "yaml_content": text})
        assert (answer.status_code, answer.json()["status"]) == (400, "failed")


class TestWorkflows:
    def test_a_stale_draft_is_refused(self, sandbox: Sandbox, console: Call) -> None:
        path = f"{path_of(sandbox, 'Support Triage')}/workflows/draft"
        draft = console("GET", path).json()
        body = {"graph": {"nodes": []}, "features": {}, "hash": draft["hash"]}
        saved = console("POST", path, json=body)
        assert saved.json()["hash"] == console("GET", path).json()["hash"] != draft["hash"]
        stale = console("POST", path, json=body)
        assert (stale.status_code, stale.json()["code"]) == (409, "draft_workflow_not_sync")

    def test_secrets_are_masked_and_survive_their_masks(self, sandbox: Sandbox, console: Call) -> None:
        path = f"{path_of(sandbox, 'Support Triage')}/workflows/draft"
        draft = console("GET", path).json()
        (variable,) = draft["environment_variables"]
        assert set(variable["value"]) == {"*"}
        body = {key: draft[key] for key in ("graph", "features", "hash")}
        given: dict[str, Any] = {"environment_variables": [variable]}
        patched = {"environment_variable_patch": given} if sandbox.world.since("1.17.0") else given
        assert console("POST", path, json={**body, **patched}).status_code == 200
        kept = sandbox.world.state_of(named(sandbox, "Support Triage")).draft
        assert kept
        assert kept["environment_variables"][0]["value"] == "sk-sandbox-secret-value"

    def test_a_version_can_be_named_and_removed_unless_it_is_in_use(self, sandbox: Sandbox, console: Call) -> None:
        path = f"{path_of(sandbox, 'Support Triage')}/workflows"
        draft, newest, _, oldest = console("GET", path).json()["items"]
        assert draft["version"] == "draft"
        assert (
            console("PATCH", f"{path}/{oldest['id']}", json={"marked_name": "first"}).json()["marked_name"] == "first"
        )
        assert console("DELETE", f"{path}/{newest['id']}").status_code == 400
        assert console("DELETE", f"{path}/{oldest['id']}").status_code == 204
        assert len(console("GET", path).json()["items"]) == 3

    def test_variables_of_the_environment_change_by_patches_since_1_17(self) -> None:
        with Sandbox("1.17.0", apps=3) as sandbox:
            console, path = caller(sandbox), f"{path_of(sandbox, 'Support Triage')}/workflows/draft"
            draft = console("GET", path).json()
            body = {key: draft[key] for key in ("graph", "features", "hash")}
            refused = console("POST", path, json={**body, "environment_variables": []})
            assert refused.status_code == 400
            assert "Extra inputs" in refused.json()["message"]
            patch = {"deleted_environment_variable_ids": [draft["environment_variables"][0]["id"]]}
            assert console("POST", path, json={**body, "environment_variable_patch": patch}).status_code == 200
            assert console("GET", path).json()["environment_variables"] == []


class TestAnswers:
    def test_events_of_old_servers_are_ascii_and_those_of_new_ones_are_not(self, sandbox: Sandbox) -> None:
        answer = ask(sandbox, "Support Bot", query="返品", response_mode="streaming")
        assert text_of(answer) == "You said: 返品"
        assert answer.content.isascii() is not sandbox.world.since("1.13.0")

    def test_an_agent_tells_its_thoughts_and_answers_in_streams_only(self, sandbox: Sandbox) -> None:
        answer = ask(sandbox, "Prod Incident Scribe", query="Hi", response_mode="streaming")
        assert names(answer)[0] == "agent_thought"
        assert "agent_message" in names(answer)
        assert names(answer)[-1] == "message_end"
        assert ask(sandbox, "Prod Incident Scribe", query="Hi").status_code == 400

    def test_pings_come_between_the_pieces(self, sandbox: Sandbox) -> None:
        sandbox.world.chat.pings = 2
        answer = ask(sandbox, "Meeting Summariser", query="Hi", response_mode="streaming")
        assert names(answer) == ["message", "ping", "ping"] * 3 + ["message_end"]

    @pytest.mark.parametrize("app", ["Support Bot", "Meeting Summariser"])
    def test_a_stream_that_ends_early_has_no_end(self, sandbox: Sandbox, app: str) -> None:
        sandbox.world.chat.ends_early = True
        answer = ask(sandbox, app, query="Hi", response_mode="streaming")
        assert not {"message_end", "workflow_finished"} & set(names(answer))

    def test_a_held_stream_that_is_stopped_ends_as_stopped(self, sandbox: Sandbox, console: Call) -> None:
        sandbox.world.chat.held = threading.Event()
        state = sandbox.world.state_of(named(sandbox, "Support Bot"))
        state.keys = [state.new_key(1)]
        headers = {"Authorization": f"Bearer {state.keys[0]['token']}"}
        body = {"inputs": {}, "user": "u1", "query": "one two three", "response_mode": "streaming"}
        url = f"{sandbox.url}/v1/chat-messages"
        with requests.post(url, json=body, headers=headers, stream=True, timeout=10) as answer:
            lines = answer.iter_lines()
            first = next(event for event in map(_event, lines) if event.get("event") == "message")
            requests.post(f"{url}/{first['task_id']}/stop", json={"user": "u1"}, headers=headers, timeout=10)
            rest = [event for event in map(_event, lines) if event]
        assert [event["event"] for event in rest][-1] == "workflow_finished"
        assert rest[-1]["data"]["status"] == "stopped"
        assert state.runs[0]["status"] == "stopped"
        assert state.messages[first["conversation_id"]][0]["answer"] == "You"

    def test_a_workflow_that_fails_says_so_in_its_node_its_end_and_its_run(self, sandbox: Sandbox) -> None:
        sandbox.world.chat.fails = True
        inputs = {"text": "abc"}
        answer = ask(sandbox, "Support Triage", "workflows/run", inputs=inputs, response_mode="streaming")
        *_, node, end = [event["data"] for event in events(answer) if isinstance(event, dict)]
        assert (node["node_type"], node["status"], end["status"]) == ("llm", "failed", "failed")
        assert sandbox.world.state_of(named(sandbox, "Support Triage")).runs[0]["error"] == end["error"]

    def test_without_a_worker_there_is_one_ping_and_nothing_more(self, sandbox: Sandbox) -> None:
        sandbox.world.chat.silent = True
        sandbox.world.chat.released.set()
        answer = ask(sandbox, "Support Bot", query="Hi", response_mode="streaming")
        assert names(answer) == ["ping"]

    def test_a_draft_that_misses_an_input_is_silent_too_since_1_13(self, sandbox: Sandbox, console: Call) -> None:
        sandbox.world.chat.released.set()
        answer = console("POST", f"{path_of(sandbox, 'Support Triage')}/workflows/draft/run", json={"inputs": {}})
        if sandbox.world.since("1.13.0"):
            assert names(answer) == ["ping"]
        else:
            assert answer.json()["message"] == "text is required in input form"

    def test_a_conversation_belongs_to_its_user(self, sandbox: Sandbox) -> None:
        id = ask(sandbox, "Support Bot", query="answer pong to ping").json()["conversation_id"]
        assert ask(sandbox, "Support Bot", query="Ping", conversation_id=id).json()["answer"] == "pong"
        assert ask(sandbox, "Support Bot", query="Ping", conversation_id=id, user="u2").status_code == 404

    def test_a_published_version_can_be_run_by_its_id(self, sandbox: Sandbox) -> None:
        oldest = sandbox.world.state_of(named(sandbox, "Support Triage")).versions[-1]
        answer = ask(sandbox, "Support Triage", f"workflows/{oldest['id']}/run", inputs={"text": "abc"})
        assert answer.json()["data"]["workflow_id"] == oldest["id"]
        assert answer.json()["data"]["outputs"] == {"result": "abc"}


def _event(line: bytes) -> dict[str, Any]:
    return json.loads(line.removeprefix(b"data: ")) if line.startswith(b"data: ") else {}


class TestLogs:
    def test_runs_are_paged_by_the_last_of_the_page_before(self, sandbox: Sandbox, console: Call) -> None:
        path, found = f"{path_of(sandbox, 'Support Triage')}/workflow-runs", []
        query: dict[str, Any] = {"limit": 12, "triggered_from": "app-run"}
        while True:
            page = console("GET", path, query=query).json()
            found += [run["id"] for run in page["data"]]
            if not page["has_more"]:
                break
            query["last_id"] = found[-1]
        assert len(found) == len(set(found)) == 30

    def test_runs_of_drafts_are_listed_as_runs_but_not_as_logs(self, sandbox: Sandbox, console: Call) -> None:
        path = path_of(sandbox, "Support Triage")
        assert console("GET", f"{path}/workflow-runs").json()["data"] == []
        console("POST", f"{path}/workflows/draft/run", json={"inputs": {"text": "abc"}})
        (run,) = console("GET", f"{path}/workflow-runs").json()["data"]
        assert (run["version"], run["status"]) == ("draft", "succeeded")
        assert console("GET", f"{path}/workflow-app-logs").json()["total"] == 30

    @pytest.mark.parametrize("status", ["succeeded", "failed", "stopped"])
    def test_logs_can_be_asked_for_by_status(self, sandbox: Sandbox, console: Call, status: str) -> None:
        path = f"{path_of(sandbox, 'Support Triage')}/workflow-app-logs"
        found = console("GET", path, query={"status": status, "limit": 100}).json()["data"]
        assert found
        assert {entry["workflow_run"]["status"] for entry in found} == {status}

    @pytest.mark.parametrize(
        ("kind", "field"),
        [
            ("daily-messages", "message_count"),
            ("daily-conversations", "conversation_count"),
            ("daily-end-users", "terminal_count"),
            ("token-costs", "total_price"),
            ("average-session-interactions", "interactions"),
            ("average-response-time", "latency"),
            ("tokens-per-second", "tps"),
            ("user-satisfaction-rate", "rate"),
        ],
    )
    def test_statistics_of_chats(self, sandbox: Sandbox, console: Call, kind: str, field: str) -> None:
        days = console("GET", f"{path_of(sandbox, 'Support Bot')}/statistics/{kind}").json()["data"]
        assert len(days) > 5
        assert all(field in day for day in days)
        assert [day["date"] for day in days] == sorted(day["date"] for day in days)

    @pytest.mark.parametrize(
        ("kind", "field"),
        [
            ("daily-conversations", "runs"),
            ("daily-terminals", "terminal_count"),
            ("token-costs", "token_count"),
            ("average-app-interactions", "interactions"),
        ],
    )
    def test_statistics_of_workflows(self, sandbox: Sandbox, console: Call, kind: str, field: str) -> None:
        days = console("GET", f"{path_of(sandbox, 'Support Triage')}/workflow/statistics/{kind}").json()["data"]
        assert len(days) > 5
        assert all(field in day for day in days)


def test_every_past_is_the_same_in_every_run() -> None:
    def past() -> list[dict[str, Any]]:
        with Sandbox("1.13.2", apps=20) as sandbox:
            return [deepcopy(vars(sandbox.world.state_of(app))) for app in sandbox.world.apps]

    assert past() == past()


def test_a_tag_that_is_deleted_leaves_its_apps(sandbox: Sandbox, console: Call) -> None:
    tag = named(sandbox, "Support Bot")["tags"][0]
    assert console("DELETE", f"/tags/{tag['id']}").status_code == 204
    assert not [app for app in sandbox.world.apps if tag["id"] in [own["id"] for own in app["tags"]]]


def test_a_key_opens_its_app_until_it_is_deleted(sandbox: Sandbox, console: Call) -> None:
    path = f"{path_of(sandbox, 'Meeting Summariser')}/api-keys"
    sandbox.world.state_of(named(sandbox, "Meeting Summariser")).keys.clear()
    made = console("POST", path).json()
    headers = {"Authorization": f"Bearer {made['token']}"}
    assert requests.get(f"{sandbox.url}/v1/info", headers=headers, timeout=10).json()["name"] == "Meeting Summariser"
    assert console("DELETE", f"{path}/{made['id']}").status_code == 204
    assert requests.get(f"{sandbox.url}/v1/info", headers=headers, timeout=10).status_code == 401
