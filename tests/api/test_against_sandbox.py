"""The whole road against the embedded server, in each generation of Dify: in, around, renewed, out, and refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from dify_shell.api.client import DifyClient
from dify_shell.api.credentials import BearerCredentials, CookieCredentials, PastedCredentials
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
from dify_shell.api.setup import initialize, setup_state
from dify_shell.api.transport import Transport
from dify_shell.errors import CertificateRejected, LoginError, NotAuthenticated, NotDify, NotFound, ServerFault
from dify_shell.objects import Secret
from dify_shell.sandbox import Sandbox, World

if TYPE_CHECKING:
    TransportTo = Callable[..., Transport]

GENERATIONS = ["1.5.0", "1.13.2", "1.17.0"]
COOKIE_GENERATIONS = GENERATIONS[1:]
in_each_generation = pytest.mark.parametrize("version", GENERATIONS)


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with Sandbox(apps=250) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox, version: str) -> Sandbox:
    server.world.reset(version)
    server.requests.clear()
    return server


@pytest.fixture
def version() -> str:
    return "1.13.2"


@pytest.fixture
def transport(sandbox: Sandbox, transport_to: TransportTo) -> Transport:
    return transport_to(sandbox.url)


def sign_in(transport: Transport, sandbox: Sandbox, *, email: str = "", password: str = "") -> DifyClient:
    """Sign in by password, as the owner unless somebody else is named."""
    secret = Secret(password or sandbox.password)
    return login_with_password(transport, probe(transport).version, email or sandbox.email, secret, Redactor())


def paths(sandbox: Sandbox) -> list[str]:
    return [seen.path.removeprefix("/console/api") for seen in sandbox.requests]


# In and out


@in_each_generation
def test_a_password_signs_in_and_out(sandbox: Sandbox, transport: Transport, version: str) -> None:
    client = sign_in(transport, sandbox)
    assert str(client.version) == version
    assert client.get("/account/profile")["email"] == sandbox.email
    assert isinstance(client.credentials, BearerCredentials if version == "1.5.0" else CookieCredentials)
    assert (client.credentials.expires_at or 0) > sandbox.world.now
    logout(client)
    assert sandbox.world.refresh_tokens == {}


@in_each_generation
def test_a_mailed_code_signs_in(sandbox: Sandbox, transport: Transport, version: str) -> None:
    token = request_code(transport, sandbox.email)
    code = sandbox.world.outbox[-1].code
    client = login_with_code(transport, Version(version), sandbox.email, code, token, Redactor())
    assert client.get("/account/profile")["email"] == sandbox.email
    assert client.credentials.renewable


@pytest.mark.parametrize("https_configured", [False, True])
@pytest.mark.parametrize("version", COOKIE_GENERATIONS)
def test_a_browsers_tokens_sign_in_whatever_its_cookies_are_called(
    sandbox: Sandbox, transport: Transport, version: str, https_configured: bool
) -> None:
    sandbox.world.https_configured = https_configured
    browser = sign_in(transport, sandbox).credentials
    assert isinstance(browser, CookieCredentials)
    client = login_with_tokens(transport, Version(version), browser.access, browser.csrf, Redactor())
    assert client.get("/account/profile")["email"] == sandbox.email
    assert client.post("/apps", json={"name": "Bot", "mode": "chat"})["name"] == "Bot"
    logout(client)
    assert len(sandbox.world.refresh_tokens) == 1, "the browser stays signed in"


@pytest.mark.parametrize("version", COOKIE_GENERATIONS)
def test_a_server_configured_for_https_works_over_http(sandbox: Sandbox, transport: Transport) -> None:
    """Its Secure `__Host-` cookies would be dropped by a correct jar."""
    sandbox.world.https_configured = True
    client = sign_in(transport, sandbox)
    assert client.get("/account/profile")["email"] == sandbox.email
    sandbox.world.advance(3601)
    assert client.get("/account/profile")["email"] == sandbox.email


def test_https_with_a_certificate_of_ones_own(transport_to: TransportTo) -> None:
    with Sandbox(https=True, apps=1) as sandbox:
        with pytest.raises(CertificateRejected):
            probe(transport_to(sandbox.url))
        for trusting in ({"environment": {"REQUESTS_CA_BUNDLE": str(sandbox.certificate)}}, {"verify": False}):
            client = sign_in(transport_to(sandbox.url, **trusting), sandbox)
            assert client.get("/account/profile")["email"] == sandbox.email


def test_a_long_listing_is_read_to_its_end(sandbox: Sandbox, transport: Transport) -> None:
    client = sign_in(transport, sandbox)
    assert len({app["id"] for app in client.pages("/apps")}) == 250


# Sessions that expire


@in_each_generation
def test_an_expired_session_renews_itself(sandbox: Sandbox, transport: Transport) -> None:
    client = sign_in(transport, sandbox)
    first = client.credentials
    for _ in range(2):
        sandbox.world.advance(3601)
        sandbox.requests.clear()
        assert client.get("/account/profile")["email"] == sandbox.email
        assert paths(sandbox) == ["/account/profile", "/refresh-token", "/account/profile"]
    assert client.credentials is not first


@in_each_generation
def test_eight_threads_renew_it_once(sandbox: Sandbox, transport: Transport) -> None:
    """A refresh token works once, so that a second renewal would end the session."""
    client = sign_in(transport, sandbox)
    sandbox.world.advance(3601)
    with ThreadPoolExecutor(8) as pool:
        profiles = list(pool.map(client.get, ["/account/profile"] * 8))
    assert {profile["email"] for profile in profiles} == {sandbox.email}
    assert paths(sandbox).count("/refresh-token") == 1


@in_each_generation
def test_a_session_that_cannot_be_renewed_any_more_asks_to_sign_in(sandbox: Sandbox, transport: Transport) -> None:
    client = sign_in(transport, sandbox)
    sandbox.world.refresh_tokens.clear()
    sandbox.world.advance(3601)
    with pytest.raises(NotAuthenticated, match="has expired") as caught:
        client.get("/account/profile")
    assert "connect -Force" in str(caught.value.hint)


@pytest.mark.parametrize("version", COOKIE_GENERATIONS)
def test_an_expired_browsers_session_asks_for_a_fresh_one(sandbox: Sandbox, transport: Transport, version: str) -> None:
    browser = sign_in(transport, sandbox).credentials
    assert isinstance(browser, CookieCredentials)
    client = login_with_tokens(transport, Version(version), browser.access, browser.csrf, Redactor())
    assert isinstance(client.credentials, PastedCredentials)
    sandbox.world.advance(3601)
    with pytest.raises(NotAuthenticated, match="has expired") as caught:
        client.get("/account/profile")
    assert sandbox.url in caught.value.message
    assert "browser helper" in str(caught.value.hint)


def test_tokens_of_different_logins_do_not_go_together(sandbox: Sandbox, transport: Transport) -> None:
    browser = sign_in(transport, sandbox).credentials
    client = login_with_tokens(transport, Version("1.13.2"), browser.access, Secret("another"), Redactor())
    with pytest.raises(NotAuthenticated, match="CSRF token"):
        client.get("/account/profile")


def test_a_banned_account_is_told_so_and_not_renewed(sandbox: Sandbox, transport: Transport) -> None:
    client = sign_in(transport, sandbox)
    sandbox.world.banned.add(sandbox.email)
    with pytest.raises(NotAuthenticated, match="banned"):
        client.get("/account/profile")
    assert "/refresh-token" not in paths(sandbox)


def test_an_unknown_id_is_not_found(sandbox: Sandbox, transport: Transport) -> None:
    with pytest.raises(NotFound, match="There is no /console/api/apps/nope"):
        sign_in(transport, sandbox).get("/apps/nope")


# Refusals


@in_each_generation
def test_a_wrong_password(sandbox: Sandbox, transport: Transport) -> None:
    with pytest.raises(LoginError, match="does not know"):
        sign_in(transport, sandbox, password="wrong-password-1")


@pytest.mark.parametrize(
    ("version", "words"),
    [("1.5.0", "no account"), ("1.13.2", "does not know"), ("1.17.0", "does not know")],
)
def test_an_unknown_account_is_told_by_old_servers_only(sandbox: Sandbox, transport: Transport, words: str) -> None:
    with pytest.raises(LoginError, match=words):
        sign_in(transport, sandbox, email="ghost@dify.test")


@in_each_generation
def test_too_many_wrong_passwords_lock_the_address(sandbox: Sandbox, transport: Transport) -> None:
    for _ in range(6):
        with pytest.raises(LoginError, match="does not know"):
            sign_in(transport, sandbox, password="wrong-password-1")
    with pytest.raises(LoginError, match="locked") as caught:
        sign_in(transport, sandbox)
    assert "24 hours" in str(caught.value.hint)


@in_each_generation
def test_the_right_password_is_never_sent_in_the_wrong_way(sandbox: Sandbox, transport: Transport) -> None:
    sign_in(transport, sandbox)
    assert sandbox.world.failed_logins == {}
    assert paths(sandbox) == ["/system-features", "/login"]


@in_each_generation
@pytest.mark.parametrize(
    ("email", "code", "minutes", "words"),
    [
        ("", "000000x", 0, "wrong or has expired"),
        ("kenji.watanabe@example.com", "", 0, "another e-mail address|expired or was used"),
        ("", "", 6, "expired or was used"),
    ],
)
def test_a_code_that_is_wrong_late_or_somebody_elses(
    sandbox: Sandbox, transport: Transport, version: str, email: str, code: str, minutes: int, words: str
) -> None:
    token = request_code(transport, sandbox.email)
    sandbox.world.advance(minutes * 60)
    code = code or sandbox.world.outbox[-1].code
    with pytest.raises(LoginError, match=words):
        login_with_code(transport, Version(version), email or sandbox.email, code, token, Redactor())


def test_a_code_works_once(sandbox: Sandbox, transport: Transport, version: str) -> None:
    token, code = request_code(transport, sandbox.email), sandbox.world.outbox[-1].code
    login_with_code(transport, Version(version), sandbox.email, code, token, Redactor())
    with pytest.raises(LoginError, match="expired or was used"):
        login_with_code(transport, Version(version), sandbox.email, code, token, Redactor())


@in_each_generation
def test_too_many_codes(sandbox: Sandbox, transport: Transport) -> None:
    with pytest.raises(LoginError, match="too many codes"):
        for _ in range(4):
            request_code(transport, sandbox.email)


def ban(world: World) -> None:
    world.banned.add(world.owner["email"])


def drop_workspace(world: World) -> None:
    world.without_workspace.add(world.owner["email"])


def not_set_up(world: World) -> None:
    world.is_set_up = False


def not_validated(world: World) -> None:
    world.is_set_up, world.init_password = False, "init-password-1"


def no_passwords(world: World) -> None:
    world.password_login = False


@in_each_generation
@pytest.mark.parametrize(
    ("make", "words", "hint"),
    [
        (ban, "banned", "runs the server"),
        (drop_workspace, "no workspace", "invitation"),
        (not_set_up, "not been set up", "initialize"),
        (not_validated, "init password", "-InitPassword"),
        (no_passwords, "does not allow this way", "browser helper"),
    ],
)
def test_a_server_or_an_account_in_no_state_to_sign_in(
    sandbox: Sandbox, transport: Transport, make: Callable[[World], None], words: str, hint: str
) -> None:
    make(sandbox.world)
    with pytest.raises(LoginError, match=words) as caught:
        sign_in(transport, sandbox)
    assert hint in str(caught.value.hint)


@pytest.mark.parametrize("version", COOKIE_GENERATIONS)
def test_a_login_without_cookies(sandbox: Sandbox, transport: Transport) -> None:
    sandbox.world.gives_cookies = False
    with pytest.raises(LoginError, match="gave no session"):
        sign_in(transport, sandbox)


@in_each_generation
def test_no_mail(sandbox: Sandbox, transport: Transport) -> None:
    sandbox.world.mail_works = False
    with pytest.raises(LoginError, match="cannot send mail"):
        request_code(transport, sandbox.email)


def test_turnstile_leaves_the_browser_as_the_way_out(sandbox: Sandbox, transport: Transport) -> None:
    sandbox.world.turnstile = True
    with pytest.raises(LoginError, match="Turnstile") as caught:
        request_code(transport, sandbox.email)
    assert "-AuthMethod AccessToken" in str(caught.value.hint)


def test_a_code_for_nobody(sandbox: Sandbox, transport: Transport) -> None:
    with pytest.raises(LoginError, match="no account"):
        request_code(transport, "ghost@dify.test")


# What stands in between


def test_dify_that_starts_behind_its_proxy(sandbox: Sandbox, transport: Transport) -> None:
    sandbox.world.fail_next("/console/api/login", status=502, body="<html>502 Bad Gateway</html>")
    with pytest.raises(ServerFault, match="Dify behind it does not"):
        sign_in(transport, sandbox)


def test_a_login_page_of_something_else(sandbox: Sandbox, transport: Transport) -> None:
    sandbox.world.fail_next(status=302, headers=(("Location", "https://sso.example/login?from=dify"),))
    with pytest.raises(NotDify, match=r"redirects to https://sso\.example;"):
        sign_in(transport, sandbox)


# The first set-up


@in_each_generation
@pytest.mark.parametrize("init_password", ["", "init-password-1"])
def test_a_new_server_is_set_up_and_signed_in_to(sandbox: Sandbox, transport: Transport, init_password: str) -> None:
    sandbox.world.is_set_up, sandbox.world.init_password = False, init_password
    state = setup_state(transport)
    assert (state.is_set_up, state.wants_init_password) == (False, bool(init_password))
    initialize(
        transport,
        email="first@dify.test",
        name="First",
        password=Secret("letters-and-1"),
        init_password=Secret(init_password) if init_password else None,
        redactor=Redactor(),
    )
    assert setup_state(transport).is_set_up
    client = sign_in(transport, sandbox, email="first@dify.test", password="letters-and-1")
    assert client.get("/account/profile")["email"] == "first@dify.test"
