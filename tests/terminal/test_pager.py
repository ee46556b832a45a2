"""The pager: only for what does not fit, from the first line on, and no longer than the user looks."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Event

import pytest

from dify_shell.terminal import pager
from dify_shell.terminal.pager import Pager, PagerClosed

ROWS = 5


@pytest.fixture(autouse=True)
def small_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pager, "get_terminal_size", lambda: os.terminal_size((20, ROWS + 1)))


class Terminal:
    """Notes what is written, and when something is."""

    def __init__(self) -> None:
        self.text = ""
        self.written = Event()

    def __call__(self, text: str) -> None:
        self.text += text
        self.written.set()


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def program(text: str) -> str:
    """The command line of a pager that runs this Python text."""
    return f'"{sys.executable}" -c "{text}"'


def lines(count: int) -> str:
    return "".join(f"{number}\n" for number in range(count))


def test_what_fits_goes_straight(terminal: Terminal) -> None:
    with Pager(program("raise SystemExit"), terminal) as paged:
        paged.write(lines(ROWS))
    assert terminal.text == lines(ROWS)


def test_a_line_that_wraps_takes_several_rows(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "q")
    with pytest.raises(PagerClosed), Pager("no-such-program", terminal) as paged:
        paged.write("x" * 20 * ROWS + "\n")
        paged.write("one too many\n")
    assert "too many" not in terminal.text


def test_what_does_not_fit_goes_through_the_program_whole(terminal: Terminal, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    copy = program(f"import sys; open('{seen.as_posix()}', 'w').write(sys.stdin.read())")
    with Pager(copy, terminal) as paged:
        for number in range(20):
            paged.write(f"{number}\n")
        assert paged.has_terminal
    assert terminal.text == ""
    assert seen.read_text() == lines(20)
    assert not paged.has_terminal


def test_quitting_the_program_stops_the_source(terminal: Terminal) -> None:
    with pytest.raises(PagerClosed), Pager(program("raise SystemExit"), terminal) as paged:
        while True:
            paged.write(lines(1000))


def test_the_program_gets_the_environment_of_the_process(terminal: Terminal, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    tell = program(f"import os, sys; sys.stdin.read(); open('{seen.as_posix()}', 'w').write(os.environ['LESS'])")
    with Pager(tell, terminal) as paged:
        paged.write(lines(20))
    assert seen.read_text() == os.environ.get("LESS", pager.LESS)


def test_without_a_program_it_is_shown_page_by_page(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answers = iter(["", "q"])

    def answer(prompt: str) -> str:
        asked.append(terminal.text)
        return next(answers)

    monkeypatch.setattr("builtins.input", answer)
    with pytest.raises(PagerClosed), Pager("no-such-program", terminal) as paged:
        paged.write(lines(100))
    assert asked == [lines(ROWS), lines(2 * ROWS)]


def test_the_end_of_the_input_is_enough_for_pages(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_input(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", no_input)
    with pytest.raises(PagerClosed), Pager("no-such-program", terminal) as paged:
        paged.write(lines(100))


def test_what_trickles_in_is_not_held_back(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pager, "PATIENCE", 0.01)
    with Pager(program("raise SystemExit"), terminal) as paged:
        paged.write("0\n")
        assert terminal.written.wait(5)
        assert terminal.text == "0\n"
        paged.write(lines(20))
    assert terminal.text == "0\n" + lines(20)


def test_after_closing_everything_goes_straight(terminal: Terminal) -> None:
    with Pager(program("import sys; sys.stdin.read()"), terminal) as paged:
        paged.write(lines(20))
        paged.close()
        paged.write("straight\n")
    assert terminal.text == "straight\n"
