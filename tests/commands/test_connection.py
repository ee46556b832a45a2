"""Signing in and out, on servers of each generation; ids such as AUTH-1 are those of PSDify's own tests."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import DifyShellError, LoginError, NotAuthenticated, NotConnected, NotInteractive
from dify_shell.language.paste import clean
from dify_shell.objects import Record
from dify_shell.sandbox import Sandbox


def asked_paths(sandbox: Sandbox) -> list[str]:
    return [seen.path.removeprefix("/console/api") for seen in sandbox.requests]


def one(output: list[object]) -> Record:
    (record,) = output
    assert isinstance(record, Record)
    return record


def browser_tokens(sandbox: Sandbox, shell: Any) -> tuple[str, str]:
    """The tokens of a session, as the browser helper would read them."""
    shell.sign_in_to(sandbox)
    credentials = shell.state.connection.client.credentials
    shell("disconnect -Force")
    return credentials.access.reveal(), credentials.csrf.reveal()


def snippet(sandbox: Sandbox, access: str, csrf: str) -> str:
    """What the browser helper copies."""
    return (
        f'$env:PSDIFY_URL="{sandbox.url}"\n$env:PSDIFY_AUTH_METHOD="AccessToken"\n'
        f'$env:PSDIFY_ACCESS_TOKEN="{access}"\n$env:PSDIFY_CSRF_TOKEN="{csrf}"\nConnect-Dify'
    )


def test_auth_1_a_password_connects(shell: Any, sandbox: Sandbox) -> None:
    text = f"Connect-Dify -Server {sandbox.url}/ -Email {sandbox.email} -Password {sandbox.password}"
    record = one(shell(text))
    assert dict(record) == {
        "Server": sandbox.url,
        "Version": sandbox.world.version,
        "Name": "Olive Owner",
        "Email": sandbox.email,
    }
    assert shell("$env:PSDIFY_URL; $env:PSDIFY_VERSION") == [sandbox.url, sandbox.world.version]


def test_auth_2_3_4_the_session_can_be_seen_and_left(shell: Any, sandbox: Sandbox) -> None:
    shell.sign_in_to(sandbox)
    assert one(shell("Get-PSDifyConsoleAuth"))["AuthMethod"] == "Password"
    assert shell("Disconnect-Dify") == []
    assert shell("$env:PSDIFY_URL; $env:PSDIFY_VERSION; $script:PSDIFY_CONSOLE_AUTH") == []
    assert shell("Get-PSDifyConsoleAuth") == []


def test_auth_5_6_variables_alone_connect(shell: Any, sandbox: Sandbox) -> None:
    shell.sign_in_to(sandbox)
    assert shell.state.connection.email == sandbox.email


@pytest.mark.parametrize("version", ["1.13.2", "1.17.0"])
def test_auth_8_9_a_browsers_tokens_connect(shell: Any, version: str, _sandboxes: dict[str, Sandbox]) -> None:
    sandbox = _sandboxes[version]
    sandbox.world.reset()
    assert one(shell(snippet(sandbox, *browser_tokens(sandbox, shell))))["Email"] == sandbox.email
    assert shell.state.connection.method == "AccessToken"


def test_auth_7_the_tokens_of_a_server_behind_https_connect_too(shell: Any, modern: Sandbox) -> None:
    """Dify Cloud is configured for https, so its cookies are called `__Host-…`."""
    modern.world.https_configured = True
    assert one(shell(snippet(modern, *browser_tokens(modern, shell))))["Email"] == modern.email


def test_auth_0_a_mailed_code_connects(shell: Any, sandbox: Sandbox) -> None:
    with pytest.raises(NotInteractive, match="Code is missing") as failed:
        shell(f"connect {sandbox.url} Code {sandbox.email}")
    assert "-Token and -Code" in str(failed.value.hint)
    mail = sandbox.world.outbox[-1]
    assert one(shell(f"connect {sandbox.url} code {sandbox.email} {mail.token} -Code '{mail.code}'"))["Name"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n") + "\r\n",
        lambda text: "Import-Module PSDify\n" + text,
        lambda text: "\n".join("PS C:\\Users\\me> " + line for line in text.split("\n")),
        lambda text: f"```powershell\n{text}\n```\n",
    ],
    ids=["as it is", "CRLF and a final newline", "Import-Module", "prompts", "code fence"],
)
def test_the_login_connects_however_it_was_copied(shell: Any, modern: Sandbox, change: Any) -> None:
    text = change(snippet(modern, *browser_tokens(modern, shell)))
    assert one(shell(clean(text)))["Server"] == modern.url


def test_tokens_need_1_9_2(shell: Any, _sandboxes: dict[str, Sandbox]) -> None:
    old = _sandboxes["1.5.0"]
    with pytest.raises(LoginError, match=r"1\.9\.2"):
        shell(f"connect {old.url} AccessToken -AccessToken eyJa.b.c -CSRFToken eyJd.e.f")


def test_a_session_that_holds_is_kept_after_one_question(connected: Any, modern: Sandbox) -> None:
    before = connected.state.connection
    connected("connect")
    assert asked_paths(modern) == ["/account/profile"]
    assert connected.state.connection is before
    connected("connect -Force")
    assert connected.state.connection is not before


def test_a_session_that_ended_is_signed_in_again(connected: Any, modern: Sandbox) -> None:
    modern.world.refresh_tokens.clear()
    modern.world.advance(7200)
    assert one(connected("connect"))["Server"] == modern.url
    assert "/login" in asked_paths(modern)


def test_an_expired_session_renews_itself_once(shell: Any, sandbox: Sandbox) -> None:
    shell.sign_in_to(sandbox)
    sandbox.requests.clear()
    sandbox.world.advance(3700)
    assert one(shell("get-profile"))["Email"] == sandbox.email
    assert asked_paths(sandbox) == ["/account/profile", "/refresh-token", "/account/profile"]


def test_a_pasted_session_that_expired_asks_for_a_fresh_login(shell: Any, modern: Sandbox) -> None:
    shell(snippet(modern, *browser_tokens(modern, shell)))
    modern.world.advance(3700)
    with pytest.raises(NotAuthenticated) as failed:
        shell("apps")
    assert "paste" in str(failed.value.hint)


def test_a_failed_login_leaves_the_connection_as_it_was(connected: Any, modern: Sandbox) -> None:
    before = connected.state.connection
    with pytest.raises(LoginError):
        connected("connect -Email nobody@example.com -Password wrong-password-1")
    assert connected.state.connection is before
    assert connected("$env:PSDIFY_URL") == [modern.url]


def test_the_seventh_wrong_password_locks(shell: Any, modern: Sandbox) -> None:
    for _ in range(6):
        with pytest.raises(LoginError, match="does not know"):
            shell(f"connect {modern.url} -Email {modern.email} -Password wrong-password-1")
    with pytest.raises(LoginError, match="locked") as failed:
        shell(f"connect {modern.url} -Email {modern.email} -Password {modern.password}")
    assert "24 hours" in str(failed.value.hint)


@pytest.mark.parametrize(
    ("switch", "value", "method", "words"),
    [
        ("is_set_up", False, "Password", "not been set up"),
        ("password_login", False, "Password", "does not allow"),
        ("banned", {"dify@example.com"}, "Password", "banned"),
        ("without_workspace", {"dify@example.com"}, "Password", "no workspace"),
        ("gives_cookies", False, "Password", "gave no session"),
        ("mail_works", False, "Code", "cannot send mail"),
        ("turnstile", True, "Code", "Turnstile"),
    ],
)
def test_each_refusal_has_its_own_words_and_a_hint(
    shell: Any, modern: Sandbox, switch: str, value: object, method: str, words: str
) -> None:
    setattr(modern.world, switch, value)
    with pytest.raises(DifyShellError, match=words) as failed:
        shell(f"connect {modern.url} {method} {modern.email} -Password {modern.password}")
    assert failed.value.hint
    assert failed.value.exit_code == 3


def test_another_method_is_refused_with_the_three_names(shell: Any) -> None:
    with pytest.raises(DifyShellError, match="Password, Code or AccessToken"):
        shell("connect -AuthMethod Telepathy")


def test_what_is_no_address_is_refused_before_anything_is_sent(shell: Any) -> None:
    with pytest.raises(DifyShellError, match="no address"):
        shell("connect 'not a url' -Email me@example.com -Password secret-secret")


def test_without_a_terminal_a_missing_password_is_an_error_that_names_where_to_give_it(
    shell: Any, modern: Sandbox
) -> None:
    with pytest.raises(NotInteractive, match="Password") as failed:
        shell(f"connect {modern.url} -Email {modern.email}")
    assert "-Password" in str(failed.value.hint)
    assert "$env:PSDIFY_PASSWORD" in str(failed.value.hint)


def test_disconnecting_needs_a_connection_unless_forced(shell: Any) -> None:
    with pytest.raises(NotConnected):
        shell("disconnect")
    assert shell("disconnect -Force") == []


def test_a_self_signed_certificate_is_refused_and_can_be_accepted(shell: Any) -> None:
    with Sandbox("1.13.2", https=True) as secure:
        login = f"connect {secure.url} -Email {secure.email} -Password {secure.password}"
        with pytest.raises(DifyShellError, match="certificate") as failed:
            shell(login)
        assert "IgnoreSSLVerification" in str(failed.value.hint)
        assert "PSDIFY_DISABLE_SSL_VERIFICATION" in str(failed.value.hint)
        shell("Set-PSDifyConfiguration -IgnoreSSLVerification $true; $env:REQUESTS_CA_BUNDLE='/etc/hostname'")
        assert one(shell(login))["Server"] == secure.url
    assert any(kind == "warning" and "not verified" in text for kind, text in shell.host.messages)


@pytest.mark.parametrize("way", ["password", "tokens"])
def test_no_secret_can_be_read_anywhere(shell: Any, modern: Sandbox, way: str) -> None:
    access, csrf = browser_tokens(modern, shell)
    if way == "password":
        shell.sign_in_to(modern)
    else:
        shell(snippet(modern, access, csrf))
    with pytest.raises(DifyShellError):
        shell(f"connect -Force -Server {modern.url} -Email x@example.com -AuthMethod Password -Password {access}")
    seen = shell('get-console-auth; get-variable; get-variable env:*; "$env:PSDIFY_PASSWORD $env:PSDIFY_ACCESS_TOKEN"')
    texts = [repr(seen), *map(str, seen), repr(shell.host.messages)]
    texts += [f"{error!r}{error.hint}{vars(error)!r}" for error in shell.state.errors]
    for secret in (modern.password, access, csrf):
        assert not any(secret in shell.state.redactor.clean(text) for text in texts)
        assert secret not in repr(seen)


def test_init_1_2_a_new_server_is_set_up_and_signed_in_to(shell: Any, sandbox: Sandbox) -> None:
    sandbox.world.is_set_up = False
    record = one(shell(f"Initialize-Dify {sandbox.url} new@example.com -Name Dify -Password difyai123456"))
    assert (record["Name"], record["Email"], record["Version"]) == ("Dify", "new@example.com", sandbox.world.version)
    assert shell("$env:PSDIFY_URL; $env:PSDIFY_VERSION") == [sandbox.url, sandbox.world.version]


def test_init_3_4_the_init_password_goes_first(shell: Any, sandbox: Sandbox) -> None:
    sandbox.world.is_set_up = False
    sandbox.world.init_password = "initial-secret"
    with pytest.raises(NotInteractive, match="Init password"):
        shell(f"initialize {sandbox.url} new@example.com -Password difyai123456")
    text = f"initialize {sandbox.url} new@example.com -InitPassword initial-secret -Password difyai123456"
    assert one(shell(text))["Name"] == "new"


def test_ws_1_2_3_workspaces_are_listed_and_switched(shell: Any, sandbox: Sandbox) -> None:
    shell.sign_in_to(sandbox)
    assert len(shell("Get-DifyWorkspace")) > 1
    shell('Set-DifyCurrentWorkspace -Name "Acme Support"')
    assert shell("(Get-DifyCurrentWorkspace).Name") == ["Acme Support"]
    shell("$other = Get-DifyWorkspace | Where-Object { -not $_.Current } | Select-Object -First 1")
    shell("Set-DifyCurrentWorkspace -Id $other.Id")
    assert shell("(Get-DifyCurrentWorkspace).Name -eq $other.Name") == [True]


def test_tokens_are_revealed_only_after_a_yes(connected: Any) -> None:
    access = connected.state.connection.client.credentials.access
    for answer, shown in (("n", access), ("y", access.reveal())):
        connected.host.answers = [answer]
        assert one(connected("get-console-auth -Reveal"))["AccessToken"] == shown
    assert "act as you" in connected.host.questions[-1]
    with pytest.raises(NotInteractive):
        connected("get-console-auth -Reveal")
