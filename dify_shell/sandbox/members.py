"""The members of the current workspace."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from .account import NOT_FOUND
from .answers import Plain, Refused, invalid, json, world
from .auth import caller

routes = Blueprint("members", __name__, url_prefix="/console/api/workspaces/current")
activation = Blueprint("activation", __name__, url_prefix="/console/api/activate")

ROLES = ("owner", "admin", "editor", "normal", "dataset_operator")
_TOLD = ("id", "name", "email", "last_login_at", "created_at", "role", "status")


@routes.get("/members")
def members() -> Response:
    caller()
    return json({"accounts": [_told(one) for one in world().accounts]})


@routes.get("/dataset-operators")
def dataset_operators() -> Response:
    caller()
    return json({"accounts": [_told(one) for one in world().accounts if one["role"] == "dataset_operator"]})


def _told(account: dict[str, Any]) -> dict[str, Any]:
    active = account.get("last_active_at", account["last_login_at"])
    return {key: account[key] for key in _TOLD} | {"avatar": None, "avatar_url": None, "last_active_at": active}


@routes.post("/members/invite-email")
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
    token = str(uuid.uuid4())
    here.invitations[token] = email
    url = f"{request.host_url}activate?email={quote(email)}&token={token}"
    return {"status": "success", "email": email, "url": url}


def _find(id: uuid.UUID) -> dict[str, Any]:
    found = next((one for one in world().accounts if one["id"] == str(id)), None)
    if found is None:
        raise Refused(404, "not_found", NOT_FOUND)
    return found


@routes.put("/members/<uuid:id>/update-role")
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


@routes.delete("/members/<uuid:id>")
def remove(id: uuid.UUID) -> Response:
    account, found = caller(), _find(id)
    if found is account:
        raise Plain(400, {"code": "cannot-operate-self", "message": "Cannot operate self."})
    if account["role"] not in ("owner", "admin"):
        raise Plain(403, {"code": "forbidden", "message": "No permission to remove member."})
    world().accounts.remove(found)
    return json({"result": "success", "tenant_id": world().current_workspace})


@activation.get("/check")
def check_invitation() -> Response:
    here, email = world(), request.args.get("email", "")
    if here.invitations.get(request.args.get("token", "")) != email:
        return json({"is_valid": False})
    workspace = next(one for one in here.workspaces if one["id"] == here.current_workspace)
    return json(
        {
            "is_valid": True,
            "data": {"workspace_name": workspace["name"], "workspace_id": workspace["id"], "email": email},
        }
    )


@activation.post("")
def activate() -> Response:
    """Somebody who was invited comes in. There is no login by password for them: the sandbox knows the owner's."""
    here, body = world(), request.get_json()
    account = here.account(body["email"])
    if account is None or here.invitations.get(body["token"]) != account["email"]:
        raise Refused(
            403, "already_activate", "Auth Token is invalid or account already activated, please check again."
        )
    del here.invitations[body["token"]]
    account |= {"name": body["name"], "status": "active", "last_login_at": int(here.now)}
    return json({"result": "success"})
