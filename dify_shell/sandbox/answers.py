"""Answers in Dify's shapes."""

from __future__ import annotations

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
    """400 for an argument, with Pydantic's text since 1.12 and Flask-RESTful's before."""
    if not world().since("1.8.0"):
        refused = Refused(400, "invalid_param", reason, params=field)
        del refused.body["status"]
        return refused
    text = (
        f"1 validation error for {model}\n{field}\n  {reason} [type=value_error, input_value={value!r}, "
        f"input_type={type(value).__name__}]\n    For further information visit https://errors.pydantic.dev/2.12/v/value_error"
    )
    return Refused(400, "invalid_param", text)


def json(body: Any, status: int = 200) -> Response:
    """A JSON answer."""
    answer = jsonify(body)
    answer.status_code = status
    return answer
