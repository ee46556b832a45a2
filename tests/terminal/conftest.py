"""Doubles for what stands behind the terminal."""

from __future__ import annotations

import time
from typing import Any, NamedTuple, cast

import pytest

from dify_shell.runtime.state import Connection, ShellState


class Credentials(NamedTuple):
    """Credentials as far as the prompt looks at them."""

    expires_at: float | None
    renewable: bool


class Transport(NamedTuple):
    """A transport as far as the prompt looks at it."""

    verify: bool


class Client(NamedTuple):
    """A client as far as the prompt looks at it."""

    credentials: Credentials
    transport: Transport


@pytest.fixture
def state() -> ShellState:
    return ShellState({})


def connect(state: ShellState, server: str = "https://dify.example.com", **more: Any) -> Connection:
    """Put a connection into `state`; `more` says what is not as usual: minutes, renewable, verify, email, workspace."""
    minutes = more.get("minutes", 57)
    expires_at = None if minutes is None else time.time() + minutes * 60 + 30
    client = Client(Credentials(expires_at, more.get("renewable", False)), Transport(more.get("verify", True)))
    state.connection = Connection(
        client=cast(Any, client),
        server=server,
        version="1.13.2",
        name="Alice",
        email=more.get("email", "alice@example.com"),
        method="Password",
        workspace=more.get("workspace", "Research"),
    )
    return state.connection
