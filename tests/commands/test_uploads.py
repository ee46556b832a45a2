"""Files on their way to the server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from dify_shell.api.client import DifyClient
from dify_shell.errors import Cancelled

SIZE = 4 << 20


@pytest.fixture
def uploading(connected: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session with a file of 4 MiB in the current folder. `progress` has what its progress line is told."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "big.md").write_bytes(bytes(SIZE))
    connected.progress = []

    def progress(label: str, total: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        connected.progress += [label, total]
        return nullcontext(connected.progress.append)

    monkeypatch.setattr(connected.host, "progress", progress)
    return connected


def test_it_is_told_how_much_of_them_is_sent(uploading: Any) -> None:
    uploading("add-file big.md")
    label, total, *sent = uploading.progress
    assert (label, total) == ("Uploading big.md", SIZE)
    assert sum(sent) >= SIZE
    assert len(sent) > 10


def test_it_ends_at_once_in_the_middle_of_a_file(uploading: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the pipeline wants no more, or on Ctrl-C."""
    begun, ended = threading.Event(), threading.Event()

    def upload(
        client: DifyClient, path: str, file: Path, *, progress: Callable[[int], None], **_: Any
    ) -> dict[str, str]:
        if file.name == "first.md":
            assert begun.wait(10)
            return {"id": "1", "name": file.name}
        begun.set()
        try:
            while True:
                progress(1)
        except Cancelled:
            ended.set()
            raise

    monkeypatch.setattr(DifyClient, "upload", upload)
    uploading("$null > first.md")
    assert [one["Name"] for one in uploading("add-file first.md, big.md | select -first 1")] == ["first.md"]
    assert ended.wait(10)
