"""Apps: list, look, make, copy, change, delete."""

from __future__ import annotations

import uuid
from copy import deepcopy
from typing import Any

from flask import Blueprint, Response, request

from . import model_config, seed
from .answers import Plain, Refused, body_with, invalid, json, needs_plugin_daemon, world
from .auth import caller
from .paging import page_of

routes = Blueprint("apps", __name__, url_prefix="/console/api")

LONGEST_DESCRIPTION = 400

LISTED = {
    "0": "id name max_active_requests description mode icon_type icon icon_background model_config workflow tags "
         "use_icon_as_answer_icon created_by created_at updated_by updated_at access_mode create_user_name author_name "
         "icon_url",
    "1.12.0": "has_draft_trigger",
    "1.16.0": "permission_keys bound_agent_id app_id is_starred maintainer",
}  # fmt: skip
MADE = {
    "0": "id name description mode icon icon_background enable_site enable_api model_config workflow tracing "
         "use_icon_as_answer_icon created_by created_at updated_by updated_at access_mode",
    "1.12.0": "tags",
    "1.16.0": "permission_keys maintainer",
}  # fmt: skip
DETAILED = {
    "0": "id name description mode icon icon_background enable_site enable_api model_config workflow "
         "use_icon_as_answer_icon created_by created_at updated_by updated_at access_mode icon_type icon_url "
         "api_base_url deleted_tools site",
    "1.12.0": "tags tracing max_active_requests",
    "1.16.0": "permission_keys maintainer bound_agent_id app_id",
}  # fmt: skip
"""What is told of an app, and since when, by where it is told; recordings of 1.5.0, 1.13.2 and 1.17.0-pre."""

PERMISSIONS = [
    f"app.acl.{name}"
    for name in (
        "preview", "view_layout", "test_and_run", "edit", "import_export_dsl", "delete", "release_and_version",
        "monitor", "access_config", "tracing_config", "log_and_annotation",
    )
]  # fmt: skip


