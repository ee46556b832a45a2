"""What a command may use, and how it reports what went wrong without ending."""

from __future__ import annotations

from typing import Any, cast

import pytest

from dify_shell.api.client import DifyClient
from dify_shell.errors import DifyShellError, NotConnected
from dify_shell.runtime.context import CommonParameters, Context, ErrorAction, Host
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import Connection, ShellState
from dify_shell.sandbox import Sandbox


class Messages:
    """A host that only notes what it is told; the rest of `Host` is not called here."""

    def __init__(self) -> None:
        self.shown: list[tuple[str, str]] = []

    def message(self, kind: str, text: str) -> None:
        self.shown.append((kind, text))

    def report(self, error: DifyShellError) -> None:
        self.shown.append(("error", error.message))


def context_with(host: Messages, common: CommonParameters | None = None) -> Context:
    return Context(ShellState({}), cast(Host, host), Registry(()), common)


def test_without_a_connection_the_api_is_not_connected() -> None:
    with pytest.raises(NotConnected) as caught:
        _ = context_with(Messages()).api
    assert "connect" in (caught.value.hint or "")


def test_the_api_is_the_client_of_the_connection() -> None:
    context = context_with(Messages())
    client = cast(DifyClient, object())
    context.state.connection = Connection(
        client=client, server="https://x", version="1.17.0", name="A", email="a@x", method="Password"
    )
    assert context.api is client


def test_verbose_and_debug_lines_are_shown_when_asked_for() -> None:
    quiet, loud = Messages(), Messages()
    for context in (context_with(quiet), context_with(loud, CommonParameters(verbose=True, debug=True))):
        context.verbose("v")
        context.debug("d")
        context.warn("w")
    assert quiet.shown == [("warning", "w")]
    assert loud.shown == [("verbose", "v"), ("debug", "d"), ("warning", "w")]


@pytest.mark.parametrize(
    ("action", "shown", "kept"),
    [("Continue", True, True), ("Inquire", True, True), ("SilentlyContinue", False, True), ("Ignore", False, False)],
)
def test_an_error_of_one_item_is_shown_and_kept_as_the_error_action_says(
    action: ErrorAction, shown: bool, kept: bool
) -> None:
    host = Messages()
    context = context_with(host, CommonParameters(error_action=action))
    context.report(DifyShellError("one failed"))
    assert host.shown == ([("error", "one failed")] if shown else [])
    assert [error.message for error in context.state.errors] == (["one failed"] if kept else [])
    assert context.state.succeeded is False


def test_error_action_stop_raises_it() -> None:
    with pytest.raises(DifyShellError, match="one failed"):
        context_with(Messages(), CommonParameters(error_action="Stop")).report(DifyShellError("one failed"))


class Asked(Messages):
    """A host at which somebody answers."""

    def __init__(self, answer: bool) -> None:
        super().__init__()
        self.answer = answer

    def confirm(self, question: str) -> bool:
        self.shown.append(("question", question))
        return self.answer


def destroying(host: Messages, connected: Any, **common: Any) -> Context:
    return Context(connected.state, cast(Host, host), Registry(()), CommonParameters(**common))


@pytest.mark.parametrize("answer", [True, False])
def test_what_cannot_be_undone_is_shown_with_its_place_and_asked(connected: Any, modern: Sandbox, answer: bool) -> None:
    host = Asked(answer)
    context = destroying(host, connected)
    assert context.confirmed("Delete", ["the app 'A'", "the app 'B'"]) == answer
    assert host.shown == [
        ("information", "  the app 'A'"),
        ("information", "  the app 'B'"),
        ("question", f"Delete these 2 in Acme Engineering at {modern.url}?"),
    ]


@pytest.mark.parametrize("common", [{"force": True}, {"confirm": False}])
def test_force_and_confirm_false_do_not_ask(connected: Any, common: dict[str, Any]) -> None:
    assert destroying(Messages(), connected, **common).confirmed("Delete", ["the app 'A'"])


def test_what_if_says_it_and_does_nothing(connected: Any, modern: Sandbox) -> None:
    host = Messages()
    assert not destroying(host, connected, what_if=True, force=True).confirmed("Delete", ["the app 'A'"])
    assert host.shown == [("information", f"What if: Delete the app 'A' in Acme Engineering at {modern.url}.")]


def test_a_workspace_switched_elsewhere_stops_it_once(connected: Any, modern: Sandbox) -> None:
    context = destroying(Messages(), connected, force=True)
    modern.world.current_workspace = modern.world.workspaces[1]["id"]
    with pytest.raises(DifyShellError, match="'Acme Support' now, and was 'Acme Engineering'"):
        context.confirmed("Delete", ["the app 'A'"])
    assert context.confirmed("Delete", ["the app 'A'"])


def test_nothing_to_do_needs_no_question(connected: Any) -> None:
    assert not destroying(Messages(), connected).confirmed("Delete", [])
