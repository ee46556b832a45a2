"""Requests copied from a browser run as they are."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import DifyShellError, NotAuthenticated
from dify_shell.sandbox import Sandbox

from ..conftest import Shell
from ..language.browser_copies import BODY, CHROME_BASH, CHROME_CMD, CHROME_POWERSHELL, CURL, POWERSHELL


@pytest.fixture
def tokens(modern: Sandbox) -> dict[str, str]:
    """The cookies of a browser that is signed in."""
    browser = Shell()
    browser.sign_in_to(modern)
    credentials = browser.state.connection.client.credentials  # type: ignore[union-attr]  # signed in just now
    modern.requests.clear()
    names = ("access", "csrf", "refresh")
    return {f"{name}_token": getattr(credentials, name).reveal() for name in names}


def pasted(text: str, sandbox: Sandbox, tokens: dict[str, str]) -> str:
    """A copy as the browser that is signed in to the sandbox would make it."""
    for example, name in (
        ("aaa.bbb.ccc", "access_token"),
        ("ddd.eee.fff", "csrf_token"),
        ("0123456789abcdef", "refresh_token"),
    ):
        text = text.replace(example, tokens[name])
    return text.replace("https://dify.example.com", sandbox.url).replace("dify.example.com", "127.0.0.1")


def said(shell: Any) -> str:
    return "\n".join(text for kind, text in shell.host.messages if kind == "information")


@pytest.mark.parametrize("text", [*CURL.values(), *POWERSHELL.values()], ids=[*CURL, *POWERSHELL])
def test_a_copied_request_is_shown_masked_and_sent(
    text: str, shell: Any, modern: Sandbox, tokens: dict[str, str]
) -> None:
    (answer,) = shell(pasted(text, modern, tokens))
    assert answer["name"] == 'Müller\'s "Bot" 100% $HOME !'
    (sent,) = modern.requests
    assert (sent.method, sent.path, sent.json["note"]) == ("POST", "/console/api/apps", "a\\b\nc")
    assert "POST /console/api/apps?page=1&limit=30 HTTP/1.1" in said(shell)
    assert BODY in said(shell)
    assert not [name for name, value in tokens.items() if value in said(shell)]


def test_what_means_nothing_here_is_listed(shell: Any, modern: Sandbox, tokens: dict[str, str]) -> None:
    text = f"curl '{modern.url}/console/api/system-features' -H 'Accept-Encoding: br' --compressed -k"
    shell(text)
    assert "Left out, as it means nothing here: --compressed, -k, Accept-Encoding" in said(shell)


@pytest.mark.parametrize("text", [CHROME_BASH, CHROME_CMD, CHROME_POWERSHELL])
def test_its_session_can_be_connected_with(text: str, shell: Any, modern: Sandbox, tokens: dict[str, str]) -> None:
    shell.host.interactive = True
    shell.host.answers = ["y"]
    shell(pasted(text, modern, tokens))
    assert shell.host.questions == [f"It carries a session. Connect to {modern.url} with it?"]
    assert shell("(get-console-auth).Renewable") == [True]
    modern.world.advance(2 * 3600)
    assert shell("(get-profile).Email") == [modern.email]


def test_without_a_refresh_cookie_the_session_is_not_renewable(
    shell: Any, modern: Sandbox, tokens: dict[str, str]
) -> None:
    shell.host.interactive, shell.host.answers = True, ["y"]
    cookies = f"access_token={tokens['access_token']}; csrf_token={tokens['csrf_token']}"
    shell(f"curl '{modern.url}/console/api/apps' -b '{cookies}'")
    assert shell("(get-console-auth).Renewable") == [False]


def test_who_says_no_stays_unconnected_and_the_request_is_sent_all_the_same(
    shell: Any, modern: Sandbox, tokens: dict[str, str]
) -> None:
    shell.host.interactive, shell.host.answers = True, ["n"]
    (answer,) = shell(pasted(CHROME_BASH, modern, tokens))
    assert answer["mode"] == "chat"
    assert shell.state.connection is None


def test_the_connected_server_gets_the_sessions_own_tokens(connected: Any, modern: Sandbox) -> None:
    old = {"access_token": "old.old.old", "csrf_token": "old.old.old2", "refresh_token": "0123456789abcdef"}
    (answer,) = connected(pasted(CHROME_BASH, modern, old))
    assert answer["mode"] == "chat"
    assert connected.host.questions == []


def test_nothing_but_the_named_host_is_contacted(connected: Any, modern: Sandbox) -> None:
    with Sandbox() as other:
        with pytest.raises(NotAuthenticated):
            connected(f"curl '{other.url}/console/api/apps'")
        assert [seen.path for seen in other.requests] == ["/console/api/apps"]
        assert not [seen for seen in other.requests if "Cookie" in seen.headers or "Authorization" in seen.headers]
    assert modern.requests == []


def test_a_refusal_does_not_repeat_the_password(shell: Any, modern: Sandbox) -> None:
    modern.world.fail_next("/console/api/login", status=400, body={"code": "invalid_param", "message": "hunter22?"})
    body = '{"email":"a@b.example","password":"aHVudGVyMjI="}'
    with pytest.raises(DifyShellError) as failed:
        shell(f"curl '{modern.url}/console/api/login' --data-raw '{body}'")
    assert "hunter22" not in shell.state.redactor.clean(str(failed.value))
    assert "aHVudGVyMjI" not in said(shell)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("curl /console/api/apps", "no whole address"),
        ("Invoke-WebRequest ftp://a.example", "no whole address"),
        ("Invoke-WebRequest 'http://127.0.0.1:1' -WebSession ([pscustomobject]@{ a = 1 })", "WebSession takes"),
        ("New-Object System.IO.FileStream", "makes no System.IO.FileStream"),
        ("New-Object System.Net.Cookie a", "makes no System.Net.Cookie"),
    ],
)
def test_what_cannot_be_sent_is_named(shell: Any, text: str, message: str) -> None:
    with pytest.raises(DifyShellError, match=message):
        shell(text)


@pytest.mark.parametrize("form", ["-Cookie '{header}'", "-Cookie 'Cookie: {header}'", "-Cookie '{export}'"])
def test_cookies_connect(form: str, shell: Any, modern: Sandbox, tokens: dict[str, str]) -> None:
    header = "; ".join(f"{name}={value}" for name, value in tokens.items())
    entries = ",".join(f'{{"name": "{name}", "value": "{value}"}}' for name, value in tokens.items())
    shell(f"$null = connect {modern.url} " + form.format(header=header, export=f"[{entries}]"))
    assert shell("(get-profile).Email") == [modern.email]
    assert shell("(get-console-auth).Renewable") == [True]


def test_a_cookie_header_pasted_alone_connects_to_the_server_that_is_set(
    shell: Any, modern: Sandbox, tokens: dict[str, str]
) -> None:
    shell.state.environment["PSDIFY_URL"] = modern.url
    (connection,) = shell("Cookie: " + "; ".join(f"{name}={value}" for name, value in tokens.items()))
    assert connection["Server"] == modern.url


def test_leaving_does_not_sign_the_browser_out(shell: Any, modern: Sandbox, tokens: dict[str, str]) -> None:
    header = "; ".join(f"{name}={value}" for name, value in tokens.items())
    shell(f"$null = connect {modern.url} -Cookie '{header}'; disconnect")
    assert not [seen for seen in modern.requests if seen.path.endswith("/logout")]
    assert shell.state.connection is None


def test_cookies_without_a_session_are_refused(shell: Any, modern: Sandbox) -> None:
    with pytest.raises(DifyShellError, match="access_token is missing"):
        shell(f"connect {modern.url} -Cookie 'locale=en-US'")
    with pytest.raises(DifyShellError, match="CSRF token is missing"):
        shell(f"connect {modern.url} -Cookie 'access_token=a.b.c'")
