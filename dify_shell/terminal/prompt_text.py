"""What the prompt and the bar below it say: pure functions of the state."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..render.clean import cells, clean_cell

if TYPE_CHECKING:
    from ..runtime.state import Connection, ShellState

CONTINUATION = ">> "
SEPARATOR = "  |  "
NOT_VERIFIED = "TLS NOT VERIFIED"


def prompt_text(state: ShellState) -> str:
    """Who and where: `alice@dify.example.com> `, with a mark when nobody checked that it is that server."""
    connection = state.connection
    if connection is None:
        return "dify> "
    who = connection.email.partition("@")[0] or connection.name
    mark = "" if _tls(connection) != NOT_VERIFIED else f" [{NOT_VERIFIED}]"
    return clean_cell(f"{who}@{_host(connection)}{mark}") + "> "


def bar_text(state: ShellState, width: int) -> str:
    """Server version, workspace, TLS and how long the session lasts; or how to get connected.

    Where `width` columns are too few for all of it, the last are what matters most.
    """
    connection = state.connection
    if connection is None:
        return "not connected: 'connect', or paste a login"
    parts = [f"Dify {connection.version}", connection.workspace, _tls(connection), _session(connection)]
    shown = [clean_cell(part) for part in parts if part]
    while len(shown) > 1 and cells(SEPARATOR.join(shown)) > width:
        del shown[0]
    return SEPARATOR.join(shown)


def _host(connection: Connection) -> str:
    return connection.server.partition("://")[2].partition("/")[0]


def _tls(connection: Connection) -> str:
    if connection.server.startswith("http://"):
        return "no TLS"
    return "TLS" if connection.client.transport.verify else NOT_VERIFIED


def _session(connection: Connection) -> str:
    """The minutes until the access token expires, by its own word; empty when it does not say."""
    credentials = connection.client.credentials
    if credentials.expires_at is None:
        return ""
    minutes = int((credentials.expires_at - time.time()) // 60)
    if credentials.renewable:
        return f"session: {minutes} min, then renewed" if minutes >= 0 else "session: renewed with the next command"
    return f"session: {minutes} min" if minutes >= 0 else "session expired"
