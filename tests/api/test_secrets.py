"""However a login fails, no exception on the way holds what was sent or received in secret."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from dify_shell.api.client import DifyClient
from dify_shell.api.credentials import BearerCredentials, CookieCredentials, Credentials
from dify_shell.api.login import login_with_code, login_with_password, login_with_tokens, request_code
from dify_shell.api.redaction import Redactor
from dify_shell.api.server import Version
from dify_shell.api.setup import initialize
from dify_shell.api.transport import Transport
from dify_shell.errors import DifyShellError
from dify_shell.objects import Secret

if TYPE_CHECKING:
    from tests.api.conftest import OddServer

    TransportTo = Callable[..., Transport]

SECRET = "hunter22-hunter22"
ENCODED = "aHVudGVyMjItaHVudGVyMjI="
REDACTOR = Redactor()


def by_password(transport: Transport, version: str) -> object:
    return login_with_password(transport, Version(version), "me@dify.test", Secret(SECRET), REDACTOR)


def by_code(transport: Transport, version: str) -> object:
    return login_with_code(transport, Version(version), "me@dify.test", SECRET, "token", REDACTOR)


def by_tokens(transport: Transport, version: str) -> object:
    client = login_with_tokens(transport, Version("1.13.2"), Secret(SECRET), Secret(SECRET), REDACTOR)
    return list(client.pages("/apps"))


def by_request_of_a_code(transport: Transport, version: str) -> object:
    return request_code(transport, f"{SECRET}@dify.test")


def by_setting_up(transport: Transport, version: str) -> object:
    secret = Secret(SECRET)
    initialize(transport, email="me", name="Me", password=secret, init_password=secret, redactor=REDACTOR)
    return None


def by_renewal(transport: Transport, version: str) -> object:
    secret = Secret(SECRET)
    credentials: Credentials = CookieCredentials(secret, secret, secret)
    if version < "1.9":
        credentials = BearerCredentials(secret, secret)
    return list(DifyClient(transport, credentials, Version(version), REDACTOR).pages("/apps"))


ROADS = [by_password, by_code, by_tokens, by_request_of_a_code, by_setting_up, by_renewal]

TROUBLES: dict[str, Callable[[OddServer], None]] = {
    "a refusal that repeats it": lambda server: server.answer_json(
        {"code": "invalid_param", "message": f"1 validation error for X\np\n  Bad [input_value='{SECRET}']"}, 400
    ),
    "its successor": lambda server: server.answer_json(
        {"code": "unprocessable_entity", "message": f'[{{"type":"x","loc":["p"],"msg":"Bad","input":"{ENCODED}"}}]'},
        422,
    ),
    "an expired session": lambda server: server.answer_json(
        {"code": "unauthorized", "message": "Token has expired.", "status": 401}, 401
    ),
    "a failure that says so in 200": lambda server: server.answer_json({"result": "fail", "data": SECRET}),
    "a page that repeats it": lambda server: server.answer_page(502, f"<html>{SECRET}"),
    "a redirect that repeats it": lambda server: server.answer(
        302, headers={"Location": f"https://{SECRET}:{SECRET}@evil.example/?{SECRET}"}
    ),
    "garbage that repeats it": lambda server: server.answer(200, body=f'{{"{SECRET}'.encode()),
    "half an answer": lambda server: server.answer(200, body=f'{{"{SECRET}'.encode(), length=999),
    "a hang-up": lambda server: server.hang_up(),
    "no answer": lambda server: server.stall(),
}


@pytest.mark.parametrize("version", ["1.5.0", "1.13.2"])
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
@pytest.mark.parametrize("road", ROADS)
def test_no_failure_holds_a_secret(
    odd_server: OddServer,
    transport_to: TransportTo,
    road: Callable[[Transport, str], object],
    trouble: Callable[[OddServer], None],
    version: str,
) -> None:
    trouble(odd_server)
    with pytest.raises(DifyShellError) as caught:
        road(transport_to(odd_server.url, read_timeout=0.05), version)
    assert odd_server.requests
    assert_clean(caught.value)


@pytest.mark.parametrize("road", ROADS)
def test_neither_does_an_unreachable_server(
    transport_to: TransportTo, road: Callable[[Transport, str], object]
) -> None:
    environment = {"all_proxy": f"http://me:{SECRET}@127.0.0.1:1"}
    for transport in (transport_to("http://127.0.0.1:1"), transport_to("https://dify.test", environment=environment)):
        with pytest.raises(DifyShellError) as caught:
            road(transport, "1.13.2")
        assert_clean(caught.value)


def assert_clean(error: BaseException) -> None:
    for one in chain(error):
        text = f"{one!r} {one} {one.args!r} {vars(one)!r} {''.join(traceback.format_exception_only(one))}"
        assert SECRET not in text
        assert ENCODED not in text


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """`error` and every exception that it drags along."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
