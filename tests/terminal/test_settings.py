"""The environment decides how the terminal is used."""

from __future__ import annotations

from io import StringIO

import pytest

from dify_shell.runtime.state import Environment
from dify_shell.terminal.settings import has_colour, is_plain, pager, wants_vi


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "plain"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "dumb"}, True),
        ({"ACCESSIBLE": "1"}, True),
        ({"ACCESSIBLE": "0"}, False),
    ],
)
def test_plain_is_for_those_who_cannot_or_will_not(variables: dict[str, str], plain: bool) -> None:
    assert is_plain(Environment(variables)) is plain


@pytest.mark.parametrize(
    ("variables", "colour"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"ACCESSIBLE": "1"}, True)],
)
def test_colours_are_for_terminals(variables: dict[str, str], colour: bool) -> None:
    assert has_colour(Environment(variables), Terminal()) is colour
    assert not has_colour(Environment(variables), StringIO())


def test_keys_and_pager_are_named_by_the_user() -> None:
    environment = Environment({"PAGER": "more"})
    assert pager(environment) == "more"
    assert not wants_vi(environment)
    environment["DIFY_SHELL_PAGER"] = "less -S"
    environment["DIFY_SHELL_EDITING_MODE"] = "vi"
    assert pager(environment) == "less -S"
    assert wants_vi(environment)
