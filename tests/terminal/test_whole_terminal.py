"""The shell as it is met in a terminal, against the sandbox."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dify_shell.api.login import login_with_password, probe
from dify_shell.api.redaction import Redactor
from dify_shell.api.transport import Transport
from dify_shell.objects import Secret
from dify_shell.sandbox import Sandbox

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from .pty_shell import CURSOR_POSITION_REQUEST, PtyShell


class Login(NamedTuple):
    """What a user has on the clipboard, the secrets in it, and the host it leads to."""

    text: str
    secrets: tuple[str, ...]
    host: str


def pasted_tokens(sandbox: Sandbox) -> Login:
    """What the browser helper copies."""
    transport, redactor = Transport(sandbox.url), Redactor()
    client = login_with_password(transport, probe(transport).version, sandbox.email, Secret(sandbox.password), redactor)
    access, _, csrf = (secret.reveal() for secret in client.credentials.secrets())
    return login(
        sandbox,
        (access, csrf),
        f'$env:PSDIFY_AUTH_METHOD="AccessToken"\n$env:PSDIFY_ACCESS_TOKEN="{access}"\n$env:PSDIFY_CSRF_TOKEN="{csrf}"',
    )


def pasted_password(sandbox: Sandbox) -> Login:
    """What a user of an older server keeps in a file."""
    lines = f'$env:PSDIFY_EMAIL = "{sandbox.email}"\n$env:PSDIFY_PASSWORD = "{sandbox.password}"'
    return login(sandbox, (sandbox.password,), lines)


def login(sandbox: Sandbox, secrets: tuple[str, ...], lines: str) -> Login:
    text = f'$env:PSDIFY_URL="{sandbox.url}"\n{lines}\nConnect-Dify'
    return Login(text, secrets, sandbox.url.partition("://")[2])


@pytest.fixture(scope="module", params=[("1.13.2", pasted_tokens), ("1.5.0", pasted_password)], ids=lambda p: p[0])
def clipboard(request: pytest.FixtureRequest) -> Iterator[Login]:
    version, copied = request.param
    with Sandbox(version) as sandbox:
        yield copied(sandbox)


def assert_secrets_are_nowhere(shell: PtyShell, login: Login) -> None:
    """Neither on the screen, nor scrolled away, nor among the bytes sent to the terminal, nor on disk."""
    assert "PSDIFY" in shell.files_text()
    for secret in login.secrets:
        assert secret not in shell.all_text()
        assert secret.encode() not in shell.received
        assert secret not in shell.files_text()


def test_a_login_pasted_as_a_block_connects_with_one_enter(clipboard: Login, tmp_path: Path) -> None:
    with PtyShell(tmp_path) as shell:
        shell.wait_for("dify>")
        shell.paste(clipboard.text.replace("\n", "\r\n") + "\r\n")
        shell.wait_for("Connect-Dify")
        assert "dify@example.com" not in shell.screen_text().replace("$env:PSDIFY_EMAIL", "")[-60:]
        shell.type("\r")
        shell.wait_for(f"@{clipboard.host}>")
        assert "dify@example.com" in shell.screen_text()
        shell.type("\x1b[A")
        shell.wait_until(lambda: shell.line.endswith("Connect-Dify"))
        shell.type("\x03")
        shell.type("get-app\r")
        shell.wait_for("Support Bot")
        shell.type("q")
        shell.wait_until(lambda: shell.line.endswith(f"@{clipboard.host}>"))
        assert_secrets_are_nowhere(shell, clipboard)


def test_a_login_pasted_without_marks_connects_line_by_line(clipboard: Login, tmp_path: Path) -> None:
    with PtyShell(tmp_path) as shell:
        shell.wait_for("dify>")
        shell.type("Import-Module PSDify\r" + clipboard.text.replace("\n", "\r") + "\r")
        shell.wait_for(f"@{clipboard.host}>")
        for _ in clipboard.text.split("\n"):
            shell.type("\x1b[A")
        shell.wait_until(lambda: "PSDIFY_URL" in shell.line)
        assert_secrets_are_nowhere(shell, clipboard)


@pytest.mark.parametrize("version", ["1.13.2", "1.5.0"])
@pytest.mark.parametrize(
    "line",
    [
        "connect {url} -Email {email} -Password '{password}'",
        'Connect-Dify {url} -Email {email} -Password (ConvertTo-SecureString "{password}" -AsPlainText -Force)',
        "$env:PSDIFY_PASSWORD='{password}'; connect {url} -Email {email}",
    ],
)
def test_a_password_in_a_line_is_masked_while_it_stands_there_and_kept_nowhere(
    version: str, line: str, tmp_path: Path
) -> None:
    with Sandbox(version) as sandbox, PtyShell(tmp_path) as shell:
        shell.wait_for("dify>")
        shell.type(line.format(url=sandbox.url, email=sandbox.email, password=sandbox.password) + "\r")
        shell.wait_for(f"@{sandbox.url.partition('://')[2]}>")
        shell.type("\x1b[A")
        shell.wait_until(lambda: shell.screen_text().count("onnect") > 1)
        assert_nothing_leaked(shell, sandbox)


@pytest.mark.parametrize("version", ["1.13.2", "1.5.0"])
def test_a_password_that_is_asked_for_is_not_shown(version: str, tmp_path: Path) -> None:
    with Sandbox(version) as sandbox, PtyShell(tmp_path) as shell:
        shell.wait_for("dify>")
        shell.type(f"connect {sandbox.url}\r")
        shell.wait_for("E-mail:")
        shell.type(f"{sandbox.email}\r")
        shell.wait_for("Password:")
        shell.type(f"{sandbox.password}\r")
        shell.wait_for(f"@{sandbox.url.partition('://')[2]}>")
        assert_nothing_leaked(shell, sandbox)


@pytest.mark.parametrize("version", ["1.13.2", "1.5.0"])
def test_a_mailed_code_connects_and_its_session_is_kept_in_memory_alone(version: str, tmp_path: Path) -> None:
    with Sandbox(version) as sandbox, PtyShell(tmp_path) as shell:
        shell.wait_for("dify>")
        shell.type(f"connect {sandbox.url} Code {sandbox.email}\r")
        shell.wait_for("Code:")
        shell.type(f"{sandbox.world.outbox[-1].code}\r")
        shell.wait_for(f"@{sandbox.url.partition('://')[2]}>")
        assert_nothing_leaked(shell, sandbox)


def assert_nothing_leaked(shell: PtyShell, sandbox: Sandbox) -> None:
    """Neither the password nor a token of the session is on the screen, among the bytes sent to it, or on disk."""
    assert "onnect" in shell.files_text()
    for secret in (sandbox.password, "eyJ", *sandbox.world.refresh_tokens):
        assert secret.encode() not in shell.received
        assert secret not in shell.all_text() + shell.files_text()


def test_keys_do_what_users_expect(tmp_path: Path) -> None:
    with PtyShell(tmp_path) as shell:
        shell.wait_for("dify>")
        shell.type("get-a")
        shell.wait_for("get-app ")
        shell.wait_until(lambda: shell.line == "dify> get-a")  # the menu must not stand where one types
        shell.type("\x03")
        shell.wait_until(lambda: shell.line == "dify>")
        shell.type("@{\r")
        shell.wait_until(lambda: shell.line.startswith(">>"))
        shell.type("a = 1\r}\r")
        shell.wait_for("a ")
        shell.run("12345", "\n12345\n")
        shell.type("123")
        shell.wait_until(lambda: shell.line == "dify> 123")
        shell.type("\x1b[A")
        shell.wait_until(lambda: shell.line == "dify> 12345")
        shell.type("\x03")
        shell.wait_until(lambda: shell.line == "dify>")
        shell.type("\x04")
        assert shell.wait_for_end() == 0


def test_tab_learns_the_operations_and_the_names_of_the_server(tmp_path: Path) -> None:
    with Sandbox() as sandbox, PtyShell(tmp_path, DIFY_PASSWORD=sandbox.password) as shell:
        shell.wait_for("dify>")
        shell.run(f"connect {sandbox.url} -Email {sandbox.email} -Password $env:DIFY_PASSWORD", sandbox.email)
        shell.type("get \t")
        shell.wait_for("GET /apps")
        shell.type("/apps/sup")
        shell.wait_for("Support Bot")


def test_tab_takes_the_only_one_and_the_next_goes_on_behind_it(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "this-year.csv").touch()
    with PtyShell(tmp_path) as shell:
        shell.wait_for("dify>")
        shell.type("get-content rep\t")  # in one go, as fast typists and slow lines have it
        shell.wait_for("this-year.csv")
        shell.type("\t")
        shell.wait_until(lambda: shell.line == "dify> get-content reports/this-year.csv")


def test_a_low_terminal_has_a_low_menu(tmp_path: Path) -> None:
    with PtyShell(tmp_path, rows=6) as shell:
        shell.wait_for("dify>")
        shell.type("get-app -")
        shell.wait_for("-Search")
        assert "too small" not in shell.all_text()


def test_control_c_stops_a_command_and_exit_leaves_with_a_status(tmp_path: Path) -> None:
    with PtyShell(tmp_path) as shell:
        shell.wait_for("dify>")
        shell.type("'running'; start-sleep 60\r")
        shell.wait_for("\nrunning")
        shell.type("\x03")
        shell.wait_for("Interrupted.")
        shell.wait_until(lambda: shell.line == "dify>")
        shell.type("exit 7\r")
        assert shell.wait_for_end() == 7


def test_a_dumb_terminal_gets_plain_lines(tmp_path: Path) -> None:
    with PtyShell(tmp_path, TERM="dumb") as shell:
        shell.wait_for("dify>")
        shell.type("'plain'\r")
        shell.wait_for("\nplain\n")
        shell.type("@{\r")
        shell.wait_for(">>")
        shell.type("a = 1 }\r")
        shell.wait_for("a ")
        shell.type("no-such-command\r")
        shell.wait_for("no-such-command'")
        shell.type("exit\r")
        assert shell.wait_for_end() == 0
        assert b"\x1b" not in shell.received


def test_a_terminal_that_does_not_tell_its_cursor_is_asked_once(tmp_path: Path) -> None:
    with PtyShell(tmp_path, tells_cursor=False) as shell:
        shell.wait_for("dify>")
        for number in ("111", "222", "333"):
            shell.run(number, f"\n{number}\n")
        assert shell.received.count(CURSOR_POSITION_REQUEST) == 1
        assert "WARNING" not in shell.all_text()


def test_the_first_prompt_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    with PtyShell(tmp_path, PYTHONPROFILEIMPORTTIME="1") as shell:
        shell.wait_until(lambda: b"not connected" in shell.received)
        loaded = {name.decode() for name in re.findall(rb"\d \| +([\w.]+)\r", shell.received)}
    assert "dify_shell.terminal.repl" in loaded
    unneeded = {"requests", "urllib3", "pygments.lexers", "flask", "yaml", "jmespath", "dify_shell.catalog.catalog"}
    assert not loaded & unneeded
