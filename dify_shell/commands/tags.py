"""The tags of the workspace: of apps, and of knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context

TAG = RecordType(
    "Tag",
    (
        Property("Id", "id", priority=4),
        Property("Name", "name", priority=1),
        Property("Type", "type", priority=2),
        Property("BindingCount", "binding_count", lambda count: int(count or 0), priority=3),
    ),
    identifiers=("Name", "Id"),
)

Ids = Annotated[tuple[str, ...], Arg("Only tags with one of these ids")]
Names = Annotated[tuple[str, ...], Arg("Only tags of one of these names, in any case", completes="Tag")]


@command(
    "Get-DifyTag",
    output=TAG,
    examples=(Example("get-tag -Type knowledge", "The tags that knowledge can have."),),
)
def get_tag(
    context: Context,
    id: Ids = (),
    name: Names = (),
    type: Annotated[Literal["app", "knowledge"], Arg("What the tags are for")] = "app",
) -> Iterator[Record]:
    """List the tags of the workspace, and how many things have each."""
    ids, names = {one.lower() for one in id}, {one.lower() for one in name}
    for raw in context.api.get("/tags", query={"type": type}):
        if (not ids or str(raw["id"]).lower() in ids) and (not names or str(raw["name"]).lower() in names):
            yield TAG.record(raw)


@command("Get-DifyAppTag", aliases=("tags",), output=TAG, examples=(Example("tags", "The tags that apps can have."),))
def get_app_tag(context: Context, id: Ids = (), name: Names = ()) -> Iterator[Record]:
    """List the tags of apps."""
    return get_tag(context, id, name, "app")


@command(
    "Get-DifyKnowledgeTag", output=TAG, examples=(Example("get-knowledge-tag", "The tags that knowledge can have."),)
)
def get_knowledge_tag(context: Context, id: Ids = (), name: Names = ()) -> Iterator[Record]:
    """List the tags of knowledge."""
    return get_tag(context, id, name, "knowledge")
