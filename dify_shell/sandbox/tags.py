"""Tags."""

from __future__ import annotations

from flask import Blueprint, Response, request

from .answers import json, world
from .auth import caller

routes = Blueprint("tags", __name__, url_prefix="/console/api")


@routes.get("/tags")
def tags() -> Response:
    caller()
    here = world()
    counted = [
        tag | {"binding_count": str(sum(tag["id"] in [own["id"] for own in app["tags"]] for app in here.apps))}
        for tag in here.tags
    ]
    return json([tag for tag in counted if tag["type"] == request.args.get("type", tag["type"])])
