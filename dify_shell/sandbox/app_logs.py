"""What went on in an app: conversations, messages, runs, and how much there was of each."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

from .answers import Refused, json, world
from .app_state import AppState
from .apps import find
from .paging import page_of
from .workflow_state import author

routes = Blueprint("app_logs", __name__, url_prefix="/console/api/apps/<uuid:id>")

TIME = "%Y-%m-%d %H:%M"


def _state(id: uuid.UUID) -> AppState:
    return world().state_of(find(id))


def _bound(name: str) -> float | None:
    """A time of the query, in the time zone of this server's only account, UTC."""
    text = request.args.get(name)
    if not text:
        return None
    try:
        return datetime.strptime(text, TIME).replace(tzinfo=UTC).timestamp()
    except ValueError as error:
        raise Refused(400, "bad_request", f"Invalid {name} time format: {error}") from None


def _within(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    start, end = _bound("start"), _bound("end")
    return [one for one in items if (start or 0) <= one["created_at"] < (end or float("inf"))]


@routes.get("/chat-conversations")
def chat_conversations(id: uuid.UUID) -> Response:
    word = request.args.get("keyword", "").lower()
    found = [one for one in _within(_state(id).conversations) if word in one["name"].lower()]
    return json(page_of(sorted(found, key=lambda one: one["created_at"], reverse=True)))


@routes.get("/completion-conversations")
def completion_conversations(id: uuid.UUID) -> Response:
    state = _state(id)
    found = [one | {"message": state.messages[one["id"]][0]} for one in _within(state.conversations)]
    return json(page_of(found))


@routes.get("/<any('chat-conversations', 'completion-conversations'):kind>/<uuid:conversation>")
def conversation(id: uuid.UUID, kind: str, conversation: uuid.UUID) -> Response:
    state = _state(id)
    found = next((one for one in state.conversations if one["id"] == str(conversation)), None)
    if found is None:
        raise Refused(404, "not_found", "Conversation Not Exists.")
    return json(found | ({"message": state.messages[found["id"]][0]} if kind.startswith("completion") else {}))


@routes.get("/chat-messages")
def messages(id: uuid.UUID) -> Response:
    """A page reaches back from the message `first_id`."""
    found = _state(id).messages.get(request.args.get("conversation_id", ""))
    if found is None:
        raise Refused(404, "not_found", "Conversation Not Exists.")
    limit = int(request.args.get("limit", 20))
    first = request.args.get("first_id")
    end = next((place for place, one in enumerate(found) if one["id"] == first), len(found))
    return json({"limit": limit, "has_more": end > limit, "data": found[max(0, end - limit) : end]})


@routes.get("/workflow-runs")
@routes.get("/advanced-chat/workflow-runs")
def runs(id: uuid.UUID) -> Response:
    found = _state(id).runs
    limit, last = int(request.args.get("limit", 20)), request.args.get("last_id")
    start = next((place + 1 for place, one in enumerate(found) if one["id"] == last), 0)
    here = [_run(one) for one in found[start : start + limit]]
    return json({"limit": limit, "has_more": start + limit < len(found), "data": here})


def _run(run: dict[str, Any]) -> dict[str, Any]:
    shown = {key: value for key, value in run.items() if key not in ("error", "user")}
    return shown | {"created_by_account": author("Olive Owner"), "retry_index": None}


@routes.get("/workflow-app-logs")
def logs(id: uuid.UUID) -> Response:
    status = request.args.get("status")
    after, before = (_iso(request.args.get(f"created_at__{name}")) for name in ("after", "before"))
    word = request.args.get("keyword", "").lower()
    found = [
        _log(run)
        for run in _state(id).runs
        if status in (None, run["status"])
        and (after or 0) <= run["created_at"] <= (before or float("inf"))
        and (not word or word in str(run).lower())
    ]
    return json(page_of(found))


def _iso(text: str | None) -> float | None:
    return datetime.fromisoformat(text).timestamp() if text else None


def _log(run: dict[str, Any]) -> dict[str, Any]:
    kept = ("id", "version", "status", "error", "elapsed_time", "total_tokens", "total_steps", "created_at",
            "finished_at", "exceptions_count")  # fmt: skip
    user = {"id": run["id"], "type": "service-api", "is_anonymous": False, "session_id": run["user"]}
    return {
        "id": run["id"], "workflow_run": {key: run[key] for key in kept} | {"triggered_from": "app-run"},
        "details": None, "created_from": "service-api", "created_by_role": "end_user", "created_by_account": None,
        "created_by_end_user": user, "created_at": run["created_at"],
    }  # fmt: skip


@routes.get("/statistics/<kind>")
@routes.get("/workflow/statistics/<kind>")
def statistics(id: uuid.UUID, kind: str) -> Response:
    state = _state(id)
    of_runs = "/workflow/" in request.path
    events = [(run["created_at"], run["user"], run["total_tokens"]) for run in state.runs] if of_runs else [
        (one["created_at"], conversation["from_end_user_session_id"], one["message_tokens"] + one["answer_tokens"])
        for conversation in state.conversations
        for one in state.messages[conversation["id"]]
    ]  # fmt: skip
    start, end = _bound("start") or 0, _bound("end") or float("inf")
    events = [one for one in events if start <= one[0] < end]
    days = [datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d") for at, _, _ in events]
    rows = _ROWS.get(kind)
    if rows is None:
        raise Refused(404, "not_found", "There are no such statistics.")
    return json({"data": [{"date": day, **rows(day, days, events, of_runs)} for day in sorted(set(days))]})


Events = list[tuple[int, str, int]]


def _counted(day: str, days: list[str], events: Events, of_runs: bool) -> dict[str, Any]:
    return {"runs" if of_runs else "conversation_count": Counter(days)[day]}


def _messages(day: str, days: list[str], events: Events, of_runs: bool) -> dict[str, Any]:
    return {"message_count": Counter(days)[day]}


def _users(day: str, days: list[str], events: Events, of_runs: bool) -> dict[str, Any]:
    return {"terminal_count": len({user for own, (_, user, _) in zip(days, events, strict=True) if own == day})}


def _costs(day: str, days: list[str], events: Events, of_runs: bool) -> dict[str, Any]:
    tokens = sum(count for own, (_, _, count) in zip(days, events, strict=True) if own == day)
    costs = {"token_count": tokens}
    return costs if of_runs else {**costs, "total_price": f"{tokens * 0.0000005:.7f}", "currency": "USD"}


_ROWS = {
    "daily-messages": _messages,
    "daily-conversations": _counted,
    "daily-end-users": _users,
    "daily-terminals": _users,
    "token-costs": _costs,
}
