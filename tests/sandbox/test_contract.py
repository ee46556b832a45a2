"""The sandbox answers about signing in, setting up, the account and workspaces as real servers did.

Each recording is replayed in its order against one server, so that what a server remembers counts too: that a token is
used up, that a login is locked, that too many codes were mailed.
"""

from __future__ import annotations

import pytest

from dify_shell.sandbox.tokens import sign

from .recorded_session import Session, cases, unknown_names
from .replay import CONTRACT, Exchange, Replay

NO_SCHEMAS = "the shell asks for no schemas"
NO_ADMIN_KEY = "the sandbox has no key of an administrator"
OTHER_SHAPE = "of 1.5.0 the sandbox plays signing in, the account, workspaces, apps and tags"
FIRST_FIELD = "the sandbox names the first missing field only"
OTHER_APP = "of an app that another recording made"


def with_foreign_tokens(replay: Replay) -> None:
    """Have tokens that expired, and one that another key signed."""
    id = replay.sandbox.world.accounts[0]["id"]
    expired = {"user_id": id, "sub": id, "exp": 1}
    replay.names |= {"<expired_access_token>": sign(expired), "<expired_csrf_token>": sign(expired)}
    tampered = sign(expired, b"another key")
    replay.names |= {"<tampered_access_token>": tampered, "<tampered>": tampered}


def behind_https(replay: Replay) -> None:
    with_foreign_tokens(replay)
    replay.sandbox.world.https_configured = True


def not_set_up(replay: Replay) -> None:
    with_foreign_tokens(replay)
    replay.sandbox.world.is_set_up = False


def with_init_password(replay: Replay) -> None:
    not_set_up(replay)
    replay.sandbox.world.init_password = replay.names["<INIT_PASSWORD>"] = "init password"  # noqa: S105


def with_the_latest_token(replay: Replay) -> None:
    replay.names["<refresh_token>"] = replay.refresh_tokens[-1]


def with_the_token_before(replay: Replay) -> None:
    replay.names["<refresh_token>"] = replay.refresh_tokens[-2]


def with_two_logins(replay: Replay) -> None:
    replay.sandbox.world.failed_logins.clear()
    replay.login()
    replay.login()
    with_the_token_before(replay)


def with_short_lived_tokens(replay: Replay) -> None:
    replay.sandbox.world.access_seconds = 60


def after_64_seconds(replay: Replay) -> None:
    replay.sandbox.world.advance(64)


def without_passwords(replay: Replay) -> None:
    replay.sandbox.world.password_login = False


TOKENS = {
    "refresh: the used (rotated) refresh token again": with_the_token_before,
    "refresh: the used one again": with_the_token_before,
    "refresh: refresh token after logout": with_the_latest_token,
    "refresh: after logout": with_the_latest_token,
    "two logins: refresh with the FIRST login's refresh token": with_two_logins,
    "two logins: refresh with the SECOND login's refresh token": with_the_token_before,
    "then refresh with the FIRST session's token": with_the_token_before,
    "then refresh with the SECOND session's token": with_the_token_before,
}

SESSIONS = (
    Session(
        "1.13.2/auth-http",
        skipped={"CSRF-exempt path: GET workflows/draft with Bearer only": OTHER_APP},
        begin=with_foreign_tokens,
        before=TOKENS,
    ),
    Session("1.13.2/auth-https", begin=behind_https, before=TOKENS),
    Session(
        "1.13.2/auth-variants",
        skipped={
            "no mail server configured: email-code-login": "without mail the sandbox refuses, so that it can be seen",
            "https URLs + COOKIE_DOMAIN=.dify.test: login (no __Host- prefix, Domain set)": "the sandbox is one host",
            "ADMIN_API_KEY: apps list with Bearer <key> + X-WORKSPACE-ID, no cookies, no CSRF": NO_ADMIN_KEY,
            "ADMIN_API_KEY: profile (it is the owner)": NO_ADMIN_KEY,
            "ADMIN_API_KEY: create and delete": NO_ADMIN_KEY,
            "ADMIN_API_KEY: delete": NO_ADMIN_KEY,
            "ADMIN_API_KEY: all-workspaces": NO_ADMIN_KEY,
        },
        before={
            "ACCESS_TOKEN_EXPIRE_MINUTES=1: login": with_short_lived_tokens,
            "after 64 s: requests' jar has dropped the expired cookies": after_64_seconds,
            "password login off: login": without_passwords,
        },
    ),
    Session(
        "1.13.2/setup-and-version",
        skipped={"system-features before setup": "Flask renews the cookie of an earlier request"},
        begin=not_set_up,
        before={"INIT_PASSWORD set: init status": with_init_password},
    ),
    Session("1.13.2/account"),
    Session(
        "1.13.2/workspaces",
        skipped={
            "spec/schema-definitions": NO_SCHEMAS,
            "two workspaces: an app of the other workspace by id": "the sandbox has the same apps in each workspace",
        },
    ),
    Session(
        "1.17.0-pre/auth-http",
        skipped={"login: empty body": FIRST_FIELD, "login: form body": FIRST_FIELD},
        begin=with_foreign_tokens,
        before=TOKENS,
    ),
    Session("1.17.0-pre/account"),
    Session("1.17.0-pre/workspaces", skipped={"spec/schema-definitions": NO_SCHEMAS}),
    Session("1.5.0/auth", begin=not_set_up, before=TOKENS),
    Session(
        "1.5.0/console",
        skipped={
            "datasets create": OTHER_SHAPE,
            "model-providers": OTHER_SHAPE,
            "plugin list": OTHER_SHAPE,
            "tool-providers": OTHER_SHAPE,
        },
    ),
)

ELSEWHERE = {
    "test_apps_contract.py": {"apps", "app-dsl", "api-keys", "tags", "console-chat", "service-api"},
    "test_contract_members.py": {"members"},
    "test_contract_*.py of what they are about": {
        "datasets", "datasets-no-plugin-daemon", "files", "models", "models-no-plugin-daemon", "plugins",
        "plugins-no-plugin-daemon", "tools", "tools-no-plugin-daemon",
    },
    "nowhere: it was not Dify that answered": {"proxy-errors"},
    "nowhere: the shell does not visit published apps": {"web-app-api"},
}  # fmt: skip
"""Where the other recordings are replayed."""


@pytest.mark.parametrize(("session", "exchange"), cases(SESSIONS))
def test_an_exchange(session: Session, exchange: Exchange) -> None:
    assert session.differences[exchange.place] == []


@pytest.mark.skipif(not CONTRACT.is_dir(), reason="the recordings in ../shared are not here")
def test_no_recording_is_forgotten() -> None:
    recorded = {f"{file.parent.name}/{file.stem}" for file in CONTRACT.glob("*/*.json")}
    here = {session.file for session in SESSIONS}
    assert {file.partition("/")[2] for file in recorded - here} == set().union(*ELSEWHERE.values())


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.file)
def test_what_is_skipped_was_recorded(session: Session) -> None:
    assert not unknown_names(session)
