"""The service API: one app, by one of its keys."""

from __future__ import annotations

import json as json_text
import uuid
from typing import Any

from flask import Blueprint, Response, request

from . import workflow_state
from .answers import Refused, body_with, invalid, json, world
from .app_logs import log
from .app_past import end_user
from .app_state import AppState
from .chat import chat, check_inputs, complete, owns, run, stop
from .paging import number, page_of
from .workflow_state import Workflow

routes = Blueprint("service", __name__, url_prefix="/v1")

LIMITS = {"image_file_size_limit": 10, "video_file_size_limit": 100, "audio_file_size_limit": 50,
          "file_size_limit": 15, "workflow_file_upload_limit": 10}  # fmt: skip
FEATURES = ("opening_statement", "suggested_questions", "suggested_questions_after_answer", "speech_to_text",
            "text_to_speech", "retriever_resource", "annotation_reply", "more_like_this", "sensitive_word_avoidance",
            "file_upload")  # fmt: skip
SITE = ("title", "chat_color_theme", "chat_color_theme_inverted", "icon_type", "icon", "icon_background", "description",
        "copyright", "privacy_policy", "custom_disclaimer", "enable_homepage", "default_language",
        "show_workflow_steps", "show_answer_disclaimer", "use_icon_as_answer_icon", "icon_url")  # fmt: skip


def _keyed() -> AppState:
    """The app whose key the request carries. Raises Refused."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if not key:
        raise Refused(401, "unauthorized", "Authorization header must be provided and start with 'Bearer'")
    if scheme.lower() != "bearer":
        raise Refused(401, "unauthorized", "Authorization scheme must be 'Bearer'")
    for state in map(world().state_of, world().apps):
        if any(one["token"] == key for one in state.keys):
            if not state.enable_api:
                raise Refused(403, "forbidden", "The app's API service has been disabled.")
            return state
    raise Refused(401, "unauthorized", "Access token is invalid")


def _user(body: dict[str, Any]) -> dict[str, Any]:
    if not body.get("user"):
        raise Refused(400, "invalid_param", "Arg user must be provided.")
    return end_user(str(body["user"]))


@routes.get("/info")
def info() -> Response:
    app = _keyed().app
    return json({"name": app["name"], "description": app["description"], "tags": [one["name"] for one in app["tags"]],
                 "mode": app["mode"], "author_name": app["author_name"]})  # fmt: skip


@routes.get("/parameters")
def parameters() -> Response:
    state = _keyed()
    if state.app["model_config"] is None:
        published = _published(state)
        features = published["features"]
        form = [{one["type"]: one} for one in workflow_state.form(published)]
    else:
        features = state.app["model_config"]
        form = features["user_input_form"]
    absent = {"annotation_reply": {"enabled": False}, "more_like_this": {"enabled": False}}
    told = {key: features.get(key, absent.get(key)) for key in FEATURES}
    return json(told | {"user_input_form": form, "system_parameters": LIMITS})


@routes.get("/meta")
def meta() -> Response:
    _keyed()
    return json({"tool_icons": {}})


@routes.get("/site")
def site() -> Response:
    state = _keyed()
    more = dict.fromkeys(("chat_page_background_color", "default_user_avatar_url", "default_user_avatar_file_id"))
    return json({key: state.site[key] for key in SITE} | more)


@routes.post("/files/upload")
def upload() -> Response:
    _keyed()
    if "file" not in request.files:
        raise Refused(400, "no_file_uploaded", "Please upload your file.")
    file = request.files["file"]
    name, id = file.filename or "file", str(uuid.uuid4())
    nothing = ("preview_url", "original_url", "user_id", "conversation_id", "file_key")
    return json({
        "id": id, "name": name, "size": len(file.read()), "extension": name.rpartition(".")[2],
        "mime_type": file.mimetype, "created_by": _user(request.form.to_dict())["id"], "created_at": int(world().now),
        "source_url": f"{request.host_url}files/{id}/file-preview", "tenant_id": world().current_workspace,
        **dict.fromkeys(nothing),
    }, 201)  # fmt: skip


def _question(model: str, *fields: str) -> dict[str, Any]:
    body = body_with(model, *fields)
    if body.get("response_mode", "blocking") not in ("blocking", "streaming"):
        raise invalid("response_mode", "Input should be 'blocking' or 'streaming'", model, body["response_mode"])
    return body


@routes.post("/chat-messages")
def chat_messages() -> Response:
    state, user = _keyed(), _user(request.get_json())
    if state.app["mode"] not in ("chat", "agent-chat", "advanced-chat"):
        raise Refused(400, "not_chat_app", "Please check if your app mode matches the right API route.")
    model = "ChatRequestPayload"
    body = _question(model, "inputs", "query")
    if conversation := body.get("conversation_id"):
        try:
            uuid.UUID(conversation)
        except ValueError:
            reason = "Value error, conversation_id must be a valid UUID"
            raise invalid("conversation_id", reason, model, conversation) from None
    return chat(state, body, user, None if state.app["model_config"] else _published(state))


@routes.post("/completion-messages")
def completion_messages() -> Response:
    state, user = _keyed(), _user(request.get_json())
    if state.app["mode"] != "completion":
        raise Refused(400, "app_unavailable", "App unavailable, please check your app configurations.")
    return complete(state, _question("CompletionRequestPayload", "inputs"), user)


@routes.post("/workflows/run")
@routes.post("/workflows/<uuid:version>/run")
def run_workflow(version: uuid.UUID | None = None) -> Response:
    state, user = _keyed(), _user(request.get_json())
    if state.app["mode"] != "workflow":
        raise Refused(400, "not_workflow_app", "Please check if your app mode matches the right API route.")
    body = _question("WorkflowRunPayload", "inputs")
    workflow = _published(state, version)
    check_inputs(workflow_state.form(workflow), body["inputs"])
    return run(state, body, user, workflow)


def _published(state: AppState, version: uuid.UUID | None = None) -> Workflow:
    if version:
        found = next((one for one in state.versions if one["id"] == str(version)), None)
        if found is None:
            raise Refused(404, "not_found", "Workflow not found.")
        return found
    if state.published is None:
        raise Refused(400, "invalid_param", "Workflow not published")
    return state.published


@routes.post("/<any('chat-messages', 'completion-messages'):kind>/<task>/stop")
@routes.post("/workflows/tasks/<task>/stop")
def stop_task(task: str, kind: str = "") -> Response:
    _keyed()
    _user(request.get_json())
    return stop(task)


@routes.get("/workflows/run/<uuid:id>")
def run_detail(id: uuid.UUID) -> Response:
    found = next((one for one in _keyed().runs if one["id"] == str(id)), None)
    if found is None:
        raise Refused(404, "not_found", "Workflow run not found.")
    kept = ("id", "workflow_id", "status", "outputs", "error", "total_steps", "total_tokens", "created_at",
            "finished_at", "elapsed_time")  # fmt: skip
    return json({key: found[key] for key in kept} | {"inputs": json_text.dumps(found["inputs"])})


@routes.get("/workflows/logs")
def logs() -> Response:
    return json(page_of([log(run) for run in _keyed().runs if run["triggered_from"] == "app-run"]))


def _conversations(state: AppState) -> list[dict[str, Any]]:
    user = end_user(request.args.get("user", ""))
    return [one for one in state.conversations if one["from_end_user_id"] == user["id"]]


@routes.get("/conversations")
def conversations() -> Response:
    state = _keyed()
    limit, last = number("limit", 20, 100, "ConversationListQuery"), request.args.get("last_id")
    found = _conversations(state)
    start = next((place + 1 for place, one in enumerate(found) if one["id"] == last), 0)
    here = [_conversation(state, one) for one in found[start : start + limit]]
    return json({"limit": limit, "has_more": start + limit < len(found), "data": here})


def _conversation(state: AppState, found: dict[str, Any]) -> dict[str, Any]:
    introduction = (state.app["model_config"] or {}).get("opening_statement") or ""
    kept = {key: found[key] for key in ("id", "name", "status", "created_at", "updated_at")}
    return kept | {"inputs": {}, "introduction": introduction}


def _own(state: AppState, id: str, user: dict[str, Any]) -> dict[str, Any]:
    """A conversation of the user's. Raises Refused."""
    if not owns(state, id, user):
        raise Refused(404, "not_found", "Conversation Not Exists.")
    return next(one for one in state.conversations if one["id"] == id)


