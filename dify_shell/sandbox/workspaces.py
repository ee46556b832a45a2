"""Workspaces, and the members of the current one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from .answers import Plain, Refused, invalid, json, world
from .auth import caller

routes = Blueprint("workspaces", __name__, url_prefix="/console/api")


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