def told(app: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
    """An app with those of its facts that this version tells there."""
    facts = {
        **app, "has_draft_trigger": False, "permission_keys": PERMISSIONS, "maintainer": app["created_by"],
        "bound_agent_id": None, "app_id": None, "is_starred": False,
        "model_config": _config(app["model_config"], keys is LISTED),
    }  # fmt: skip
    if keys is not LISTED:
        state = world().state_of(app)
        facts |= {
            "enable_site": state.enable_site, "enable_api": state.enable_api, "deleted_tools": [], "tracing": None,
            "api_base_url": f"{request.host_url}v1", "site": _site(state.site),
        }  # fmt: skip
    return {name: facts[name] for since, names in keys.items() if world().since(since) for name in names.split()}


def changed(app: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
    """An app as it is told to whom changed it: without permissions."""
    found = told(app, keys)
    return found | {"permission_keys": []} if "permission_keys" in found else found


def _config(config: dict[str, Any] | None, listed: bool) -> dict[str, Any] | None:
    if config is None:
        return None
    if listed:
        return {key: config[key] for key in model_config.LISTED}
    if world().since("1.8.0"):
        return config
    return config | {"sensitive_word_avoidance": {"enabled": False, "type": "", "configs": []}}


def _site(site: dict[str, Any]) -> dict[str, Any]:
    """A site within its app, with those of its facts that this version tells."""
    told = site | {"app_base_url": request.host_url.rstrip("/")}
    if not world().since("1.12.0") or world().since("1.16.0"):
        del told["enable_homepage"], told["show_answer_disclaimer"]
    return told | ({"input_placeholder": None} if world().since("1.16.0") else {})


def _tag_ids() -> list[str]:
    here = world()
    if here.since("1.16.0"):
        given = request.args.getlist("tag_ids")
    elif here.since("1.14.1"):
        given = [value for name, value in request.args.items() if name.startswith("tag_ids[")]
        if "tag_ids" in request.args:
            raise invalid(
                "tag_ids", "Value error, Invalid UUID format in tag_ids.", "AppListQuery", request.args["tag_ids"]
            )
    else:
        given = [one for one in request.args.get("tag_ids", "").split(",") if one]
    for one in given:
        try:
            uuid.UUID(one)
        except ValueError:
            shown = given if here.since("1.16.0") else one
            raise invalid("tag_ids", "Value error, Invalid UUID format in tag_ids.", "AppListQuery", shown) from None
    return given


def _mode() -> str:
    mode = request.args.get("mode", "all")
    later = {"advanced-chat": "1.9.0", "completion": "1.9.0", "agent": "1.16.0"}  # PSDify's catalogue: not at 1.0.0
    if mode in (*seed.MODES, "agent", "all", "channel") and world().since(later.get(mode, "0")):
        return mode
    if not world().since("1.8.0"):
        raise invalid("mode", f"{mode} is not a valid choice", "AppListQuery", mode)
    agent = "'agent', " if world().since("1.16.0") else ""
    modes = f"'completion', 'chat', 'advanced-chat', 'workflow', 'agent-chat', {agent}'channel' or 'all'"
    raise invalid("mode", f"Input should be {modes}", "AppListQuery", mode)


@routes.get("/apps")
def apps() -> Response:
    caller()
    wanted = _tag_ids()
    mode, name = _mode(), request.args.get("name", "").lower()
    creators = request.args.getlist("creator_ids")
    if request.args.get("is_created_by_me", "").lower() == "true":
        creators.append(caller()["id"])
    found = [
        app
        for app in world().apps
        if name in app["name"].lower()
        and mode in ("all", "channel", app["mode"])
        and (not wanted or any(tag["id"] in wanted for tag in app["tags"]))
        and (not creators or app["created_by"] in creators)
    ]
    page = page_of(found)
    return json(page | {"data": [told(app, LISTED) for app in page["data"]]})


def find(id: uuid.UUID) -> dict[str, Any]:
    """The app with this id, for somebody who is signed in. Raises Refused."""
    caller()
    found = next((app for app in world().apps if app["id"] == str(id)), None)
    if found is None:
        raise Refused(404, "app_not_found", "App not found.")
    return found


def needs(*roles: str) -> None:
    """Raises Refused unless the caller has one of these roles, or owns the workspace."""
    if caller()["role"] not in ("owner", *roles):
        raise Refused(
            403, "forbidden",
            "You don't have the permission to access the requested resource. It is either read-protected or not "
            "readable by the server.",
        )  # fmt: skip


@routes.get("/apps/<uuid:id>")
def app(id: uuid.UUID) -> Response:
    return json(told(find(id), DETAILED))


def make(name: str, mode: str, description: str) -> dict[str, Any]:
    """A new app of the caller's."""
    here, account = world(), caller()
    now = int(here.now)
    author = (account["name"], account["email"], account["role"])
    made = seed.app(name, mode, description, (), author, created_at=now, updated_at=now, id=str(uuid.uuid4()))
    here.apps.insert(0, made)
    return made


@routes.post("/apps")
def create_app() -> Response:
    needs("admin", "editor")
    model = "CreateAppPayload"
    body = _named(model)
    if body.get("mode") not in seed.MODES:
        modes = "'chat', 'agent-chat', 'advanced-chat', 'workflow' or 'completion'"
        modern = world().since("1.8.0")
        reason = f"Input should be {modes}" if modern else f"{body.get('mode')} is not a valid choice"
        raise invalid("mode", reason, model, body.get("mode"))
    description = body.get("description") or ""
    if len(description) > LONGEST_DESCRIPTION:
        reason = f"String should have at most {LONGEST_DESCRIPTION} characters"
        raise invalid("description", reason, model, description)
    made = make(body["name"], body["mode"], description)
    made |= {key: body.get(key) for key in ("icon_type", "icon", "icon_background")}
    return json(told(made, DETAILED if world().since("1.16.0") else MADE), 201)


def _named(model: str) -> dict[str, Any]:
    body = body_with(model, "name")
    if not body["name"]:
        raise invalid("name", "String should have at least 1 character", model, body["name"])
    return body


@routes.put("/apps/<uuid:id>")
def update_app(id: uuid.UUID) -> Response:
    """Replaces all of it: what is left out is emptied."""
    found = find(id)
    needs("admin", "editor")
    body = _named("UpdateAppPayload")
    if "use_icon_as_answer_icon" not in body and not world().since("1.8.0"):
        raise Plain(500, {"message": "Internal Server Error", "code": "unknown"})
    keys = ("name", "description", "icon", "icon_background")
    found |= {key: body.get(key) or "" for key in keys} | {"icon_type": body.get("icon_type")}
    found["use_icon_as_answer_icon"] = bool(body.get("use_icon_as_answer_icon"))
    found["max_active_requests"] = body.get("max_active_requests") or 0
    found["updated_at"] = int(world().now)
    return json(changed(found, DETAILED))


@routes.post("/apps/<uuid:id>/copy")
def copy_app(id: uuid.UUID) -> Response:
    found, body = find(id), request.get_json(silent=True) or {}
    needs("admin", "editor")
    state = world().state_of(found)
    if found["model_config"] is None and state.draft is None:
        raise without_draft()
    needs_plugin_daemon("management/installation/fetch/batch")
    name, description = (body.get(key) or found[key] for key in ("name", "description"))
    made = make(name, found["mode"], description)
    made |= {key: body.get(key) or found[key] for key in ("icon_type", "icon", "icon_background")}
    if found["model_config"] is not None:
        made["model_config"] |= model_config.content(found["model_config"])
    world().state_of(made).draft = deepcopy(state.draft)
    return json(told(made, DETAILED), 201)


def without_draft() -> Refused:
    """The refusal to copy or export a workflow app that has no draft, nor the version that is asked for."""
    if world().since("1.16.0"):
        return Refused(500, "unknown", "Internal Server Error")
    return Refused(400, "invalid_param", "Missing draft workflow configuration, please check.")


@routes.post("/apps/<uuid:id>/model-config")
def configure(id: uuid.UUID) -> Response:
    found, body = find(id), request.get_json()
    needs("admin", "editor")
    if "model" not in body:
        raise Refused(400, "invalid_param", "model is required")
    needs_plugin_daemon("management/models")
    found["model_config"] |= model_config.accepted(body) | {"updated_at": int(world().now)}
    return json({"result": "success"})


@routes.delete("/apps/<uuid:id>")
def delete_app(id: uuid.UUID) -> Response:
    found = find(id)
    needs("admin", "editor")
    world().apps.remove(found)
    return Response(status=204)
