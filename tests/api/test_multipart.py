"""Forms with files, read from the disk while they are sent."""

from __future__ import annotations

import socket
import sys
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from dify_shell.api.client import DifyClient
from dify_shell.api.multipart import Part, form
from dify_shell.errors import Cancelled, DifyShellError

from .conftest import RawServer


def test_a_form_has_its_fields_and_its_files(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("first\nsecond", encoding="utf-8")
    body = form({"user": "ann"}, [Part("file", file)])
    stream = body.open()
    data = stream.read()
    assert len(stream) == len(data)
    message = message_from_bytes(f"Content-Type: {body.content_type}\r\n\r\n".encode() + data)
    user, sent = message.get_payload()  # type: ignore[str-unpack]  # a list of parts
    assert user.get_payload() == "ann"  # type: ignore[union-attr]
    assert sent.get_filename() == "notes.txt"  # type: ignore[union-attr]
    assert sent.get_content_type() == "text/plain"  # type: ignore[union-attr]
    assert sent.get_payload(decode=True) == b"first\nsecond"  # type: ignore[union-attr]


def test_it_can_be_sent_once_more(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x" * 1000)
    body = form({}, [Part("file", file)])
    assert body.open().read() == body.open().read()


@pytest.mark.parametrize("name", ['a"b.txt', "a\r\nX-Evil: 1.txt", "日本語.md"])
def test_a_name_cannot_end_its_line(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"")
    head = form({}, [Part("file", file)]).open().read().split(b"\r\n\r\n")[0].decode()
    assert head.count("\r\n") == 2
    assert head.split("filename=")[1].count('"') == 2


def test_a_large_file_needs_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "large.bin"
    with file.open("wb") as sparse:
        sparse.truncate(30 << 20)
    sent: list[int] = []
    stream = form({}, [Part("file", file)], sent.append).open()
    tracemalloc.start()
    while stream.read(1 << 16):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 20
    assert sum(sent) == len(stream)


def test_werkzeug_reads_it(tmp_path: Path) -> None:
    """Which is what reads forms in Dify."""
    file = tmp_path / "Ünïcode 名前.md"
    file.write_bytes(b"\r\n--x\r\n" * 99)
    body = form({"data": '{"a": "ü"}'}, [Part("file", file)])
    environ = EnvironBuilder(method="POST", data=body.open().read(), content_type=body.content_type).get_environ()
    with Request(environ) as request:
        assert request.form.to_dict() == {"data": '{"a": "ü"}'}
        assert request.files["file"].filename == file.name
        assert request.files["file"].read() == b"\r\n--x\r\n" * 99


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text are of Linux")
def test_a_name_that_is_no_text_goes_as_far_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a\udcff.txt"
    file.write_bytes(b"content")
    assert b'filename="a?.txt"' in form({}, [Part("file", file)]).open().read()


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "empty"
    file.touch()
    data = form({}, [Part("file", file), Part("other", file)]).open().read()
    assert data.count(b"Content-Type: application/octet-stream\r\n\r\n\r\n--") == 2


def test_a_file_that_shrinks_meanwhile_is_an_error(tmp_path: Path) -> None:
    """Otherwise the server waits for the rest until the time is over."""
    file = tmp_path / "log.txt"
    file.write_bytes(bytes(1000))
    stream = form({}, [Part("file", file)]).open()
    file.write_bytes(bytes(10))
    with pytest.raises(DifyShellError, match=r"log\.txt' became shorter"):
        stream.read()
    stream.close()


def test_a_file_that_grows_meanwhile_goes_as_it_was(tmp_path: Path) -> None:
    """More than was announced would be taken for the beginning of the next request."""
    file = tmp_path / "log.txt"
    file.write_bytes(b"a" * 1000)
    stream = form({}, [Part("file", file)]).open()
    file.write_bytes(b"a" * 3000)
    data = stream.read()
    assert len(data) == len(stream)
    assert data.count(b"a" * 1000 + b"\r\n") == 1


def test_a_file_is_let_go_where_sending_ends_in_the_middle_of_it(
    client_to: Callable[..., DifyClient], raw_server: RawServer, tmp_path: Path
) -> None:
    """Else Windows keeps it from being deleted. A file that is left open fails the tests."""

    def take_all(connection: socket.socket) -> None:
        with suppress(ConnectionResetError):
            while connection.recv(1 << 16):
                """Take what comes."""

    raw_server.serve(take_all)
    file = tmp_path / "log.txt"
    file.write_bytes(bytes(1 << 20))
    left = iter(range(3))

    def progress(count: int) -> None:
        if next(left, None) is None:
            raise Cancelled

    with pytest.raises(Cancelled):
        client_to(raw_server.url).upload("/files/upload", file, progress=progress)
