"""The documents of a knowledge: what is in it, switching on and off, renaming, deleting, getting them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

from ..errors import DifyShellError, NotFound
from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .file_names import safe_name
from .files import FILE, file_record, named
from .knowledge import KNOWLEDGE, find_knowledge
from .members import email_of
from .references import described

_UPLOADER = "data_source_detail_dict.upload_file"

DOCUMENT = RecordType(
    "Document",
    (
        Property("KnowledgeId"),
        Property("Id", "id", priority=7),
        Property("Name", "name", priority=1),
        Property("DataSourceType", "data_source_type"),
        Property("WordCount", "word_count", priority=3),
        Property("HitCount", "hit_count", priority=5),
        Property("IndexingStatus", "indexing_status", priority=2),
        Property("Enabled", "enabled", bool, priority=4),
        Property("Archived", "archived", bool),
        Property("CreatedBy", "created_by"),
        Property("CreatedAt", "created_at", local_time, priority=6),
        Property("UploadedBy", f"{_UPLOADER}.created_by"),
        Property("UploadedAt", f"{_UPLOADER}.created_at", local_time),
    ),
    identifiers=("Name", "Id"),
)

SEGMENT = RecordType(
    "Segment",
    (
        Property("KnowledgeId"),
        Property("DocumentId", "document_id"),
        Property("Id", "id"),
        Property("Position", "position", priority=1),
        Property("Content", "content", priority=2),
        Property("WordCount", "word_count", priority=3),
        Property("HitCount", "hit_count", priority=4),
        Property("Enabled", "enabled", bool, priority=6),
        Property("Status", "status", priority=5),
        Property("Keywords", "keywords"),
    ),
    identifiers=("Id",),
)

Documents = Annotated[tuple[Record, ...], Arg("The documents, from get-document", pipeline=True)]


@command(
    "Get-DifyDocument",
    output=DOCUMENT,
    examples=(Example("knowledge | select -First 1 | get-document", "What is in it."),),
)
def get_document(
    context: Context,
    knowledge: Annotated[
        tuple[Record | str, ...],
        Arg("The knowledge: records, names or ids", pipeline=True, completes="Knowledge"),
    ],
    id: Annotated[str, Arg("Only the document with this id", completes="Document")] = "",
    name: Annotated[str, Arg("Only documents of this name, in any case", completes="Document")] = "",
    search: Annotated[str, Arg("Only documents with this text in their name; the server searches")] = "",
) -> Iterator[Record]:
    """List the documents of knowledge."""
    for one in find_knowledge(context, knowledge):
        with context.reporting(described(one, KNOWLEDGE)):
            for record in list_documents(context, one["Id"], search):
                if id in ("", record["Id"]) and name.lower() in ("", str(record["Name"]).lower()):
                    yield record


def list_documents(context: Context, knowledge: str, search: str = "") -> Iterator[Record]:
    """The documents of the knowledge with this id, page by page."""
    from ..api.server import path

    for raw in context.api.pages(path("datasets", knowledge, "documents"), query={"keyword": search or None}):
        yield document_record(context, knowledge, raw)


def document_record(context: Context, knowledge: str, raw: dict[str, Any], type: RecordType = DOCUMENT) -> Record:
    """The record of a document, with e-mail addresses in place of account ids."""
    record = type.record(raw, KnowledgeId=knowledge)
    for name in ("CreatedBy", "UploadedBy"):
        record[name] = email_of(context, record[name])
    return record


@command("Set-DifyDocument", output=DOCUMENT)
def set_document(
    context: Context,
    document: Documents,
    name: Annotated[str, Arg("What it is called from now on")] = "",
    *,
    enable: Annotated[bool, Arg("Let apps find it")] = False,
    disable: Annotated[bool, Arg("Let apps find it no longer")] = False,
    archive: Annotated[bool, Arg("Put it away: it is kept and not found")] = False,
    unarchive: Annotated[bool, Arg("Take it back")] = False,
) -> Iterator[Record]:
    """Rename documents, switch them on or off, archive them."""
    actions = {"enable": enable, "disable": disable, "archive": archive, "un_archive": unarchive}
    chosen = [action for action, wanted in actions.items() if wanted]
    if len(chosen) > 1 or not (chosen or name):
        raise DifyShellError(
            "What is to be changed?", hint="Give -Name, or one of -Enable, -Disable, -Archive and -Unarchive."
        )
    for one in checked(document):
        with context.reporting(described(one, DOCUMENT)):
            _change(context, one, chosen, name)
            found = [now for now in list_documents(context, one["KnowledgeId"]) if now["Id"] == one["Id"]]
            yield from found


def _change(context: Context, document: Record, actions: list[str], name: str) -> None:
    from ..api.server import path

    knowledge = path("datasets", document["KnowledgeId"], "documents")
    if name:
        context.api.post(f"{knowledge}{path(document['Id'], 'rename')}", json={"name": name})
    for action in actions:
        context.api.patch(f"{knowledge}{path('status', action, 'batch')}", query={"document_id": document["Id"]})


@command("Remove-DifyDocument", confirms=True)
def remove_document(context: Context, document: Documents) -> None:
    """Delete documents."""
    from ..api.server import path

    doomed = list(checked(document))
    if not context.confirmed("Delete", [described(one, DOCUMENT) for one in doomed]):
        return
    for one in doomed:
        with context.reporting(described(one, DOCUMENT)):
            context.api.delete(path("datasets", one["KnowledgeId"], "documents", one["Id"]))


@command("Save-DifyDocument", output=FILE)
def save_document(
    context: Context,
    document: Documents,
    path: Annotated[str, Arg("The folder to write to; it is made when needed", completes="Path")] = ".",
) -> Iterator[Record]:
    """Save the files that documents were made of. A file that is there already is left alone and reported."""
    folder = Path(path).expanduser()
    with named(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for one in checked(document):
        with context.reporting(described(one, DOCUMENT)):
            stem, dot, suffix = str(one["Name"]).rpartition(".")
            target = folder / (f"{safe_name(stem)}.{safe_name(suffix)}" if dot else safe_name(suffix))
            if target.exists():
                raise DifyShellError(f"'{target}' exists already.")
            yield file_record(fetch_file(context, one, target))


def fetch_file(context: Context, document: Record, target: Path) -> Path:
    """Save a document's file. The server gives a signed address for it (Dify 1.13), on itself or on its storage.

    Raises ApiError when it does not.
    """
    from urllib.parse import urljoin

    from ..api.download import download
    from ..api.server import Version, path

    try:
        answer = context.api.get(path("datasets", document["KnowledgeId"], "documents", document["Id"], "download"))
    except NotFound as error:
        if Version(context.connection.version) < Version("1.13.0"):
            error.hint = f"Dify 1.13 and later give files back; this is {context.connection.version}."
        raise
    url = urljoin(context.connection.server + "/", str(answer["url"]))
    return download(url, target, environment=context.state.environment.plain(), verify=context.api.transport.verify)


@command("Get-DifySegment", output=SEGMENT)
def get_segment(
    context: Context,
    document: Documents,
    search: Annotated[str, Arg("Only segments with this text in them; the server searches")] = "",
) -> Iterator[Record]:
    """List the segments that documents were cut into: what is found and given to a model."""
    from ..api.server import path

    for one in checked(document):
        with context.reporting(described(one, DOCUMENT)):
            listing = path("datasets", one["KnowledgeId"], "documents", one["Id"], "segments")
            for raw in context.api.pages(listing, query={"keyword": search or None}):
                yield SEGMENT.record(raw, KnowledgeId=one["KnowledgeId"])


def checked(documents: Iterable[Record]) -> Iterator[Record]:
    """Records that can stand for documents. Raises DifyShellError for others."""
    for one in documents:
        if not one.get("KnowledgeId") or not one.get("Id"):
            raise DifyShellError("This takes documents.", hint="They come from: get-document KNOWLEDGE")
        yield one
