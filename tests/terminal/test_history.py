"""The history: masked, found by its beginning, and never a reason to stop."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dify_shell.api.redaction import Redactor
from dify_shell.objects import Secret
from dify_shell.terminal.history import History, PrefixIndex
from dify_shell.terminal.history_file import HistoryFile


@pytest.fixture
def redactor() -> Redactor:
    return Redactor()


@pytest.fixture
def file(tmp_path: Path) -> HistoryFile:
    return HistoryFile(str(tmp_path / "history"))


@pytest.fixture
def history(redactor: Redactor, file: HistoryFile) -> History:
    return History(lambda text: text.replace("eyJhbGci", "********"), redactor, file)


@given(texts=st.lists(st.text("ab\U0010fffd", max_size=4)), prefix=st.text("ab\U0010fffd", max_size=3))
def test_the_index_finds_what_looking_at_each_would(texts: list[str], prefix: str) -> None:
    index = PrefixIndex(texts[: len(texts) // 2])
    for text in texts[len(texts) // 2 :]:
        index.add(text)
    assert index.newest(prefix) == next((text for text in reversed(texts) if text.startswith(prefix)), None)


def test_entries_are_masked_before_they_are_kept(history: History, file: HistoryFile) -> None:
    kept = history.add('$env:PSDIFY_ACCESS_TOKEN="eyJhbGci"')
    assert kept == '$env:PSDIFY_ACCESS_TOKEN="********"'
    assert history.newest_first() == [kept]
    assert "eyJhbGci" not in Path(file.path).read_text()


def test_what_turns_out_to_be_secret_vanishes_from_older_entries(
    history: History, redactor: Redactor, file: HistoryFile
) -> None:
    history.add('$word = "open-sesame"')
    history.add("connect -Password $word")
    redactor.add(Secret("open-sesame"))
    history.scrub()
    assert history.newest_first() == ["connect -Password $word", '$word = "********"']
    assert history.suggestion("$word") == '$word = "********"'
    assert "open-sesame" not in Path(file.path).read_text()


def test_entries_of_earlier_sessions_come_before_those_of_this_one(history: History, file: HistoryFile) -> None:
    file.append("apps")
    file.append("members")
    history.add("apps")
    history.load()
    assert history.loaded
    assert history.newest_first() == ["apps", "members"]


def test_the_suggestion_is_the_last_used_entry_that_begins_alike(history: History) -> None:
    for text in ("get-app -Name a", "get-app -Name b", "get-member", "get-app -Name a"):
        history.add(text)
    assert history.suggestion("get-app") == "get-app -Name a"
    assert history.suggestion("get-m") == "get-member"
    assert history.suggestion("x") is None


def test_a_file_that_cannot_be_used_is_told_once_and_harms_nothing(redactor: Redactor, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    history = History(str, redactor, HistoryFile(str(tmp_path / "file" / "history")))
    history.load()
    history.add("apps")
    history.add("members")
    assert history.newest_first() == ["members", "apps"]
    assert "remembered for this session only" in history.trouble()
    assert history.trouble() == ""
    assert history.loaded
