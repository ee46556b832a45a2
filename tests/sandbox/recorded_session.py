"""Recordings replayed as sessions: in order, against one server each, as whom and in which state they were made."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

import pytest

from dify_shell.sandbox import Sandbox
from dify_shell.sandbox.seed import PEOPLE

from .replay import Exchange, Replay, differences, exchanges

PLAYED_BY = {"1.5.0": "1.5.0", "1.13.2": "1.13.2", "1.17.0-pre": "1.17.0"}
"""The recorded versions, and what the sandbox is asked to play for each."""

ROLES = {r"^normal:|normal member": "normal", r"^editor:": "editor"}
"""As somebody of which role an exchange was recorded, by its name, where it was not the owner."""

Preparation = Callable[[Replay], None]


class Session:
    """Recordings of one file: all, or `only` those of these names.

    `skipped` says by name why an exchange is not replayed; `begin` and, by name, `before` bring the server into the
    state in which they were recorded.
    """

    def __init__(
        self,
        file: str,
        *,
        only: Collection[str] | None = None,
        skipped: Mapping[str, str] | None = None,
        begin: Preparation | None = None,
        before: Mapping[str, Preparation] | None = None,
    ) -> None:
        self.file = file
        self.skipped = skipped or {}
        self._only = only
        self._begin = begin
        self._before = before or {}

    @cached_property
    def exchanges(self) -> list[Exchange]:
        """What is replayed."""
        return [one for one in exchanges(self.file) if one.name not in self.skipped and self._is_wanted(one)]

    def _is_wanted(self, exchange: Exchange) -> bool:
        return self._only is None or exchange.name in self._only

    @cached_property
    def differences(self) -> dict[int, list[str]]:
        """How the sandbox's answers differ, by the exchange's place in the file."""
        with Sandbox(PLAYED_BY[self.file.partition("/")[0]], apps=0) as sandbox:
            replay = Replay(sandbox)
            if self._begin:
                self._begin(replay)
            return {one.place: self._answered(replay, one) for one in self.exchanges}

    def _answered(self, replay: Replay, exchange: Exchange) -> list[str]:
        if exchange.name in self._before:
            self._before[exchange.name](replay)
        role = next((role for pattern, role in ROLES.items() if re.search(pattern, exchange.name)), "owner")
        email = "" if role == "owner" else next(email for _, email, own in PEOPLE if own == role)
        if email != replay.email:
            replay.login(email)
        answer = replay.send(exchange.request)
        replay.learn_cookies(exchange.response.get("headers", {}).get("set-cookie", []), answer.cookies)
        if answer.content and answer.headers["Content-Type"].startswith("application/json"):
            replay.learn(exchange.response.get("json"), answer.json())
        body = replay.translated(_whole(exchange.response.get("json")))
        return differences({**exchange.response, "json": body}, answer)


def _whole(recorded: Any) -> Any:
    """What a list that was cut for size began with."""
    return recorded["first"] if isinstance(recorded, dict) and "_list_of" in recorded else recorded


def without_plugin_daemon(replay: Replay) -> None:
    """The state in which the recordings of that name begin."""
    replay.sandbox.world.plugins = False


def cases(sessions: Iterable[Session]) -> list[Any]:
    """One case for each exchange: its session and itself."""
    found = [
        pytest.param(session, exchange, id=str(exchange)) for session in sessions for exchange in session.exchanges
    ]
    return found or [pytest.param(None, None, marks=pytest.mark.skip("the recordings in ../shared are not here"))]


def unknown_names(session: Session) -> set[str]:
    """Names in a session's tables that no exchange has."""
    recorded = {one.name for one in exchanges(session.file)}
    return set(session.skipped) - recorded if recorded else set()
