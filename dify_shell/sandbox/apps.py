"""Apps: list, look, make, copy, change, delete."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, request

from . import seed
from .answers import Plain, Refused, invalid, json, missing, world
from .auth import caller

routes = Blueprint("apps", __name__, url_prefix="/console/api")

LISTED = (
    "id", "name", "max_active_requests", "description", "mode", "icon_type", "icon", "icon_background", "model_config",
    "workflow", "use_icon_as_answer_icon", "created_by", "created_at", "updated_by", "updated_at", "tags",
    "access_mode", "create_user_name", "author_name", "icon_url",
)  # fmt: skip
MADE = (
    "id", "name", "description", "mode", "icon", "icon_background", "enable_site", "enable_api", "model_config",
    "workflow", "tracing", "use_icon_as_answer_icon", "created_by", "created_at", "updated_by", "updated_at",
    "access_mode",
)  # fmt: skip
DETAILED = (*MADE, "icon_type", "api_base_url", "deleted_tools", "site", "icon_url")
_OF_1_17: dict[str, Any] = {"permission_keys": [], "maintainer": None}
"""What is told of an app, by where it is told; recordings of 1.5.0, 1.13.2 and 1.17.0-pre."""

_CONFIG: dict[str, Any] = {
    "opening_statement": None, "suggested_questions": [], "suggested_questions_after_answer": {"enabled": False},
    "speech_to_text": {"enabled": False}, "text_to_speech": {"enabled": False}, "retriever_resource": {"enabled": True},
    "annotation_reply": {"enabled": False}, "more_like_this": {"enabled": False},
    "sensitive_word_avoidance": {"enabled": False, "type": "", "config": {}}, "external_data_tools": [],
    "user_input_form": [], "dataset_query_variable": None, "prompt_type": "simple", "chat_prompt_config": {},
    "agent_mode": {"enabled": False, "strategy": None, "tools": [], "prompt": None}, "completion_prompt_config": {},
    "dataset_configs": {"retrieval_model": "multiple"},
    "file_upload": {"image": {"enabled": False, "number_limits": 3, "detail": "high",
                              "transfer_methods": ["remote_url", "local_file"]}},
}  # fmt: skip


def told(app: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """An app with those of its facts that this version tells there."""
    here, state = world(), world().state_of(app)
    config = app["model_config"]
    facts = {
        **app, "enable_site": state.enable_site, "enable_api": state.enable_api, "deleted_tools": [],
        "tracing": None, "api_base_url": f"{request.host_url}v1",
        "site": _site(state.site),
    }  # fmt: skip
    if keys is not LISTED and config is not None:
        facts["model_config"] = _CONFIG | config
        if not here.since("1.8.0"):
            facts["model_config"]["sensitive_word_avoidance"] = {"enabled": False, "type": "", "configs": []}
        if app["mode"] == "completion":
            form = [{"paragraph": {"label": "Query", "variable": "query", "required": True, "default": ""}}]
            facts["model_config"] = facts["model_config"] | {"user_input_form": form}
    found = {key: facts[key] for key in keys}
    if here.since("1.12.0"):
        found |= {"has_draft_trigger": False} if keys is LISTED else {"tags": app["tags"]}
        found |= {"max_active_requests": app["max_active_requests"]} if keys is DETAILED else {}
    if not here.since("1.12.0"):
        found.pop("tracing", None)
        if keys is MADE:
            found["tracing"] = None
    if here.since("1.16.0") and keys is MADE and request.method == "POST" and request.path.endswith("/apps"):
        return told(app, DETAILED)
    if here.since("1.16.0"):
        found |= _OF_1_17 if keys is MADE else {**_OF_1_17, "app_id": app["id"], "bound_agent_id": None}
        found |= {"is_starred": False} if keys is LISTED else {}
    return found


def _site(site: dict[str, Any]) -> dict[str, Any]:
    """A site within its app, with those of its facts that this version tells."""
    told = site | {"app_base_url": request.host_url.rstrip("/")}
    if not world().since("1.12.0") or world().since("1.16.0"):
        del told["enable_homepage"], told["show_answer_disclaimer"]
    return told | ({"input_placeholder": None} if world().since("1.16.0") else {})


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isdigit() and not world().since("1.8.0"):
        raise invalid(name, f"{text} is not a valid integer", "AppListQuery", text)
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise invalid(
            name, f"Invalid argument: {text}. argument must be within the range 1 - {most}", "AppListQuery", text
        )
    return int(text)


def page_of(found: list[dict[str, Any]], most: int = 100) -> dict[str, Any]:
    """One page of a listing, as the request asks for it."""
    page, limit = _number("page", 1, 99999), _number("limit", 20, most)
    here = found[(page - 1) * limit : page * limit]
    return {"page": page, "limit": limit, "total": len(found), "has_more": page * limit < len(found), "data": here}


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
            raise invalid("tag_ids", "Value error, Invalid UUID format in tag_ids.", "AppListQuery", one) from None
    return given


@routes.get("/apps")
def apps() -> Response:
    caller()
    wanted = _tag_ids()
    mode, name = request.args.get("mode", "all"), request.args.get("name", "").lower()
    if mode not in (*seed.MODES, "all", "channel"):
        raise invalid("mode", f"{mode} is not a valid choice", "AppListQuery", mode)
    found = [
        app
        for app in world().apps
        if name in app["name"].lower()
        and mode in ("all", "channel", app["mode"])
        and (not wanted or any(tag["id"] in wanted for tag in app["tags"]))
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


def make(name: str, mode: str, description: str = "", **more: Any) -> dict[str, Any]:
    """A new app of the caller's."""
    here, account = world(), caller()
    now = int(here.now)
    author = (account["name"], account["email"], account["role"])
    made = seed.app(name, mode, description, (), author, created_at=now, updated_at=now, id=str(uuid.uuid4()))
    made |= {key: value for key, value in more.items() if value is not None}
    here.apps.insert(0, made)
    return made


