"""Signing in and out, against a server that answers as it is told: what is sent, and what each refusal becomes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from dify_shell.api.client import DifyClient
from dify_shell.api.credentials import CookieCredentials
from dify_shell.api.login import (
    login_with_code,
    login_with_password,
    login_with_tokens,
    logout,
    probe,
    request_code,
)
from dify_shell.api.redaction import Redactor
from dify_shell.api.server import Version
from dify_shell.api.transport import Transport
from dify_shell.errors import (
    ApiError,
    DifyShellError,
    Forbidden,
    LoginError,
    NotDify,
    ServerFault,
    TransportError,
)
from dify_shell.objects import Secret

if TYPE_CHECKING:
    from tests.api.conftest import OddServer

    TransportTo = Callable[..., Transport]

FEATURES = {"enable_marketplace": True, "enable_email_password_login": True}
PASSWORD = Secret("pässword 22")


@pytest.fixture
def transport(odd_server: OddServer, transport_to: TransportTo) -> Transport:
    return transport_to(odd_server.url)


# What the server is


def test_the_version_comes_from_the_header(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_json(FEATURES, X_Version="1.13.2")
    info = probe(transport)
    assert (str(info.version), info.features) == ("1.13.2", FEATURES)
    assert [seen.path for seen in odd_server.requests] == ["/console/api/system-features"]


@pytest.mark.parametrize("status", [401, 404])
def test_a_server_that_refuses_its_features_still_tells_its_version(
    odd_server: OddServer, transport: Transport, status: int
) -> None:
    odd_server.answer_json({"code": "not_setup", "message": "No."}, status, X_Version="0.8.0")
    assert probe(transport).version == Version("0.8.0")


def test_without_the_header_the_version_is_asked_for(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_json(FEATURES)
    odd_server.answer_json({"version": "1.16.1", "edition": "SELF_HOSTED"})
    assert probe(transport).version == Version("1.16.1")
    assert odd_server.requests[1].path == "/openapi/v1/_version"


def test_then_the_user_may_say_it(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_json(FEATURES)
    odd_server.answer_page(404)
    assert probe(transport, assumed_version="1.9.1").version == Version("1.9.1")


def test_a_version_that_nobody_tells_is_never_guessed(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_json(FEATURES)
    odd_server.answer_page(200)
    with pytest.raises(DifyShellError, match="which version") as caught:
        probe(transport)
    assert "$env:PSDIFY_VERSION" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("status", "body", "version"),
    [
        (200, {"detail": "hello"}, ""),
        (200, ["a list"], "1.13.2"),
        (404, {"detail": "Not Found"}, ""),
        (403, {"detail": "Forbidden"}, ""),
    ],
)
def test_another_api_is_not_dify(
    odd_server: OddServer, transport: Transport, status: int, body: Any, version: str
) -> None:
    odd_server.answer_json(body, status, X_Version=version)
    with pytest.raises(NotDify):
        probe(transport)


@pytest.mark.parametrize("status", [200, 404, 403])
def test_a_web_site_is_not_dify(odd_server: OddServer, transport: Transport, status: int) -> None:
    odd_server.answer_page(status)
    with pytest.raises(NotDify) as caught:
        probe(transport)
    assert caught.value.hint


def test_a_proxy_before_a_dead_dify(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_page(502)
    with pytest.raises(ServerFault, match="Dify behind it does not") as caught:
        probe(transport)
    assert "wait" in str(caught.value.hint)


# What is sent


@pytest.mark.parametrize(
    ("version", "sent"),
    [
        ("1.5.0", "pässword 22"),
        ("1.9.2", "pässword 22"),
        ("1.11.1", "pässword 22"),
        ("1.11.2", "cMOkc3N3b3JkIDIy"),
        ("1.17.0", "cMOkc3N3b3JkIDIy"),
        ("main", "cMOkc3N3b3JkIDIy"),
    ],
)
def test_the_password_goes_as_the_version_wants_it(
    odd_server: OddServer, transport: Transport, version: str, sent: str
) -> None:
    odd_server.answer_json({"result": "success", "data": {"access_token": "access", "refresh_token": "refresh"}})
    redactor = Redactor()
    login_with_password(transport, Version(version), "me@dify.test", PASSWORD, redactor)
    body = json.loads(odd_server.requests[0].body)
    assert (body["email"], body["password"]) == ("me@dify.test", sent)
    assert redactor.clean(f"{PASSWORD.reveal()} {sent} access refresh") == " ".join(["********"] * 4)


@pytest.mark.parametrize(("version", "sent"), [("1.5.0", "123456"), ("1.13.2", "MTIzNDU2")])
def test_so_does_the_code(odd_server: OddServer, transport: Transport, version: str, sent: str) -> None:
    odd_server.answer_json({"result": "success", "data": "the-token"})
    odd_server.answer_json({"result": "success", "data": {"access_token": "access", "refresh_token": "refresh"}})
    token = request_code(transport, "me@dify.test")
    login_with_code(transport, Version(version), "me@dify.test", "123456", token, Redactor())
    asked, given = (json.loads(seen.body) for seen in odd_server.requests)
    assert asked["email"] == "me@dify.test"
    assert (given["code"], given["token"]) == (sent, "the-token")


def test_pasted_tokens_send_nothing_until_they_are_used(odd_server: OddServer, transport: Transport) -> None:
    client = login_with_tokens(transport, Version("1.9.2"), Secret("access"), Secret("csrf"), Redactor())
    assert odd_server.requests == []
    odd_server.answer_json({"name": "Me"})
    assert client.get("/account/profile") == {"name": "Me"}
    assert odd_server.requests[0].headers["Authorization"] == "Bearer access"


def test_pasted_tokens_need_1_9_2(odd_server: OddServer, transport: Transport) -> None:
    with pytest.raises(LoginError, match=r"is Dify 1\.9\.1; .* needs 1\.9\.2"):
        login_with_tokens(transport, Version("1.9.1"), Secret("access"), Secret("csrf"), Redactor())


@pytest.mark.parametrize("token", ["", "hunter22 hunter23", "hunter22\n", '"hunter22"', "hünter22", "hunter22;a=1"])
def test_what_can_be_no_token_is_refused_unsent(transport: Transport, token: str) -> None:
    for access, csrf in ((token, "csrf"), ("access", token)):
        with pytest.raises(LoginError, match="characters") as caught:
            login_with_tokens(transport, Version("1.13.2"), Secret(access), Secret(csrf), Redactor())
        assert "hunter" not in str(caught.value)


# Refusals


REFUSALS = [
    (401, "authentication_failed", "Invalid email or password.", "does not know", "24 hours"),
    (400, "email_or_password_mismatch", "The email or password is mismatched.", "does not know", "24 hours"),
    (401, "authentication_failed", "Invalid encrypted data", "decode", "another version"),
    (400, "account_not_found", "Account not found.", "no account", "address"),
    (429, "email_code_login_limit", "Too many incorrect password attempts.", "locked", "24 hours"),
    (429, "email_code_login_rate_limit_exceeded", "Too many login emails.", "too many codes", "5 minutes"),
    (429, "email_send_ip_limit", "Too many emails.", "too many codes", "Wait"),
    (400, "email_code_error", "Email code is invalid or expired.", "wrong or has expired", "5 minutes"),
    (400, "email_code_error", "Invalid encrypted code", "decode", "another version"),
    (400, "invalid_or_expired_token", "The token is invalid or has expired.", "used already", "-Token"),
    (400, "invalid_email", "The email address is not valid.", "another e-mail address", "mailed to"),
    (503, "email_code_login_service_unavailable", "Unavailable.", "cannot send mail", "password"),
    (400, "turnstile_verification_failed", "Turnstile.", "Turnstile", "AccessToken"),
    (503, "turnstile_service_unavailable", "Turnstile.", "Turnstile", "AccessToken"),
    (403, "forbidden", "You don't have the permission.", "does not allow", "AccessToken"),
    (400, "account_banned", "Account is banned.", "banned", "runs the server"),
    (400, "account_in_freeze", "In freeze.", "deleted", "runs the server"),
    (400, "email_domain_suspended", "Suspended.", "domain", "runs the server"),
    (400, "limit_exceeded", "Limit.", "no seat", "runs the server"),
    (400, "not_allowed_create_workspace", "Not allowed.", "no workspace", "runs the server"),
    (401, "not_setup", "Dify has not been initialized.", "not been set up", "initialize"),
    (401, "not_init_validated", "Init validation.", "init password", "-InitPassword"),
    (401, "unauthorized_and_force_logout", "License.", "license", "runs the server"),
    (400, "invalid_param", "input_value={'password': 'pässword 22'}", "form", "8 characters"),
    (422, "unprocessable_entity", '[{"input":{"password":"pässword 22"}}]', "form", "8 characters"),
    (400, "bad_request", "could not understand", "form", "8 characters"),
    (400, "something_new", "pässword 22 is not to our taste", "something_new", "browser"),
    (400, "", "pässword 22 is not to our taste", "400 Bad Request", "browser"),
]


@pytest.mark.parametrize(("status", "code", "said", "words", "hint"), REFUSALS)
def test_each_refusal_has_its_own_words(
    odd_server: OddServer, transport: Transport, status: int, code: str, said: str, words: str, hint: str
) -> None:
    odd_server.answer_json({"code": code, "message": said, "status": status}, status)
    with pytest.raises(LoginError) as caught:
        login_with_password(transport, Version("1.13.2"), "me@dify.test", PASSWORD, Redactor())
    error = caught.value
    assert words in error.message
    assert hint in str(error.hint)
    assert (error.code, error.server, error.exit_code) == (code, odd_server.url, 3)
    assert PASSWORD.reveal() not in f"{error.message}{error.hint}"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"result": "fail", "data": "workspace not found, please contact system admin"}, "no workspace"),
        ({"result": "fail", "code": "account_not_found", "data": "a-token"}, "no account"),
        ({"result": "fail"}, "refused"),
    ],
)
def test_200_is_no_success_by_itself(odd_server: OddServer, transport: Transport, body: Any, words: str) -> None:
    odd_server.answer_json(body)
    with pytest.raises(DifyShellError, match=words) as caught:
        login_with_password(transport, Version("1.8.0"), "me@dify.test", PASSWORD, Redactor())
    assert "a-token" not in str(caught.value)


def test_a_login_without_a_session_may_want_a_second_factor(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_json({"result": "success"})
    with pytest.raises(LoginError, match="gave no session") as caught:
        login_with_password(transport, Version("1.13.2"), "me@dify.test", PASSWORD, Redactor())
    assert "browser" in str(caught.value.hint)


@pytest.mark.parametrize("body", [{}, [], None, "success"])
def test_a_login_that_answers_nonsense(odd_server: OddServer, transport: Transport, body: Any) -> None:
    odd_server.answer_json(body)
    with pytest.raises(TransportError):
        login_with_password(transport, Version("1.13.2"), "me@dify.test", PASSWORD, Redactor())


def test_a_request_for_a_code_that_answers_no_token(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_json({"result": "success"})
    with pytest.raises(TransportError, match="token"):
        request_code(transport, "me@dify.test")


@pytest.mark.parametrize(("status", "kind"), [(502, ServerFault), (403, Forbidden)])
def test_a_page_in_place_of_a_login_is_none_of_dify(
    odd_server: OddServer, transport: Transport, status: int, kind: type[ApiError]
) -> None:
    odd_server.answer_page(status)
    with pytest.raises(kind):
        login_with_password(transport, Version("1.13.2"), "me@dify.test", PASSWORD, Redactor())


# Signing out


def client_of(transport: Transport, version: str) -> DifyClient:
    credentials = CookieCredentials(Secret("access"), Secret("refresh"), Secret("csrf"))
    return DifyClient(transport, credentials, Version(version), Redactor())


@pytest.mark.parametrize(("version", "method"), [("1.5.0", "GET"), ("1.9.1", "GET"), ("1.9.2", "POST")])
def test_signing_out_is_another_method_since_1_9_2(
    odd_server: OddServer, transport: Transport, version: str, method: str
) -> None:
    odd_server.answer_json({"result": "success"})
    logout(client_of(transport, version))
    assert [(seen.method, seen.path) for seen in odd_server.requests] == [(method, "/console/api/logout")]


def test_signing_out_of_a_session_that_is_over_is_no_error(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_json({"code": "unauthorized", "message": "Invalid Authorization token."}, 401)
    logout(client_of(transport, "1.13.2"))


def test_signing_out_tells_of_a_server_that_fails(odd_server: OddServer, transport: Transport) -> None:
    odd_server.answer_page(500)
    with pytest.raises(ServerFault):
        logout(client_of(transport, "1.13.2"))


def test_signing_out_leaves_the_browser_that_tokens_came_from_alone(
    odd_server: OddServer, transport: Transport
) -> None:
    logout(login_with_tokens(transport, Version("1.13.2"), Secret("access"), Secret("csrf"), Redactor()))
    assert odd_server.requests == []
