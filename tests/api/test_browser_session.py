"""The Dify session is found in whatever form a browser gives it away."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dify_shell.api.browser_session import read_cookies, session_in
from dify_shell.errors import DifyShellError

TOKENS = {"access_token": "aaa.bbb.ccc", "csrf_token": "ddd.eee.fff", "refresh_token": "0123456789"}

HEADER = "; ".join(f"{name}={value}" for name, value in TOKENS.items())
EXPORT = "[" + ",".join(f'{{"domain":".dify.example.com","name":"{n}","value":"{v}"}}' for n, v in TOKENS.items()) + "]"
COOKIES_TXT = "# Netscape HTTP Cookie File\n" + "\n".join(
    f"#HttpOnly_dify.example.com\tFALSE\t/\tTRUE\t1795454669\t{name}\t{value}" for name, value in TOKENS.items()
)
TABLE = "\n".join(f"{n}\t{v}\tdify.example.com\t/\tSession\t300\t✓\t✓\tLax" for n, v in TOKENS.items())


@pytest.mark.parametrize(
    ("text", "host"),
    [
        (HEADER, ""),
        (f"Cookie: {HEADER}", ""),
        (f"cookie:{HEADER};", ""),
        ("\n".join(f"Set-Cookie: {n}={v}; Path=/; HttpOnly; SameSite=Lax" for n, v in TOKENS.items()), ""),
        (EXPORT, "dify.example.com"),
        (f'{{"url": "https://dify.example.com", "cookies": {EXPORT}}}', "dify.example.com"),
        ('{"access_token": "aaa.bbb.ccc", "csrf_token": "ddd.eee.fff", "refresh_token": "0123456789"}', ""),
        (COOKIES_TXT, "dify.example.com"),
        (TABLE, "dify.example.com"),
    ],
    ids=[
        "header",
        "named header",
        "closed header",
        "answer",
        "export",
        "export with address",
        "object",
        "file",
        "table",
    ],
)
def test_cookies_are_read_in_any_usual_form(text: str, host: str) -> None:
    cookies = read_cookies(text)
    assert cookies.values == TOKENS
    assert cookies.host == host


@pytest.mark.parametrize("text", ["", "hello", "a=b; c=d", "[]", "[1]", "{", '[{"name": "x", "value": "y"}]', "a\tb"])
def test_what_holds_no_session_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(DifyShellError, match="access_token is missing") as failed:
        read_cookies(text)
    assert failed.value.__context__ is None or "hello" not in str(failed.value.__context__)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for whole in (text, f"access_token={text}", f'[{{"name": "access_token", "value": {text}'):
        with suppress(DifyShellError):
            assert "access_token" in str(read_cookies(whole).values)


@pytest.mark.parametrize("prefix", ["", "__Host-"])
def test_cookies_with_a_refresh_token_make_a_renewable_session(prefix: str) -> None:
    session = session_in({prefix + name: value for name, value in TOKENS.items()}, {})
    assert session is not None
    credentials = session.credentials()
    assert credentials.renewable
    assert credentials.pasted
    assert f"{prefix}access_token=aaa.bbb.ccc" in credentials.headers()["Cookie"]
    assert "0123456789" not in str(credentials.headers())
    assert "aaa" not in repr(session)


def test_the_csrf_token_may_stand_in_its_header_alone() -> None:
    session = session_in({"access_token": "aaa.bbb.ccc"}, {"x-csrf-token": "ddd.eee.fff"})
    assert session is not None
    assert session.credentials().headers()["X-CSRF-Token"] == "ddd.eee.fff"
    assert not session.credentials().renewable


def test_before_cookies_the_session_is_a_bearer_token() -> None:
    session = session_in({}, {"authorization": "Bearer aaa.bbb.ccc"})
    assert session is not None
    assert session.credentials().headers() == {"Authorization": "Bearer aaa.bbb.ccc"}


@pytest.mark.parametrize("headers", [{}, {"authorization": "Basic abc"}, {"authorization": "Bearer app-123"}])
def test_other_requests_carry_no_session(headers: dict[str, str]) -> None:
    assert session_in({"locale": "en-US"}, headers) is None
