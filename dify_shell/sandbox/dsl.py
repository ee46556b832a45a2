"""Apps as DSL texts: export and import."""

from __future__ import annotations

import uuid
from copy import deepcopy
from typing import Any

import yaml
from flask import Blueprint, Response, request

from . import app_state, seed
from .answers import Refused, invalid, json, world
from .app_state import WITH_WORKFLOW, dsl_version
from .apps import find, make, needs

routes = Blueprint("dsl", __name__, url_prefix="/console/api/apps")

EXPIRES_AFTER = 600


@routes.get("/<uuid:id>/export")
def export(id: uuid.UUID) -> Response:
    app = find(id)
    needs("admin", "editor")
    with_secrets = request.args.get("include_secret", "false").lower() == "true"
    text = yaml.safe_dump(_dsl(app, request.args.get("workflow_id"), with_secrets), allow_unicode=True, sort_keys=True)
    return json({"data": text})


def _dsl(app: dict[str, Any], version: str | None, with_secrets: bool) -> dict[str, Any]:
    about = {key: app[key] for key in ("name", "mode", "icon", "icon_background", "description")}
    dsl: dict[str, Any] = {
        "app": about | {"use_icon_as_answer_icon": app["use_icon_as_answer_icon"]}, "dependencies": [], "kind": "app",
        "version": dsl_version(world()),
    }  # fmt: skip
    if app["mode"] not in WITH_WORKFLOW:
        return dsl | {"model_config": {"model": (app["model_config"] or {}).get("model"), "pre_prompt": ""}}
    state = world().state_of(app)
    found = next((one for one in state.versions if one["id"] == version), state.draft) if version else state.draft
    if found is None:
        raise Refused(400, "invalid_param", "Missing draft workflow configuration, please check.")
    kept = ("graph", "features", "environment_variables", "conversation_variables")
    content = deepcopy({key: found[key] for key in kept})
    for variable in content["environment_variables"]:
        if variable["value_type"] == "secret" and not with_secrets:
            variable["value"] = ""
    return dsl | {"workflow": content}


@routes.post("/imports")
def start_import() -> Response:
    needs("admin", "editor")
    body = request.get_json()
    if "mode" not in body:
        raise invalid("mode", "Field required", "AppImportPayload", body)
    if body["mode"] not in ("yaml-content", "yaml-url"):
        raise Refused(400, "invalid_param", f"Invalid import_mode: {body['mode']}")
    id = str(uuid.uuid4())
    try:
        text = _text(body)
        dsl = _read(text)
        target = _target(body.get("app_id"))
    except ValueError as error:
        return _answer(id, "failed", error=str(error)), 400  # type: ignore[return-value]  # Flask takes the pair
    status = _status(dsl["version"])
    if status == "pending":
        world().imports[id] = {"dsl": dsl, "body": body, "at": world().now}
        return _answer(id, status, imported=dsl["version"]), 202  # type: ignore[return-value]  # as above
    return _import(id, status, dsl, body, target)


def _text(body: dict[str, Any]) -> str:
    if body["mode"] == "yaml-url":
        url = str(body.get("yaml_url") or "")
        if not url.startswith(request.host_url):
            raise ValueError(f"Error fetching YAML from URL: Reached maximum retries (3) for URL {url}")
        return yaml.safe_dump(_dsl(world().apps[0], None, False))
    if not body.get("yaml_content"):
        raise ValueError("yaml_content is required when import_mode is yaml-content")
    return str(body["yaml_content"])


def _read(text: str) -> dict[str, Any]:
    try:
        dsl = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"Invalid YAML format: {error}") from None
    if not isinstance(dsl, dict):
        raise ValueError("Invalid YAML format: content must be a mapping")
    dsl.setdefault("version", "0.1.0")
    if not isinstance(dsl["version"], str):
        raise ValueError(f"Invalid version type, expected str, got {type(dsl['version'])}")
    if not dsl.get("app"):
        raise ValueError("Missing app data in YAML content")
    return dsl


def _target(id: str | None) -> dict[str, Any] | None:
    if not id:
        return None
    found = next((app for app in world().apps if app["id"] == id), None)
    if found is None:
        raise ValueError("App not found")
    if found["mode"] not in WITH_WORKFLOW:
        raise ValueError("Only workflow or advanced chat apps can be overwritten")
    return found


def _status(version: str) -> str:
    ours = [int(part) for part in dsl_version(world()).split(".")]
    theirs = [int(part) for part in version.split(".")]
    if theirs > ours or theirs[0] < ours[0]:
        return "pending"
    return "completed-with-warnings" if theirs[1] < ours[1] else "completed"


def _import(id: str, status: str, dsl: dict[str, Any], body: dict[str, Any], target: dict[str, Any] | None) -> Response:
    about = dsl["app"]
    mode = about.get("mode") if about.get("mode") in seed.MODES else "chat"
    app = target
    name, description = body.get("name") or about.get("name") or "", body.get("description") or about.get("description")
    if app is None:
        icon = {key: about.get(key) for key in ("icon", "icon_background")}
        app = make(str(name), str(mode), str(description or ""), **icon)
    else:
        app |= {"name": name, "description": description or "", "updated_at": int(world().now)}
    if mode in WITH_WORKFLOW:
        draft = app_state.workflow(app, "draft", id, at=int(world().now))
        draft |= {key: value for key, value in (dsl.get("workflow") or {}).items() if key in draft}
        world().state_of(app).draft = draft
    return _answer(id, status, app, imported=dsl["version"])


def _answer(
    id: str, status: str, app: dict[str, Any] | None = None, *, imported: str = "", error: str = ""
) -> Response:
    body = {
        "id": id, "status": status, "app_id": app["id"] if app else None, "app_mode": app["mode"] if app else None,
        "current_dsl_version": dsl_version(world()), "imported_dsl_version": imported, "error": error,
    }  # fmt: skip
    return json(body | ({"warnings": [], "permission_keys": []} if world().since("1.16.0") else {}))


@routes.post("/imports/<id>/confirm")
def confirm(id: str) -> Response:
    needs("admin", "editor")
    found = world().imports.pop(id, None)
    if found is None or world().now - found["at"] > EXPIRES_AFTER:
        error = "Import information expired or does not exist"
        return _answer(id, "failed", error=error), 400  # type: ignore[return-value]  # Flask takes the pair
    return _import(id, "completed", found["dsl"], found["body"], _target(found["body"].get("app_id")))


@routes.get("/imports/<uuid:id>/check-dependencies")
def check_dependencies(id: uuid.UUID) -> Response:
    find(id)
    return json({"leaked_dependencies": world().missing_plugins})
