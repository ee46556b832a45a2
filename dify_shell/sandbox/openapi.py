"""What the sandbox says of its own operations, as Dify does where SWAGGER_UI_ENABLED is on.

Swagger 2 from 1.8.0 on, OpenAPI 3 at another path since 1.15.0; both need no login.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, current_app
from werkzeug.routing import Rule

from .answers import json, world

CONSOLE = "/console/api"
_PLACEHOLDER = re.compile(r"<(?:\w+:)?(\w+)>")

routes = Blueprint("openapi", __name__, url_prefix=CONSOLE)


@routes.get("/openapi.json")
def openapi() -> Response:
    """The console's operations as an OpenAPI 3 document."""
    if not (world().publishes_operations and world().since("1.15.0")):
        abort(404)
    return json({"openapi": "3.0.3", "info": _info(), "servers": [{"url": CONSOLE}], "paths": _paths()})


@routes.get("/swagger.json")
def swagger() -> Response:
    """The console's operations as a Swagger 2 document."""
    if not (world().publishes_operations and world().since("1.8.0")) or world().since("1.15.0"):
        abort(404)
    return json({"swagger": "2.0", "info": _info(), "basePath": CONSOLE, "paths": _paths()})


def _info() -> dict[str, str]:
    return {"title": "Console API", "version": "1.0"}


def _paths() -> dict[str, dict[str, Any]]:
    """Every route of the console: its path, its methods, its parameters, and what its function does."""
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for rule in current_app.url_map.iter_rules():
        if rule.rule.startswith(f"{CONSOLE}/") and rule.endpoint.partition(".")[0] != routes.name:
            paths[_PLACEHOLDER.sub(r"{\1}", rule.rule.removeprefix(CONSOLE))] |= dict(_operations(rule))
    return paths


def _operations(rule: Rule) -> Iterator[tuple[str, dict[str, Any]]]:
    names = _PLACEHOLDER.findall(rule.rule)
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    view = current_app.view_functions[rule.endpoint]
    summary = (view.__doc__ or view.__name__.replace("_", " ").capitalize()).partition("\n")[0]
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
        yield method.lower(), {"summary": summary, "parameters": parameters}
