"""The sandbox answers about apps as real servers did: every recorded exchange about them, one test each.

The recordings of a version go on with each other's apps, keys and tags, so they are one session against one server, in
the order in which they were made. `PREPARATIONS` brings the server into the state that an exchange was recorded in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import pytest
import requests

from dify_shell.sandbox import Sandbox, model_config, seed

from .replay import Exchange, Replay, differences, exchanges, shape


class Part(NamedTuple):
    """Exchanges of one file that were recorded in one go: from the place `first` on, before the place `end`."""

    file: str
    first: int = 0
    end: int | None = None


SESSIONS = {
    "1.13.2": (
        Part("apps", end=71), Part("app-dsl", end=42), Part("api-keys"), Part("tags"),
        Part("apps", 71), Part("app-dsl", 42), Part("service-api"), Part("console-chat"),
    ),
    "1.5.0": (Part("console", 6, 39), Part("console", 45)),
    "1.17.0-pre": (Part("apps"), Part("app-dsl"), Part("api-keys"), Part("tags")),
}  # fmt: skip
PLAYED_BY = {"1.5.0": "1.5.0", "1.13.2": "1.13.2", "1.17.0-pre": "1.17.0"}
"""The recorded versions, and what the sandbox is asked to play for each."""

SKIPPED = {
    r"convert-to-workflow|installed-app": "nothing the shell asks for",
    r"no celery worker|draft run, missing input": "its request was not recorded: test_apps has it",
    r"chat-conversation detail": "tells the configuration that the run was tried with, which the sandbox does not keep",
    r"dataset api-keys|dataset key|/knowledge: ": "keys of knowledge are no matter of apps, and of no command",
    r"1.17.0-pre/api-keys/delete": "refused to the only account there was",
}
"""Names of exchanges that are not replayed, and why."""


def skipped(exchange: Exchange) -> str | None:
    """Why an exchange is not replayed; None for one that is."""
    return next((reason for pattern, reason in SKIPPED.items() if re.search(pattern, str(exchange))), None)


def recorded(version: str) -> list[Exchange]:
    """The exchanges of a version in the order in which they were made."""
    return [
        exchange
        for part in SESSIONS[version]
        for exchange in exchanges(f"{version}/{part.file}")[part.first : part.end]
    ]


ROLES = {r"normal member": "normal", r": editor( \(|$)": "editor"}
"""As whom an exchange was recorded, by its name, where it was not the owner."""


def without_plugin_daemon(replay: Replay) -> None:
    replay.sandbox.world.plugins = False
    replay.sandbox.world.marketplace_answers = replay.sandbox.world.tracing_services_answer = False


def with_plugin_daemon(replay: Replay) -> None:
    replay.sandbox.world.plugins = True


def with_keys(replay: Replay) -> None:
    """The loop that made them was not recorded."""
    world = replay.sandbox.world
    keys = next(state.keys for state in map(world.state_of, world.apps) if state.keys)
    keys += keys[:1] * 10


def without_first_app(replay: Replay) -> None:
    """Deleting it was not recorded."""
    replay.sandbox.world.apps[:] = [app for app in replay.sandbox.world.apps if app["name"] != "Rec chat"]


def with_another_app(replay: Replay) -> None:
    """The one that is deleted was made in another recording."""
    world = replay.sandbox.world
    world.apps += seed.apps(1)
    replay.names["065afe69-298a-4a8a-90ec-3bbd7afcc3f5"] = world.apps[-1]["id"]


def keyed(name: str) -> Callable[[Replay], None]:
    """Lets the key in the recording be one of the app called `name`, which is made if it is of another recording."""

    def prepare(replay: Replay) -> None:
        state = replay.sandbox.world.state_of(app_called(name, replay))
        state.keys = state.keys[:1] or [state.new_key(1)]
        replay.names["<app_api_key>"] = state.keys[0]["token"]

    return prepare


def app_called(name: str, replay: Replay) -> dict[str, Any]:
    found = next((app for app in replay.sandbox.world.apps if app["name"] == name), None)
    if found is None:
        author = seed.PEOPLE[0]
        found = seed.app(name, "completion", "", (), author, created_at=1, updated_at=1)
        run = next(one for one in exchanges("1.13.2/console-chat") if one.name.startswith("completion app"))
        found["model_config"] |= model_config.accepted(run.request["json"]["model_config"])
        replay.sandbox.world.apps.append(found)
        replay.names["e85541fa-409b-4d1d-a651-d4e5334794be"] = found["id"]
    return found


def with_unknown_key(replay: Replay) -> None:
    replay.names["<app_api_key>"] = "app-unknown"


def without_api(replay: Replay) -> None:
    replay.sandbox.world.state_of(app_called("Rec chat (model)", replay)).enable_api = False


def with_api(replay: Replay) -> None:
    replay.sandbox.world.state_of(app_called("Rec chat (model)", replay)).enable_api = True


def without_model(replay: Replay) -> None:
    app_called("Rec imported chat", replay)["model_config"]["model"]["provider"] = None
    keyed("Rec imported chat")(replay)


PREPARATIONS: dict[str, Callable[[Replay], None]] = {
    r"apps/apps list: empty workspace": without_plugin_daemon,
    r"1.13.2/apps/create: chat, with a default model|1.13.2/app-dsl/import: with a plugin dep": with_plugin_daemon,
    r"1.17.0-pre/apps/statistics daily-messages": without_first_app,
    r"1.13.2/apps/delete$": with_another_app,
    r"api-keys/create: up to the limit": with_keys,
    r"service-api/": keyed("Rec chat (model)"),
    r"service-api/.*: adv|service-api/chat-messages: (no|bad|default)": keyed("Rec echo chat"),
    r"service-api/.*: wf|workflows/|on a workflow app": keyed("Rec echo workflow"),
    r"service-api/.*: comp$|completion-messages: (blocking|streaming|missing)": keyed("Rec completion (model)"),
    r"workflows/run: on a chat app": keyed("Rec chat (model)"),
    r"unpublished workflow": keyed("Rec advanced-chat"),
    r"info: unknown key": with_unknown_key,
    r"API of the app switched off": without_api,
    r"app without a model, unpublished": with_api,
    r"chat app without any model": without_model,
}
"""What is done before an exchange, by its file and name."""


@cache
def answered(version: str) -> dict[tuple[str, int], list[str]]:
    """How the answers of one server to all exchanges of a version differ, by the exchange's file and place."""
    with Sandbox(PLAYED_BY[version], apps=0) as sandbox:
        replay = Replay(sandbox)
        return {(one.file, one.place): answered_one(replay, one) for one in recorded(version) if not skipped(one)}


