"""Visible escapes, and cells of the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dify_shell.render.clean import CONTROL, cells, clean, clean_cell, cut, folded

FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb", "a\nb"),
        ("over\rwritten", "over\\x0dwritten"),
        ("\x1b[2J", "\\x1b[2J"),
        ("\x9b31m", "\\x9b31m"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("gpj.\u202eexe", "gpj.\\u202eexe"),
        ("\u2066hidden\u2069", "\\u2066hidden\\u2069"),
        ("one\u2028two", "one\\u2028two"),
        ("half \ud83d", "half \\ud83d"),
    ],
)
def test_control_characters_are_shown_as_escapes(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_cell_has_one_line() -> None:
    assert clean_cell("a\r\nb\nc\td\x1b") == "a↵b↵c d\\x1b"


@given(some.text())
def test_what_is_clean_holds_no_control_character_and_can_be_encoded(text: str) -> None:
    assert not CONTROL.search(clean(text))
    assert clean(text).encode().decode() == clean(text)


@pytest.mark.parametrize(
    ("text", "width"),
    [("abc", 3), ("日本", 4), ("e\u0301", 1), (FAMILY, 2), ("🇩🇪", 2), ("❤\ufe0f", 2), ("", 0), ("\u0301", 0)],
)
def test_cells_of_wide_and_combining_characters_and_emoji(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "left"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("日本語", 5, "日本…"),
        ("日本語", 4, "日…"),
        (f"{FAMILY}{FAMILY}", 3, f"{FAMILY}…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("ab", 1, "…"),
    ],
)
def test_a_text_is_cut_between_what_readers_see_as_characters(text: str, width: int, left: str) -> None:
    assert cut(text, width) == left


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one\ntwo", 9, ["one", "two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("日本語 日本語", 6, ["日本語", "日本語"]),
        ("a well-known word", 11, ["a", "well-known", "word"]),
        ("", 5, [""]),
        ("one\n\ntwo", 5, ["one", "", "two"]),
        ("ab", 0, ["…", "…"]),
    ],
)
def test_a_text_is_folded_between_words(text: str, width: int, lines: list[str]) -> None:
    assert folded(text, width) == lines


@given(some.text(), some.integers(1, 40))
def test_nothing_cut_or_folded_takes_more_than_its_width(text: str, width: int) -> None:
    assert cells(cut(clean_cell(text), width)) <= width
    assert all(cells(line) <= width for line in folded(clean(text).replace("\t", " "), width))
