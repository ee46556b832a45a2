"""The sandbox answers about tools as real servers did."""

from __future__ import annotations

import pytest

from .recorded_session import Session, cases, unknown_names, without_plugin_daemon
from .replay import Exchange

SKIPPED = {
    "api provider schema": "nothing the shell asks for",
    "api provider schema: bad": "nothing the shell asks for",
}
SESSIONS = (
    Session("1.13.2/tools", skipped=SKIPPED),
    Session("1.13.2/tools-no-plugin-daemon", skipped=SKIPPED, begin=without_plugin_daemon),
    Session("1.17.0-pre/tools-no-plugin-daemon", skipped=SKIPPED, begin=without_plugin_daemon),
    Session("1.5.0/console", only=("tool-providers",)),
)


@pytest.mark.parametrize(("session", "exchange"), cases(SESSIONS))
def test_an_exchange(session: Session, exchange: Exchange) -> None:
    assert session.differences[exchange.place] == []


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.file)
def test_what_is_skipped_was_recorded(session: Session) -> None:
    assert not unknown_names(session)