@routes.post("/apps")
def create_app() -> Response:
    needs("admin", "editor")
    body = request.get_json()
    if not body.get("name"):
        raise invalid("name", "Field required", "CreateAppPayload", body) if world().since("1.8.0") else missing("name")
    if body.get("mode") not in seed.MODES:
        if not world().since("1.8.0"):
            raise invalid("mode", f"{body.get('mode')} is not a valid choice", "CreateAppPayload")
        modes = "'chat', 'agent-chat', 'advanced-chat', 'workflow' or 'completion'"
        raise invalid("mode", f"Input should be {modes}", "CreateAppPayload", body.get("mode"))
    if len(body.get("description") or "") > 400:
        raise invalid("description", "String should have at most 400 characters", "CreateAppPayload", "")
    icon = {key: body.get(key) for key in ("icon_type", "icon", "icon_background")}
    made = make(body["name"], body["mode"], body.get("description") or "", **icon)
    return json(told(made, MADE), 201)


@routes.put("/apps/<uuid:id>")
def update_app(id: uuid.UUID) -> Response:
    """Replaces all of it: what is left out is emptied."""
    found, body = find(id), request.get_json()
    needs("admin", "editor")
    if not body.get("name"):
        raise invalid("name", "Field required", "UpdateAppPayload", body)
    if "use_icon_as_answer_icon" not in body and not world().since("1.8.0"):
        raise Plain(500, {"message": "Internal Server Error", "code": "unknown"})
    keys = ("name", "description", "icon", "icon_background")
    found |= {key: body.get(key) or "" for key in keys} | {"icon_type": body.get("icon_type")}
    found["use_icon_as_answer_icon"] = bool(body.get("use_icon_as_answer_icon"))
    found["max_active_requests"] = body.get("max_active_requests") or 0
    found["updated_at"] = int(world().now)
    return json(told(found, DETAILED))


@routes.post("/apps/<uuid:id>/copy")
def copy_app(id: uuid.UUID) -> Response:
    found, body = find(id), request.get_json(silent=True) or {}
    state = world().state_of(found)
    if found["mode"] in ("workflow", "advanced-chat") and state.draft is None:
        raise Refused(400, "invalid_param", "Missing draft workflow configuration, please check.")
    icon = {key: found[key] for key in ("icon_type", "icon", "icon_background", "model_config")}
    name, description = (body.get(key) or found[key] for key in ("name", "description"))
    made = make(name, found["mode"], description, **icon)
    world().state_of(made).draft = state.draft
    return json(told(made, DETAILED), 201)


@routes.delete("/apps/<uuid:id>")
def delete_app(id: uuid.UUID) -> Response:
    found = find(id)
    needs("admin", "editor")
    world().apps.remove(found)
    return Response(status=204)
