"""The first set-up of a server, against one that answers as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from dify_shell.api.redaction import Redactor
from dify_shell.api.setup import SetupState, initialize, setup_state
from dify_shell.api.transport import Transport
from dify_shell.errors import ApiError, Forbidden, InvalidRequest, LoginError, NotAuthenticated, TransportError
from dify_shell.objects import Secret

if TYPE_CHECKING:
    from tests.api.conftest import OddServer

    TransportTo = Callable[..., Transport]

PASSWORD = Secret("hunter22")
INIT_PASSWORD = Secret("init-hunter22")


@pytest.fixture
def transport(odd_server: OddServer, transport_to: TransportTo) -> Transport:
    return transport_to(odd_server.url)


def set_up(transport: Transport, init_password: Secret | None = None) -> None:
    initialize(
        transport,
        email="me@dify.test",
        name="Me",
        password=PASSWORD,
        init_password=init_password,
        redactor=Redactor(),
    )


@pytest.mark.parametrize(
    ("step", "status", "state"),
    [
        ("finished", "finished", SetupState(is_set_up=True, wants_init_password=False)),
        ("not_started", "finished", SetupState(is_set_up=False, wants_init_password=False)),
        ("not_started", "not_started", SetupState(is_set_up=False, wants_init_password=True)),
    ],
)
def test_a_server_tells_how_far_it_is(
    odd_server: OddServer, transport: Transport, step: str, status: str, state: SetupState
) -> None:
    odd_server.answer_json({"step": step, "setup_at": None})
    odd_server.answer_json({"status": status})
    assert setup_state(transport) == state


def test_a_server_that_does_not_tell_is_an_error(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_json({"hello": "world"})
    with pytest.raises(TransportError, match="step"):
        setup_state(transport)


def test_the_owner_is_made_with_a_plain_password(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_json({"result": "success"}, 201)
    set_up(transport)
    seen = odd_server.requests[0]
    assert (seen.method, seen.path) == ("POST", "/console/api/setup")
    assert json.loads(seen.body) == {"email": "me@dify.test", "name": "Me", "password": "hunter22"}


def test_the_init_password_goes_first_and_its_cookie_along(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer(201, body=b'{"result": "success"}', headers={"Set-Cookie": "session=noted; HttpOnly; Path=/"})
    odd_server.answer_json({"result": "success"}, 201)
    set_up(transport, INIT_PASSWORD)
    validation, creation = odd_server.requests
    assert (validation.path, json.loads(validation.body)) == ("/console/api/init", {"password": "init-hunter22"})
    assert creation.headers["Cookie"] == "session=noted"


@pytest.mark.parametrize("status", [400, 401])
def test_a_wrong_init_password_makes_no_account(odd_server: OddServer, transport: Transport, status: int) -> None:
    odd_server.answer_json({"error": {"type": "authentication_error", "message": "Unauthorized"}}, status)
    with pytest.raises(LoginError, match="init password") as caught:
        set_up(transport, INIT_PASSWORD)
    assert "INIT_PASSWORD" in str(caught.value.hint)
    assert len(odd_server.requests) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind", "words"),
    [
        (422, {"error": {"type": "validation_error", "message": "hunter22"}}, InvalidRequest, "the account"),
        (400, {"code": "invalid_param", "message": "hunter22", "params": "password"}, InvalidRequest, "the account"),
        (422, {"code": "unprocessable_entity", "message": "hunter22"}, InvalidRequest, "the account"),
        (403, {"error": {"type": "authorization_error", "message": "Forbidden"}}, Forbidden, "set up already"),
        (403, {"code": "already_setup", "message": "Dify has been installed."}, Forbidden, "set up already"),
        (
            401,
            {"error": {"type": "authentication_error", "message": "Unauthorized"}},
            NotAuthenticated,
            "init password",
        ),
        (401, {"code": "not_init_validated", "message": "Validate first."}, NotAuthenticated, "init password"),
    ],
)
def test_each_refusal_has_its_own_words(
    odd_server: OddServer, transport: Transport, status: int, body: object, kind: type[ApiError], words: str
) -> None:
    odd_server.answer_json(body, status)
    with pytest.raises(kind, match=words) as caught:
        set_up(transport)
    assert caught.value.hint
    assert "hunter22" not in f"{caught.value} {caught.value.hint}"
