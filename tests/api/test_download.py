"""Files fetched over real HTTP: never whole in memory, never half on the disk."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import sys
import threading
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dify_shell.api.download import download
from dify_shell.errors import DifyShellError, NotFound, ServerFault, Unreachable

if TYPE_CHECKING:
    from tests.api.conftest import OddServer, RawServer


def fetch(url: str, target: Path) -> Path:
    return download(url, target, environment={})


def test_a_file_is_written_as_it_came(odd_server: OddServer, tmp_path: Path) -> None:
    odd_server.answer(body=b"\0\xff\r\n" * 50_000, headers={"Content-Type": "application/pdf"})
    assert fetch(f"{odd_server.url}/files/1?sign=x", tmp_path / "a.pdf") == tmp_path / "a.pdf"
    assert (tmp_path / "a.pdf").read_bytes() == b"\0\xff\r\n" * 50_000
    assert [seen.path for seen in odd_server.requests] == ["/files/1?sign=x"]


def test_what_was_compressed_on_the_way_is_unpacked(odd_server: OddServer, tmp_path: Path) -> None:
    odd_server.answer(body=gzip.compress(b"text" * 1000), headers={"Content-Encoding": "gzip"})
    assert fetch(f"{odd_server.url}/a", tmp_path / "a").read_bytes() == b"text" * 1000


def test_redirects_are_followed(odd_server: OddServer, tmp_path: Path) -> None:
    odd_server.answer(302, headers={"Location": f"{odd_server.url}/there"})
    odd_server.answer(body=b"new")
    assert fetch(f"{odd_server.url}/here", tmp_path / "a").read_bytes() == b"new"


@pytest.mark.parametrize(("status", "error"), [(404, NotFound), (403, ServerFault), (500, ServerFault)])
def test_a_refusal_leaves_nothing(
    odd_server: OddServer, tmp_path: Path, status: int, error: type[DifyShellError]
) -> None:
    odd_server.answer(status, body=b"no")
    with pytest.raises(error, match=str(status)):
        fetch(f"{odd_server.url}/a", tmp_path / "a")
    assert os.listdir(tmp_path) == []


def test_what_breaks_off_leaves_the_file_of_before(odd_server: OddServer, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    odd_server.answer(body=b"half", length=1000)
    with pytest.raises(Unreachable, match="broke off"):
        fetch(f"{odd_server.url}/a", tmp_path / "a")
    assert os.listdir(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to threads")
def test_ctrl_c_leaves_nothing(raw_server: RawServer, tmp_path: Path) -> None:
    def script(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        connection.recv(1)

    raw_server.serve(script)
    with pytest.raises(KeyboardInterrupt):
        fetch(f"{raw_server.url}/a", tmp_path / "a")
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_not_there_is_named(odd_server: OddServer, tmp_path: Path) -> None:
    odd_server.answer(body=b"x")
    with pytest.raises(DifyShellError, match=r"no/a"):
        fetch(f"{odd_server.url}/a", tmp_path / "no/a")


@pytest.mark.parametrize("url", ["ftp://host/a", "file:///etc/passwd", "no address", "http:///a"])
def test_what_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(DifyShellError, match="no address of a file"):
        fetch(url, tmp_path / "a")


def test_a_large_file_needs_little_memory(raw_server: RawServer, tmp_path: Path) -> None:
    size = 30_000_000

    def script(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        for _ in range(300):
            connection.sendall(bytes(100_000))

    raw_server.serve(script)
    tracemalloc.start()
    try:
        fetch(f"{raw_server.url}/a", tmp_path / "large")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000
    assert (tmp_path / "large").stat().st_size == size
