"""Apps as DSL texts: export and import."""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import yaml
from flask import Blueprint, Response, request

from . import model_config, seed, workflow_state
from .answers import Refused, body_with, json, needs_plugin_daemon, world
from .app_state import WITH_WORKFLOW, dsl_version
from .apps import find, make, needs, without_draft

routes = Blueprint("dsl", __name__, url_prefix="/console/api/apps")

EXPIRES_AFTER = 600
"""Seconds for which the server remembers a pending import, and the dependencies of a finished one (E4)."""

LARGEST = 10 * 1024 * 1024
ASKS_MARKETPLACE = [0, 1, 5]
"""Up to this version of the DSL, plugins are not named in it: the server asks the marketplace (observed on 1.13.2)."""


@routes.get("/<uuid:id>/export")
def export(id: uuid.UUID) -> Response:
    app = find(id)
    needs("admin", "editor")
    with_secrets = request.args.get("include_secret", "false").lower() == "true"
    dsl = _dsl(app, request.args.get("workflow_id"), with_secrets)
    needs_plugin_daemon("management/installation/fetch/batch")
    return json({"data": yaml.safe_dump(dsl, allow_unicode=True)})


def _dsl(app: dict[str, Any], version: str | None, with_secrets: bool) -> dict[str, Any]:
    keys = ["name", "mode", "icon", "icon_background", "description", "use_icon_as_answer_icon"]
    about = {key: app[key] for key in [*keys, *(["icon_type"] if world().since("1.8.0") else [])]}
    dsl: dict[str, Any] = {"app": about, "kind": "app", "version": dsl_version(world())}
    if app["mode"] not in WITH_WORKFLOW:
        content = model_config.content(app["model_config"])
        return dsl | {"model_config": content, "dependencies": _dependencies(content)}
    state = world().state_of(app)
    found = next((one for one in state.versions if one["id"] == version), None) if version else state.draft
    if found is None:
        raise without_draft()
    content = workflow_state.content(found)
    for variable in content["environment_variables"]:
        if variable["value_type"] == "secret" and not with_secrets:
            variable["value"] = ""
    return dsl | {"workflow": content, "dependencies": _dependencies(content)}


