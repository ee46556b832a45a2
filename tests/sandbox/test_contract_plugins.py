"""The sandbox answers about plugins as real servers did."""

from __future__ import annotations

import pytest

from .recorded_session import Session, cases, unknown_names, without_plugin_daemon
from .replay import Exchange, Replay

UNUSED = {
    "endpoints list": "nothing the shell asks for",
    "triggers": "nothing the shell asks for",
    "datasource plugins": "nothing the shell asks for",
}


def offline(replay: Replay) -> None:
    """The recorded servers reached no marketplace."""
    replay.sandbox.world.marketplace_answers = False


def without_either(replay: Replay) -> None:
    offline(replay)
    without_plugin_daemon(replay)


SESSIONS = (
    Session("1.13.2/plugins", skipped=UNUSED, begin=offline),
    Session("1.13.2/plugins-no-plugin-daemon", skipped=UNUSED, begin=without_either),
    Session("1.17.0-pre/plugins-no-plugin-daemon", skipped=UNUSED, begin=without_either),
    Session("1.5.0/console", only=("plugin list",)),
)


@pytest.mark.parametrize(("session", "exchange"), cases(SESSIONS))
def test_an_exchange(session: Session, exchange: Exchange) -> None:
    assert session.differences[exchange.place] == []


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.file)
def test_what_is_skipped_was_recorded(session: Session) -> None:
    assert not unknown_names(session)
