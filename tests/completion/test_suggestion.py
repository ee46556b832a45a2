"""How names are matched and ranked."""

from __future__ import annotations

import pytest

from dify_shell.completion.suggestion import Suggestion, ranked, words


def best_first(typed: str, *names: str) -> list[str]:
    return [one.text for one in ranked(typed, [(name, Suggestion(name, name)) for name in names])]


@pytest.mark.parametrize(
    ("typed", "names", "expected"),
    [
        ("", ("b", "a"), ["b", "a"]),
        ("get", ("widget", "get-app"), ["get-app", "widget"]),
        ("GET", ("get-app",), ["get-app"]),
        ("ga", ("get-all-apps", "get-app", "game"), ["game", "get-app", "get-all-apps"]),
        ("geap", ("get-app", "gap"), ["get-app"]),
        ("is", ("IncludeSecret", "IgnoreSSL"), ["IncludeSecret", "IgnoreSSL"]),
        ("purl", ("PSDIFY_URL",), ["PSDIFY_URL"]),
        ("pp", ("app",), []),
        ("app", ("set-app", "happy"), ["set-app", "happy"]),
        ("ag", ("get-app",), []),
        ("app", ("app", "get-app", "apps"), ["app", "apps"]),
    ],
)
def test_beginnings_come_before_abbreviations_before_parts(
    typed: str, names: tuple[str, ...], expected: list[str]
) -> None:
    assert best_first(typed, *names) == expected


def test_what_has_several_names_comes_once_by_the_best_of_them() -> None:
    both, other = Suggestion("-Both", "-Both"), Suggestion("-Other", "-Other")
    assert ranked("oth", [("another", both), ("other", other), ("othello", both)]) == [both, other]


@pytest.mark.parametrize("name", ["get-app", "GetApp", "getApp", "GET_APP"])
def test_words_of_a_name(name: str) -> None:
    assert words(name) == ["get", "app"]


def test_capitals_in_a_row_are_one_word() -> None:
    assert words("AppAPIKey2") == ["app", "api", "key", "2"]
