"""Server-sent events as Dify writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from dify_shell.api.event_stream import LONGEST, EventStream
from dify_shell.api.open_answer import OpenAnswer
from dify_shell.errors import TransportError


class Arriving:
    """An answer that arrives in these pieces."""

    def __init__(self, *pieces: bytes, media_type: str = "text/event-stream") -> None:
        self._pieces = pieces
        self.media_type = media_type
        self.taken = 0
        self.closed = False

    def pieces(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.taken += 1
            yield piece

    def close(self) -> None:
        self.closed = True


def stream(*pieces: bytes, **more: str) -> EventStream:
    return EventStream(cast(OpenAnswer, Arriving(*pieces, **more)), "http://dify")


@pytest.mark.parametrize(
    ("pieces", "answers"),
    [
        ((b'data: {"event": "message", "answer": "a"}\n\n',), ["a"]),
        ((b'data: {"answer": "a"}\n\ndata: {"answer": "b"}\n\n',), ["a", "b"]),
        ((b'event: ping\n\ndata: {"answer": "a"}\n\nevent: ping\n\n',), ["a"]),
        ((b'data: {"answer": "a"}\r\n\r\n',), ["a"]),
        ((b'data:{"answer": "a"}\n\n',), ["a"]),
        ((b': comment\nid: 7\ndata: {"answer":\ndata: "a"}\n\n',), ["a"]),
        ((b'data: {"answer": "a"}',), ["a"]),
        (('data: {"answer": "日本"}\n\n'.encode()[:21], 'data: {"answer": "日本"}\n\n'.encode()[21:]), ["日本"]),
        ((), []),
    ],
)
def test_events_are_read_however_they_are_cut(pieces: tuple[bytes, ...], answers: list[str]) -> None:
    assert [event.data["answer"] for event in stream(*pieces)] == answers


def test_every_cut_gives_the_same_events() -> None:
    text = 'event: ping\n\ndata: {"answer": "é"}\r\n\r\ndata: {"answer": "b"}\n\n'.encode()
    for place in range(len(text)):
        assert [event.data["answer"] for event in stream(text[:place], text[place:])] == ["é", "b"]


def test_an_event_is_given_before_the_next_one_arrives() -> None:
    answer = Arriving(b'data: {"event": "message"}\n\n', b'data: {"event": "message_end"}\n\n')
    with EventStream(cast(OpenAnswer, answer), "http://dify") as events:
        assert next(iter(events)).name == "message"
        assert answer.taken == 1
    assert answer.closed


def test_plain_json_is_one_event() -> None:
    (event,) = stream(b'{"event": "message",', b' "answer": "a"}', media_type="application/json")
    assert (event.name, event.data["answer"]) == ("message", "a")


@pytest.mark.parametrize("text", [b"data: {oops\n\n", b"data: [1]\n\n", b"data: " + b"[" * 9999 + b"\n\n"])
def test_what_is_no_object_is_an_error(text: bytes) -> None:
    with pytest.raises(TransportError, match="no JSON object"):
        list(stream(text))


def test_an_event_without_end_is_given_up() -> None:
    with pytest.raises(TransportError, match="without an end"):
        list(stream(b"data: ", *[b"x" * (1 << 20)] * (2 + (LONGEST >> 20))))
