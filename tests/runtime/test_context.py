"""What a command may use, and how it reports what went wrong without ending."""

from __future__ import annotations

from typing import cast

import pytest

from dify_shell.api.client import DifyClient
from dify_shell.errors import DifyShellError, NotConnected
from dify_shell.runtime.context import CommonParameters, Context, ErrorAction, Host
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import Connection, ShellState


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
