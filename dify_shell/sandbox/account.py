"""The account that signed in."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, Response, request

from .answers import Refused, invalid, json, world
from .app_settings import LANGUAGES
from .auth import caller

routes = Blueprint("account", __name__, url_prefix="/console/api/account")


@routes.get("/profile")
def profile() -> Response:
    return _profile(caller())


def _profile(account: dict[str, Any]) -> Response:
    return json({
        "avatar": None, "id": account["id"], "name": account["name"], "email": account["email"],
        "is_password_set": True, "interface_language": account.get("interface_language", "en-US"),
        "interface_theme": account.get("interface_theme", "light"),
        "timezone": account.get("timezone", "America/New_York"), "last_login_at": account["last_login_at"],
        "last_login_ip": "127.0.0.1", "created_at": account["created_at"], "avatar_url": None,
    })  # fmt: skip


@routes.post("/name")
def name() -> Response:
    account, wanted = caller(), str(request.get_json().get("name", ""))
    if not 3 <= len(wanted) <= 30:
        raise invalid("name", "String should have at least 3 characters", "AccountNamePayload", wanted)
    account["name"] = wanted
    return _profile(account)


@routes.post("/<any('interface-language', 'interface-theme', 'timezone'):what>")
def setting(what: str) -> Response:
    account, key = caller(), what.replace("-", "_")
    wanted = str(request.get_json().get(key, ""))
    allowed = {"interface_language": LANGUAGES, "interface_theme": ("light", "dark"), "timezone": available_timezones()}
    if wanted not in allowed[key]:
        model = f"Account{''.join(word.capitalize() for word in key.split('_'))}Payload"
        kind = key.rpartition("_")[2]
        raise invalid(key, f"Value error, {wanted} is not a valid {kind}.", model, wanted)
    account[key] = wanted
    return _profile(account)


@routes.post("/password")
def password() -> Response:
    account, body = caller(), request.get_json()
    if body.get("password") != world().owner["password"]:
        raise Refused(400, "current_password_incorrect", "Current password is incorrect.")
    world().owner["password"] = body["new_password"]
    return _profile(account)


@routes.get("/integrates")
def integrates() -> Response:
    caller()
    link = f"{request.host_url}console/api/oauth/login/"
    return json({"data": [
        {"provider": name, "created_at": None, "is_bound": False, "link": link + name} for name in ("github", "google")
    ]})  # fmt: skip


@routes.route("/avatar", methods=["GET", "POST"])
def avatar() -> Response:
    account = caller()
    if request.method == "POST":
        return _profile(account)
    if not world().since("1.16.0"):
        raise Refused(405, "method_not_allowed", "The method is not allowed for the requested URL.")
    return json({"avatar_url": request.args["avatar"]})


@routes.get("/education")
def education() -> Response:
    caller()
    raise Refused(404, "not_found", NOT_FOUND)


NOT_FOUND = (
    "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try "
    "again."
)
