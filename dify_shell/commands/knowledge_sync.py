"""Keeping a knowledge the same as a folder of files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from ..errors import ApiError, DifyShellError, NotFound
from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, command
from ..runtime.context import Context
from .documents import fetch_file, list_documents
from .files import named
from .indexing import Indexing, add_uploaded, model_for
from .knowledge import OneKnowledge, one_knowledge
from .uploads import files_of, upload_all

Action = Literal["add", "replace", "remove", "keep"]

SYNC = RecordType(
    "KnowledgeSync",
    (
        Property("Action", priority=1),
        Property("File", priority=2),
        Property("DocumentId", priority=3),
        Property("Batch"),
    ),
)

FILE_FIELD, HASH_FIELD = "dify_shell_file", "dify_shell_sha256"
"""Fields of the documents' metadata, which Dify keeps and shows in its console (since 1.1): where a document came
from, and what the file held then."""

_NAMED = re.compile(r"(.+) \[([0-9a-f]{12})\]")
"""How a document's name says the same where there is no metadata: `guides/start.md [0123456789ab]`."""


class _Step(NamedTuple):
    """What is to be done about one file, or about documents whose file is gone. `sha256` is empty without a file.

    `marked` is the document that the file was found in without its marks: sent in a run that was interrupted.
    """

    action: Action
    file: str
    sha256: str = ""
    documents: tuple[str, ...] = ()
    marked: str = ""


@command("Sync-DifyKnowledge", output=SYNC, confirms=True)
def sync_knowledge(
    context: Context,
    folder: Annotated[str, Arg("The folder, with what is below it", completes="Path")],
    knowledge: OneKnowledge = None,
    *,
    index_mode: Annotated[Literal["high_quality", "economy"], Arg("How new documents are indexed")] = "high_quality",
    remove: Annotated[bool, Arg("Delete documents whose files are gone; you are asked first")] = False,
) -> Iterator[Record]:
    """Make a knowledge hold what a folder holds: add new files, replace changed ones, leave the others alone.

    Which file a document came from, and the hash of what it held, stand in the document's metadata (before Dify 1.1,
    which has none, in its name). So it is safe to run again, also after an interruption: nothing is sent twice.
    -WhatIf shows the plan. Documents that did not come from a folder always stay.
    """
    chosen = one_knowledge(context, knowledge)
    fields = _fields(context, chosen["Id"])
    root = Path(folder).expanduser()
    steps = list(_plan(context, root, chosen["Id"], remove))
    if context.common.what_if:
        yield from map(_record, steps)
        return
    gone = [step for step in steps if step.action == "remove"]
    if gone and not context.confirmed("Delete", [f"the document of '{step.file}'" for step in gone]):
        steps = [step for step in steps if step.action != "remove"]
    if fields is not None:
        _make_missing(context, chosen["Id"], fields)
    yield from _carry_out(context, root, chosen["Id"], steps, fields, index_mode)


def _plan(context: Context, root: Path, knowledge: str, remove: bool) -> Iterator[_Step]:
    """What is to be done, file by file."""
    if not root.is_dir():
        raise DifyShellError(f"There is no folder '{root}'.")
    ours: dict[str, list[Record]] = {}
    others: list[Record] = []
    for document in list_documents(context, knowledge):
        file = _mark_of(document).file
        ours.setdefault(file, []).append(document) if file else others.append(document)
    for path in files_of([str(root)]):
        yield _step(context, path, path.relative_to(root).as_posix(), ours, others)
    for file, documents in ours.items() if remove else ():
        yield _Step("remove", file, documents=_ids(documents))


def _step(context: Context, path: Path, file: str, ours: dict[str, list[Record]], others: list[Record]) -> _Step:
    """What is to be done about one file; its documents are taken out of `ours` and `others`."""
    sha256 = _sha256(path)
    known = ours.pop(file, [])
    same = [one for one in known if _mark_of(one).fits(sha256) and one["IndexingStatus"] != "error"]
    if same:
        return _Step("keep", file, sha256, _ids(one for one in known if one is not same[0]))
    sent = next((one for one in others if _was_sent(context, one, path, sha256)), None)
    if sent:
        others.remove(sent)
        return _Step("keep", file, sha256, _ids(known), marked=str(sent["Id"]))
    return _Step("replace" if known else "add", file, sha256, _ids(known))


def _was_sent(context: Context, document: Record, path: Path, sha256: str) -> bool:
    """Whether a document without marks holds a file. Servers that do not give files back tell its name, size and age.

    A run that was interrupted leaves one such document at most.
    """
    status = path.stat()
    uploaded = (document.raw.get("data_source_detail_dict") or {}).get("upload_file") or {}
    if document["Name"] != path.name or uploaded.get("size") != status.st_size:
        return False
    try:
        return _sha256_of(context, document) == sha256
    except ApiError:
        return status.st_mtime <= float(uploaded.get("created_at") or 0)


