"""Every refusal that a real server was seen to give becomes the right error, with words and without what was sent."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dify_shell.api.responses import Answer, Refusal, read, refusal, refused, session_is_over
from dify_shell.errors import (
    ApiError,
    DifyShellError,
    Forbidden,
    InvalidRequest,
    NotAuthenticated,
    NotDify,
    NotFound,
    ServerFault,
    TooManyRequests,
    TransportError,
)

CONTRACT = Path(os.environ.get("DIFY_SHELL_SHARED", Path(__file__).parents[3] / "shared")) / "contract"
needs_contract = pytest.mark.skipif(not CONTRACT.is_dir(), reason="the recordings in ../shared are not here")


def answer(status: int, body: Any = b"", **headers: str) -> Answer:
    """An answer; a body that is no bytes goes as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer("https://dify.example.com", "GET", "/console/api/apps", status, named, raw, {})


def test_a_success_is_its_json() -> None:
    assert read(answer(200, {"result": "success"})) == {"result": "success"}
    assert read(answer(200, b"null")) is None
    assert read(answer(204)) is None


@pytest.mark.parametrize(
    ("status", "kind", "exit_code"),
    [
        (400, InvalidRequest, 1),
        (401, NotAuthenticated, 3),
        (403, Forbidden, 1),
        (404, NotFound, 1),
        (405, InvalidRequest, 1),
        (429, TooManyRequests, 1),
        (500, ServerFault, 1),
        (599, ServerFault, 1),
    ],
)
def test_the_status_chooses_the_error(status: int, kind: type[ApiError], exit_code: int) -> None:
    error = refused(answer(status, {"code": "some_code", "message": "Some words.", "status": status}))
    assert type(error) is kind
    assert isinstance(error, ApiError)
    assert (error.status, error.code, error.method, error.path) == (status, "some_code", "GET", "/console/api/apps")
    assert error.message == "Some words."
    assert error.exit_code == exit_code


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"code": "app_not_found", "message": "App not found.", "status": 404}, ("app_not_found", "App not found.")),
        ({"code": "invalid-role", "message": "Invalid role"}, ("invalid-role", "Invalid role")),
        ({"message": "API key not found"}, ("", "API key not found")),
        ({"custom": "max_keys_exceeded", "message": "Too many."}, ("max_keys_exceeded", "Too many.")),
        ({"result": "fail", "message": "Invalid refresh token"}, ("", "Invalid refresh token")),
        ({"result": "fail", "data": "Invalid refresh token"}, ("", "Invalid refresh token")),
        (
            {"error": {"type": "validation_error", "message": "Validation error", "status": 422, "details": "x"}},
            ("validation_error", "Validation error"),
        ),
        ({"id": "1", "status": "failed", "app_id": None, "error": "App not found"}, ("import:failed", "App not found")),
        (
            {"code": "invalid_param", "message": "nope is not a valid email.", "params": "email"},
            ("invalid_param", "email: nope is not a valid email."),
        ),
        ({"message": {"name": "is required"}}, ("", "name: is required")),
        ("just text", ("", "")),
        ([1, 2], ("", "")),
        (None, ("", "")),
        (b"", ("", "")),
        (b"<html>", ("", "")),
        (b"[" * 100_000, ("", "")),
    ],
)
def test_a_refusal_is_read_in_any_shape(body: Any, said: tuple[str, str]) -> None:
    assert refusal(answer(400, body)) == Refusal(*said)


def test_a_dump_of_pydantic_is_shortened_to_its_reasons() -> None:
    dump = (
        "2 validation errors for AppListQuery\nname\n"
        "  String should have at least 3 characters [type=string_too_short, input_value='hunter22', input_type=str]\n"
        "    For further information visit https://errors.pydantic.dev/2.12/v/string_too_short\ntag_ids\n"
        "  Value error, Invalid UUID format in tag_ids. [type=value_error, input_value='x', input_type=str]\n"
        "    For further information visit https://errors.pydantic.dev/2.12/v/value_error"
    )
    error = refused(answer(400, {"code": "invalid_param", "message": dump, "status": 400}))
    assert error.message == ("name: String should have at least 3 characters; tag_ids: Invalid UUID format in tag_ids.")


def test_so_is_its_json_since_1_17() -> None:
    dump = json.dumps(
        [{"type": "missing", "loc": ["a", 0], "msg": "Field required", "input": {"p": "hunter22"}, "url": "https://x"}]
    )
    error = refused(answer(422, {"code": "unprocessable_entity", "message": dump, "status": 422}))
    assert error.message == "a.0: Field required"


def test_flasks_guesses_of_other_paths_are_cut_off() -> None:
    words = "Dataset not found. You have requested this URI [/console/api/x] but did you mean /console/api/y ?"
    assert refused(answer(404, {"code": "not_found", "message": words})).message == "Dataset not found."


def test_an_endless_message_is_cut() -> None:
    assert len(refused(answer(400, {"message": "x" * 10_000})).message) < 600


def test_a_message_with_braces_stays_as_it_is() -> None:
    assert refused(answer(413, {"message": "File size exceeded. {message}"})).message == "File size exceeded. {message}"


