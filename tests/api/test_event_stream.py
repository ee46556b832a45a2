"""Server-sent events as Dify writes them."""

from __future__ import annotations

import json
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import pytest

from dify_shell.api.client import DifyClient
from dify_shell.api.event_stream import LONGEST, EventStream
from dify_shell.api.open_answer import OpenAnswer
from dify_shell.errors import InvalidRequest, NotDify, TimedOut, TransportError, Unreachable

if TYPE_CHECKING:
    from tests.api.conftest import OddServer, RawServer

    ClientTo = Callable[..., DifyClient]

PATH = "/apps/1/chat-messages"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
UNTIL_CLOSED = HEAD + b"Connection: close\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"


class Arriving:
    """An answer that arrives in these pieces."""

    media_type = "text/event-stream"

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = pieces
        self.taken = 0
        self.closed = False

    def pieces(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.taken += 1
            yield piece

    def close(self) -> None:
        self.closed = True


def stream(*pieces: bytes) -> EventStream:
    return EventStream(cast(OpenAnswer, Arriving(*pieces)), "http://dify")


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


@pytest.mark.parametrize("text", [b"data: {oops\n\n", b"data: [1]\n\n", b"data: " + b"[" * 9999 + b"\n\n"])
def test_what_is_no_object_is_an_error(text: bytes) -> None:
    with pytest.raises(TransportError, match="no JSON object"):
        list(stream(text))


def test_an_event_without_end_is_given_up() -> None:
    with pytest.raises(TransportError, match="without an end"):
        list(stream(b"data: ", *[b"x" * (1 << 20)] * (2 + (LONGEST >> 20))))


# Over real HTTP


def chunk(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(body), body)


def read_to_the_end(connection: socket.socket) -> None:
    """Return when the other side has closed the connection, in whatever way."""
    with suppress(ConnectionResetError):
        while connection.recv(1024):
            """Take what comes."""


def frame(event: str, **fields: Any) -> bytes:
    return b"data: " + json.dumps({"event": event, **fields}).encode() + b"\n\n"


@pytest.mark.parametrize("framing", ["chunked", "until closed"])
def test_an_event_is_there_while_the_server_still_thinks_of_the_next(
    raw_server: RawServer, client_to: ClientTo, framing: str
) -> None:
    seen = threading.Event()

    def script(connection: socket.socket) -> None:
        first, second = frame("message", answer="a"), frame("message", answer="b")
        connection.sendall(CHUNKED + chunk(first) if framing == "chunked" else UNTIL_CLOSED + first)
        assert seen.wait(timeout=10)
        connection.sendall(chunk(second) + LAST_CHUNK if framing == "chunked" else second)

    raw_server.serve(script)
    with client_to(raw_server.url).events(PATH, json=None) as stream:
        events = iter(stream)
        assert next(events).data["answer"] == "a"
        seen.set()
        assert [event.data["answer"] for event in events] == ["b"]


def test_leaving_ends_the_connection_at_once(raw_server: RawServer, client_to: ClientTo) -> None:
    ended = threading.Event()

    def script(connection: socket.socket) -> None:
        connection.sendall(CHUNKED + chunk(frame("message")))
        read_to_the_end(connection)
        ended.set()

    raw_server.serve(script)
    with client_to(raw_server.url).events(PATH, json=None) as events:
        next(iter(events))
    assert ended.wait(timeout=10)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to threads")
def test_ctrl_c_while_waiting_ends_the_connection(raw_server: RawServer, client_to: ClientTo) -> None:
    ended = threading.Event()

    def script(connection: socket.socket) -> None:
        connection.sendall(CHUNKED + chunk(frame("message")))
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        read_to_the_end(connection)
        ended.set()

    raw_server.serve(script)
    with pytest.raises(KeyboardInterrupt), client_to(raw_server.url).events(PATH, json=None) as events:
        list(events)
    assert ended.wait(timeout=10)


def test_the_session_goes_on_after_a_stream_that_was_left(odd_server: OddServer, client_to: ClientTo) -> None:
    odd_server.answer(body=frame("message", task_id="7") * 2, headers={"Content-Type": "text/event-stream"})
    odd_server.answer_json({"result": "success"})
    client = client_to(odd_server.url)
    with client.events(PATH, json={}) as events:
        assert next(iter(events)).data["task_id"] == "7"
        assert client.post(f"{PATH}/7/stop") == {"result": "success"}


def test_it_is_asked_for_as_a_stream_that_no_proxy_compresses(odd_server: OddServer, client_to: ClientTo) -> None:
    odd_server.answer(headers={"Content-Type": "text/event-stream"})
    with client_to(odd_server.url).events(PATH, json={"query": "é"}) as events:
        assert list(events) == []
    assert odd_server.requests[0].headers["Accept"] == "text/event-stream, application/json"
    assert odd_server.requests[0].headers["Accept-Encoding"] == "identity"


def test_plain_json_is_one_event(odd_server: OddServer, client_to: ClientTo) -> None:
    odd_server.answer_json({"event": "message", "answer": "a"})
    with client_to(odd_server.url).events(PATH, json={}) as events:
        assert [(event.name, event.data["answer"]) for event in events] == [("message", "a")]


@pytest.mark.parametrize("value", [[1], "text", None])
def test_json_that_is_no_event_is_an_error(odd_server: OddServer, client_to: ClientTo, value: object) -> None:
    odd_server.answer_json(value)
    with pytest.raises(TransportError), client_to(odd_server.url).events(PATH, json={}) as events:
        list(events)


def test_a_page_instead_of_a_stream_is_not_dify(odd_server: OddServer, client_to: ClientTo) -> None:
    odd_server.answer_page()
    with pytest.raises(NotDify), client_to(odd_server.url).events(PATH, json={}) as events:
        list(events)


def test_a_refusal_comes_before_any_event(odd_server: OddServer, client_to: ClientTo) -> None:
    odd_server.answer_json({"code": "provider_not_initialize", "message": "No model.", "status": 400}, 400)
    with pytest.raises(InvalidRequest, match="No model") as caught:
        client_to(odd_server.url).events(PATH, json={})
    assert caught.value.code == "provider_not_initialize"


def test_an_expired_session_is_renewed_before_a_stream(odd_server: OddServer, client_to: ClientTo) -> None:
    odd_server.answer_json({"code": "unauthorized", "message": "Token has expired.", "status": 401}, 401)
    tokens = [f"{name}_token={name}-token-2; Path=/" for name in ("access", "refresh", "csrf")]
    odd_server.answer(body=b'{"result": "success"}', headers={"Set-Cookie": tokens})
    odd_server.answer(body=frame("message"), headers={"Content-Type": "text/event-stream"})
    with client_to(odd_server.url).events(PATH, json={}) as events:
        assert [event.name for event in events] == ["message"]
    assert odd_server.requests[-1].headers["X-CSRF-Token"] == "csrf-token-2"


@pytest.mark.parametrize("how", ["between chunks", "inside a chunk", "length"])
def test_a_connection_that_breaks_off_is_an_error_after_the_events_before_it(
    raw_server: RawServer, client_to: ClientTo, how: str
) -> None:
    body = frame("message", answer="a")
    start = {
        "between chunks": CHUNKED + chunk(body),
        "inside a chunk": CHUNKED + chunk(body) + b"ff\r\ndata: {",
        "length": HEAD + b"Content-Length: 999\r\n\r\n" + body,
    }
    raw_server.serve(lambda connection: connection.sendall(start[how]))
    with client_to(raw_server.url).events(PATH, json=None) as stream:
        events = iter(stream)
        assert next(events).data["answer"] == "a"
        with pytest.raises(Unreachable, match="broke off"):
            next(events)


def test_silence_is_an_error(raw_server: RawServer, client_to: ClientTo) -> None:
    """Dify 1.13.2 sends one ping and then nothing, for ever, when its worker is down."""
    over = threading.Event()

    def script(connection: socket.socket) -> None:
        connection.sendall(CHUNKED + chunk(b"event: ping\n\n"))
        assert over.wait(timeout=10)

    raw_server.serve(script)
    with client_to(raw_server.url, read_timeout=0.1).events(PATH, json=None) as events, pytest.raises(TimedOut):
        list(events)
    over.set()


def test_many_lines_without_end_are_given_up() -> None:
    with pytest.raises(TransportError, match="without an end"):
        list(stream(*[b"data:" + b"x" * (1 << 20) + b"\n"] * (2 + (LONGEST >> 20))))


def test_a_large_event_in_small_pieces_is_put_together_once() -> None:
    """Each piece is copied once: no time that grows with the square of its size."""
    answer = "x" * 4_000_000
    text = frame("message", answer=answer)
    (event,) = stream(*(text[place : place + 64] for place in range(0, len(text), 64)))
    assert event.data["answer"] == answer
