"""Apps: list, look, create, delete."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, request

from . import seed
from .answers import Refused, invalid, json, world
from .auth import caller

routes = Blueprint("apps", __name__, url_prefix="/console/api")


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
