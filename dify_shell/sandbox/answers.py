"""Answers in Dify's shapes."""

from __future__ import annotations

import json as json_text
from typing import Any

from flask import Response, current_app, jsonify

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


def invalid(field: str, reason: str, model: str, value: Any = None) -> Refused:
    """The refusal of an argument: Flask-RESTful's text before 1.8, Pydantic's dump since, its own status since 1.17."""
    if not world().since("1.8.0"):
        text = reason.removeprefix("Value error, ")
        return Plain(400, {"code": "invalid_param", "message": text, "params": field})
    if world().since("1.17.0") and model in VALIDATED_FIRST:
        listed = [{"type": "value_error", "loc": [field], "msg": reason}]
        return Refused(422, "unprocessable_entity", json_text.dumps(listed))
    text = (
        f"1 validation error for {model}\n{field}\n  {reason} [type=value_error, input_value={value!r}, "
        f"input_type={type(value).__name__}]\n    For further information visit https://errors.pydantic.dev/2.12/v/value_error"
    )
    return Refused(400, "invalid_param", text)


VALIDATED_FIRST = ("CreateAppPayload", "UpdateAppPayload", "TagListQueryParam", "TagBasePayload",
                   "EmailCodeLoginPayload", "LoginPayload", "EmailPayload", "AppSiteUpdatePayload",
                   "TraceProviderQuery", "ParserGetDefault", "ParserList")  # fmt: skip
"""The models whose refusals are a list since 1.17 (recording of 1.17.0-pre)."""


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
