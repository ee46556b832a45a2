"""The sandbox answers about models as real servers did."""

from __future__ import annotations

import pytest

from .recorded_session import Session, cases, without_plugin_daemon
from .replay import Exchange, Replay


def without_models(replay: Replay) -> None:
    """The state in which the recordings begin."""
    replay.sandbox.world.models.clear()


def without_either(replay: Replay) -> None:
    without_models(replay)
    without_plugin_daemon(replay)


SESSIONS = (
    Session("1.13.2/models", begin=without_models),
    Session("1.13.2/models-no-plugin-daemon", begin=without_either),
    Session("1.17.0-pre/models-no-plugin-daemon", begin=without_either),
    Session("1.5.0/console", only=("model-providers", "default-model"), begin=without_models),
)


@pytest.mark.parametrize(("session", "exchange"), cases(SESSIONS))
def test_an_exchange(session: Session, exchange: Exchange) -> None:
    assert session.differences[exchange.place] == []
