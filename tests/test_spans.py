"""Places in a text, and how they are shown."""

from __future__ import annotations

import pytest

from dify_shell.spans import Source, Span


def test_a_span_covers_characters() -> None:
    assert Span(1, 3).of("abcd") == "bc"
    assert Span(1, 3).to(Span(5, 8)) == Span(1, 8)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_from_one(line_end: str) -> None:
    source = Source(line_end.join(["ab", "", "c"]))
    assert [source.line_of(source.text.index(character)) for character in "abc"] == [1, 1, 3]


@pytest.mark.parametrize(
    ("text", "part", "shown"),
    [
        ("get-app foo", "foo", "get-app foo\n        ^^^"),
        ("one\ntwo three\nfour", "three", "two three\n    ^^^^^"),
        ("one\r\ntwo\r\nthree", "two", "two\n^^^"),
        ("one\rtwo\rthree", "two", "two\n^^^"),
        ("\tx = $y", "$y", "\tx = $y\n\t    ^^"),
        ("'日本' + foo", "foo", "'日本' + foo\n         ^^^"),
        ("echo 日本", "日本", "echo 日本\n     ^^^^"),
        ("a 'b\nc'", "'b\nc'", "a 'b\n  ^^"),
    ],
)
def test_a_span_is_shown_in_its_line_with_carets_below(text: str, part: str, shown: str) -> None:
    start = text.index(part)
    assert Source(text).show(Span(start, start + len(part))) == shown


@pytest.mark.parametrize(
    ("text", "offset", "shown"),
    [
        ("get-app", 7, "get-app\n       ^"),
        ("ab\ncd", 2, "ab\n  ^"),
        ("ab\r\ncd", 2, "ab\n  ^"),
        ("", 0, "\n^"),
        ("a", 9, "a\n ^"),
    ],
)
def test_an_empty_span_is_shown_by_one_caret(text: str, offset: int, shown: str) -> None:
    assert Source(text).show(Span(offset, offset)) == shown
