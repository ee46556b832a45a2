"""Tags, and what has them."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, request

from .answers import Refused, invalid, json, only_before, only_since, world
from .apps import needs
from .auth import caller

routes = Blueprint("tags", __name__, url_prefix="/console/api")


@routes.get("/tags")
def tags() -> Response:
    caller()
    here = world()
    wanted = request.args.get("type", "")
    if "type" not in request.args and here.since("1.17.0"):
        raise invalid("type", "Field required", "TagListQueryParam", {})
    if wanted not in ("app", "knowledge", ""):
        last = "'snippet'" if here.since("1.17.0") else "''"
        raise invalid("type", f"Input should be 'knowledge', 'app' or {last}", "TagListQueryParam", wanted)
    word = request.args.get("keyword", "").lower()
    counted = [
        tag | {"binding_count": str(sum(tag["id"] in [own["id"] for own in app["tags"]] for app in here.apps))}
        for tag in here.tags
        if wanted in ("", tag["type"]) and word in tag["name"].lower()
    ]
    return json(counted)


@routes.post("/tags")
def create() -> Response:
    needs("admin", "editor")
    body = request.get_json()
    name = _name(body)
    if body.get("type") not in ("app", "knowledge"):
        types = "'knowledge', 'app' or 'snippet'" if world().since("1.17.0") else "'knowledge' or 'app'"
        raise invalid("type", f"Input should be {types}", "TagBasePayload", body.get("type"))
    if any(tag["name"] == name and tag["type"] == body["type"] for tag in world().tags):
        raise Refused(400, "invalid_param", "Tag name already exists")
    made = {"id": str(uuid.uuid4()), "name": name, "type": body["type"], "binding_count": "0"}
    world().tags.append(made)
    return json(_told(made))


def _told(tag: dict[str, Any]) -> dict[str, Any]:
    """A tag as it is told when it was made or changed: the count is a number before 1.17, and never counted."""
    return tag | {"binding_count": "0" if world().since("1.17.0") else 0}


def _name(body: dict[str, Any]) -> str:
    if "name" not in body:
        raise invalid("name", "Field required", "TagBasePayload", body)
    name = str(body["name"])
    if len(name) > 50:
        raise invalid("name", "String should have at most 50 characters", "TagBasePayload", name)
    return name


def _find(id: str) -> dict[str, Any]:
    found = next((tag for tag in world().tags if tag["id"] == id), None)
    if found is None:
        raise Refused(404, "not_found", "Tag not found")
    return found


@routes.patch("/tags/<uuid:id>")
def update(id: uuid.UUID) -> Response:
    needs("admin", "editor")
    found = _find(str(id))
    found["name"] = _name(request.get_json())
    return json(_told(found))


@routes.delete("/tags/<uuid:id>")
def delete(id: uuid.UUID) -> Response:
    needs("admin", "editor")
    found = _find(str(id))
    world().tags.remove(found)
    for app in world().apps:
        app["tags"] = [tag for tag in app["tags"] if tag["id"] != found["id"]]
    return Response(status=204)


@routes.post("/tag-bindings")
def bind() -> Response:
    only_since("1.15.0")
    return _bound(True)


@routes.post("/tag-bindings/create")
def bind_before_1_15() -> Response:
    only_before("1.15.0")
    return _bound(True)


@routes.post("/tag-bindings/remove")
def unbind() -> Response:
    return _bound(False)


def _bound(bound: bool) -> Response:
    needs("admin", "editor")
    body = request.get_json()
    if world().since("1.15.0") and "tag_ids" not in body:
        raise invalid("tag_ids", "Field required", "TagBindingRemovePayload", body)
    target = next((app for app in world().apps if app["id"] == body.get("target_id")), None)
    if target is None:
        raise Refused(404, "not_found", "App not found.")
    ids = body.get("tag_ids") or [body.get("tag_id")]
    target["tags"] = [tag for tag in target["tags"] if tag["id"] not in ids]
    if bound:
        target["tags"] += [{key: _find(id)[key] for key in ("id", "name", "type")} for id in ids]
    return json({"result": "success"})