@routes.get("/messages")
def messages() -> Response:
    """The latest first (recording of 1.13.2)."""
    state, query = _keyed(), request.args
    found = state.messages[_own(state, query.get("conversation_id", ""), end_user(query.get("user", "")))["id"]][::-1]
    limit, first = number("limit", 20, 100, "MessageListQuery"), query.get("first_id")
    start = next((place + 1 for place, one in enumerate(found) if one["id"] == first), 0)
    here = [_message(one) for one in found[start : start + limit]]
    return json({"limit": limit, "has_more": start + limit < len(found), "data": here})


def _message(found: dict[str, Any]) -> dict[str, Any]:
    kept = ("id", "conversation_id", "inputs", "query", "answer", "created_at", "agent_thoughts", "message_files",
            "status", "error", "extra_contents")  # fmt: skip
    parent: dict[str, Any] = {"parent_message_id": str(uuid.UUID(int=0)), "feedback": None, "retriever_resources": []}
    return {key: found[key] for key in kept} | parent


@routes.post("/messages/<uuid:id>/feedbacks")
def feedback(id: uuid.UUID) -> Response:
    state = _keyed()
    _user(request.get_json())
    if not any(one["id"] == str(id) for said in state.messages.values() for one in said):
        raise Refused(404, "not_found", "Message Not Exists.")
    return json({"result": "success"})


@routes.get("/messages/<uuid:id>/suggested")
def suggested(id: uuid.UUID) -> Response:
    _keyed()
    raise Refused(400, "bad_request", "Suggested Questions Is Disabled.")


@routes.post("/conversations/<uuid:id>/name")
def rename(id: uuid.UUID) -> Response:
    state, body = _keyed(), request.get_json()
    found = _own(state, str(id), _user(body))
    found |= {"name": body["name"], "updated_at": int(world().now)}
    return json(_conversation(state, found))


@routes.delete("/conversations/<uuid:id>")
def delete(id: uuid.UUID) -> Response:
    state = _keyed()
    state.conversations.remove(_own(state, str(id), _user(request.get_json())))
    del state.messages[str(id)]
    return Response(status=204)
