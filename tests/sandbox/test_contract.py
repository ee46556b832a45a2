"""The sandbox answers as real servers did: every recorded exchange that is in its scope, one test each.

Sessions are replayed in order against one server. Exchanges about signing in and setting up stand alone: each gets a
new server in the state that `PREPARATIONS` makes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

from dify_shell.sandbox import Sandbox
from dify_shell.sandbox.tokens import sign

from .replay import Exchange, Replay, differences, exchanges

PLAYED_BY = {"1.5.0": "1.5.0", "1.13.2": "1.13.2", "1.17.0-pre": "1.17.0"}
"""The recorded versions, and what the sandbox is asked to play for each."""

ALONE = ("1.13.2/auth-http", "1.13.2/auth-https", "1.13.2/setup-and-version", "1.17.0-pre/auth-http", "1.5.0/auth")
SESSIONS = (
    "1.13.2/account", "1.13.2/workspaces", "1.13.2/tags", "1.13.2/apps", "1.13.2/api-keys",
    "1.17.0-pre/account", "1.17.0-pre/workspaces", "1.17.0-pre/tags", "1.17.0-pre/apps", "1.17.0-pre/api-keys",
    "1.5.0/console",
)  # fmt: skip

SKIPPED = {
    r"plugin daemon|^copy: no body|convert-to-workflow|model-config|schema-definitions": "nothing the shell asks for",
    r"^dataset api-keys": "nothing the shell asks for",
    r"^(datasets|model-providers|default-model|plugin list|tool-providers)": "the test of that area has it",
    r"^copy$": "recorded without a plugin daemon",
    r"CSRF-exempt path: GET workflows/draft": "an app of another recording: tests/api/test_against_sandbox.py has it",
    r"system-features before setup": "Flask renews the cookie of an earlier request",
    r"host unreachable|^trace-config delete: not": "the sandbox reaches no tracing service, and takes every one",
    r"^copy: (workflow app, no name|chat$)|^delete: the copy": "an app of another recording",
    r"the limit (#10|of 10)": "the keys before it were not recorded: tests/commands/test_app_keys.py",
    r"1\.17\.0-pre/tags/unbind": "takes other fields there; the shell does not ask for it",
    r"1\.17\.0-pre/api-keys/delete": "refused to its only account: tests/commands/test_app_keys.py has it",
    r"^(statistics|chat-conversations)": "1.17.0-pre refused these: tests/commands/test_app_logs.py has them",
    r"an app of the other workspace": "the sandbox keeps the apps of one workspace",
    r"two logins|^then refresh with": "two sessions at once: tests/api/test_against_sandbox.py has them",
    r"^the mail that|^redis keys|cookie jar|^JWT payload": "no request to the API",
}
"""Names of exchanges that are not replayed, and why."""


def skipped(exchange: Exchange) -> str | None:
    """Why an exchange is not replayed; None for one that is."""
    names = (exchange.name, str(exchange))
    return next((reason for pattern, reason in SKIPPED.items() if any(re.search(pattern, one) for one in names)), None)


def not_set_up(replay: Replay) -> None:
    replay.sandbox.world.is_set_up = False


def with_init_password(replay: Replay) -> None:
    not_set_up(replay)
    replay.sandbox.world.init_password = "init password"  # noqa: S105
    replay.names["<INIT_PASSWORD>"] = "init password"


def validated(replay: Replay) -> None:
    with_init_password(replay)
    replay.sandbox.world.init_sessions.add("token")
    replay.names["<session>"] = "token"


def refreshed(replay: Replay) -> None:
    replay.sandbox.world.refresh_tokens.clear()


def mailed(replay: Replay) -> None:
    replay.session.post(f"{replay.sandbox.url}/console/api/email-code-login", json={"email": replay.sandbox.email})
    mail = replay.sandbox.world.outbox[-1]
    replay.name_code(mail.token, mail.code)


def used(replay: Replay) -> None:
    mailed(replay)
    replay.sandbox.world.codes.clear()


def mails(count: int) -> Callable[[Replay], None]:
    def prepare(replay: Replay) -> None:
        for _ in range(count):
            mailed(replay)

    return prepare


def reset_asked(replay: Replay) -> None:
    replay.session.post(f"{replay.sandbox.url}/console/api/forgot-password", json={"email": replay.sandbox.email})


PREPARATIONS: tuple[tuple[str, Callable[[Replay], None]], ...] = (
    (r"INIT_PASSWORD set: (init|profile|setup status|init status|setup before|health)", with_init_password),
    (r"INIT_PASSWORD set: setup$", validated),
    (r"before setup|^setup: |^setup$|^init validate", not_set_up),
    (r"the used|used \(rotated\)|after logout$(?<!access token after logout)", refreshed),
    (r"validity: (?!bogus|missing)", mailed),
    (r"token used twice", used),
    (r"email-code-login: (repeated request 2|again at once)", mails(1)),
    (r"email-code-login: (repeated request 3|third)", mails(2)),
    (r"email-code-login: repeated request [45]", mails(3)),
    (r"forgot-password: at once again", reset_asked),
)
"""What a server must have been through before an exchange, by the exchange's name; all that fit, in this order."""


