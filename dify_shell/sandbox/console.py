"""Set-up, account, workspaces, members, tags and apps."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, request

from . import seed
from .answers import Plain, Refused, invalid, json, world
from .auth import caller

routes = Blueprint("console", __name__, url_prefix="/console/api")


@routes.get("/system-features")
def system_features() -> Response:
    here = world()
    features: dict[str, Any] = {
        "sso_enforced_for_signin": False, "sso_enforced_for_signin_protocol": "", "enable_marketplace": here.plugins,
        "max_plugin_package_size": 15728640, "enable_email_code_login": True,
        "enable_email_password_login": here.password_login, "enable_social_oauth_login": False,
        "is_allow_register": False, "is_allow_create_workspace": False, "is_email_setup": here.mail_works,
    }  # fmt: skip
    return json(features)


@routes.get("/setup")
def setup_state() -> Response:
    here = world()
    body: dict[str, Any] = {"step": "finished" if here.is_set_up else "not_started"}
    if here.is_set_up or here.since("1.12.0"):
        body["setup_at"] = "2026-10-01T08:00:00" if here.is_set_up else None
    return json(body)


@routes.post("/setup")
def setup() -> Response:
    here, body = world(), request.get_json()
    if here.is_set_up:
        if here.since("1.12.0"):
            raise Plain(403, {"error": {"type": "authorization_error", "message": "Forbidden", "status": 403}})
        raise Refused(
            403,
            "already_setup",
            "Dify has been successfully installed. Please refresh the page or return to the dashboard homepage.",
        )
    if here.init_password and not here.init_done:
        raise Refused(401, "not_init_validated", "Init validation has not been completed yet.")
    password = str(body.get("password", ""))
    if len(password) < 8 or password.isalpha() or password.isdigit():
        raise Plain(422, {"error": {"type": "validation_error", "message": "Validation error", "status": 422}})
    here.owner = {"email": body["email"], "password": password, "name": body["name"]}
    here.accounts[0] |= {"email": body["email"], "name": body["name"]}
    here.is_set_up = True
    return json({"result": "success"}, 201)


@routes.get("/init")
def init_state() -> Response:
    here = world()
    pending = bool(here.init_password) and not here.init_done and not here.is_set_up
    return json({"status": "not_started" if pending else "finished"})


@routes.post("/init")
def init() -> Response:
    here = world()
    if request.get_json().get("password") != here.init_password:
        if here.since("1.12.0"):
            raise Plain(401, {"error": {"type": "authentication_error", "message": "Unauthorized", "status": 401}})
        raise Refused(401, "init_validate_failed", "Init validation failed. Please check the password and try again.")
    here.init_done = True
    answer = json({"result": "success"}, 201)
    answer.set_cookie("session", "validated", httponly=True)
    return answer


@routes.get("/version")
def version() -> Response:
    current = request.args.get("current_version")
    if current is None:
        raise Plain(
            422,
            {"error": {"type": "validation_error", "message": "Validation error for parameter 'query'", "status": 422}},
        )
    return json({"version": current, "release_date": "", "release_notes": "", "can_auto_update": False})


@routes.get("/account/profile")
def profile() -> Response:
    account = caller()
    return json({
        "avatar": None, "id": account["id"], "name": account["name"], "email": account["email"],
        "is_password_set": True, "interface_language": "en-US", "interface_theme": "light",
        "timezone": "America/New_York", "last_login_at": account["last_login_at"], "last_login_ip": "127.0.0.1",
        "created_at": account["created_at"], "avatar_url": None,
    })  # fmt: skip


@routes.get("/workspaces")
def workspaces() -> Response:
    caller()
    here = world()
    return json({"workspaces": [one | {"current": one["id"] == here.current_workspace} for one in here.workspaces]})


def _current(account: dict[str, Any]) -> dict[str, Any]:
    here = world()
    found = next(one for one in here.workspaces if one["id"] == here.current_workspace)
    return found | {
        "plan": "basic",
        "role": account["role"],
        "in_trial": None,
        "trial_end_reason": None,
        "custom_config": None,
    }


@routes.route("/workspaces/current", methods=["GET", "POST"])
def current() -> Response:
    here = world()
    if here.since("1.17.0"):
        raise Plain(404, {})
    if request.method != ("POST" if here.since("1.10.1") else "GET"):
        raise Refused(405, "method_not_allowed", "The method is not allowed for the requested URL.")
    return json(_current(caller()))


@routes.get("/workspaces/current/summary")
def summary() -> Response:
    if not world().since("1.17.0"):
        raise Plain(404, {})
    found = _current(caller())
    return json({"id": found["id"], "name": found["name"], "role": found["role"], "plan": None, "credits": None})


@routes.post("/workspaces/switch")
def switch() -> Response:
    account, here = caller(), world()
    wanted = request.get_json().get("tenant_id")
    if wanted is None:
        raise invalid("tenant_id", "Field required", "SwitchWorkspacePayload", {})
    if wanted not in [one["id"] for one in here.workspaces]:
        raise Refused(403, "account_not_link_tenant", "Account not link tenant")
    here.current_workspace = wanted
    return json({"result": "success", "new_tenant": _current(account)})


@routes.get("/workspaces/current/members")
def members() -> Response:
    caller()
    return json(
        {
            "accounts": [
                one | {"avatar": None, "avatar_url": None, "last_active_at": one["last_login_at"]}
                for one in world().accounts
            ]
        }
    )


@routes.get("/tags")
def tags() -> Response:
    caller()
    here = world()
    counted = [
        tag | {"binding_count": str(sum(tag["id"] in [own["id"] for own in app["tags"]] for app in here.apps))}
        for tag in here.tags
    ]
    return json([tag for tag in counted if tag["type"] == request.args.get("type", tag["type"])])


def _number(name: str, default: int, most: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isdigit() or not 1 <= int(text) <= most:
        raise invalid(
            name, f"Invalid argument: {text}. argument must be within the range 1 - {most}", "AppListQuery", text
        )
    return int(text)


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
    page, limit, wanted = _number("page", 1, 99999), _number("limit", 20, 100), _tag_ids()
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
    here = found[(page - 1) * limit : page * limit]
    return json(
        {"page": page, "limit": limit, "total": len(found), "has_more": page * limit < len(found), "data": here}
    )


def _find(id: uuid.UUID) -> dict[str, Any]:
    caller()
    found = next((app for app in world().apps if app["id"] == str(id)), None)
    if found is None:
        raise Refused(404, "app_not_found", "App not found.")
    return found


@routes.get("/apps/<uuid:id>")
def app(id: uuid.UUID) -> Response:
    found = _find(id)
    site = {
        "access_token": found["id"][:16], "code": found["id"][:16], "title": found["name"], "icon_type": "emoji",
        "icon": "🤖", "icon_background": "#FFEAD5", "description": None, "default_language": "en-US",
    }  # fmt: skip
    return json(found | {
        "enable_site": True, "enable_api": True, "api_base_url": f"{request.host_url}v1", "site": site,
        "deleted_tools": [],
    })  # fmt: skip


@routes.post("/apps")
def create_app() -> Response:
    caller()
    here, body = world(), request.get_json()
    if not body.get("name"):
        raise invalid("name", "Field required", "CreateAppPayload", body)
    if body.get("mode") not in seed.MODES:
        raise invalid(
            "mode",
            "Input should be 'chat', 'agent-chat', 'advanced-chat', 'workflow' or 'completion'",
            "CreateAppPayload",
            body.get("mode"),
        )
    now = int(here.now)
    made = seed.app(
        body["name"],
        body["mode"],
        body.get("description") or "",
        (),
        seed.PEOPLE[0],
        created_at=now,
        updated_at=now,
        id=str(uuid.uuid4()),
    )
    here.apps.insert(0, made)
    return json({key: value for key, value in made.items() if key != "tags"}, 201)


@routes.delete("/apps/<uuid:id>")
def delete_app(id: uuid.UUID) -> Response:
    world().apps.remove(_find(id))
    return Response(status=204)