@pytest.mark.parametrize(
    ("code", "message", "words", "hint"),
    [
        ("unauthorized", "Token has expired.", "expired", "connect"),
        ("unauthorized", "CSRF token is missing or invalid.", "CSRF", "connect"),
        ("unauthorized", "Invalid Authorization token.", "no session", "connect"),
        ("unauthorized", "Invalid token signature.", "access token", "connect"),
        ("unauthorized", "Account is banned.", "banned", "runs the server"),
        ("not_setup", "Dify has not been initialized and installed yet.", "set up", "initialize"),
        ("not_init_validated", "Init validation has not been completed yet.", "init password", "initialize"),
        ("unauthorized_and_force_logout", "License expired", "license", "runs the server"),
    ],
)
def test_the_reasons_of_a_401_are_told_apart(code: str, message: str, words: str, hint: str) -> None:
    error = refused(answer(401, {"code": code, "message": message, "status": 401}))
    assert isinstance(error, NotAuthenticated)
    assert words in error.message
    assert "https://dify.example.com" in error.message
    assert hint in str(error.hint)


@pytest.mark.parametrize(
    ("status", "code", "message", "is_over"),
    [
        (401, "unauthorized", "Token has expired.", True),
        (401, "unauthorized", "CSRF token is missing or invalid.", True),
        (401, "unauthorized", "Account is banned.", False),
        (401, "not_setup", "", False),
        (403, "unauthorized", "Token has expired.", False),
    ],
)
def test_only_an_unauthorized_session_is_worth_renewing(status: int, code: str, message: str, is_over: bool) -> None:
    assert session_is_over(answer(status, {"code": code, "message": message})) is is_over


def test_the_wait_that_a_server_asks_for_is_told() -> None:
    asked = refused(answer(429, {"code": "too_many_requests", "message": "Slow."}, Retry_After="30"))
    unasked = refused(answer(429, {"code": "too_many_requests", "message": "Slow."}))
    assert isinstance(asked, TooManyRequests)
    assert isinstance(unasked, TooManyRequests)
    assert (asked.retry_after, unasked.retry_after) == (30, None)


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (404, b"<!doctype html><h1>Not Found</h1>", NotFound, "There is no /console/api/apps"),
        (413, b"<html>", InvalidRequest, "too large"),
        (502, b"<html><title>502 Bad Gateway</title>", ServerFault, "Dify behind it does not"),
        (503, b"upstream connect error", ServerFault, "not available"),
        (504, b"", ServerFault, "too long"),
        (403, b"<html>Attention required!", Forbidden, "403 Forbidden"),
        (418, b"", InvalidRequest, "418"),
        (401, b"<html>Who are you?", NotDify, "a login of its own"),
        (400, b"<title>400 The plain HTTP request was sent to HTTPS port</title>", NotDify, "speaks HTTPS"),
    ],
)
def test_what_stands_before_dify_speaks_in_pages(
    status: int, body: bytes, kind: type[DifyShellError], words: str
) -> None:
    error = refused(answer(status, body, Content_Type="text/html"))
    assert type(error) is kind
    assert words in error.message
    assert error.hint


def test_a_page_where_data_should_be_is_not_dify() -> None:
    with pytest.raises(NotDify, match="web page"):
        read(answer(200, b"<html><title>Sign in</title>", Content_Type="text/html"))


@pytest.mark.parametrize("garbage", [b'{"data": [', b"\xff\xfe\x00", b"hello", b"[" * 100_000])
def test_garbage_is_no_answer(garbage: bytes) -> None:
    with pytest.raises(TransportError, match="readable JSON"):
        read(answer(200, garbage, Content_Type="application/json"))


def shapes() -> Iterator[Any]:
    file = CONTRACT / "error-shapes.json"
    for shape in json.loads(file.read_text()) if file.is_file() else []:
        for message in shape["messages"]:
            named = f"{shape['server_version']} {shape['status']} {shape['code']} {message[:20]!r}"
            yield pytest.param(shape, message, id=named)


def body_of(shape: dict[str, Any], message: str) -> Any:
    """The body of a listed error shape, made again from its keys."""
    code, status = shape["code"], shape["status"]
    match shape["body_keys"].split(","):
        case ["text/html"]:
            return message.encode()
        case ["error"]:
            return {"error": {"type": code, "message": message, "status": status}}
        case keys:
            values = {"code": code, "custom": "x", "result": "fail", "message": message, "data": message}
            values |= {"status": "failed" if "error" in keys else status, "error": message, "params": "field"}
            return {key: values.get(key) for key in keys}


@needs_contract
@pytest.mark.parametrize(("shape", "message"), list(shapes()))
def test_every_known_shape_has_words(shape: dict[str, Any], message: str) -> None:
    kind = "text/html" if shape["body_keys"] == "text/html" else "application/json"
    seen = answer(shape["status"], body_of(shape, message), Content_Type=kind)
    error = refused(seen)
    if shape["code"] != "unknown" or "code" in shape["body_keys"]:
        assert refusal(seen).code == (shape["code"] or ("x" if "custom" in shape["body_keys"] else ""))
    assert_presentable(error)


def recordings() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(CONTRACT.glob("*/*.json")):
        for exchange in json.loads(file.read_text()):
            if exchange.get("response", {}).get("status", 0) >= 400 and "request" in exchange:
                yield f"{file.parent.name}/{file.name}: {exchange['name']}", exchange


@needs_contract
def test_every_recorded_refusal_has_words() -> None:
    count = 0
    for name, exchange in recordings():
        seen = exchange["response"]
        body = seen["json"] if "json" in seen else str(seen.get("text", "")).encode()
        error = refused(answer(seen["status"], body, Content_Type=seen["headers"].get("content-type", "")))
        assert_presentable(error, name)
        count += 1
    assert count > 200


def assert_presentable(error: DifyShellError, name: str = "") -> None:
    assert error.message.strip(), name
    assert "\n" not in error.message, name
    for noise in ("input_value", "pydantic.dev", "You have requested this URI", "<html", '"loc"'):
        assert noise not in error.message, name
