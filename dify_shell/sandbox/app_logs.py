"""What went on in an app, as the console lists it: conversations, messages, runs."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

from .answers import Refused, json, world
from .app_state import AppState
from .apps import find
from .paging import number, page_of

routes = Blueprint("app_logs", __name__, url_prefix="/console/api/apps/<uuid:id>")

TIME = "%Y-%m-%d %H:%M"
DEBUGGING = "debugging"


def state_of(id: uuid.UUID) -> AppState:
    """What the app with this id has. Raises Refused."""
    return world().state_of(find(id))


def period() -> tuple[float, float]:
    """The times in the query, in the time zone of this server's only account, UTC. Raises Refused."""
    return _bound("start", 0), _bound("end", float("inf"))


def _bound(name: str, default: float) -> float:
    text = request.args.get(name)
    if not text:
        return default
    try:
        return datetime.strptime(text, TIME).replace(tzinfo=UTC).timestamp()
    except ValueError as error:
        raise Refused(400, "bad_request", f"Invalid {name} time format: {error}") from None


def _conversations(state: AppState) -> list[dict[str, Any]]:
    """The conversations that the query asks for, the latest first."""
    start, end = period()
    word, order = request.args.get("keyword", "").lower(), request.args.get("sort_by", "-created_at")
    found = [
        one
        for one in state.conversations
        if start <= one["created_at"] < end and any(word in said["query"].lower() for said in state.messages[one["id"]])
    ]
    return sorted(found, key=lambda one: int(one[order.removeprefix("-")]), reverse=order.startswith("-"))


@routes.get("/chat-conversations")
def chat_conversations(id: uuid.UUID) -> Response:
    return json(page_of(_conversations(state_of(id)), model="ChatConversationQuery"))


@routes.get("/completion-conversations")
def completion_conversations(id: uuid.UUID) -> Response:
    state = state_of(id)
    page = page_of(_conversations(state), model="CompletionConversationQuery")
    return json(page | {"data": [one | {"message": state.messages[one["id"]][0]} for one in page["data"]]})


@routes.get("/<any('chat-conversations', 'completion-conversations'):kind>/<uuid:conversation>")
def conversation(id: uuid.UUID, kind: str, conversation: uuid.UUID) -> Response:
    state = state_of(id)
    found = next((one for one in state.conversations if one["id"] == str(conversation)), None)
    if found is None:
        raise Refused(404, "not_found", "Conversation Not Exists.")
    if kind == "completion-conversations":
        return json(found | {"message": state.messages[found["id"]][0]})
    config = state.app["model_config"] or {}
    told = ("id", "status", "from_source", "from_end_user_id", "from_account_id", "created_at", "updated_at",
            "annotated", "message_count", "user_feedback_stats", "admin_feedback_stats")  # fmt: skip
    configured = ("opening_statement", "suggested_questions", "model", "user_input_form", "pre_prompt", "agent_mode")
    return json({key: found[key] for key in told} | {
        "introduction": config.get("opening_statement") or "",
        "model_config": {key: config.get(key) for key in configured},
    })  # fmt: skip


@routes.get("/chat-messages")
def messages(id: uuid.UUID) -> Response:
    """The first one first; a page reaches back from the message `first_id`."""
    found = state_of(id).messages.get(request.args.get("conversation_id", ""))
    if found is None:
        raise Refused(404, "not_found", "Conversation Not Exists.")
    limit, first = number("limit", 20, 100, "ChatMessagesQuery"), request.args.get("first_id")
    end = next((place for place, one in enumerate(found) if one["id"] == first), len(found))
    return json({"limit": limit, "has_more": end > limit, "data": found[max(0, end - limit) : end]})


@routes.get("/workflow-runs")
@routes.get("/advanced-chat/workflow-runs")
def runs(id: uuid.UUID) -> Response:
    """Runs of the draft, unless `triggered_from` asks for those of the published app (recording of 1.13.2)."""
    of_chat = ("conversation_id", "message_id") if "/advanced-chat/" in request.path else ()
    origin, status = request.args.get("triggered_from", DEBUGGING), request.args.get("status")
    found = [one for one in state_of(id).runs if one["triggered_from"] == origin and status in (None, one["status"])]
    limit, last = number("limit", 20, 100, "WorkflowRunListQuery"), request.args.get("last_id")
    if last and not any(one["id"] == last for one in found):
        raise Refused(400, "invalid_param", "Last workflow run not exists")
    start = next((place + 1 for place, one in enumerate(found) if one["id"] == last), 0)
    here = [_run(one, *of_chat) for one in found[start : start + limit]]
    return json({"limit": limit, "has_more": start + limit < len(found), "data": here})


def _run(run: dict[str, Any], *more: str) -> dict[str, Any]:
    kept = ("id", "version", "status", "elapsed_time", "total_tokens", "total_steps", "created_at", "finished_at",
            "exceptions_count", *more)  # fmt: skip
    account = run["user"] if run["triggered_from"] == DEBUGGING else None
    return {key: run.get(key) for key in kept} | {"created_by_account": account, "retry_index": None}


@routes.get("/workflow-runs/<uuid:run>")
def run_detail(id: uuid.UUID, run: uuid.UUID) -> Response:
    found = next((one for one in state_of(id).runs if one["id"] == str(run)), None)
    if found is None:
        raise Refused(404, "not_found", "Workflow run not found")
    return json(_run(found, "inputs", "outputs", "error") | _maker(found))


@routes.get("/workflow-app-logs")
def logs(id: uuid.UUID) -> Response:
    """Runs of the published app."""
    status, user = request.args.get("status"), request.args.get("created_by_end_user_session_id")
    after, before = _iso("created_at__after", 0), _iso("created_at__before", float("inf"))
    word = request.args.get("keyword", "").lower()
    found = [
        log(run)
        for run in state_of(id).runs
        if run["triggered_from"] != DEBUGGING
        and status in (None, run["status"])
        and user in (None, run["user"]["user"])
        and after <= run["created_at"] <= before
        and word in f"{run['inputs']} {run['outputs']} {run['id']} {run['user']['user']}".lower()
    ]
    return json(page_of(found, model="WorkflowAppLogQuery"))


def _iso(name: str, default: float) -> float:
    text = request.args.get(name)
    return datetime.fromisoformat(text).timestamp() if text else default


def log(run: dict[str, Any]) -> dict[str, Any]:
    """A run of the published app as logs list it (recording of 1.13.2)."""
    kept = ("id", "version", "status", "triggered_from", "error", "elapsed_time", "total_tokens", "total_steps",
            "created_at", "finished_at", "exceptions_count")  # fmt: skip
    return {
        "id": str(uuid.UUID(int=uuid.UUID(run["id"]).int ^ 1)), "workflow_run": {key: run[key] for key in kept},
        "details": None, "created_from": "service-api", "created_at": run["created_at"], **_maker(run),
    }  # fmt: skip


def _maker(run: dict[str, Any]) -> dict[str, Any]:
    """Who ran something: an account its draft, an end user what was published."""
    user = run["user"]
    if run["triggered_from"] == DEBUGGING:
        return {"created_by_role": "account", "created_by_account": user, "created_by_end_user": None}
    told = {"id": user["id"], "type": "service-api", "is_anonymous": False, "session_id": user["user"]}
    return {"created_by_role": "end_user", "created_by_account": None, "created_by_end_user": told}
