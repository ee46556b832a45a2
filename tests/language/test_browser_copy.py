"""What browsers copy can be pasted: it is recognised by how it begins, and masked as long as it is only typed."""

from __future__ import annotations

import pytest

from dify_shell.commands import all_commands
from dify_shell.language.parser import parse
from dify_shell.language.printer import to_text
from dify_shell.runtime.masking import masker
from dify_shell.runtime.registry import Registry

from .browser_copies import CURL, POWERSHELL

COOKIE_EXPORT = """[
  {"domain": "dify.example.com", "name": "access_token", "value": "aaa.bbb.ccc", "path": "/", "secure": true},
  {"domain": "dify.example.com", "name": "csrf_token", "value": "ddd.eee.fff"}
]"""


@pytest.mark.parametrize(
    "text",
    [
        "Cookie: access_token=aaa.bbb.ccc; csrf_token=ddd.eee.fff",
        "  cookie:access_token=aaa.bbb.ccc",
        "Set-Cookie: access_token=aaa.bbb.ccc; Path=/; HttpOnly\nSet-Cookie: csrf_token=ddd.eee.fff",
        COOKIE_EXPORT,
        '{"cookies": [{"name": "access_token", "value": "aaa.bbb.ccc"}]}',
    ],
)
def test_cookies_are_something_to_connect_with(text: str) -> None:
    parsed = parse(text)
    assert parsed.errors == ()
    assert to_text(parsed.script).startswith("Connect-Dify -Cookie '")


def test_an_export_that_breaks_off_goes_on_and_a_wrong_one_is_named() -> None:
    assert parse(COOKIE_EXPORT[:90]).incomplete
    wrong = parse('[{"name": "access_token" "value": "x"}]')
    assert "no JSON" in str(wrong.errors[0])
    assert not wrong.incomplete


@pytest.mark.parametrize("text", ["curly", "curl", "[int]5", "$curl = 1", "cookie", "get /curl x", "[ordered]@{}"])
def test_the_language_keeps_its_own(text: str) -> None:
    assert "Invoke-WebRequest" not in to_text(parse(text).script)
    assert "Connect-Dify" not in to_text(parse(text).script)


@pytest.mark.parametrize(
    "text", [*CURL.values(), *POWERSHELL.values(), COOKIE_EXPORT, "Cookie: access_token=aaa.bbb.ccc"]
)
def test_no_secret_is_seen_or_kept_in_the_history(text: str) -> None:
    masked = masker(Registry(all_commands()))(text)
    for secret in ("aaa.bbb.ccc", "ddd.eee.fff", "0123456789abcdef"):
        assert secret not in masked


@pytest.mark.parametrize(
    "body",
    [
        """curl 'https://a.example' --data-raw '{"email":"a@b.example","password":"hunter22"}'""",
        """curl 'https://a.example' -H 'Authorization: Bearer hunter22'""",
        """curl 'https://a.example' -d 'email=a&password=hunter22'""",
        '''curl ^"https://a.example^" ^\n  -d ^"^{^\\^"password^\\^":^\\^"hunter22^\\^"^}^"''',
        'Invoke-WebRequest "https://a.example" -Body "{`"password`":`"hunter22`"}"',
        """post /login -Body '{"password": "hunter22"}'""",
        """$body = '{"api_key": "hunter22"}'""",
    ],
)
def test_secrets_in_bodies_are_masked(body: str) -> None:
    assert "hunter22" not in masker(Registry(all_commands()))(body)


def test_what_is_no_secret_stays_readable() -> None:
    text = """curl 'https://a.example/x?y=1' -H 'accept: */*' --data-raw '{"name":"Bot"}'"""
    assert masker(Registry(all_commands()))(text) == text
