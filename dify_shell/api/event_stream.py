"""Server-sent events as Dify writes them: `data: {json}` and blank lines, with `event: ping` in between."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import TransportError

if TYPE_CHECKING:
    from .open_answer import OpenAnswer

LONGEST = 16 << 20
"""Bytes of one event: more than any that Dify sends, and little enough to keep."""


class Event(NamedTuple):
    """One event: the name that Dify gives it, and all that it says."""

    name: str
    data: dict[str, Any]


class EventStream:
    """The events of one answer, each when it arrives. A context manager: leaving it ends the connection at once."""

    def __init__(self, answer: OpenAnswer, server: str) -> None:
        self._answer = answer
        self._server = server

    def __enter__(self) -> EventStream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._answer.close()

    def __iter__(self) -> Iterator[Event]:
        """The events; an answer that is plain JSON is one event. Raises TransportError when it is something else."""
        pieces = self._answer.pieces()
        texts = [b"".join(pieces)] if self._answer.media_type == "application/json" else _texts(pieces, self._server)
        for text in texts:
            yield self._event(text)

    def _event(self, text: bytes) -> Event:
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            shown = text[:60].decode(errors="replace")
            raise TransportError(f"{self._server} sent an event that is no JSON object: {shown}", server=self._server)
        return Event(str(data.get("event", "")), data)


def _texts(pieces: Iterable[bytes], server: str) -> Iterator[bytes]:
    """The data of each event. Lines end in LF or CRLF; those that are not data are names, comments and pings."""
    lines: list[bytes] = []
    for line in _lines(pieces, server):
        if line.startswith(b"data:"):
            lines.append(line[5:].removeprefix(b" "))
        elif not line and lines:
            yield b"\n".join(lines)
            lines = []
    if lines:
        yield b"\n".join(lines)


def _lines(pieces: Iterable[bytes], server: str) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        if len(rest) > LONGEST:
            raise TransportError(f"{server} sent an event without an end.", server=server)
        yield from (line.removesuffix(b"\r") for line in whole)
    if rest:
        yield rest.removesuffix(b"\r")