class _Mark(NamedTuple):
    """Which file a document was made of, and the hash of what that held or its beginning; both empty if of none."""

    file: str = ""
    sha256: str = ""

    def fits(self, sha256: str) -> bool:
        """Whether a file with this hash is what the document was made of."""
        return bool(self.sha256) and sha256.startswith(self.sha256)


def _mark_of(document: Record) -> _Mark:
    metadata = {str(one["name"]): str(one.get("value")) for one in document.raw.get("doc_metadata") or ()}
    if metadata.get(FILE_FIELD):
        return _Mark(metadata[FILE_FIELD], metadata.get(HASH_FIELD, ""))
    named = _NAMED.fullmatch(str(document["Name"]))
    return _Mark(*named.groups()) if named else _Mark()


def _ids(documents: Iterable[Record]) -> tuple[str, ...]:
    return tuple(str(one["Id"]) for one in documents)


def _sha256_of(context: Context, document: Record) -> str:
    """The hash of the file that a document was made of. Raises ApiError where the server does not give it back."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="dify-shell-") as folder:
        return _sha256(fetch_file(context, document, Path(folder) / "file"))


def _sha256(path: Path) -> str:
    with named(path), path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _carry_out(
    context: Context, root: Path, knowledge: str, steps: list[_Step], fields: dict[str, str] | None, index_mode: str
) -> Iterator[Record]:
    """Send what is new, and only then delete what it replaces: an interruption never leaves a file without document.

    A file's document is marked as soon as it is there, and one that an interruption left without marks is known by what
    it holds. So the next run finds what is done.
    """
    from ..api.server import path

    needs_model = any(step.action in ("add", "replace") for step in steps)
    indexing = Indexing(index_mode, model_for(context, index_mode) if needs_model else {})
    with context.host.progress("Synchronising", len(steps)) as advance:
        for step in steps:
            batch = None
            with context.reporting(step.file):
                document = step.marked
                if step.action in ("add", "replace"):
                    document, batch = _send(context, knowledge, root / step.file, indexing)
                if document:
                    _mark(context, knowledge, document, step, fields)
                for id in step.documents:
                    context.api.delete(path("datasets", knowledge, "documents", id))
                yield _record(step, document, batch)
            advance(1)


def _send(context: Context, knowledge: str, path: Path, indexing: Indexing) -> tuple[str, str]:
    """Upload one file and make a document of it; gives the document's id and its batch."""
    with named(path):
        upload = next(iter(upload_all(context, [path], "datasets")), None)
    if upload is None:
        raise DifyShellError("It was not sent.")
    answer = add_uploaded(context, knowledge, [str(upload.raw["id"])], indexing)
    return str(answer["documents"][0]["id"]), str(answer["batch"])


def _fields(context: Context, knowledge: str) -> dict[str, str] | None:
    """The ids of the metadata fields that a knowledge has, by name; None where documents have no metadata."""
    from ..api.server import path

    try:
        answer = context.api.get(path("datasets", knowledge, "metadata"))
    except NotFound:
        return None
    return {str(one["name"]): str(one["id"]) for one in answer["doc_metadata"]}


def _make_missing(context: Context, knowledge: str, fields: dict[str, str]) -> None:
    """Add the two fields to a knowledge that has them not, and to `fields`."""
    from ..api.server import path

    for name in (FILE_FIELD, HASH_FIELD):
        if name not in fields:
            made = context.api.post(path("datasets", knowledge, "metadata"), json={"type": "string", "name": name})
            fields[name] = str(made["id"])


def _mark(context: Context, knowledge: str, document: str, step: _Step, fields: dict[str, str] | None) -> None:
    """Note in a document's metadata, or else in its name, which file it is of."""
    from ..api.server import path

    if fields is None:
        name = f"{step.file} [{step.sha256[:12]}]"
        context.api.post(path("datasets", knowledge, "documents", document, "rename"), json={"name": name})
        return
    values = {FILE_FIELD: step.file, HASH_FIELD: step.sha256}
    marks = [{"id": fields[name], "name": name, "value": value} for name, value in values.items()]
    body = {"operation_data": [{"document_id": document, "metadata_list": marks, "partial_update": True}]}
    context.api.post(path("datasets", knowledge, "documents", "metadata"), json=body)


def _record(step: _Step, document: str = "", batch: str | None = None) -> Record:
    return SYNC.of(step.action, step.file, document or next(iter(step.documents), None), batch)
