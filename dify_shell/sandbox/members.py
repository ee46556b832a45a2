"""The members of the current workspace."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from .account import NOT_FOUND
from .answers import Plain, Refused, invalid, json, world
from .auth import caller

routes = Blueprint("members", __name__, url_prefix="/console/api/workspaces/current/members")

ROLES = ("owner", "admin", "editor", "normal", "dataset_operator")
_TOLD = ("id", "name", "email", "last_login_at", "created_at", "role", "status")


@routes.get("")
def members() -> Response:
    caller()
    return json({"accounts": [_told(one) for one in world().accounts]})


def _told(account: dict[str, Any]) -> dict[str, Any]:
    active = account.get("last_active_at", account["last_login_at"])
    return {key: account[key] for key in _TOLD} | {"avatar": None, "avatar_url": None, "last_active_at": active}


@routes.post("/invite-email")
def invite() -> Response:
    """Always 201: what became of each address stands in the results."""
    account, body = caller(), request.get_json()
    if "role" not in body:
        raise invalid("role", "Field required", "MemberInvitePayload", body)
    if body["role"] not in ROLES:
        roles = "'owner', 'admin', 'editor', 'normal' or 'dataset_operator'"
        raise invalid("role", f"Input should be {roles}", "MemberInvitePayload", body["role"])
    if body["role"] == "owner":
        raise Plain(400, {"code": "invalid-role", "message": "Invalid role"})
    may = account["role"] in ("owner", "admin")
    results = [_invited(email, body["role"]) if may else _refused(email) for email in body["emails"]]
    current = world().current_workspace
    return json({"result": "success", "invitation_results": results, "tenant_id": current}, 201)


def _refused(email: str) -> dict[str, str]:
    return {"status": "failed", "email": email, "message": "No permission to add member."}


def _invited(email: str, role: str) -> dict[str, str]:
    here = world()
    known = here.account(email)
    if known and known["status"] == "active":
        return {"status": "success", "email": email, "url": f"{request.host_url}signin"}
    if known is None:
        now = int(here.now)
        here.accounts.append({
            "id": str(uuid.uuid4()), "name": email.partition("@")[0], "email": email, "role": role, "status": "pending",
            "created_at": now, "last_login_at": None, "last_active_at": now,
        })  # fmt: skip
    url = f"{request.host_url}activate?email={quote(email)}&token={uuid.uuid4()}"
    return {"status": "success", "email": email, "url": url}


def _find(id: uuid.UUID) -> dict[str, Any]:
    found = next((one for one in world().accounts if one["id"] == str(id)), None)
    if found is None:
        raise Refused(404, "not_found", NOT_FOUND)
    return found


@routes.put("/<uuid:id>/update-role")
def update_role(id: uuid.UUID) -> Response:
    account, found, role = caller(), _find(id), request.get_json().get("role")
    if role not in ROLES:
        raise Plain(400, {"code": "invalid-role", "message": "Invalid role"})
    if found is account:
        raise Refused(400, "invalid_param", "Cannot operate self.")
    if account["role"] not in ("owner", "admin"):
        raise Refused(400, "invalid_param", "No permission to update member.")
    if found["role"] == role:
        raise Refused(400, "invalid_param", "The provided role is already assigned to the member.")
    found["role"] = role
    return json({"result": "success"})


@routes.delete("/<uuid:id>")
def remove(id: uuid.UUID) -> Response:
    account, found = caller(), _find(id)
    if found is account:
        raise Plain(400, {"code": "cannot-operate-self", "message": "Cannot operate self."})
    if account["role"] not in ("owner", "admin"):
        raise Plain(403, {"code": "forbidden", "message": "No permission to remove member."})
    world().accounts.remove(found)
    return json({"result": "success", "tenant_id": world().current_workspace})
