"""Answers in Dify's shapes."""

from __future__ import annotations

import json as json_text
from typing import Any

from flask import Response, current_app, jsonify, request

from .world import World


def world() -> World:
    """The world that the request belongs to."""
    found: World = current_app.config["WORLD"]
    return found


class Refused(Exception):
    """A request is refused with this answer."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(code)
        self.status = status
        self.body: dict[str, Any] = {"code": code, "message": message, "status": status, **more}


class Plain(Refused):
    """A refusal in another shape."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status, "", "")
        self.body = body


def only_since(version: str) -> None:
    """Let older servers answer as to a path that they do not know."""
    if not world().since(version):
        raise Plain(404, {})


def only_before(version: str) -> None:
    """Let this and later servers answer as to a path that they do not know any more."""
    if world().since(version):
        raise Plain(404, {})


def invalid(field: str, reason: str, model: str, value: Any = None) -> Refused:
    """The refusal of an argument: Flask-RESTful's text before 1.8, Pydantic's dump since, its own status since 1.17."""
    if not world().since("1.8.0"):
        text = reason.removeprefix("Value error, ")
        return Plain(400, {"code": "invalid_param", "message": text, "params": field})
    kind = next((kind for start, kind in _KINDS if reason.startswith(start)), "value_error")
    page = f"https://errors.pydantic.dev/2.12/v/{kind}"
    if world().since("1.17.0") and model in VALIDATED_FIRST:
        listed = [{"type": kind, "loc": [field], "msg": reason, "input": value, "url": page}]
        return Refused(422, "unprocessable_entity", json_text.dumps(listed, separators=(",", ":"), ensure_ascii=False))
    shown = repr(value)
    if len(shown) > 50:
        shown = f"{shown[:25]}...{shown[-24:]}"
    text = (
        f"1 validation error for {model}\n{field}\n  {reason} [type={kind}, input_value={shown}, "
        f"input_type={type(value).__name__}]\n    For further information visit {page}"
    )
    return Refused(400, "invalid_param", text)


_KINDS = (
    ("Field required", "missing"),
    ("Input should be less than", "less_than_equal"),
    ("Input should be greater than", "greater_than_equal"),
    ("Input should be a valid integer", "int_parsing"),
    ("Input should be '", "literal_error"),
    ("String should have at most", "string_too_long"),
    ("String should have at least", "string_too_short"),
    ("Extra inputs", "extra_forbidden"),
)
"""How Pydantic names what is wrong, by how its sentence begins."""

VALIDATED_FIRST = ("CreateAppPayload", "UpdateAppPayload", "TagListQueryParam", "TagBasePayload",
                   "EmailCodeLoginPayload", "LoginPayload", "EmailPayload", "AppSiteUpdatePayload",
                   "TraceProviderQuery", "AppImportPayload", "TagBindingRemovePayload", "ParserGetDefault",
                   "ParserList")  # fmt: skip
"""The models whose refusals are a list since 1.17 (recording of 1.17.0-pre)."""


def body_with(model: str, *fields: str) -> dict[str, Any]:
    """The JSON of the request, with these fields in it. Raises Refused in the words of `model`, Dify's name for it."""
    return checked(dict(request.get_json()), model, *fields)


def checked(body: dict[str, Any], model: str, *fields: str) -> dict[str, Any]:
    """`body`, with these fields in it; otherwise as `body_with`."""
    for field in fields:
        if field not in body:
            raise invalid(field, "Field required", model, body) if world().since("1.8.0") else missing(field)
    return body


def missing(field: str, place: str = "JSON body") -> Refused:
    """400 for an argument that is not there, as Flask-RESTful words it (before 1.8)."""
    body = {"code": "invalid_param", "message": f"Missing required parameter in the {place}", "params": field}
    return Plain(400, body)


def needs_plugin_daemon(path: str) -> None:
    """Raises Refused where no plugin daemon runs, which would be asked for this path of the workspace."""
    here = world()
    if not here.plugins:
        url = f"plugin/{here.current_workspace}/{path}"
        raise Refused(400, "invalid_param", f"Failed to request plugin daemon, url: {url}")


def json(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    answer = jsonify(body)
    answer.status_code = status
    return answer
