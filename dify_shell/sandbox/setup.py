"""Set-up, versions and what a server can do: open to everybody."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, Response, request

from .answers import Plain, Refused, json, missing, world

routes = Blueprint("setup", __name__, url_prefix="/console/api")

_NOBODY = {"enabled": False, "size": 0, "limit": 0}
_BRANDING = {"enabled": False, "application_title": "", "login_page_logo": "", "workspace_logo": "", "favicon": ""}
_WEB_APP = {"enabled": False, "allow_sso": False, "sso_config": {"protocol": ""}, "allow_email_code_login": False,
            "allow_email_password_login": False}  # fmt: skip
_PLUGINS = {"plugin_installation_scope": "all", "restrict_to_marketplace_only": False}
_OF_ALL = {"sso_enforced_for_signin": False, "sso_enforced_for_signin_protocol": "", "enable_email_code_login": True,
           "enable_social_oauth_login": False, "is_allow_register": False, "branding": _BRANDING,
           "plugin_installation_permission": _PLUGINS}  # fmt: skip
_TO_1_16 = {"max_plugin_package_size": 15728640, "is_allow_create_workspace": False, "webapp_auth": _WEB_APP,
            "license": {"status": "none", "expired_at": "", "workspaces": _NOBODY}}  # fmt: skip
_SINCE_1_12 = {"enable_change_email": True, "plugin_manager": {"enabled": False}, "trial_models": [],
               "enable_trial_app": False, "enable_explore_banner": False}  # fmt: skip
_SINCE_1_16 = {
    "deployment_edition": "COMMUNITY", "enable_app_deploy": False, "enable_collaboration_mode": True,
    "license": {"status": "none"}, "webapp_auth": _WEB_APP | {"allow_public_access": True}, "enable_change_email": True,
    "enable_creators_platform": True, "enable_explore_banner": False, "enable_learn_app": True,
    "enable_step_by_step_tour": False, "rbac_enabled": False, "knowledge_fs_enabled": False,
}  # fmt: skip
"""The features of a community server, by version; recordings of 1.5.0, 1.13.2 and 1.17.0-pre."""

SESSION = "session"
"""The cookie that says that the init password was right: Flask's own."""

STRENGTH_RULE = "Password must contain letters and numbers, and the length must be greater than 8."


@routes.get("/system-features")
def system_features() -> Response:
    here = world()
    features: dict[str, Any] = dict(_OF_ALL)
    features |= {"enable_email_password_login": here.password_login, "is_email_setup": here.mail_works}
    features["enable_marketplace"] = here.plugins
    if here.since("1.16.0"):
        return json(features | _SINCE_1_16)
    return json(features | _TO_1_16 | (_SINCE_1_12 if here.since("1.12.0") else {}))


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
    if here.init_password and request.cookies.get(SESSION, "") not in here.init_sessions:
        if here.since("1.12.0"):
            raise Plain(401, {"error": {"type": "authentication_error", "message": "Unauthorized", "status": 401}})
        raise Refused(401, "not_init_validated", NOT_INIT_VALIDATED)
    if not {"email", "name", "password"} <= body.keys() or is_weak(str(body.get("password", ""))):
        raise _refused("payload", "password", STRENGTH_RULE)
    here.owner = {"email": body["email"], "password": body["password"], "name": body["name"]}
    here.accounts[0] |= {"email": body["email"], "name": body["name"]}
    here.is_set_up = True
    return json({"result": "success"}, 201)


NOT_INIT_VALIDATED = (
    "Init validation has not been completed yet. Please proceed with the init validation process first."
)
NOT_SET_UP = (
    "Dify has not been initialized and installed yet. Please proceed with the initialization and installation process "
    "first."
)


def is_weak(password: str) -> bool:
    """Whether a password breaks Dify's rule: eight characters, letters and digits."""
    return len(password) < 8 or password.isalpha() or password.isdigit()


def _refused(place: str, field: str, message: str) -> Refused:
    """The refusal of a route that is FastOpenAPI's since 1.12."""
    if not world().since("1.12.0"):
        return Plain(400, {"code": "invalid_param", "message": message, "params": field})
    text = f"Validation error for parameter '{place}'"
    return Plain(422, {"error": {"type": "validation_error", "message": text, "status": 422, "details": text}})


@routes.get("/init")
def init_state() -> Response:
    here = world()
    pending = bool(here.init_password) and not here.init_sessions and not here.is_set_up
    return json({"status": "not_started" if pending else "finished"})


@routes.post("/init")
def init() -> Response:
    here, token = world(), secrets.token_hex(16)
    if here.init_password and request.get_json().get("password") == here.init_password:
        here.init_sessions.add(token)
        answer = json({"result": "success"}, 201)
    elif here.since("1.12.0"):
        answer = json({"error": {"type": "authentication_error", "message": "Unauthorized", "status": 401}}, 401)
    else:
        raise Refused(401, "init_validate_failed", "Init validation failed. Please check the password and try again.")
    answer.set_cookie(SESSION, token, httponly=True)
    return answer


@routes.get("/version")
def version() -> Response:
    """Echoes what it is asked with, as a server does that cannot reach the update service."""
    current = request.args.get("current_version")
    if current is None:
        if not world().since("1.12.0"):
            raise missing("current_version", "query string")
        raise _refused("query", "current_version", "")
    if world().since("1.17.0"):
        return json({"version": current, "release_notes": ""})
    features = {"can_replace_logo": False, "model_load_balancing_enabled": False}
    return json({"version": current, "release_date": "", "release_notes": "", "can_auto_update": False,
                 "features": features})  # fmt: skip


@routes.get("/ping")
def ping() -> Response:
    return json({"result": "pong"})