def _dependencies(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The installed plugins whose models are used in a DSL's content."""
    used = set(re.findall(r"'provider': '([\w-]+/[\w-]+)", str(content)))
    return [
        {"current_identifier": None, "type": "marketplace",
         "value": {"marketplace_plugin_unique_identifier": one["plugin_unique_identifier"], "version": None}}
        for one in world().plugin_store.installed
        if one["plugin_id"] in used
    ]  # fmt: skip


def example() -> Response:
    """A DSL text at an address of this server, to be imported from there."""
    about = {"name": "Example", "mode": "chat", "description": "", "icon": "🤖", "icon_background": "#FFEAD5"}
    content = model_config.content(model_config.new("chat", "", 0, 0))
    dsl = {"app": about, "kind": "app", "version": dsl_version(world()), "model_config": content}
    return Response(yaml.safe_dump(dsl, allow_unicode=True), mimetype="application/yaml")


@routes.post("/imports")
def start_import() -> Response:
    needs("admin", "editor")
    body = body_with("AppImportPayload", "mode")
    if body["mode"] not in ("yaml-content", "yaml-url"):
        raise Refused(400, "invalid_param", f"Invalid import_mode: {body['mode']}")
    id = str(uuid.uuid4())
    try:
        dsl = _read(_text(body))
        _target(body.get("app_id"))
        status = _status(dsl["version"])
        if status == "pending":
            world().imports[id] = {"dsl": dsl, "body": body, "at": world().now}
            return _answer(id, status, imported=dsl["version"])
        return _answer(id, status, _import(dsl, body), imported=dsl["version"])
    except ValueError as error:
        return _answer(id, "failed", error=str(error))


def _text(body: dict[str, Any]) -> str:
    if body["mode"] == "yaml-url":
        return _fetched(str(body.get("yaml_url") or ""))
    if not body.get("yaml_content"):
        raise ValueError("yaml_content is required when import_mode is yaml-content")
    return str(body["yaml_content"])


def _fetched(url: str) -> str:
    """What a server on this machine has there; the sandbox asks no other one."""
    try:
        if urlsplit(url).hostname not in ("127.0.0.1", "localhost"):
            raise URLError("not on this machine")
        with urlopen(url, timeout=10) as answer:  # noqa: S310  # the host was checked above
            return str(answer.read(LARGEST).decode())
    except (OSError, ValueError):
        raise ValueError(f"Error fetching YAML from URL: Reached maximum retries (3) for URL {url}") from None


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


def _numbers(version: str) -> list[int]:
    if not re.fullmatch(r"\d+(\.\d+)*", version):
        raise ValueError(f"Invalid version: '{version}'")
    return [*(int(part) for part in version.split(".")), 0, 0][:3]


def _status(version: str) -> str:
    ours, theirs = _numbers(dsl_version(world())), _numbers(version)
    if theirs > ours or theirs[0] < ours[0]:
        return "pending"
    return "completed-with-warnings" if theirs[1] < ours[1] else "completed"


def _import(dsl: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    """Make the app of a DSL, or put it in the place of another one's draft. Raises ValueError."""
    about, app = dsl["app"], _target(body.get("app_id"))
    mode = about.get("mode")
    part = "workflow" if mode in WITH_WORKFLOW else "model_config"
    if mode not in seed.MODES:
        raise ValueError(f"'{mode}' is not a valid AppMode")
    content = dsl.get(part) or {}
    if content.get("model") and _numbers(dsl["version"]) <= ASKS_MARKETPLACE and not world().marketplace_answers:
        raise ValueError("[Errno -2] Name or service not known")
    name, description = (str(body.get(key) or about.get(key) or "") for key in ("name", "description"))
    if app is None:
        app = make(name, mode, description)
    app |= {"name": name, "description": description, "updated_at": int(world().now)}
    app |= {key: body.get(key) or about.get(key) or app[key] for key in ("icon_type", "icon", "icon_background")}
    state = world().state_of(app)
    state.dependencies = dsl.get("dependencies") or []
    state.imported_at = world().now
    if part == "workflow":
        state.draft = workflow_state.new(app, "draft", at=int(world().now)) | workflow_state.content(content)
    else:
        app["model_config"] |= model_config.content(content)
    return app


def _answer(
    id: str, status: str, app: dict[str, Any] | None = None, *, imported: str = "", error: str = ""
) -> Response:
    body = {
        "id": id, "status": status, "app_id": app["id"] if app else None, "app_mode": app["mode"] if app else None,
        "current_dsl_version": dsl_version(world()), "imported_dsl_version": imported, "error": error,
    }  # fmt: skip
    more: dict[str, Any] = {"warnings": [], "permission_keys": []} if world().since("1.16.0") else {}
    return json(body | more, {"failed": 400, "pending": 202}.get(status, 200))


@routes.post("/imports/<id>/confirm")
def confirm(id: str) -> Response:
    needs("admin", "editor")
    found = world().imports.pop(id, None)
    if found is None or world().now - found["at"] > EXPIRES_AFTER:
        return _answer(id, "failed", error="Import information expired or does not exist")
    try:
        return _answer(id, "completed", _import(found["dsl"], found["body"]), imported=found["dsl"]["version"])
    except ValueError as error:
        return _answer(id, "failed", error=str(error))


@routes.get("/imports/<uuid:id>/check-dependencies")
def check_dependencies(id: uuid.UUID) -> Response:
    """Which of the plugins that the imported DSL names are not installed, and those of `world.missing_plugins`."""
    state = world().state_of(find(id))
    named = [] if world().now - state.imported_at > EXPIRES_AFTER else state.dependencies
    if named:
        needs_plugin_daemon("management/installation/missing")
    installed = {one["plugin_unique_identifier"] for one in world().plugin_store.installed}
    missing = [one for one in named if _identifier(one) not in installed]
    return json({"leaked_dependencies": [*world().missing_plugins, *map(_with_version, missing)]})


def _identifier(dependency: dict[str, Any]) -> str:
    value = dependency["value"]
    return str(value.get("marketplace_plugin_unique_identifier") or value.get("plugin_unique_identifier"))


def _with_version(dependency: dict[str, Any]) -> dict[str, Any]:
    version = _identifier(dependency).partition(":")[2].partition("@")[0]
    return dependency | {"value": dependency["value"] | {"version": version}}
