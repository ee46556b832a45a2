"""The progress line: for what takes long, and gone afterwards."""

from __future__ import annotations

from threading import Event

import pytest

from dify_shell.terminal import progress
from dify_shell.terminal.progress import Progress


class Line:
    """Notes what is drawn, and when that ends in `awaited`."""

    def __init__(self, awaited: str = "") -> None:
        self.drawn: list[str] = []
        self.awaited = awaited
        self.seen = Event()

    def __call__(self, text: str) -> None:
        self.drawn.append(text)
        if text.endswith(self.awaited):
            self.seen.set()


def test_what_is_done_at_once_draws_nothing() -> None:
    line = Line()
    with Progress(line, "Importing", 3) as advance:
        advance(3)
    assert line.drawn == []


def test_what_takes_long_says_how_far_it_is_and_vanishes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "DELAY", 0.001)
    monkeypatch.setattr(progress, "INTERVAL", 0.001)
    line = Line("Importing [#############.......] 2/3")
    with Progress(line, "Importing", 3) as advance:
        advance(2)
        assert line.seen.wait(5)
    assert line.drawn[-1] == ""


def test_without_a_total_it_counts() -> None:
    counting = Progress(Line(), "Exporting", None)
    assert counting.line("|") == "| Exporting"
    counting.advance(4)
    assert counting.line("|") == "| Exporting 4"


def test_many_are_told_in_percent() -> None:
    sending = Progress(Line(), "Uploading a.md", 1 << 20)
    sending.advance(1 << 19)
    assert sending.line("|") == "| Uploading a.md [##########..........] 50%"
    sending.advance(1 << 20)  # sent twice, because the session was renewed
    assert sending.line("|").endswith("[####################] 100%")
