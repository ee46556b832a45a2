"""The menu: what it shows, and when it leaves the user alone."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from prompt_toolkit.completion import CompleteEvent, Completion
from prompt_toolkit.document import Document

from dify_shell.commands import all_commands
from dify_shell.commands.apps import APP
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import ShellState
from dify_shell.terminal.completer import ShellCompleter

REGISTRY = Registry(all_commands())


def menu(text: str, state: ShellState, *, tab: bool = False, wanted: list[str] | None = None) -> list[Completion]:
    """What is shown behind `text`, typed; with `tab`, asked for."""

    def want(nouns: Iterable[str]) -> None:
        if wanted is not None:
            wanted.extend(nouns)

    event = CompleteEvent(text_inserted=not tab, completion_requested=tab)
    completer = ShellCompleter(REGISTRY, state, want, lambda: None)
    return [*completer.get_completions(Document(text), event)]


@pytest.mark.parametrize(
    "text", ["con", "apps | s", "connect -", "connect -AuthMethod ", "connect --auth-method ", "$"]
)
def test_it_opens_where_a_word_has_begun(text: str, state: ShellState) -> None:
    assert menu(text, state)


@pytest.mark.parametrize(
    "text", ["", " ", "apps ", "apps | ", "apps; ", "apps\n", "get-app 'x'", "connect", "connect\n"]
)
def test_it_stays_closed_where_nothing_has_begun(text: str, state: ShellState) -> None:
    assert not menu(text, state)


@pytest.mark.parametrize("text", ["", "apps | ", "connect ", "$x = "])
def test_tab_opens_it_everywhere(text: str, state: ShellState) -> None:
    assert menu(text, state, tab=True)


def test_a_row_replaces_the_word_and_says_what_it_is(state: ShellState) -> None:
    (row,) = menu("connect -authm", state)
    assert (row.text, row.start_position) == ("-AuthMethod", -len("-authm"))
    assert row.display_meta_text.startswith("choice: A password")


def test_what_a_server_sent_is_cleaned_before_it_is_shown(state: ShellState) -> None:
    app = APP.of("\x1b[2J", "Bot \u202eevil", *[None] * 8)
    state.known_names.replace("App", [app])
    rows = menu("get-app ", state, tab=True)
    assert [row.display_text for row in rows] == ["Bot \\u202eevil"]
    assert "\x1b" not in rows[0].display_meta_text


def test_the_nouns_that_are_looked_for_are_handed_on(state: ShellState) -> None:
    wanted: list[str] = []
    assert not menu("get-app -Name s", state, wanted=wanted)
    assert wanted == ["App"]


def test_what_tab_asked_for_comes_when_more_is_known(state: ShellState) -> None:
    completer = ShellCompleter(REGISTRY, state, lambda nouns: None, lambda: None)
    asked, told = CompleteEvent(completion_requested=True), CompleteEvent(text_inserted=True)
    assert not [*completer.get_completions(Document("get-app "), asked)]
    state.known_names.replace("App", [APP.of("1", "Bot", *[None] * 8)])
    assert [*completer.get_completions(Document("get-app "), told)]
    assert not [*completer.get_completions(Document("remove-app "), told)]


def test_the_catalogue_is_wanted_where_its_operations_are_looked_for(state: ShellState) -> None:
    wanted: list[str] = []
    completer = ShellCompleter(REGISTRY, state, lambda nouns: None, lambda: wanted.append("catalogue"))
    for text in ("get-app x", "get /"):
        assert not [*completer.get_completions(Document(text), CompleteEvent(text_inserted=True))]
    assert wanted == ["catalogue"]
    state.load_operations()
    assert menu("get /ap", state)
