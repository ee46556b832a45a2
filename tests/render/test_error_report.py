"""Errors in words."""

from __future__ import annotations

import pytest

from dify_shell.errors import BindingError, DifyShellError, NotFound, ParseError
from dify_shell.render.error_report import report
from dify_shell.spans import Source, Span


def located(error: DifyShellError, name: str = "") -> DifyShellError:
    error.locate(Source("$null\nget-app -Nope", name), Span(14, 19))
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DifyShellError("It failed."), "It failed."),
        (DifyShellError("It failed.", hint="Do this."), "It failed.\nHint: Do this."),
        (
            NotFound("There is no such app.", status=404, code="not_found", method="GET", path="/apps/1"),
            "There is no such app.\nGET /apps/1 → 404 not_found",
        ),
        (located(ParseError("Not that.", Span(14, 19))), "Not that.\nget-app -Nope\n        ^^^^^"),
        (
            located(BindingError("Not that.", Span(14, 19), usage="get-app [-Name <text>]"), "a.ps1"),
            "a.ps1:2\nNot that.\nget-app -Nope\n        ^^^^^\nUsage: get-app [-Name <text>]",
        ),
        (located(DifyShellError("It failed."), "a.ps1"), "a.ps1:2\nIt failed."),
        (KeyError("private"), "Sorry, this is a mistake in dify-shell: KeyError."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_says_what_went_wrong_where_and_what_to_do(error: Exception, words: str) -> None:
    assert report(error) == words


def test_what_a_server_says_is_cleaned() -> None:
    error = NotFound("No\x1b[2J", status=404, code="\x07", method="GET", path="/apps", hint="\x9b")
    assert report(error) == "No\\x1b[2J\nGET /apps → 404 \\x07\nHint: \\x9b"


def test_the_message_and_the_hint_have_colours() -> None:
    assert report(DifyShellError("No.", hint="Do this."), colour=True) == (
        "\x1b[31mNo.\x1b[0m\n\x1b[90mHint: Do this.\x1b[0m"
    )


def test_the_traceback_of_a_mistake_is_for_those_who_look_for_it() -> None:
    lines = report(KeyError("key"), debug=True).splitlines()
    assert lines[0] == "Sorry, this is a mistake in dify-shell: KeyError."
    assert lines[-1] == "KeyError: 'key'"
    assert report(DifyShellError("It failed."), debug=True) == "It failed."
