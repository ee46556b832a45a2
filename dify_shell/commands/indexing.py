"""Adding documents to knowledge, and following their indexing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Arg, command
from ..runtime.context import Context
from .documents import DOCUMENT, document_record, list_documents
from .knowledge import OneKnowledge, one_knowledge
from .references import having
from .uploads import Files, MorePaths, files_of, upload_all
from .waiting import INTERVAL, TIMEOUT, Interval, Timeout, wait_for

BATCH_DOCUMENT = RecordType("Document", (Property("Batch"), *DOCUMENT.properties), identifiers=DOCUMENT.identifiers)

STATUS = RecordType(
    "DocumentIndexingStatus",
    (
        Property("KnowledgeId"),
        Property("Id", "id"),
        Property("Name", priority=1),
        Property("IndexingStatus", "indexing_status", priority=2),
        Property("ProcessingStartedAt", "processing_started_at", local_time),
        Property("ParsingCompletedAt", "parsing_completed_at", local_time),
        Property("CleaningCompletedAt", "cleaning_completed_at", local_time),
        Property("SplittingCompletedAt", "splitting_completed_at", local_time),
        Property("CompletedAt", "completed_at", local_time),
        Property("PausedAt", "paused_at", local_time),
        Property("Error", "error", priority=5),
        Property("StoppedAt", "stopped_at", local_time),
        Property("CompletedSegments", "completed_segments", priority=3),
        Property("TotalSegments", "total_segments", priority=4),
    ),
    identifiers=("Name", "Id"),
)

ENDED = ("completed", "error", "paused")
"""Where indexing stops (E3); PSDify 0.11.5 waits on errors and pauses until the time is up."""

_NEWLINES = "\\n\\n"
"""Four characters: the server makes line ends of them."""


@command(
    "Add-DifyDocument",
    output=BATCH_DOCUMENT,
)
def add_document(
    context: Context,
    item: Files = (),
    path: MorePaths = (),
    knowledge: OneKnowledge = None,
    chunk_mode: Annotated[Literal["automatic", "custom"], Arg("How texts are cut into segments")] = "automatic",
    index_mode: Annotated[
        Literal["high_quality", "economy"], Arg("With an embedding model, or with keywords alone")
    ] = "high_quality",
    embedding_model: Annotated[
        Record | None, Arg("The model, from get-model; the default for text-embedding if not given")
    ] = None,
    retrieval_mode: Annotated[
        Literal["semantic_search", "full_text_search", "hybrid_search"], Arg("How passages are looked for")
    ] = "semantic_search",
    interval: Interval = INTERVAL,
    timeout: Timeout = TIMEOUT,
    *,
    wait: Annotated[bool, Arg("Wait until they are indexed")] = False,
    separator: Annotated[str, Arg("Where texts are cut, with -ChunkMode custom")] = _NEWLINES,
    max_tokens: Annotated[int, Arg("How long a segment is at most, with -ChunkMode custom")] = 500,
    overlap: Annotated[int, Arg("How much segments share, with -ChunkMode custom")] = 50,
    language: Annotated[str, Arg("The language of the texts, as Dify calls it")] = "English",
) -> Iterator[Record]:
    """Add files to a knowledge, and let them be indexed.

    With -Wait the documents come once they are indexed; those that failed are reported with the server's reason.
    Ctrl-C then stops the waiting, not the indexing.
    """
    chosen = one_knowledge(context, knowledge)
    files = files_of((*item, *path))
    indexing = Indexing(
        index_mode=index_mode,
        model=model_for(context, index_mode, embedding_model),
        retrieval_mode=retrieval_mode,
        rules=_rules(separator, max_tokens, overlap) if chunk_mode == "custom" else {},
        language=language,
    )
    uploads = list(upload_all(context, files, "datasets"))
    if not uploads:
        return
    answer = add_uploaded(context, chosen["Id"], [str(upload.raw["id"]) for upload in uploads], indexing)
    yield from _added(context, chosen["Id"], answer, wait, interval, timeout)


class Indexing(NamedTuple):
    """How documents are to be cut, indexed and found. `model` is what `model_for` gives; no `rules`: Dify's own."""

    index_mode: str
    model: dict[str, Any]
    retrieval_mode: str = "semantic_search"
    rules: dict[str, Any] = {}  # noqa: RUF012  # never changed
    language: str = "English"


def add_uploaded(context: Context, knowledge: str, ids: list[str], indexing: Indexing) -> dict[str, Any]:
    """Make documents of uploaded files in the knowledge with this id; gives the JSON with `documents` and `batch`."""
    from ..api.server import path

    files = {"data_source_type": "upload_file", "file_info_list": {"file_ids": ids}}
    body = {
        "data_source": {"type": "upload_file", "info_list": files},
        "indexing_technique": indexing.index_mode,
        "process_rule": {"mode": "custom" if indexing.rules else "automatic", "rules": indexing.rules},
        "doc_form": "text_model",
        "doc_language": indexing.language,
        "retrieval_model": _retrieval(indexing.retrieval_mode),
        **indexing.model,
    }
    try:
        answer: dict[str, Any] = context.api.post(path("datasets", knowledge, "documents"), json=body)
    except DifyShellError as error:
        error.hint = error.hint or f"The files were uploaded and not used: {', '.join(ids)}"
        raise
    return answer


