"""Knowledge: the bases of documents that apps answer from (Dify's API calls them datasets)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .members import email_of
from .references import described, resolve, resolve_one

KNOWLEDGE = RecordType(
    "Knowledge",
    (
        Property("Id", "id", priority=6),
        Property("Name", "name", priority=1),
        Property("Description", "description"),
        Property("Permission", "permission", priority=5),
        Property("AppCount", "app_count", priority=3),
        Property("DocumentCount", "document_count", priority=2),
        Property("WordCount", "word_count", priority=4),
        Property("CreatedBy", "created_by"),
        Property("CreatedAt", "created_at", local_time),
        Property("UpdatedBy", "updated_by"),
        Property("UpdatedAt", "updated_at", local_time),
        Property("Tags", "tags", lambda tags: [tag["name"] for tag in tags or ()], priority=7),
    ),
    identifiers=("Name", "Id"),
)

OneKnowledge = Annotated[Record | str | None, Arg("The knowledge: a record, a name or an id", completes="Knowledge")]


@command(
    "Get-DifyKnowledge",
    aliases=("knowledge",),
    output=KNOWLEDGE,
    examples=(Example("knowledge", "What there is."), Example("get-knowledge -Search hand", "The server searches.")),
)
def get_knowledge(
    context: Context,
    id: Annotated[str, Arg("The knowledge with this id, or this name", completes="Knowledge")] = "",
    name: Annotated[str, Arg("Only knowledge of this name, in any case", completes="Knowledge")] = "",
    search: Annotated[str, Arg("Only knowledge with this text in its name; the server searches")] = "",
    tags: Annotated[tuple[str, ...], Arg("Only knowledge with one of these tags", completes="Tag")] = (),
    *,
    include_all: Annotated[bool, Arg("Others' too, if you own the workspace")] = False,
) -> Iterator[Record]:
    """List the knowledge of the workspace."""
    query: dict[str, Any] = {"keyword": search or None, "include_all": include_all or None}
    if tags:
        query["tag_ids"] = _tag_ids(context, tags)
    for record in _list(context, query):
        if id.lower() in ("", str(record["Id"]).lower(), str(record["Name"]).lower()) and name.lower() in (
            "",
            str(record["Name"]).lower(),
        ):
            yield record


def _list(context: Context, query: dict[str, Any] | None = None) -> Iterator[Record]:
    for raw in context.api.pages("/datasets", query=query):
        yield knowledge_record(context, raw)


def knowledge_record(context: Context, raw: dict[str, Any]) -> Record:
    """The record of a knowledge, with e-mail addresses in place of account ids."""
    by, changed_by = email_of(context, raw.get("created_by")), email_of(context, raw.get("updated_by"))
    return KNOWLEDGE.record(raw, CreatedBy=by, UpdatedBy=changed_by)


def _tag_ids(context: Context, names: tuple[str, ...]) -> list[str]:
    """The ids of tags. An unknown name is an error: leaving it out would list everything."""
    known = {str(tag["name"]).lower(): str(tag["id"]) for tag in context.api.get("/tags", query={"type": "knowledge"})}
    if unknown := [name for name in names if name.lower() not in known]:
        hint = f"Tags are: {', '.join(sorted(known)) or 'none'}."
        raise DifyShellError(f"There is no knowledge tag '{unknown[0]}'.", hint=hint)
    return [known[name.lower()] for name in names]


@command(
    "New-DifyKnowledge",
    output=KNOWLEDGE,
    examples=(Example('new-knowledge "Travel Rules" "What may be booked."', "An empty one."),),
)
def new_knowledge(
    context: Context,
    name: Annotated[str, Arg("What it is called, at most 40 characters")],
    description: Annotated[str, Arg("What is in it")] = "",
    *,
    permission: Annotated[Literal["only_me", "all_team_members"] | None, Arg("Who may see it")] = None,
) -> Record:
    """Make an empty knowledge, to which documents are added."""
    body = {"name": name, "description": description} | ({"permission": permission} if permission else {})
    return knowledge_record(context, context.api.post("/datasets", json=body))


@command(
    "Remove-DifyKnowledge",
    confirms=True,
    examples=(Example("knowledge | where DocumentCount -eq 0 | remove-knowledge -WhatIf", "The empty ones."),),
)
def remove_knowledge(
    context: Context,
    knowledge: Annotated[
        tuple[Record | str, ...],
        Arg("The knowledge: records, names or ids", pipeline=True, completes="Knowledge"),
    ],
) -> None:
    """Delete knowledge with all its documents."""
    from ..api.server import path

    doomed = list(find_knowledge(context, knowledge))
    if not context.confirmed("Delete", [described(one, KNOWLEDGE) for one in doomed]):
        return
    for one in doomed:
        with context.reporting(described(one, KNOWLEDGE)):
            context.api.delete(path("datasets", one["Id"]))


Score = Property("Score", "score", priority=1)

HIT = RecordType(
    "KnowledgeHit",
    (
        Score,
        Property("Document", "segment.document.name", priority=3),
        Property("Content", "segment.content", priority=2),
        Property("SegmentId", "segment.id"),
        Property("DocumentId", "segment.document.id"),
        Property("KnowledgeId"),
    ),
    identifiers=("SegmentId",),
)

Method = Literal["semantic_search", "full_text_search", "hybrid_search", "keyword_search"]


@command("Test-DifyKnowledge", output=HIT)
def test_knowledge(
    context: Context,
    knowledge: Annotated[Record | str, Arg("The knowledge", pipeline=True, completes="Knowledge")],
    query: Annotated[str, Arg("What is asked")],
    *,
    method: Annotated[Method | None, Arg("How to look; as the knowledge is set if not given")] = None,
    top: Annotated[int, Arg("How many passages at most")] = 3,
    threshold: Annotated[float | None, Arg("Only passages with this score or more, from 0 to 1")] = None,
) -> Iterator[Record]:
    """Show what an app would find for a question, and with which score."""
    from ..api.server import path

    chosen = one_knowledge(context, knowledge)
    settings = dict(context.api.get(path("datasets", chosen["Id"])).get("retrieval_model_dict") or {})
    settings |= {"search_method": method or settings.get("search_method") or "keyword_search", "top_k": top}
    settings |= {"score_threshold_enabled": threshold is not None, "score_threshold": threshold or 0}
    settings.setdefault("reranking_enable", False)
    body = {"query": query, "retrieval_model": settings}
    for raw in context.api.post(path("datasets", chosen["Id"], "hit-testing"), json=body)["records"]:
        yield HIT.record(raw, KnowledgeId=chosen["Id"])


def find_knowledge(context: Context, wanted: Iterable[Record | str]) -> Iterator[Record]:
    """The knowledge that is piped in or named (see `resolve`)."""
    return resolve(context, wanted, KNOWLEDGE, lambda _: _list(context))


def one_knowledge(context: Context, wanted: Record | str | None) -> Record:
    """The one knowledge that is given. Raises DifyShellError when there is none or more than one."""
    if not wanted:
        raise DifyShellError("Which knowledge?", hint="Give -Knowledge, as a name or a record.")
    return resolve_one(context, wanted, KNOWLEDGE, lambda _: _list(context))
