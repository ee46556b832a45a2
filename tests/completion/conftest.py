"""A few commands of each kind, and what a session knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import pytest

from dify_shell.completion.complete import complete
from dify_shell.completion.suggestion import Completions
from dify_shell.objects import Hashtable, Property, Record, RecordType, Secret
from dify_shell.runtime.command import Arg, Command
from dify_shell.runtime.context import Context
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import ShellState

APP = RecordType("App", (Property("Id"), Property("Name"), Property("Mode")), identifiers=("Name", "Id"))
GROUP = RecordType("Group", (Property("Count"), Property("Key")))

Input = Annotated[Iterator[Any], Arg("The objects", name="InputObject", pipeline=True)]


def connect(
    context: Context,
    server: Annotated[str, Arg("The address", variable="PSDIFY_URL")] = "",
    auth_method: Annotated[Literal["Password", "Code", "AccessToken"], Arg("How to sign in")] = "Password",
    password: Annotated[Secret | None, Arg("The password")] = None,
    *,
    csrf_token: Annotated[Secret | None, Arg("The CSRF token", name="CSRFToken", aliases=("XToken",))] = None,
    force: Annotated[bool, Arg("Sign in again")] = False,
) -> None:
    """Sign in."""


def get_app(
    context: Context,
    name: Annotated[str, Arg("Only apps of this name", completes="App")] = "",
    mode: Annotated[Literal["chat", "agent chat"] | None, Arg("Only apps of this kind")] = None,
    tags: Annotated[tuple[str, ...], Arg("Only apps with these tags", completes="Tag")] = (),
    *,
    detail: Annotated[bool, Arg("More of each")] = False,
) -> None:
    """List apps."""


def remove_app(context: Context, app: Annotated[tuple[Record, ...], Arg("The apps", pipeline=True)]) -> None:
    """Remove apps."""


def where_object(
    context: Context,
    property: Annotated[str, Arg("A property", completes="Property")],
    value: Annotated[Any, Arg("What to compare it with")] = None,
    *,
    input_object: Input = iter(()),
    eq: Annotated[bool, Arg("Equal")] = False,
) -> None:
    """Let objects through."""


def group_object(
    context: Context,
    property: Annotated[tuple[str, ...], Arg("Properties", completes="Property")] = (),
    *,
    input_object: Input = iter(()),
) -> None:
    """Gather objects."""


def get_help(
    context: Context, name: Annotated[tuple[str, ...], Arg("A command", remaining=True, completes="Command")] = ()
) -> None:
    """Explain a command."""


def get_variable(context: Context, name: Annotated[str, Arg("Its name", completes="Variable")] = "*") -> None:
    """List variables."""


def get_content(context: Context, path: Annotated[str, Arg("The file", completes="Path")]) -> None:
    """Read a file."""


def ignore_tls(context: Context, ignore: Annotated[bool, Arg("Whether to")] = False) -> None:
    """Do not verify."""


REGISTRY = Registry(
    [
        Command("Connect-Dify", connect),
        Command("Get-DifyApp", get_app, aliases=("apps",), output=APP),
        Command("Remove-DifyApp", remove_app),
        Command("Get-DifyWorkspace", ignore_tls, aliases=("workspaces",)),
        Command("Get-DifyCurrentWorkspace", ignore_tls),
        Command("Where-Object", where_object, aliases=("where", "?")),
        Command("Group-Object", group_object, aliases=("group",), output=GROUP),
        Command("Get-Help", get_help, aliases=("help",)),
        Command("Get-Variable", get_variable),
        Command("Get-Content", get_content, aliases=("cat",)),
        Command("Set-PSDifyConfiguration", ignore_tls),
    ]
)


def app(name: str, number: int = 0) -> Record:
    """An app; its id is made from its number."""
    return APP.of(f"{number:08x}-0000-4000-8000-000000000000", name, "chat")


@pytest.fixture
def state() -> ShellState:
    """A session that knows five apps and has some variables."""
    state = ShellState({"PSDIFY_URL": "https://dify.example.com", "PSDIFY_PASSWORD": "hunter2", "A(B)": "odd"})
    names = ("Support Bot", "Support Desk", "It's ours", "plain", "Prod $x")
    apps = [app(name, number) for number, name in enumerate(names, start=0xA0000000)]
    state.known_names.replace("App", apps)
    state.variables.update(
        apps=apps,
        table=Hashtable({"a b": 1, "inner": Hashtable({"deep": 1})}),
        token=Secret("hunter2"),
    )
    state.variables["odd name"] = 1
    return state


CURSOR = "▮"


def completions(marked: str, state: ShellState) -> Completions:
    """What completes `marked` where ▮ stands in it, or at its end."""
    before, _, after = marked.partition(CURSOR)
    return complete(before + after, len(before), registry=REGISTRY, state=state)