def _added(
    context: Context, knowledge: str, answer: dict[str, Any], wait: bool, interval: float, timeout: float
) -> Iterator[Record]:
    added = [document_record(context, knowledge, raw, BATCH_DOCUMENT) for raw in answer["documents"]]
    for record in added:
        record["Batch"] = answer["batch"]
    if not wait:
        yield from added
        return
    statuses = _follow(context, _batch(knowledge, str(answer["batch"])), interval, timeout)
    failed = {status["id"] for status in statuses if not _reported(context, added, status)}
    order = [record["Id"] for record in added]
    present = {one["Id"]: one for one in list_documents(context, knowledge)}
    yield from (present[id] for id in order if id in present and id not in failed)


def _reported(context: Context, documents: list[Record], status: dict[str, Any]) -> bool:
    """Whether a document was indexed; what became of it instead is reported."""
    if status["indexing_status"] == "completed":
        return True
    name = next((one["Name"] for one in documents if one["Id"] == status["id"]), status["id"])
    reason = status.get("error") or "the server did not say why"
    context.report(DifyShellError(f"'{name}' was not indexed ({status['indexing_status']}): {reason}"))
    return False


def model_for(context: Context, index_mode: str, given: Record | None = None) -> dict[str, Any]:
    """Which embedding model is to be used. Raises DifyShellError when one is needed and none is set."""
    if given is not None:
        return {"embedding_model": given["Model"], "embedding_model_provider": given["Provider"]}
    if index_mode == "economy":
        return {"embedding_model": None, "embedding_model_provider": None}
    answer = context.api.get("/workspaces/current/default-model", query={"model_type": "text-embedding"})
    default = answer.get("data") or {}
    if not default.get("model"):
        raise DifyShellError(
            "The workspace has no default model for text-embedding.",
            hint="Set one with set-system-model, name one with -EmbeddingModel, or use -IndexMode economy.",
        )
    provider = (default.get("provider") or {}).get("provider")
    return {"embedding_model": default["model"], "embedding_model_provider": provider}


def _rules(separator: str, max_tokens: int, overlap: int) -> dict[str, Any]:
    return {
        "pre_processing_rules": [
            {"id": "remove_extra_spaces", "enabled": True},
            {"id": "remove_urls_emails", "enabled": False},
        ],
        "segmentation": {"separator": separator, "max_tokens": max_tokens, "chunk_overlap": overlap},
    }


def _retrieval(method: str) -> dict[str, Any]:
    return {
        "search_method": method,
        "reranking_enable": False,
        "reranking_mode": None,
        "reranking_model": {"reranking_provider_name": None, "reranking_model_name": None},
        "weights": None,
        "top_k": 3,
        "score_threshold_enabled": False,
        "score_threshold": 0,
    }


@command("Get-DifyDocumentIndexingStatus", output=STATUS)
def get_document_indexing_status(
    context: Context,
    document: Annotated[tuple[Record, ...], Arg("Documents, from add-document or get-document", pipeline=True)] = (),
    knowledge: OneKnowledge = None,
    batch: Annotated[str, Arg("The batch that add-document named")] = "",
    interval: Interval = INTERVAL,
    timeout: Timeout = TIMEOUT,
    *,
    wait: Annotated[bool, Arg("Wait until indexing has ended, well or not")] = False,
) -> Iterator[Record]:
    """Tell how far the indexing of documents is, in batches as add-document made them or one by one."""
    places = dict.fromkeys(map(_place, having(context, document, BATCH_DOCUMENT, "KnowledgeId", "Id")))
    if not places:
        if not (knowledge and batch):
            raise DifyShellError("Which documents?", hint="Pipe documents in, or give -Knowledge and -Batch.")
        places = {_batch(one_knowledge(context, knowledge)["Id"], batch): None}
    owners = dict.fromkeys(place.knowledge for place in places)
    names = {one["Id"]: one["Name"] for owner in owners for one in list_documents(context, owner)}
    for place in places:
        statuses = _follow(context, place, interval, timeout) if wait else _statuses(context, place)
        for raw in statuses:
            yield STATUS.record(raw, KnowledgeId=place.knowledge, Name=names.get(raw["id"]))


class _Place(NamedTuple):
    """Where the server tells how far indexing is, of a batch or of a single document."""

    knowledge: str
    path: str


def _batch(knowledge: str, batch: str) -> _Place:
    from ..api.server import path

    return _Place(knowledge, path("datasets", knowledge, "batch", batch, "indexing-status"))


def _place(document: Record) -> _Place:
    from ..api.server import path

    knowledge = str(document["KnowledgeId"])
    if document.get("Batch"):
        return _batch(knowledge, str(document["Batch"]))
    return _Place(knowledge, path("datasets", knowledge, "documents", document["Id"], "indexing-status"))


def _statuses(context: Context, place: _Place) -> list[dict[str, Any]]:
    answer = context.api.get(place.path)
    statuses: list[dict[str, Any]] = answer.get("data", [answer])
    return statuses


def _follow(context: Context, place: _Place, interval: float, timeout: float) -> list[dict[str, Any]]:
    """The last states of the documents of a batch, once none of them goes on."""
    first = _statuses(context, place)
    return wait_for(
        context,
        "Indexing",
        lambda: _statuses(context, place),
        done=lambda statuses: sum(one["indexing_status"] in ENDED for one in statuses),
        total=len(first),
        interval=interval,
        timeout=timeout,
    )
