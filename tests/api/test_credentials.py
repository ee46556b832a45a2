"""What is sent to prove who one is, and that nobody sees it."""

from __future__ import annotations

import base64
import json
import time

import pytest

from dify_shell.api.credentials import BearerCredentials, CookieCredentials, PastedCredentials, issued
from dify_shell.api.responses import Answer
from dify_shell.objects import Secret


def jwt(**claims: object) -> str:
    parts = [{"alg": "HS256"}, claims]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "signature"])


def answer(cookies: dict[str, str] | None = None, body: object = None) -> Answer:
    return Answer("https://dify.example", "POST", "/login", 200, {}, json.dumps(body).encode(), cookies or {})


def test_bearer_tokens_go_in_one_header() -> None:
    assert BearerCredentials(Secret("access1"), Secret("refresh1")).headers() == {"Authorization": "Bearer access1"}


@pytest.mark.parametrize("prefix", ["", "__Host-"])
def test_cookies_go_back_under_the_names_they_came_with(prefix: str) -> None:
    headers = CookieCredentials(Secret("a1"), Secret("r1"), Secret("c1"), prefix=prefix).headers()
    assert headers == {
        "Cookie": f"{prefix}access_token=a1; {prefix}csrf_token=c1",
        "X-CSRF-Token": "c1",
    }


def test_pasted_tokens_fit_servers_of_both_cookie_names() -> None:
    assert PastedCredentials(Secret("a1"), Secret("c1")).headers() == {
        "Authorization": "Bearer a1",
        "Cookie": "csrf_token=c1; __Host-csrf_token=c1",
        "X-CSRF-Token": "c1",
    }


@pytest.mark.parametrize("prefix", ["", "__Host-"])
def test_a_login_issues_cookies(prefix: str) -> None:
    cookies = {f"{prefix}{name}_token": name for name in ("access", "refresh", "csrf")}
    credentials = issued(answer({**cookies, "AWSALB": "x"}, {"result": "success"}))
    assert isinstance(credentials, CookieCredentials)
    assert credentials.prefix == prefix
    assert list(credentials.secrets()) == [Secret("access"), Secret("refresh"), Secret("csrf")]


def test_an_older_login_issues_tokens_in_its_body() -> None:
    data = {"access_token": "access", "refresh_token": "refresh"}
    credentials = issued(answer(body={"result": "success", "data": data}))
    assert isinstance(credentials, BearerCredentials)
    assert list(credentials.secrets()) == [Secret("access"), Secret("refresh")]


@pytest.mark.parametrize(
    "nothing",
    [
        answer(body={"result": "success"}),
        answer({"access_token": "a", "csrf_token": "c"}, {"result": "success"}),
        answer({"access_token": "a b", "refresh_token": "r", "csrf_token": "c"}, {"result": "success"}),
        answer(body={"result": "success", "data": "one-token"}),
        answer(body={"data": {"access_token": "a\nb", "refresh_token": "r"}}),
        answer(body={"data": {"access_token": 1, "refresh_token": "r"}}),
        answer(body=[]),
    ],
)
def test_a_login_without_a_whole_set_of_tokens_issues_nothing(nothing: Answer) -> None:
    assert issued(nothing) is None


def test_the_expiry_is_the_tokens_own() -> None:
    expiry = int(time.time()) + 3600
    assert PastedCredentials(Secret(jwt(exp=expiry)), Secret("c")).expires_at == expiry


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "", jwt(), jwt(exp="soon"), jwt(exp=None), "a.W10.c", "é.é.é"])
def test_a_token_without_an_expiry_has_none(token: str) -> None:
    assert PastedCredentials(Secret(token), Secret("c")).expires_at is None


@pytest.mark.parametrize(
    "credentials",
    [
        BearerCredentials(Secret("hunter22"), Secret("hunter22")),
        CookieCredentials(Secret("hunter22"), Secret("hunter22"), Secret("hunter22")),
        PastedCredentials(Secret("hunter22"), Secret("hunter22")),
    ],
)
def test_credentials_show_nothing(credentials: object) -> None:
    assert "hunter22" not in f"{credentials!r} {credentials} {vars(credentials)}"
