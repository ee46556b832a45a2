"""Workspaces."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from .account import NOT_FOUND
from .answers import Refused, invalid, json, only_before, only_since, world
from .apps import needs
from .auth import caller

routes = Blueprint("workspaces", __name__, url_prefix="/console/api")

_LIMITED = {"size": 0, "limit": 10}
_FEATURES: dict[str, Any] = {
    "billing": {"enabled": False, "subscription": {"plan": "sandbox", "interval": ""}},
    "education": {"enabled": False, "activated": False}, "members": _LIMITED, "apps": _LIMITED,
    "knowledge_rate_limit": 10, "annotation_quota_limit": _LIMITED, "documents_upload_quota": _LIMITED,
    "docs_processing": "standard", "can_replace_logo": False, "model_load_balancing_enabled": False,
    "dataset_operator_enabled": False, "webapp_copyright_enabled": False,
    "workspace_members": {"enabled": False, **_LIMITED}, "is_allow_transfer_workspace": True,
    "trigger_event": {"usage": 0, "limit": 3000, "reset_date": 0},
    "api_rate_limit": {"usage": 0, "limit": 5000, "reset_date": 0}, "human_input_email_delivery_enabled": True,
    "knowledge_pipeline": {"publish_enabled": False}, "next_credit_reset_date": 0,
}  # fmt: skip
"""Plan and limits of a community server (1.13.2)."""


@routes.get("/workspaces")
def workspaces() -> Response:
    caller()
    here = world()
    more = {"last_opened_at": int(here.now)} if here.since("1.16.0") else {}
    return json({"workspaces": [one | more | {"current": one["id"] == here.current_workspace}
                                for one in here.workspaces]})  # fmt: skip


def _current() -> dict[str, Any]:
    here = world()
    return next(one for one in here.workspaces if one["id"] == here.current_workspace)


def _told(account: dict[str, Any]) -> dict[str, Any]:
    here = world()
    found = _current() | {
        "plan": "basic", "role": account["role"], "in_trial": None, "trial_end_reason": None, "custom_config": None,
    }  # fmt: skip
    if here.since("1.12.0"):
        found |= {"trial_credits": None, "trial_credits_used": None, "next_credit_reset_date": None}
    if here.since("1.16.0"):
        found |= {"trial_credits_exhausted_at": None}
    return found


@routes.route("/workspaces/current", methods=["GET", "POST"])
@routes.route("/info", methods=["GET", "POST"])
def current() -> Response:
    only_before("1.17.0")
    if request.method != ("POST" if world().since("1.10.1") else "GET"):
        raise Refused(405, "method_not_allowed", "The method is not allowed for the requested URL.")
    return json(_told(caller()))


@routes.get("/workspaces/current/summary")
def summary() -> Response:
    only_since("1.17.0")
    found = _told(caller())
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
    return json({"result": "success", "new_tenant": _told(account)})


@routes.post("/workspaces/info")
def rename() -> Response:
    account = caller()
    _current()["name"] = request.get_json()["name"]
    return json({"result": "success", "tenant": _told(account)})


@routes.post("/workspaces/custom-config")
def custom_config() -> Response:
    needs("admin")
    return json({"result": "success", "tenant": _told(caller())})


@routes.get("/workspaces/current/permission")
def permission() -> Response:
    caller()
    raise Refused(404, "not_found", NOT_FOUND)


@routes.get("/all-workspaces")
def all_workspaces() -> Response:
    raise Refused(401, "unauthorized", "API key is invalid.")


@routes.get("/features")
def features() -> Response:
    caller()
    newest = world().since("1.16.0")
    return json(_FEATURES if newest else _FEATURES | {"vector_space": _LIMITED})
