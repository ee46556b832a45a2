"""Apps that answer: through the service API with a key, and their drafts through the console."""

from __future__ import annotations

import json as json_text
import uuid
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request

from . import app_state
from .answers import Refused, invalid, json, world
from .app_state import AppState
from .apps import find

service = Blueprint("service", __name__, url_prefix="/v1")
console = Blueprint("console_chat", __name__, url_prefix="/console/api/apps/<uuid:id>")

CHAT = ("chat", "agent-chat", "advanced-chat")
HOLD = 30.0
"""Seconds after which a stream that is held goes on all the same."""


def _keyed() -> AppState:
    """The app whose key the request carries. Raises Refused."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if not key:
        raise _unauthorized("Authorization header must be provided and start with 'Bearer'")
    if scheme.lower() != "bearer":
        raise _unauthorized("Authorization scheme must be 'Bearer'")
    for app in world().apps:
        state = world().state_of(app)
        if any(one["token"] == key for one in state.keys):
            if not state.enable_api:
                raise Refused(403, "forbidden", "The app's API service has been disabled.")
            return state
    raise _unauthorized("Access token is invalid")


def _unauthorized(message: str) -> Refused:
    return Refused(401, "unauthorized", message)


@service.get("/info")
def info() -> Response:
    app = _keyed().app
    return json({"name": app["name"], "description": app["description"], "tags": [one["name"] for one in app["tags"]],
                 "mode": app["mode"], "author_name": app["author_name"]})  # fmt: skip


@service.get("/parameters")
def parameters() -> Response:
    state = _keyed()
    return json({"opening_statement": "", "suggested_questions": [], "user_input_form": _form(state.app["mode"]),
                 "file_upload": {"enabled": False}, "system_parameters": {"file_size_limit": 15}})  # fmt: skip


def _form(mode: str) -> list[dict[str, Any]]:
    if mode == "workflow":
        return [{"text-input": {"label": "text", "max_length": 256, "options": [], "required": True,
                                "type": "text-input", "variable": "text"}}]  # fmt: skip
    if mode == "completion":
        return [{"paragraph": {"label": "Query", "variable": "query", "required": True, "default": ""}}]
    return []


@service.post("/files/upload")
def upload() -> Response:
    _keyed()
    if "file" not in request.files:
        raise Refused(400, "no_file_uploaded", "Please upload your file.")
    return json(uploaded(), 201)


def uploaded() -> dict[str, Any]:
    """What is told of the file that came."""
    file = request.files["file"]
    name = file.filename or "file"
    return {"id": str(uuid.uuid4()), "name": name, "size": len(file.read()), "extension": name.rpartition(".")[2],
            "mime_type": file.mimetype, "created_by": str(uuid.uuid4()), "created_at": int(world().now)}  # fmt: skip


@service.post("/chat-messages")
def chat_messages() -> Response:
    state, body = _keyed(), _body("ChatRequestPayload")
    if state.app["mode"] not in CHAT:
        raise Refused(400, "not_chat_app", "Please check if your app mode matches the right API route.")
    if "query" not in body:
        raise invalid("query", "Field required", "ChatRequestPayload", body)
    return _chat(state, body, body["user"])


@service.post("/completion-messages")
def completion_messages() -> Response:
    state, body = _keyed(), _body("CompletionRequestPayload")
    if state.app["mode"] != "completion":
        raise Refused(400, "app_unavailable", "App unavailable, please check your app configurations.")
    if not body["inputs"].get("query"):
        raise Refused(400, "invalid_param", "query is required in input form")
    return _complete(state, body)


@service.post("/workflows/run")
def workflows_run() -> Response:
    state, body = _keyed(), _body("WorkflowRunPayload")
    if state.app["mode"] != "workflow":
        raise Refused(400, "not_workflow_app", "Please check if your app mode matches the right API route.")
    if state.published is None:
        raise Refused(400, "invalid_param", "Workflow not published")
    return _run(state, body)


def _body(model: str) -> dict[str, Any]:
    body = dict(request.get_json())
    if "inputs" not in body:
        raise invalid("inputs", "Field required", model, body)
    if not body.get("user"):
        raise Refused(400, "invalid_param", "Arg user must be provided.")
    return body


@service.post("/<any('chat-messages', 'completion-messages'):kind>/<task>/stop")
@service.post("/workflows/tasks/<task>/stop")
def stop_service(task: str, kind: str = "") -> Response:
    _keyed()
    return _stopped(task)


def _stopped(task: str) -> Response:
    chat = world().chat
    chat.stopped.append(task)
    if chat.held:
        chat.held.set()
    return json({"result": "success"})


@console.post("/<any('chat-messages', 'completion-messages'):kind>/<task>/stop")
@console.post("/workflow-runs/tasks/<task>/stop")
def stop_console(id: uuid.UUID, task: str, kind: str = "") -> Response:
    find(id)
    return _stopped(task)


@console.post("/chat-messages")
def debug_chat(id: uuid.UUID) -> Response:
    state, body = world().state_of(find(id)), request.get_json()
    if "model_config" not in body:
        raise invalid("model_config", "Field required", "ChatMessagePayload", body)
    return _chat(state, body, "console")


@console.post("/completion-messages")
def debug_completion(id: uuid.UUID) -> Response:
    return _complete(world().state_of(find(id)), request.get_json())


@console.post("/advanced-chat/workflows/draft/run")
def draft_chat(id: uuid.UUID) -> Response:
    return _chat(world().state_of(find(id)), {**request.get_json(), "response_mode": "streaming"}, "console")


@console.post("/workflows/draft/run")
def draft_run(id: uuid.UUID) -> Response:
    return _run(world().state_of(find(id)), {**request.get_json(), "response_mode": "streaming"})


def _reply(earlier: list[dict[str, Any]], query: str) -> str:
    """What an app says: what it was told to say to this, else an echo."""
    for one in reversed(earlier):
        words = str(one["query"]).lower()
        if words.startswith("answer ") and f" to {query.lower()}" in words:
            return words.removeprefix("answer ").partition(" to ")[0]
    return f"You said: {query}"


def _chat(state: AppState, body: dict[str, Any], user: str) -> Response:
    here, query = world(), str(body["query"])
    id = body.get("conversation_id") or ""
    if id and id not in state.messages:
        raise Refused(404, "not_found", "Conversation Not Exists.")
    streams = body.get("response_mode", "blocking") == "streaming"
    if query == "RATE-LIMIT" and not streams:
        raise Refused(400, "completion_request_error", "Rate limit reached for gpt-4o-mini")
    if not id:
        id = str(uuid.uuid4())
        state.conversations.insert(0, app_state.conversation(id, query, int(here.now), user))
        state.messages[id] = []
    answer = _reply(state.messages[id], query)
    told = app_state.message(id, query, answer, int(here.now), uuid.uuid4().hex)
    state.messages[id].append(told)
    ids = {"conversation_id": id, "message_id": told["id"], "created_at": told["created_at"],
           "task_id": str(uuid.uuid4())}  # fmt: skip
    if query == "RATE-LIMIT":
        error = {"code": "completion_request_error", "status": 400, "message": "Rate limit reached for gpt-4o-mini"}
        return _stream([{"event": "error", **{k: v for k, v in ids.items() if k != "task_id"}, **error}])
    if not streams:
        return json({"event": "message", **ids, "id": told["id"], "mode": state.app["mode"], "answer": answer,
                     "metadata": _metadata(query, answer)})  # fmt: skip
    return _stream(_chat_events(state, ids, query, answer))


def _metadata(query: str, answer: str) -> dict[str, Any]:
    tokens = (len(query.split()), len(answer.split()))
    usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens),
             "total_price": f"{sum(tokens) * 0.0000005:.7f}", "currency": "USD", "latency": 0.05}  # fmt: skip
    return {"annotation_reply": None, "retriever_resources": [], "usage": usage}


def _chat_events(state: AppState, ids: dict[str, Any], query: str, answer: str) -> Iterator[dict[str, Any]]:
    switches = world().chat
    run = {"workflow_run_id": str(uuid.uuid4())}
    is_workflow = state.app["mode"] == "advanced-chat"
    if is_workflow:
        yield {"event": "workflow_started", **ids, **run, "data": {"id": run["workflow_run_id"]}}
        yield from _nodes(ids | run, ("Start",))
    event = "agent_message" if state.app["mode"] == "agent-chat" else "message"
    if event == "agent_message":
        thought = {"id": str(uuid.uuid4()), "position": 1, "thought": "", "tool": "search", "observation": ""}
        yield {"event": "agent_thought", **ids, **thought}
    for piece in _pieces(answer):
        yield {"event": event, **ids, "id": ids["message_id"], "answer": piece, "from_variable_selector": None}
    if switches.error:
        yield {"event": "error", **ids, "code": "completion_request_error", "status": 400, "message": switches.error}
        return
    if switches.ends_early:
        return
    if switches.replaced_by:
        yield {"event": "message_replace", **ids, "answer": switches.replaced_by, "reason": "output_moderation"}
    if is_workflow:
        yield from _nodes(ids | run, ("Model", "Answer"))
    yield {"event": "message_end", **ids, "id": ids["message_id"], "metadata": _metadata(query, answer), "files": []}
    if is_workflow:
        yield {"event": "workflow_finished", **ids, **run, "data": _finished(run, {"answer": answer})}


def _pieces(text: str) -> Iterator[str]:
    """An answer in pieces: whole words, each with the space before it."""
    for place, word in enumerate(text.split(" ")):
        yield f" {word}" if place else word


def _nodes(ids: dict[str, Any], titles: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for place, title in enumerate(titles, 1):
        node = {"id": str(uuid.uuid4()), "node_id": title.lower(), "node_type": title.lower(), "title": title,
                "index": place, "inputs": None}  # fmt: skip
        yield {"event": "node_started", **ids, "data": node}
        done: dict[str, Any] = {"outputs": {}, "status": "succeeded", "error": None, "elapsed_time": 0.1}
        yield {"event": "node_finished", **ids, "data": node | done}


def _finished(run: dict[str, Any], outputs: dict[str, Any], error: str | None = None) -> dict[str, Any]:
    now = int(world().now)
    return {
        "id": run["workflow_run_id"], "workflow_id": str(uuid.uuid4()), "status": "failed" if error else "succeeded",
        "outputs": outputs, "error": error, "elapsed_time": 0.05, "total_tokens": 12, "total_steps": 3,
        "created_at": now, "finished_at": now, "exceptions_count": 0, "files": [],
    }  # fmt: skip


def _complete(state: AppState, body: dict[str, Any]) -> Response:
    query = str(body["inputs"].get("query") or body.get("query") or "")
    answer = f"Echo: {query}"
    ids = {"message_id": str(uuid.uuid4()), "created_at": int(world().now), "task_id": str(uuid.uuid4())}
    if body.get("response_mode", "blocking") != "streaming":
        return json({"event": "message", **ids, "id": ids["message_id"], "mode": "completion", "answer": answer,
                     "metadata": _metadata(query, answer)})  # fmt: skip
    return _stream(_completion_events(ids, query, answer))


def _completion_events(ids: dict[str, Any], query: str, answer: str) -> Iterator[dict[str, Any]]:
    for piece in _pieces(answer):
        yield {"event": "message", **ids, "id": ids["message_id"], "answer": piece}
    yield {"event": "message_end", **ids, "id": ids["message_id"], "metadata": _metadata(query, answer), "files": []}


def _run(state: AppState, body: dict[str, Any]) -> Response:
    inputs = body.get("inputs") or {}
    if not inputs.get("text"):
        raise Refused(400, "invalid_param", "text is required in input form")
    run = {"workflow_run_id": str(uuid.uuid4()), "task_id": str(uuid.uuid4())}
    state.runs.insert(0, app_state.run(state.app, len(state.runs), int(world().now), "succeeded"))
    outputs = {"result": inputs["text"]}
    if body.get("response_mode", "blocking") != "streaming":
        return json({"task_id": run["task_id"], "workflow_run_id": run["workflow_run_id"],
                     "data": _finished(run, outputs)})  # fmt: skip
    return _stream(_run_events(run, outputs))


def _run_events(run: dict[str, Any], outputs: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {"event": "workflow_started", **run, "data": {"id": run["workflow_run_id"], "inputs": {}}}
    yield from _nodes(run, ("Start",))
    yield {"event": "text_chunk", **run, "data": {"text": outputs["result"], "from_variable_selector": ["start"]}}
    yield from _nodes(run, ("Model", "End"))
    error = "The model did not answer." if world().chat.fails else None
    yield {"event": "workflow_finished", **run, "data": _finished(run, {} if error else outputs, error)}


def _stream(events: Any) -> Response:
    """Events as they are sent: a ping first, as workflows do; a held stream stops after its first piece of text."""
    switches = world().chat
    every = list(events)

    def frames() -> Iterator[bytes]:
        yield b"event: ping\n\n"
        for event in every:
            yield f"data: {json_text.dumps(event, ensure_ascii=False)}\n\n".encode()
            if switches.held and event["event"] in ("message", "agent_message", "text_chunk"):
                switches.held.wait(HOLD)
            if event.get("task_id") in switches.stopped:
                return

    return Response(frames(), mimetype="text/event-stream")
