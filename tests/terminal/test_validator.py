"""When Enter runs a text, and when it begins another line."""

from __future__ import annotations

import pytest

from dify_shell.terminal.validator import indentation, should_continue

UNFINISHED = [
    "if ($x) {", "get-app |", "get-app `", "'abc", '"abc', '"$(', "@'", "@'\nabc", "@{ a = 1", "(get-app", "$x =",
    "$x -eq", "1,", "get-app -Tags a,", "foreach ($a in $b)", "try { 1 }", "<# abc", "$x.", "if ($x) {\n\n  apps",
]  # fmt: skip


@pytest.mark.parametrize("text", UNFINISHED)
def test_an_unfinished_text_goes_on(text: str) -> None:
    assert should_continue(text)


def test_it_may_have_an_empty_line() -> None:
    assert should_continue("if ($x) {\n")


@pytest.mark.parametrize("text", UNFINISHED)
def test_two_empty_lines_run_it_all_the_same(text: str) -> None:
    assert not should_continue(f"{text}\n\n")
    assert not should_continue(f"{text}\n    \n    ")


@pytest.mark.parametrize(
    "text", ["", "apps", "connect -Force;", "if ($x) { 1 }", "@'\nabc\n'@", "# comment", "$x = 1 "]
)
def test_a_finished_text_runs(text: str) -> None:
    assert not should_continue(text)


@pytest.mark.parametrize("text", ["}", "apps | }", "1 + ) {", "$x == 1", "function f {"])
def test_what_is_wrong_runs_so_that_the_error_is_shown(text: str) -> None:
    assert not should_continue(text)


def test_each_line_of_a_pasted_login_runs_by_itself() -> None:
    login = '$env:PSDIFY_URL="https://cloud.dify.ai"\n$env:PSDIFY_ACCESS_TOKEN="eyJhbGci..."\nConnect-Dify'
    assert not any(should_continue(line) for line in login.split("\n"))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("if ($x) {", 1),
        ("@{\n    a = @(", 2),
        ("foreach ($a in $b) {\n    if ($a) {", 2),
        ("foreach ($a in $b) {\n    if ($a) { 1 }", 1),
        ("    get-app |", 0),
        ("'abc {", 0),
        ("@'\nabc {", 0),
        ('if ($x) { "abc', 0),
        ("apps", 0),
    ],
)
def test_a_line_is_indented_by_the_brackets_that_are_open(text: str, steps: int) -> None:
    """However the lines before are indented, since pasted ones bring their own."""
    assert indentation(text) == "    " * steps
