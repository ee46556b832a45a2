"""The sandbox answers about members as real servers did."""

from __future__ import annotations

import pytest

from .recorded_session import Session, cases, unknown_names
from .replay import Exchange, Replay

OWN_PASSWORD = "the sandbox knows the owner's password alone"  # noqa: S105  # a reason
NO_DAEMON = "recorded without a plugin daemon: test_contract_plugins.py has it"
TRANSFER = "nothing the shell asks for"


def invited(replay: Replay) -> None:
    """Let the token of the last invitation stand for the recorded one."""
    replay.names["<invite_token>"] = list(replay.sandbox.world.invitations)[-1]


SESSION = Session(
    "1.13.2/members",
    skipped={
        "set first password: admin": OWN_PASSWORD,
        "set first password: editor": OWN_PASSWORD,
        "set first password: normal": OWN_PASSWORD,
        "normal: plugin list": NO_DAEMON,
        "send-owner-transfer-confirm-email": TRANSFER,
        "normal: send-owner-transfer-confirm-email": TRANSFER,
    },
    before={
        name: invited for name in ("activate/check: ok", "activate: admin", "activate: editor", "activate: normal")
    },
)


@pytest.mark.parametrize(("session", "exchange"), cases([SESSION]))
def test_an_exchange(session: Session, exchange: Exchange) -> None:
    assert session.differences[exchange.place] == []


def test_what_is_skipped_was_recorded() -> None:
    assert not unknown_names(SESSION)
