"""Server-sent events as Dify writes them: `data: {json}` and blank lines, with `event: ping` in between."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import TransportError
from .responses import read, unexpected

if TYPE_CHECKING:
    from .open_answer import OpenAnswer

MEDIA_TYPE = "text/event-stream"

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
        if self._answer.media_type == MEDIA_TYPE:
            yield from map(self._event, _texts(self._answer.pieces(), self._server))
        else:
            yield self._only_event()

    def _only_event(self) -> Event:
        answer = self._answer.read()
        data = read(answer)
        if not isinstance(data, dict):
            raise unexpected(answer, "events")
        return Event(str(data.get("event", "")), data)

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
    length = 0
    for line in _lines(pieces, server):
        if line.startswith(b"data:"):
            lines.append(line[5:].removeprefix(b" "))
            length += len(line)
            _check_length(length, server)
        elif not line and lines:
            yield b"\n".join(lines)
            lines, length = [], 0
    if lines:
        yield b"\n".join(lines)


def _lines(pieces: Iterable[bytes], server: str) -> Iterator[bytes]:
    rest = bytearray()
    for piece in pieces:
        first, *others = piece.split(b"\n")
        rest += first
        for next_one in others:
            yield bytes(rest).removesuffix(b"\r")
            rest = bytearray(next_one)
        _check_length(len(rest), server)
    if rest:
        yield bytes(rest).removesuffix(b"\r")


def _check_length(length: int, server: str) -> None:
    if length > LONGEST:
        raise TransportError(f"{server} sent an event without an end.", server=server)
