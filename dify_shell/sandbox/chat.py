"""Apps that answer: what the console and the service API have in common, and the console's runs of drafts."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import Blueprint, Response

from . import app_past, workflow_state
from .answers import Refused, body_with, json, world
from .app_state import AppState
from .apps import find
from .auth import caller
from .streams import Answer, error, events, finished, frame, silence, system_inputs
from .workflow_state import Workflow, author

routes = Blueprint("console_chat", __name__, url_prefix="/console/api/apps/<uuid:id>")

EVENT_STREAM = "text/event-stream; charset=utf-8"
RATE_LIMIT = "Rate limit reached for gpt-4o-mini"
"""What the model says to the question RATE-LIMIT."""

WITHOUT_MODEL = "2 validation errors for ModelConfigEntity" + "".join(
    f"\n{field}\n  Input should be a valid string [type=string_type, input_value=None, input_type=NoneType]\n"
    "    For further information visit https://errors.pydantic.dev/2.12/v/string_type"
    for field in ("provider", "model")
)


def chat(state: AppState, body: dict[str, Any], user: dict[str, Any], workflow: Workflow | None) -> Response:
    """The answer of a chat, agent or chatflow to the question in `body`; `user` is who asks, as runs name them."""
    _check(state, body, workflow)
    streams = _streams(body)
    if state.app["mode"] == "agent-chat" and not streams:
        raise Refused(400, "invalid_param", "Agent Chat App does not support blocking mode")
    query, id = str(body["query"]), body.get("conversation_id") or ""
    if id and not owns(state, id, user):
        raise Refused(404, "not_found", "Conversation Not Exists.")
    answer = Answer(
        world(), state, _reply(state, id, query), user=user, inputs=dict(body.get("inputs") or {}), query=query,
        conversation=id or str(uuid.uuid4()), workflow=workflow,
    )  # fmt: skip
    return _answered(answer, streams)


def owns(state: AppState, conversation: str, user: dict[str, Any]) -> bool:
    """Whether a conversation is this user's."""
    return any(
        one["id"] == conversation and user["id"] in (one["from_end_user_id"], one["from_account_id"])
        for one in state.conversations
    )


def _reply(state: AppState, conversation: str, query: str) -> str:
    """What an app says: what it was told to say to this, else what its knowledge has about it, else an echo."""
    for one in reversed(state.messages.get(conversation, [])):
        words = str(one["query"]).lower()
        if words.startswith("answer ") and f" to {query.lower()}" in words:
            return words.removeprefix("answer ").partition(" to ")[0]
    return _recalled(state, query) or f"You said: {query}"


def _recalled(state: AppState, query: str) -> str:
    """The segment of the app's knowledge that shares the most words with a question; empty for none."""
    configured = (state.app["model_config"] or {}).get("dataset_configs", {}).get("datasets", {}).get("datasets", [])
    documents = [
        document for one in configured for document in world().knowledge.documents.get(one["dataset"]["id"], [])
    ]
    words = re.findall(r"\w{3,}", query.lower())
    found = [shared for document in documents for shared in document.shared(words)]
    return str(max(found, key=lambda one: one[0])[1]["content"]) if found else ""


def complete(state: AppState, body: dict[str, Any], user: dict[str, Any]) -> Response:
    """The answer of a completion app to its inputs."""
    _check(state, body, None)
    query = str(body["inputs"].get("query") or body.get("query") or "")
    answer = Answer(world(), state, f"Echo: {query}", user=user, inputs=dict(body["inputs"]), query=query)
    return _answered(answer, _streams(body))


def run(state: AppState, body: dict[str, Any], user: dict[str, Any], workflow: Workflow) -> Response:
    """What comes of a workflow: its first text, again."""
    inputs = dict(body["inputs"])
    text = next((str(value) for value in inputs.values()), "")
    return _answered(Answer(world(), state, text, user=user, inputs=inputs, workflow=workflow), _streams(body))


def _streams(body: dict[str, Any]) -> bool:
    return str(body.get("response_mode", "blocking")) == "streaming"


def _check(state: AppState, body: dict[str, Any], workflow: Workflow | None) -> None:
    config = state.app["model_config"]
    if config and config["model"]["provider"] is None:
        raise Refused(400, "invalid_param", WITHOUT_MODEL)
    if workflow is None:
        check_inputs([next(iter(one.values())) for one in config["user_input_form"]], body.get("inputs") or {})


def check_inputs(form: list[dict[str, Any]], inputs: dict[str, Any]) -> None:
    """Raises Refused when an input that is required is not there, or one is too long."""
    for field in form:
        name, value = field["variable"], inputs.get(field["variable"])
        if field.get("required") and not value:
            raise Refused(400, "invalid_param", f"{name} is required in input form")
        longest = field.get("max_length")
        if longest and isinstance(value, str) and len(value) > longest:
            raise Refused(400, "invalid_param", f"{name} in input form must be less than {longest} characters")


class Kept(NamedTuple):
    """What of an answer stays in the app's past: its message and the run of its workflow, each if there is one."""

    message: dict[str, Any]
    run: dict[str, Any]

    def finish(self, answer: Answer) -> None:
        """Write down how the answer ended."""
        if self.message and self.message["status"] != "error":
            self.message.update(answer=answer.said, answer_tokens=len(answer.said.split()))
        if self.run:
            told = finished(answer)
            kept = ("status", "outputs", "error", "elapsed_time", "total_tokens", "total_steps", "finished_at")
            self.run.update({key: told[key] for key in kept})

    def refuse(self, reason: str) -> None:
        """Write down that the model refused."""
        self.message.update(status="error", error=reason)


