"""The history's file: whole entries, several shells, nobody else's business."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from threading import Thread

import pytest

from dify_shell.terminal import history_file
from dify_shell.terminal.history_file import HistoryFile


@pytest.fixture
def file(tmp_path: Path) -> HistoryFile:
    return HistoryFile(str(tmp_path / "state" / "history"))


def test_a_missing_file_is_an_empty_history(file: HistoryFile) -> None:
    assert file.load() == []


@pytest.mark.parametrize(
    "entry", ["get-app", "@{\n  a = 1\n}", r"C:\new\table", "日本語 🙂", "a\r\nb", "\\", "  indented"]
)
def test_entries_come_back_as_they_were(file: HistoryFile, entry: str) -> None:
    file.append(entry)
    file.append("apps")
    assert file.load() == [entry, "apps"]


def test_an_entry_used_again_stands_where_it_was_used_last(file: HistoryFile) -> None:
    for entry in ("apps", "members", "apps"):
        file.append(entry)
    assert file.load() == ["members", "apps"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_the_owner_may_look(file: HistoryFile) -> None:
    file.append("apps")
    file.rewrite(str.upper)
    folder = os.path.dirname(file.path)
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700
    assert {name: stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode) for name in os.listdir(folder)} == {
        "history": 0o600,
        "history.lock": 0o600,
    }


def test_rewriting_changes_every_entry(file: HistoryFile) -> None:
    file.append("connect -Password hunter2")
    file.append("apps")
    file.rewrite(lambda entry: entry.replace("hunter2", "***"))
    assert file.load() == ["connect -Password ***", "apps"]
    assert "hunter2" not in Path(file.path).read_text()


def test_shells_that_write_at_once_lose_nothing(file: HistoryFile) -> None:
    def shell(number: int) -> None:
        mine = HistoryFile(file.path)
        for count in range(20):
            mine.append(f"{number}-{count}")
            mine.rewrite(str)

    shells = [Thread(target=shell, args=(number,)) for number in range(3)]
    for thread in shells:
        thread.start()
    for thread in shells:
        thread.join()
    assert sorted(file.load()) == sorted(f"{number}-{count}" for number in range(3) for count in range(20))


def test_a_file_grown_too_long_is_cut_to_the_newest(file: HistoryFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_file, "CAPACITY", 3)
    for number in range(7):
        file.append(str(number))
    assert file.load() == ["4", "5", "6"]
    assert Path(file.path).read_text().split() == ["4", "5", "6"]


def test_what_is_no_text_does_no_harm(file: HistoryFile) -> None:
    file.append("apps")
    with open(file.path, "ab") as raw:
        raw.write(b"\xff\xfe\x00broken\n\\\n")
    file.append("members")
    assert [file.load()[0], file.load()[-1]] == ["apps", "members"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_to_the_file_stays_one(file: HistoryFile, tmp_path: Path) -> None:
    file.append("apps")
    link = tmp_path / "link"
    link.symlink_to(file.path)
    HistoryFile(str(link)).rewrite(str.upper)
    assert link.is_symlink()
    assert file.load() == ["APPS"]
