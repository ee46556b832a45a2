"""Calls as one account: the methods, lazy listings, and sessions that renew themselves exactly once."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from dify_shell.api.client import DifyClient
from dify_shell.api.credentials import BearerCredentials, CookieCredentials, Credentials, PastedCredentials
from dify_shell.api.redaction import Redactor
from dify_shell.api.server import Version
from dify_shell.api.transport import Transport
from dify_shell.errors import NotAuthenticated, NotDify, NotFound, ServerFault, TransportError
from dify_shell.objects import Secret

if TYPE_CHECKING:
    from tests.api.conftest import OddServer, Seen

    TransportTo = Callable[..., Transport]

EXPIRED = {"code": "unauthorized", "message": "Token has expired.", "status": 401}


def cookies() -> CookieCredentials:
    return CookieCredentials(Secret("access-token-1"), Secret("refresh-token-1"), Secret("csrf-token-1"))


def bearer() -> BearerCredentials:
    return BearerCredentials(Secret("access-token-1"), Secret("refresh-token-1"))


def pasted() -> PastedCredentials:
    return PastedCredentials(Secret("access-token-1"), Secret("csrf-token-1"))


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


@pytest.fixture
def client_of(odd_server: OddServer, transport_to: TransportTo, redactor: Redactor) -> Callable[..., DifyClient]:
    def make(credentials: Credentials) -> DifyClient:
        return DifyClient(transport_to(odd_server.url), credentials, Version("1.13.2"), redactor)

    return make


@pytest.fixture
def client(client_of: Callable[..., DifyClient]) -> DifyClient:
    return client_of(cookies())


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_each_method_asks_below_the_console_api(odd_server: OddServer, client: DifyClient, method: str) -> None:
    odd_server.answer_json({"id": "1"})
    assert getattr(client, method)("/apps/1", query={"a": 1}) == {"id": "1"}
    seen = odd_server.requests[0]
    assert (seen.method, seen.path) == (method.upper(), "/console/api/apps/1?a=1")
    assert seen.headers["X-CSRF-Token"] == "csrf-token-1"
    assert seen.headers["Cookie"].startswith("access_token=access-token-1; ")


def test_an_empty_answer_is_none(odd_server: OddServer, client: DifyClient) -> None:
    odd_server.answer(204)
    assert client.delete("/apps/1") is None


def test_a_refusal_is_an_error_with_its_facts(odd_server: OddServer, client: DifyClient) -> None:
    odd_server.answer_json({"code": "app_not_found", "message": "App not found."}, 404)
    with pytest.raises(NotFound, match=r"App not found\.") as caught:
        client.get("/apps/1", query={"secret": "x"})
    assert (caught.value.code, caught.value.path) == ("app_not_found", "/console/api/apps/1")


def test_a_listing_is_asked_for_page_by_page_as_it_is_read(odd_server: OddServer, client: DifyClient) -> None:
    odd_server.answer_json({"data": [{"id": 1}, {"id": 2}], "has_more": True, "page": 1})
    odd_server.answer_json({"data": [{"id": 3}], "has_more": False, "page": 2})
    items = client.pages("/apps", query={"name": "x"})
    assert next(items) == {"id": 1}
    assert len(odd_server.requests) == 1
    assert [item["id"] for item in items] == [2, 3]
    assert [seen.path for seen in odd_server.requests] == [
        "/console/api/apps?page=1&limit=100&name=x",
        "/console/api/apps?page=2&limit=100&name=x",
    ]


def test_an_empty_page_ends_a_listing_even_if_more_is_promised(odd_server: OddServer, client: DifyClient) -> None:
    odd_server.answer_json({"data": [], "has_more": True})
    assert list(client.pages("/apps")) == []
    assert len(odd_server.requests) == 1


@pytest.mark.parametrize("answer", [{"items": []}, {"data": {}}, [], None])
def test_a_listing_that_is_none_is_an_error(odd_server: OddServer, client: DifyClient, answer: object) -> None:
    odd_server.answer_json(answer)
    with pytest.raises(TransportError, match="without a list"):
        list(client.pages("/apps"))


def test_an_expired_bearer_session_is_renewed_and_the_request_repeated(
    odd_server: OddServer, client_of: Callable[..., DifyClient], redactor: Redactor
) -> None:
    client = client_of(bearer())
    odd_server.answer_json(EXPIRED, 401)
    tokens = {"access_token": "access-token-2", "refresh_token": "refresh-token-2"}
    odd_server.answer_json({"result": "success", "data": tokens})
    odd_server.answer_json({"id": "1"}, 201)
    assert client.post("/apps", json={"name": "Bot"}) == {"id": "1"}
    _, renewal, repeated = odd_server.requests
    assert (renewal.path, json.loads(renewal.body)) == (
        "/console/api/refresh-token",
        {"refresh_token": "refresh-token-1"},
    )
    assert repeated.headers["Authorization"] == "Bearer access-token-2"
    assert json.loads(repeated.body) == {"name": "Bot"}
    assert redactor.clean("access-token-2 refresh-token-2") == "******** ********"


def test_a_session_that_cannot_be_renewed_any_more_says_so(odd_server: OddServer, client: DifyClient) -> None:
    odd_server.answer_json(EXPIRED, 401)
    odd_server.answer_json({"result": "fail", "message": "Invalid refresh token"}, 401)
    odd_server.answer_json(EXPIRED, 401)
    with pytest.raises(NotAuthenticated, match="session on http://127.* has expired") as caught:
        client.get("/apps")
    assert "connect -Force" in str(caught.value.hint)
    assert len(odd_server.requests) == 3


def test_a_request_is_renewed_once_and_not_for_ever(
    odd_server: OddServer, client_of: Callable[..., DifyClient]
) -> None:
    client = client_of(bearer())
    odd_server.answer_json(EXPIRED, 401)
    odd_server.answer_json({"data": {"access_token": "access-token-2", "refresh_token": "refresh-token-2"}})
    odd_server.answer_json(EXPIRED, 401)
    with pytest.raises(NotAuthenticated):
        client.get("/apps")
    assert len(odd_server.requests) == 3


def test_threads_that_find_the_session_expired_renew_it_once(
    odd_server: OddServer, client_of: Callable[..., DifyClient]
) -> None:
    together = threading.Barrier(8)

    def rule(seen: Seen) -> tuple[int, object]:
        if seen.path.endswith("/refresh-token"):
            return 200, {"data": {"access_token": "access-token-2", "refresh_token": "refresh-token-2"}}
        if seen.headers["Authorization"] == "Bearer access-token-1":
            together.wait(timeout=10)
            return 401, EXPIRED
        return 200, {"id": "1"}

    odd_server.answer_by(rule)
    client = client_of(bearer())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(client.get, ["/apps/1"] * 8))
    assert answers == [{"id": "1"}] * 8
    assert sum(seen.path.endswith("/refresh-token") for seen in odd_server.requests) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to threads")
def test_ctrl_c_during_a_renewal_loses_no_tokens(odd_server: OddServer, client_of: Callable[..., DifyClient]) -> None:
    interrupted = threading.Event()

    def rule(seen: Seen) -> tuple[int, object]:
        if seen.path.endswith("/refresh-token"):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            interrupted.wait(timeout=10)
            return 200, {"data": {"access_token": "access-token-2", "refresh_token": "refresh-token-2"}}
        return (401, EXPIRED) if seen.headers["Authorization"] == "Bearer access-token-1" else (200, {"id": "1"})

    odd_server.answer_by(rule)
    client = client_of(bearer())
    with pytest.raises(KeyboardInterrupt):
        client.get("/apps/1")
    interrupted.set()
    assert client.get("/apps/1") == {"id": "1"}
    assert sum(seen.path.endswith("/refresh-token") for seen in odd_server.requests) == 1


def test_pasted_tokens_are_not_renewed_but_pasted_anew(
    odd_server: OddServer, client_of: Callable[..., DifyClient]
) -> None:
    odd_server.answer_json(EXPIRED, 401)
    with pytest.raises(NotAuthenticated, match="has expired") as caught:
        client_of(pasted()).get("/apps")
    assert odd_server.url in caught.value.message
    assert "browser helper" in str(caught.value.hint)
    assert len(odd_server.requests) == 1


@pytest.mark.parametrize("code", ["not_setup", "unauthorized_and_force_logout"])
def test_other_reasons_of_a_401_are_not_answered_with_a_renewal(
    odd_server: OddServer, client: DifyClient, code: str
) -> None:
    odd_server.answer_json({"code": code, "message": "No."}, 401)
    with pytest.raises(NotAuthenticated):
        client.get("/apps")
    assert len(odd_server.requests) == 1


def test_a_renewal_that_meets_a_broken_server_keeps_the_session(odd_server: OddServer, client: DifyClient) -> None:
    odd_server.answer_json(EXPIRED, 401)
    odd_server.answer_page(502)
    with pytest.raises(ServerFault):
        client.get("/apps")
    assert list(client.credentials.secrets()) == list(cookies().secrets())


def test_a_renewal_that_meets_a_page_is_not_dify(odd_server: OddServer, client: DifyClient) -> None:
    odd_server.answer_json(EXPIRED, 401)
    odd_server.answer_page()
    with pytest.raises(NotDify):
        client.get("/apps")
