"""Commands that call the API, a small catalogue of its operations, and what a session knows of its records."""

from __future__ import annotations

from typing import Annotated

from dify_shell.catalog.catalog import Catalog
from dify_shell.catalog.operation import Body, Field, Operation, Parameter
from dify_shell.completion.complete import complete
from dify_shell.completion.suggestion import Completions
from dify_shell.objects import Hashtable, Property, Record, RecordType
from dify_shell.runtime.command import Arg, Command
from dify_shell.runtime.context import Context
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import ShellState

from .conftest import CURSOR, app

MEMBER = RecordType(
    "Member", (Property("Id"), Property("Name"), Property("Email")), identifiers=("Email", "Name", "Id")
)
KNOWLEDGE = RecordType("Knowledge", (Property("Id"), Property("Name")), identifiers=("Name", "Id"))

MODES = ("chat", "agent-chat", "workflow")
MODEL = Field("model", "object", children=(Field("name", "string", required=True), Field("provider", "string")))

CATALOG = Catalog(
    "1.17.0",
    [
        Operation(
            "GET",
            "/apps",
            "console",
            (
                Parameter("limit", "query", "integer", default=20),
                Parameter("mode", "query", allowed=MODES),
                Parameter("is_created_by_me", "query", "boolean"),
                Parameter("tag_ids", "query", "string[]"),
                Parameter("X-Trace-Id", "header"),
            ),
            summary="List the apps",
        ),
        Operation(
            "POST",
            "/apps",
            "console",
            body=Body(
                (
                    Field("mode", "string", required=True, allowed=MODES),
                    Field("name", "string", required=True),
                    Field("dataset_id", "uuid"),
                    Field("max_active_requests", "integer", allowed=(0, 5)),
                    MODEL,
                    Field("public", "boolean"),
                    Field("tag_ids", "string[]"),
                )
            ),
        ),
        Operation("POST", "/apps/imports", "console"),
        Operation("GET", "/apps/{app_id}", "console"),
        Operation("GET", "/apps/{app_id}/export", "console"),
        Operation("GET", "/apps/{app_id}/workflows", "console"),
        Operation("GET", "/apps/{app_id}/workflows/{workflow_id}", "console"),
        Operation("GET", "/apps/{resource_id}/api-keys", "console"),
        Operation("GET", "/apps/{app_id}/statistics/daily-messages", "console"),
        Operation("POST", "/apps/{app_id}:run", "console"),
        Operation("GET", "/datasets/{dataset_id}/documents", "console"),
        Operation(
            "POST",
            "/files/upload",
            "console",
            (Parameter("source", "query"),),
            Body((Field("file", "file", required=True), Field("year", "integer")), "multipart/form-data"),
        ),
        Operation("DELETE", "/workspaces/current/members/{member_id}", "console"),
        Operation("GET", "/workspaces/current/model-providers/{provider}/models", "console"),
        Operation("GET", "/v1/info", "service"),
    ],
)


def call(
    context: Context,
    path: Annotated[str, Arg("The path", completes="ApiPath")],
    items: Annotated[tuple[object, ...], Arg("The items", remaining=True, completes="RequestItem")] = (),
    *,
    body: Annotated[object, Arg("The body")] = None,
    query: Annotated[Hashtable | None, Arg("The query")] = None,
    headers: Annotated[Hashtable | None, Arg("The headers")] = None,
) -> None:
    """Call the API."""


def get_operation(
    context: Context, operation: Annotated[tuple[str, ...], Arg("Which", remaining=True, completes="Operation")]
) -> None:
    """Describe an operation."""


def get_app(context: Context, name: Annotated[str, Arg("Its name", completes="App")] = "") -> None:
    """List apps."""


REGISTRY = Registry(
    [
        *(Command(f"Invoke-Dify{verb.capitalize()}", call, short_name=verb) for verb in ("get", "post", "delete")),
        Command("Get-DifyOperation", get_operation),
        Command("Get-DifyApp", get_app),
    ]
)

SUPPORT_BOT, SUPPORT_DESK, OURS = (f"a000000{number}-0000-4000-8000-000000000000" for number in range(3))


def api_state() -> ShellState:
    """A session that knows three apps, a member and a knowledge, and has the catalogue loaded."""
    state = ShellState({})
    state.catalog = (None, CATALOG)
    names = ("Support Bot", "Support Desk", "It's ours")
    state.known_names.replace("App", [app(name, number) for number, name in enumerate(names, start=0xA0000000)])
    state.known_names.replace("Member", [MEMBER.of("m-1", "Ann", "ann@example.com")])
    state.known_names.replace("Knowledge", [KNOWLEDGE.of("k-1", "Manuals")])
    state.variables["app"] = Record({"Id": SUPPORT_BOT})
    return state


def completed(marked: str, state: ShellState) -> Completions:
    """What completes `marked` where ▮ stands in it, or at its end."""
    before, _, after = marked.partition(CURSOR)
    return complete(before + after, len(before), registry=REGISTRY, state=state)


def lines(marked: str, state: ShellState) -> list[str]:
    """What stands before the cursor with each of the suggestions."""
    before = marked.partition(CURSOR)[0]
    found = completed(marked, state)
    return [before[: found.start] + one.text for one in found.suggestions]