def answered_one(replay: Replay, exchange: Exchange) -> list[str]:
    for pattern, prepare in PREPARATIONS.items():
        if re.search(pattern, str(exchange)):
            prepare(replay)
    role = next((role for pattern, role in ROLES.items() if re.search(pattern, exchange.name)), "owner")
    replay.sandbox.world.accounts[0]["role"] = role
    answer = replay.send(exchange.request)
    if answer.headers.get("Content-Type", "").startswith("application/json") and answer.content:
        replay.learn(exchange.response.get("json"), answer.json())
    return differences(exchange.response, answer) or streamed(exchange.response, answer)


def streamed(response: dict[str, Any], answer: requests.Response) -> list[str]:
    """In what a stream of events is another one than the recorded: which come in which order, and their shapes."""
    if "event-stream" not in answer.headers.get("Content-Type", ""):
        return []
    theirs, ours = events(response["text"]), events(answer.content.decode())
    if [event["event"] for event in theirs] != [event["event"] for event in ours]:
        return [f"events {[event['event'] for event in ours]}, not {[event['event'] for event in theirs]}"]
    return [line for one, other in zip(theirs, ours, strict=True) for line in shape(one, other, one["event"])]


def events(text: str) -> list[dict[str, Any]]:
    """The events of a stream. Pieces of text in a row count as one, since where a text is cut says nothing."""
    found: list[dict[str, Any]] = []
    for frame in filter(None, text.split("\n\n")):
        kind, _, data = frame.strip("\n").partition(": ")
        event = {"event": data} if kind == "event" else json.loads(data)
        if not (found and event["event"] == found[-1]["event"] == "message"):
            found.append(event)
    return found


ALL = ("apps", "app-dsl", "api-keys", "tags", "service-api", "console-chat")
"""The files that are about apps alone."""

CASES = [one for version in SESSIONS for one in recorded(version) if not skipped(one)]


@pytest.mark.skipif(not CASES, reason="the recordings in ../shared are not here")
@pytest.mark.parametrize("exchange", CASES, ids=str)
def test_an_exchange(exchange: Exchange) -> None:
    version = exchange.file.partition("/")[0]
    assert answered(version)[exchange.file, exchange.place] == []


@pytest.mark.parametrize("version", SESSIONS)
def test_no_exchange_is_forgotten(version: str) -> None:
    replayed = {(one.file, one.place) for one in recorded(version)}
    assert {(one.file, one.place) for file in ALL for one in exchanges(f"{version}/{file}")} <= replayed


def test_no_reason_to_skip_is_left_over() -> None:
    names = [str(one) for version in SESSIONS for one in recorded(version)]
    assert [pattern for pattern in SKIPPED if names and not any(re.search(pattern, name) for name in names)] == []
