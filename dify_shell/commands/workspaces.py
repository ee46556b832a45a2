"""The workspaces of the account, and which one is current.

The current workspace is state of the account on the server: a browser signed in as the same account shares it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Any

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context

WORKSPACE = RecordType(
    "Workspace",
    (
        Property("Id", "id", priority=5),
        Property("Name", "name", priority=1),
        Property("Plan", "plan", priority=3),
        Property("Status", "status", priority=4),
        Property("CreatedAt", "created_at", local_time, priority=6),
        Property("Current", "current", bool, priority=2),
    ),
    identifiers=("Name", "Id"),
)

CURRENT_WORKSPACE = RecordType(
    "CurrentWorkspace",
    (
        Property("Id", "id"),
        Property("Name", "name"),
        Property("Plan", "plan"),
        Property("Status", "status"),
        Property("CreatedAt", "created_at", local_time),
        Property("Role", "role"),
    ),
)


@command(
    "Get-DifyWorkspace",
    aliases=("workspaces",),
    output=WORKSPACE,
    examples=(
        Example("workspaces", "All workspaces of your account."),
        Example("get-workspace -Search team", "Those with `team` in their name or id."),
    ),
)
def get_workspace(
    context: Context,
    id: Annotated[str, Arg("Only the workspace with this id", completes="Workspace")] = "",
    name: Annotated[str, Arg("Only workspaces of this name, in any case", completes="Workspace")] = "",
    search: Annotated[str, Arg("Only workspaces with this text in their name or id; `*` and `?` are wildcards")] = "",
) -> Iterator[Record]:
    """List the workspaces of your account."""
    for raw in _list(context):
        if _matches(raw, id.lower(), name.lower(), search.lower()):
            yield WORKSPACE.record(raw)


def _matches(raw: dict[str, Any], id: str, name: str, search: str) -> bool:
    texts = (str(raw["id"]).lower(), str(raw["name"]).lower())
    return (
        id in ("", texts[0])
        and name in ("", texts[1])
        and (not search or any(fnmatchcase(text, f"*{search}*") for text in texts))
    )


@command(
    "Get-DifyCurrentWorkspace",
    output=CURRENT_WORKSPACE,
    examples=(Example("get-current-workspace", "The workspace in use, with your role in it."),),
)
def get_current_workspace(context: Context) -> Record:
    """Show the workspace that the server takes as current for your account."""
    record = CURRENT_WORKSPACE.record(current_workspace(context))
    context.connection.workspace = record["Name"]
    return record


@command(
    "Set-DifyCurrentWorkspace",
    output=CURRENT_WORKSPACE,
    examples=(
        Example("get-workspace | where Current | set-current-workspace", "Switch to the workspace piped in."),
        Example('set-current-workspace -Name "Acme Engineering"', "Switch by name."),
    ),
)
def set_current_workspace(
    context: Context,
    workspace: Annotated[
        Record | str | None, Arg("The workspace: a record, a name or an id", pipeline=True, completes="Workspace")
    ] = None,
    id: Annotated[str, Arg("The workspace with this id", completes="Workspace")] = "",
    name: Annotated[str, Arg("The workspace of this name", completes="Workspace")] = "",
) -> Record:
    """Switch to another workspace, here and wherever else your account is signed in."""
    if isinstance(workspace, Record):
        chosen = workspace.raw.get("id") or workspace["Id"]
    else:
        chosen = find_workspace(context, id or name or workspace or "")["id"]
    answer = context.api.post("/workspaces/switch", json={"tenant_id": chosen})
    if answer.get("result") != "success" or "new_tenant" not in answer:
        raise DifyShellError(f"The server did not switch to the workspace {chosen}.")
    record = CURRENT_WORKSPACE.record(answer["new_tenant"])
    context.connection.workspace = record["Name"]
    context.connection.emails = None
    context.state.known_names.forget()
    return record


def _list(context: Context) -> list[dict[str, Any]]:
    workspaces: list[dict[str, Any]] = context.api.get("/workspaces")["workspaces"]
    return workspaces


def find_workspace(context: Context, wanted: str) -> dict[str, Any]:
    """The one workspace with this id or name, in any case."""
    if not wanted:
        raise DifyShellError("Which workspace?", hint="Give -Name or -Id, or pipe a workspace in.")
    workspaces = _list(context)
    folded = wanted.lower()
    found = [one for one in workspaces if folded in (str(one["id"]).lower(), str(one["name"]).lower())]
    if len(found) == 1:
        return found[0]
    if not found:
        names = ", ".join(str(one["name"]) for one in workspaces)
        raise DifyShellError(f"There is no workspace '{wanted}'.", hint=f"Yours are: {names}.")
    raise DifyShellError(f"{len(found)} workspaces are called '{wanted}'.", hint="Give the id instead: -Id.")


def current_workspace(context: Context) -> dict[str, Any]:
    """The JSON of the current workspace, in the shape of Dify 1.13.

    Dify below 1.10.1 has GET /workspaces/current, then POST until 1.17.0 dropped it for GET …/current/summary, which
    says nothing of status and age: the list has those. A build that calls itself older may lack POST already
    (1.17.0-pre says 1.16.1), so its absence is believed.
    """
    from ..api.server import Version
    from ..errors import NotFound

    version = Version(context.connection.version)
    if version < Version("1.10.1"):
        return _mapping(context.api.get("/workspaces/current"))
    if version < Version("1.17.0"):
        try:
            return _mapping(context.api.post("/workspaces/current", json={}))
        except NotFound:
            context.debug("POST /workspaces/current is gone; asking for the summary.")
    summary = _mapping(context.api.get("/workspaces/current/summary"))
    listed = next((one for one in _list(context) if one["id"] == summary["id"]), {})
    return {"status": listed.get("status"), "created_at": listed.get("created_at"), **summary}


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value)
