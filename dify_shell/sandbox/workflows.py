"""Drafts and published versions of workflows."""

from __future__ import annotations

import uuid
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

from . import seed
from .answers import Plain, Refused, invalid, json, world
from .app_state import WITH_WORKFLOW, AppState, workflow
from .apps import find, needs
from .auth import caller

routes = Blueprint("workflows", __name__, url_prefix="/console/api/apps/<uuid:id>/workflows")

DRAFT_FIELDS = ("graph", "features", "environment_variables", "conversation_variables")


def _state(id: uuid.UUID) -> AppState:
    app = find(id)
    if app["mode"] not in WITH_WORKFLOW:
        raise Refused(404, "app_not_found", "App not found.")
    return world().state_of(app)


@routes.get("/draft")
def draft(id: uuid.UUID) -> Response:
    state = _state(id)
    if state.draft is None:
        raise Refused(404, "draft_workflow_not_exist", "Draft workflow need to be initialized.")
    return json(state.draft)


@routes.post("/draft")
def sync_draft(id: uuid.UUID) -> Response:
    state, body = _state(id), request.get_json()
    needs("admin", "editor")
    if world().since("1.17.0") and "environment_variables" in body:
        raise invalid("environment_variables", "Extra inputs are not permitted", "SyncDraftWorkflowPayload", body)
    if state.draft is not None and body.get("hash") != state.draft["hash"]:
        raise Refused(409, "draft_workflow_not_sync", "Workflow graph might have been modified, please refresh.")
    return _set_draft(state, body)


def _set_draft(state: AppState, content: dict[str, Any]) -> Response:
    now = int(world().now)
    made = workflow(state.app, "draft", uuid.uuid4().hex, at=now)
    state.draft = made | {key: deepcopy(content[key]) for key in DRAFT_FIELDS if key in content}
    return json({"result": "success", "hash": made["hash"], "updated_at": now})


@routes.get("/publish")
def published(id: uuid.UUID) -> Response:
    return json(_state(id).published)


@routes.post("/publish")
def publish(id: uuid.UUID) -> Response:
    state, body = _state(id), request.get_json(silent=True) or {}
    needs("admin", "editor")
    if len(body.get("marked_name") or "") > 20:
        raise Refused(400, "invalid_param", "Marked name cannot exceed 20 characters")
    if state.draft is None:
        raise Refused(400, "invalid_param", "No valid workflow found.")
    now = world().now
    made = deepcopy(state.draft) | {
        "id": str(uuid.uuid4()), "version": datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        "marked_name": body.get("marked_name") or "", "marked_comment": body.get("marked_comment") or "",
        "created_at": int(now), "updated_at": int(now), "created_by": person(caller()["name"]),
    }  # fmt: skip
    state.versions.insert(0, made)
    return json({"result": "success", "created_at": int(now)})


@routes.get("")
def versions(id: uuid.UUID) -> Response:
    state = _state(id)
    page, limit = int(request.args.get("page", 1)), int(request.args.get("limit", 10))
    found = [one for one in state.versions if one["marked_name"] or request.args.get("named_only") != "true"]
    here = found[(page - 1) * limit : page * limit]
    return json({"items": here, "page": page, "limit": limit, "has_more": page * limit < len(found)})


def _version(state: AppState, version: str) -> dict[str, Any]:
    found = next((one for one in state.versions if one["id"] == version), None)
    if found is None:
        raise Refused(404, "not_found", "Workflow not found")
    return found


@routes.patch("/<uuid:version>")
def rename(id: uuid.UUID, version: uuid.UUID) -> Response:
    found = _version(_state(id), str(version))
    found |= {key: value for key, value in request.get_json().items() if key in ("marked_name", "marked_comment")}
    return json(found)


@routes.delete("/<uuid:version>")
def delete(id: uuid.UUID, version: uuid.UUID) -> Response:
    state = _state(id)
    found = _version(state, str(version))
    if found is state.published:
        raise Refused(400, "bad_request", "Cannot delete workflow that is currently in use by app")
    state.versions.remove(found)
    return Response(status=204)


@routes.post("/<uuid:version>/restore")
def restore(id: uuid.UUID, version: uuid.UUID) -> Response:
    if not world().since("1.12.0"):
        raise Plain(404, {})
    needs("admin", "editor")
    state = _state(id)
    return _set_draft(state, _version(state, str(version)))


def person(name: str) -> dict[str, str]:
    """An account as runs name it."""
    return {"id": seed.identifier("account", seed.email_of(name)), "name": name, "email": seed.email_of(name)}
