"""Set-up, versions and what a server can do: open to everybody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from .answers import Plain, Refused, json, world

routes = Blueprint("setup", __name__, url_prefix="/console/api")


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