def lock_outs(exchange: Exchange) -> int:
    """How many wrong passwords were sent before this exchange."""
    if number := re.search(r"wrong password #(\d+)", exchange.name):
        return int(number[1]) - 1
    return 7 if re.search(r"lock-?out.*right password", exchange.name, re.IGNORECASE) else 0


def answered_alone(exchange: Exchange) -> list[str]:
    """How a new server's answer to one exchange differs."""
    sandbox = server_for(exchange.file)
    sandbox.world.reset()
    sandbox.world.https_configured = exchange.file.endswith("https")
    replay = Replay(sandbox)
    for pattern, prepare in PREPARATIONS:
        if re.search(pattern, exchange.name):
            prepare(replay)
    body = exchange.request.get("json")
    email = body.get("email", "") if isinstance(body, dict) else ""
    sandbox.world.failed_logins[email.replace("owner@dify.test", sandbox.email)] = lock_outs(exchange)
    expired = {"user_id": sandbox.world.accounts[0]["id"], "exp": 1, "sub": sandbox.world.accounts[0]["id"]}
    replay.names |= {"<expired_access_token>": sign(expired), "<expired_csrf_token>": sign(expired)}
    tampered = sign(expired, b"another key")
    replay.names |= {"<tampered_access_token>": tampered, "<tampered>": tampered}
    return differences(exchange.response, replay.send(exchange.request))


@cache
def server_for(file: str) -> Sandbox:
    """A running server of the version that a file was recorded from; it ends with the tests."""
    sandbox = Sandbox(PLAYED_BY[file.split("/")[0]], apps=3)
    sandbox.__enter__()
    return sandbox


@cache
def session_of(file: str) -> dict[int, list[str]]:
    """How the answers of one server to a whole file differ, by the exchange's place."""
    found = {}
    sandbox = server_for(file)
    sandbox.world.reset()
    replay = Replay(sandbox)
    name_apps(replay, file)
    for exchange in exchanges(file):
        if skipped(exchange):
            continue
        sandbox.world.accounts[0]["role"] = role_in(exchange)
        answer = replay.send(exchange.request)
        found[exchange.place] = differences(exchange.response, answer)
        if answer.content and answer.headers["Content-Type"].startswith("application/json"):
            replay.learn(exchange.response.get("json"), answer.json())
    return found


def name_apps(replay: Replay, file: str) -> None:
    """Let apps that were made in another recording than this one stand for the first app here."""
    made = str([one.response.get("json") for one in exchanges(file) if one.request["method"] == "POST"])
    for exchange in exchanges(file):
        body = exchange.request.get("json")
        target = body.get("target_id", "") if isinstance(body, dict) else ""
        for id in re.findall(r"/apps/([0-9a-f-]{36})", exchange.request["path"]) + [target]:
            if id and id not in made and set(id) - {"0", "-"} and replay.sandbox.world.apps:
                replay.names[id] = replay.sandbox.world.apps[0]["id"]


def role_in(exchange: Exchange) -> str:
    """As whom an exchange was recorded, which its name says where it was not the owner."""
    if exchange.name.startswith("normal") or "normal member" in exchange.name:
        return "normal"
    return "editor" if re.search(r"^editor:|: editor( \(|$)", exchange.name) else "owner"


def cases(files: tuple[str, ...]) -> list[Exchange]:
    return [exchange for file in files for exchange in exchanges(file) if not skipped(exchange)]


pytestmark = pytest.mark.skipif(not exchanges("1.13.2/apps"), reason="the recordings in ../shared are not here")


@pytest.mark.parametrize("exchange", cases(ALONE), ids=str)
def test_an_exchange_that_stands_alone(exchange: Exchange) -> None:
    assert answered_alone(exchange) == []


@pytest.mark.parametrize("exchange", cases(SESSIONS), ids=str)
def test_an_exchange_of_a_session(exchange: Exchange) -> None:
    assert session_of(exchange.file)[exchange.place] == []
