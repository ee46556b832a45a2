"""The sandbox answers about files as real servers did."""

from __future__ import annotations

import pytest

from .recorded_session import Session, cases
from .replay import Exchange

SESSIONS = (Session("1.13.2/files"), Session("1.17.0-pre/files"))


@pytest.mark.parametrize(("session", "exchange"), cases(SESSIONS))
def test_an_exchange(session: Session, exchange: Exchange) -> None:
    assert session.differences[exchange.place] == []
