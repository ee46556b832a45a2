"""Drafts and published versions of workflows."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

from . import workflow_state
from .answers import Refused, body_with, invalid, json, only_since, world
from .app_state import WITH_WORKFLOW, AppState
from .apps import find, needs
from .auth import caller
from .paging import number
from .workflow_state import MASK, Workflow

routes = Blueprint("workflows", __name__, url_prefix="/console/api/apps/<uuid:id>/workflows")

LONGEST = {"marked_name": 20, "marked_comment": 100}
NOTHING = ("id", "graph", "features", "hash", "version", "marked_name", "marked_comment", "created_at", "updated_by",
           "updated_at", "tool_published", "environment_variables", "conversation_variables",
           "rag_pipeline_variables")  # fmt: skip
"""What is null where nothing was published: all of it, before 1.16 (recording of 1.13.2)."""


def _state(id: uuid.UUID) -> AppState:
    app = find(id)
    if app["mode"] not in WITH_WORKFLOW:
        raise Refused(404, "app_not_found", "App not found.")
    return world().state_of(app)


def _told(state: AppState, workflow: Workflow) -> dict[str, Any]:
    found = workflow_state.told(workflow)
    if not world().since("1.16.0"):
        return found
    is_draft = workflow["version"] == "draft"
    return found | {"version_number": None if is_draft else len(state.versions) - state.versions.index(workflow)}


@routes.get("/draft")
def draft(id: uuid.UUID) -> Response:
    state = _state(id)
    if state.draft is None:
        raise Refused(404, "draft_workflow_not_exist", "Draft workflow need to be initialized.")
    return json(_told(state, state.draft))


@routes.post("/draft")
def sync_draft(id: uuid.UUID) -> Response:
    state = _state(id)
    needs("admin", "editor")
    body = body_with("SyncDraftWorkflowPayload", "graph", "features")
    if world().since("1.17.0") and "environment_variables" in body:
        raise invalid("environment_variables", "Extra inputs are not permitted", "SyncDraftWorkflowPayload", body)
    if state.draft is not None and body.get("hash") != workflow_state.digest(state.draft):
        raise Refused(409, "draft_workflow_not_sync", "Workflow graph might have been modified, please refresh.")
    content = workflow_state.content(body)
    if "environment_variables" in body or "environment_variable_patch" in body:
        content["environment_variables"] = _environment(state, body)
    return _set_draft(state, content)


def _environment(state: AppState, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The variables that a request leaves: all of them before 1.17, its changes since. A masked secret stays."""
    kept = {one["id"]: one for one in (state.draft or {}).get("environment_variables", [])}
    patch = body.get("environment_variable_patch")
    given = patch.get("environment_variables", []) if patch else body["environment_variables"]
    masked = {one["id"] for one in given if one.get("value") == MASK}
    sent = {one["id"]: kept.get(one["id"], one) if one["id"] in masked else one for one in given}
    if not patch:
        return list(sent.values())
    deleted = patch.get("deleted_environment_variable_ids", [])
    return [one for one in (kept | sent).values() if one["id"] not in deleted]


def _set_draft(state: AppState, content: dict[str, Any]) -> Response:
    now = int(world().now)
    made = state.draft or workflow_state.new(state.app, "draft", at=now)
    state.draft = made | content | {"updated_at": now, "updated_by": workflow_state.author(caller()["name"])}
    return json({"result": "success", "hash": workflow_state.digest(state.draft), "updated_at": now})


@routes.get("/publish")
def published(id: uuid.UUID) -> Response:
    state = _state(id)
    if state.published is not None:
        return json(_told(state, state.published))
    if world().since("1.16.0"):
        return json(None)
    return json(dict.fromkeys(NOTHING) | {"created_by": dict.fromkeys(("id", "name", "email"))})


def _marks(model: str) -> dict[str, str]:
    """The name and the comment that a request gives to a version."""
    body = request.get_json(silent=True) or {}
    marks = {key: body[key] or "" for key in LONGEST if key in body}
    for key, text in marks.items():
        if len(text) > LONGEST[key]:
            reason = f"String should have at most {LONGEST[key]} characters"
            raise invalid(key, reason, model, text)
    return marks


@routes.post("/publish")
def publish(id: uuid.UUID) -> Response:
    state = _state(id)
    needs("admin", "editor")
    marks = _marks("PublishWorkflowPayload")
    if state.draft is None:
        raise Refused(400, "invalid_param", "No valid workflow found.")
    now = world().now
    made = state.draft | workflow_state.content(state.draft) | marks | {
        "id": str(uuid.uuid4()), "version": datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        "created_at": int(now), "updated_at": int(now), "created_by": workflow_state.author(caller()["name"]),
        "updated_by": None,
    }  # fmt: skip
    state.versions.insert(0, made)
    return json({"result": "success", "created_at": int(now)})


@routes.get("")
def versions(id: uuid.UUID) -> Response:
    """The draft stands before the versions (recording of 1.13.2)."""
    state = _state(id)
    page, limit = (number(name, *bounds, "WorkflowListQuery") for name, bounds in _BOUNDS)
    every = [state.draft, *state.versions] if state.draft else state.versions
    found = [one for one in every if one["marked_name"] or request.args.get("named_only", "").lower() != "true"]
    here = [_told(state, one) for one in found[(page - 1) * limit : page * limit]]
    return json({"items": here, "page": page, "limit": limit, "has_more": page * limit < len(found)})


_BOUNDS = (("page", (1, 99999)), ("limit", (10, 100)))


def _version(state: AppState, version: str) -> Workflow:
    found = next((one for one in state.versions if one["id"] == version), None)
    if found is None:
        raise Refused(404, "not_found", "Workflow not found")
    return found


@routes.patch("/<uuid:version>")
def rename(id: uuid.UUID, version: uuid.UUID) -> Response:
    state = _state(id)
    needs("admin", "editor")
    found = _version(state, str(version))
    marks = _marks("WorkflowUpdatePayload")
    if not marks:
        raise Refused(400, "bad_request", "No valid fields to update")
    found |= marks | {"updated_at": int(world().now), "updated_by": workflow_state.author(caller()["name"])}
    return json(_told(state, found))


@routes.delete("/<uuid:version>")
def delete(id: uuid.UUID, version: uuid.UUID) -> Response:
    state = _state(id)
    needs("admin", "editor")
    found = _version(state, str(version))
    if found is state.published:
        raise Refused(400, "bad_request", "Cannot delete workflow that is currently in use by app")
    state.versions.remove(found)
    return Response(status=204)


@routes.post("/<uuid:version>/restore")
def restore(id: uuid.UUID, version: uuid.UUID) -> Response:
    only_since("1.12.0")
    needs("admin", "editor")
    state = _state(id)
    return _set_draft(state, workflow_state.content(_version(state, str(version))))
