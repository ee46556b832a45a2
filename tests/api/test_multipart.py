"""Forms with files, read from the disk while they are sent."""

from __future__ import annotations

import tracemalloc
from email import message_from_bytes
from pathlib import Path

import pytest

from dify_shell.api.multipart import Part, form


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
