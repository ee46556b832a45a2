"""The screen: output as it comes, errors beside it, secrets and control characters never."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from dify_shell.api.redaction import Redactor
from dify_shell.errors import DifyShellError
from dify_shell.objects import Secret
from dify_shell.terminal.screen import ERASE_LINE, Screen


class Streams:
    """A screen, and what came out where."""

    def __init__(self, pager: Callable[[], str | None] = lambda: None) -> None:
        self.output = StringIO()
        self.errors = StringIO()
        self.redactor = Redactor()
        self.screen = Screen(self.output, self.errors, self.redactor, colour=False, width=lambda: 40, pager=pager)


@pytest.fixture
def streams() -> Streams:
    return Streams()


def test_objects_are_shown_as_they_come(streams: Streams) -> None:
    seen: list[str] = []

    def source() -> Iterator[str]:
        for word in ("one", "two"):
            yield word
            seen.append(streams.output.getvalue())

    streams.screen.show(source())
    assert seen == ["one\n", "one\ntwo\n"]


def test_what_came_before_an_error_is_shown(streams: Streams) -> None:
    def source() -> Iterator[str]:
        yield "one"
        raise DifyShellError("It broke.", hint="Mend it.")

    with pytest.raises(DifyShellError) as caught:
        streams.screen.show(source())
    streams.screen.report(caught.value)
    assert streams.output.getvalue() == "one\n"
    assert streams.errors.getvalue() == "It broke.\nHint: Mend it.\n"


def test_the_source_is_stopped_when_nobody_reads_on(streams: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = False

    def source() -> Iterator[str]:
        nonlocal stopped
        try:
            while True:
                yield "more"
        finally:
            stopped = True

    def broken(text: str) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(streams.output, "write", broken)
    with pytest.raises(BrokenPipeError):
        streams.screen.show(source())
    assert stopped


def test_quitting_the_pager_stops_the_source_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "q")
    streams = Streams(pager=lambda: "no-such-program")
    made = 0

    def source() -> Iterator[str]:
        nonlocal made
        while True:
            made += 1
            yield "line"

    streams.screen.show(source())
    assert 0 < made < 1000


def test_a_question_ends_the_pager_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "")
    streams = Streams(pager=lambda: "no-such-program")

    def source() -> Iterator[str]:
        yield "before"
        with streams.screen.handed_over():
            assert streams.output.getvalue() == "before\n"
        yield "after"

    streams.screen.show(source())
    assert streams.output.getvalue() == "before\nafter\n"


def test_messages_and_paged_output_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    streams = Streams(pager=lambda: "no-such-program")
    monkeypatch.setattr(streams.errors, "isatty", lambda: True)

    def source() -> Iterator[str]:
        yield "one"
        streams.screen.message("information", "two")
        streams.screen.message("warning", "three")
        yield "four"

    streams.screen.show(source())
    assert streams.output.getvalue() == "one\ntwo\nWARNING: three\nfour\n"


def test_secrets_are_blotted_out_everywhere(streams: Streams) -> None:
    streams.redactor.add(Secret("open-sesame"))
    streams.screen.show(iter(["say open-sesame"]))
    streams.screen.message("information", "open-sesame")
    streams.screen.message("warning", "open-sesame")
    streams.screen.report(DifyShellError("open-sesame is wrong"))
    assert "open-sesame" not in streams.output.getvalue() + streams.errors.getvalue()


def test_messages_go_beside_the_output_except_what_a_script_says(streams: Streams) -> None:
    streams.screen.message("information", "said")
    streams.screen.message("warning", "beware\x1b[2J")
    streams.screen.message("verbose", "details")
    assert streams.output.getvalue() == "said\n"
    assert streams.errors.getvalue() == "WARNING: beware\\x1b[2J\nVERBOSE: details\n"


def test_progress_gives_way_to_output_and_questions(streams: Streams) -> None:
    streams.screen.show_progress("| working")
    streams.screen.show(iter(["done"]))
    streams.screen.show_progress("/ working")
    with streams.screen.handed_over():
        streams.screen.show_progress("- working")
    assert streams.errors.getvalue() == f"| working{ERASE_LINE}/ working{ERASE_LINE}"


def test_characters_that_the_terminal_lacks_raise_nothing() -> None:
    raw = BytesIO()
    output = TextIOWrapper(raw, encoding="cp1252", newline="\n")
    Screen(output, StringIO(), Redactor(), colour=False, width=lambda: 40).show(iter(["日本 naïve"]))
    assert raw.getvalue() == "?? naïve\n".encode("cp1252")
