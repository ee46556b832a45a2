"""Keeping a knowledge the same as a folder of files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, command
from ..runtime.context import Context
from .documents import list_documents
from .files import named
from .indexing import Indexing, add_uploaded, embedding_model
from .knowledge import KNOWLEDGE, OneKnowledge, one_knowledge
from .references import described
from .uploads import files_of, upload_all

Action = Literal["add", "replace", "remove", "keep"]

SYNC = RecordType(
    "KnowledgeSync",
    (
        Property("Action", priority=1),
        Property("Name", priority=2),
        Property("File", priority=3),
        Property("DocumentId"),
        Property("Batch"),
    ),
)

_MARK = " #"
"""Between a document's name and the beginning of its content's hash: the server keeps nothing else that we may set."""

_HASH_LENGTH = 12


class _Step(NamedTuple):
    """What is to be done about one file, or one document that has no file (any more)."""

    action: Action
    name: str
    file: Path | None
    documents: tuple[str, ...] = ()


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

    What a file held when it was sent is told by a hash in its document's name. So it is safe to run again, also after
    an interruption: what was sent is not sent twice. -WhatIf shows the plan. Documents that did not come from the
    folder stay, unless -Remove is given and they carry such a hash.
    """
    chosen = one_knowledge(context, knowledge)
    steps = list(_plan(context, Path(folder).expanduser(), chosen["Id"], remove))
    if context.common.what_if:
        yield from (_record(step) for step in steps)
        return
    gone = [step for step in steps if step.action == "remove"]
    if gone and not context.confirmed("Delete", [f"the document '{step.name}'" for step in gone]):
        steps = [step for step in steps if step.action != "remove"]
    yield from _carry_out(context, chosen, steps, index_mode)


def _plan(context: Context, folder: Path, knowledge: str, remove: bool) -> Iterator[_Step]:
    """What is to be done, file by file."""
    if not folder.is_dir():
        raise DifyShellError(f"There is no folder '{folder}'.")
    present: dict[str, list[Record]] = {}
    for document in list_documents(context, knowledge):
        present.setdefault(_file_of(str(document["Name"])), []).append(document)
    for file in files_of([str(folder)]):
        name = file.relative_to(folder).as_posix()
        known = present.pop(name, [])
        target = _document_name(name, _hash(file))
        same = [one for one in known if one["Name"] == target and one["IndexingStatus"] != "error"]
        if same:
            extra = tuple(str(one["Id"]) for one in known if one is not same[0])
            yield _Step("replace" if extra else "keep", target, None if extra else file, extra)
        else:
            yield _Step("replace" if known else "add", target, file, tuple(str(one["Id"]) for one in known))
    for documents in present.values() if remove else ():
        for one in documents:
            if _MARK in str(one["Name"]):
                yield _Step("remove", str(one["Name"]), None, (str(one["Id"]),))


def _hash(file: Path) -> str:
    with named(file), file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:_HASH_LENGTH]


def _document_name(file: str, digest: str) -> str:
    """`guide.md` → `guide #a1b2c3d4e5f6.md`: the suffix stays, for the server goes by it."""
    stem, dot, suffix = file.rpartition(".")
    return f"{stem}{_MARK}{digest}{dot}{suffix}" if dot and stem else f"{file}{_MARK}{digest}"


def _file_of(document: str) -> str:
    """The file that a document of this name was made of."""
    stem, mark, rest = document.rpartition(_MARK)
    return stem + rest[_HASH_LENGTH:] if mark else document


def _carry_out(context: Context, knowledge: Record, steps: list[_Step], index_mode: str) -> Iterator[Record]:
    """Send what is new, and only then delete what it replaces: at no moment is a file's content missing."""
    from ..api.server import path

    indexing = Indexing(index_mode=index_mode, **_model(context, steps, index_mode))
    for step in steps:
        with context.reporting(step.name):
            batch = None
            if step.file is not None and step.action != "keep":
                batch = _send(context, knowledge["Id"], step, indexing)
            for id in step.documents:
                context.api.delete(path("datasets", knowledge["Id"], "documents", id))
            yield _record(step, batch)


def _model(context: Context, steps: list[_Step], index_mode: str) -> dict[str, Any]:
    needed = any(step.action in ("add", "replace") for step in steps)
    return {"model": embedding_model(context, None, index_mode)} if needed else {}


def _send(context: Context, knowledge: str, step: _Step, indexing: Indexing) -> str:
    """Upload one file, add it, and give its document the name that tells its content; gives the batch."""
    from ..api.server import path

    assert step.file is not None  # noqa: S101  # only steps with a file are sent
    (upload,) = upload_all(context, [step.file], "datasets")
    answer = add_uploaded(context, knowledge, [str(upload.raw["id"])], indexing)
    document = str(answer["documents"][0]["id"])
    context.api.post(path("datasets", knowledge, "documents", document, "rename"), json={"name": step.name})
    return str(answer["batch"])


def _record(step: _Step, batch: str | None = None) -> Record:
    file = str(step.file) if step.file else None
    return SYNC.of(step.action, _file_of(step.name), file, next(iter(step.documents), None), batch)
