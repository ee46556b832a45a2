"""The account that signed in."""

from __future__ import annotations

from flask import Blueprint, Response

from .answers import json
from .auth import caller

routes = Blueprint("account", __name__, url_prefix="/console/api")


@routes.get("/account/profile")
def profile() -> Response:
    account = caller()
    return json({
        "avatar": None, "id": account["id"], "name": account["name"], "email": account["email"],
        "is_password_set": True, "interface_language": "en-US", "interface_theme": "light",
        "timezone": "America/New_York", "last_login_at": account["last_login_at"], "last_login_ip": "127.0.0.1",
        "created_at": account["created_at"], "avatar_url": None,
    })  # fmt: skip