def _answered(answer: Answer, streams: bool) -> Response:
    kept = _keep(answer)
    refusal = RATE_LIMIT if answer.query == "RATE-LIMIT" else answer.world.chat.error
    if streams:
        wanted = iter([error(answer, RATE_LIMIT)]) if refusal == RATE_LIMIT else events(answer)
        return Response(_frames(answer, wanted, kept), content_type=EVENT_STREAM)
    if refusal:
        kept.refuse(refusal)
        raise Refused(400, "completion_request_error", refusal)
    answer.said = answer.text
    kept.finish(answer)
    if answer.state.app["mode"] == "workflow":
        return json({"task_id": answer.task, "workflow_run_id": answer.run, "data": finished(answer)})
    return json({
        "event": "message", **answer.ids, "id": answer.message, "mode": answer.state.app["mode"],
        "answer": answer.text, "metadata": answer.metadata,
    })  # fmt: skip


def _frames(answer: Answer, wanted: Iterator[dict[str, Any]], kept: Kept) -> Iterator[bytes]:
    try:
        for event in wanted:
            if event["event"] == "error":
                kept.refuse(event["message"])
            yield frame(event, answer.world)
    finally:
        kept.finish(answer)


def _keep(answer: Answer) -> Kept:
    """Begin to keep an answer."""
    state = answer.state
    run: dict[str, Any] = {}
    message: dict[str, Any] = {}
    if answer.workflow:
        run = app_past.run(state, answer.run, at=answer.at, user=answer.user, status="running") | {
            "id": answer.run, "workflow_id": answer.workflow["id"], "version": answer.workflow["version"],
            "inputs": system_inputs(answer),
        }  # fmt: skip
        state.runs.insert(0, run)
    if state.app["mode"] != "workflow":
        conversation = answer.conversation or str(uuid.uuid4())
        message = app_past.message(state, conversation, answer.query, "", at=answer.at, user=answer.user)
        message |= {"id": answer.message, "inputs": answer.inputs, "workflow_run_id": run.get("id")}
        run |= {"conversation_id": conversation, "message_id": answer.message} if run else {}
        _add(state, conversation, message, answer)
    return Kept(message, run)


def _add(state: AppState, id: str, message: dict[str, Any], answer: Answer) -> None:
    if id not in state.messages:
        made = app_past.conversation(state, id, answer.query, at=answer.at, user=answer.user)
        state.conversations.insert(0, made)
    state.messages.setdefault(id, []).append(message)
    found = next(one for one in state.conversations if one["id"] == id)
    found |= {"message_count": len(state.messages[id]), "updated_at": answer.at}


def stop(task: str) -> Response:
    """Stop an answer. Of a task that there is not it is said all the same (recording of 1.13.2)."""
    switches = world().chat
    switches.stopped.append(task)
    if switches.held:
        switches.held.set()
    return json({"result": "success"})


@routes.post("/<any('chat-messages', 'completion-messages'):kind>/<task>/stop")
@routes.post("/workflow-runs/tasks/<task>/stop")
def stop_run(id: uuid.UUID, task: str, kind: str = "") -> Response:
    find(id)
    return stop(task)


def _state(id: uuid.UUID, *modes: str) -> AppState:
    app = find(id)
    if app["mode"] not in modes:
        supported = ", ".join(f"'{mode}'" for mode in modes)
        raise Refused(404, "app_not_found", f"App mode is not in the supported list: {{{supported}}}.")
    return world().state_of(app)


def _draft(state: AppState) -> Workflow:
    if state.draft is None:
        raise Refused(400, "invalid_param", "Workflow not initialized")
    return state.draft


@routes.post("/chat-messages")
def debug_chat(id: uuid.UUID) -> Response:
    state = _state(id, "chat", "agent-chat")
    return chat(
        state, body_with("ChatMessagePayload", "inputs", "model_config", "query"), author(caller()["name"]), None
    )


@routes.post("/completion-messages")
def debug_completion(id: uuid.UUID) -> Response:
    state = _state(id, "completion")
    return complete(state, body_with("CompletionMessagePayload", "inputs", "model_config"), author(caller()["name"]))


@routes.post("/advanced-chat/workflows/draft/run")
def draft_chat(id: uuid.UUID) -> Response:
    state, body = _state(id, "advanced-chat"), body_with("AdvancedChatWorkflowRunPayload")
    body = {"query": "", **body, "response_mode": "streaming"}
    return chat(state, body, author(caller()["name"]), _draft(state))


@routes.post("/workflows/draft/run")
def draft_run(id: uuid.UUID) -> Response:
    state, body = _state(id, "workflow"), body_with("DraftWorkflowRunPayload", "inputs")
    draft = _draft(state)
    try:
        check_inputs(workflow_state.form(draft), body["inputs"])
    except Refused:
        if not world().since("1.13.0"):
            raise
        here = world()
        return Response((frame(event, here) for event in silence(here)), content_type=EVENT_STREAM)
    return run(state, {**body, "response_mode": "streaming"}, author(caller()["name"]), draft)
