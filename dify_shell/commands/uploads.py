"""Sending files to Dify."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from ..errors import Cancelled, DifyShellError
from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Arg, command
from ..runtime.context import Context
from .files import expand, named
from .members import email_of

UPLOADED_FILE = RecordType(
    "UploadedFile",
    (
        Property("Id", "id", priority=4),
        Property("Name", "name", priority=1),
        Property("Size", "size", priority=2),
        Property("Extension", "extension"),
        Property("MimeType", "mime_type", priority=3),
        Property("CreatedBy", "created_by"),
        Property("CreatedAt", "created_at", local_time),
    ),
    identifiers=("Name", "Id"),
)

Files = Annotated[
    tuple[Record | str, ...],
    Arg("Files, folders and wildcards, or file records", pipeline=True, completes="Path"),
]
MorePaths = Annotated[tuple[str, ...], Arg("More files, folders and wildcards", completes="Path")]


class Upload(NamedTuple):
    """A file that was sent, and what the server made of it."""

    path: Path
    raw: dict[str, Any]


@command("Add-DifyFile", output=UPLOADED_FILE)
def add_file(
    context: Context,
    item: Files = (),
    path: MorePaths = (),
    source: Annotated[str, Arg("What they are for, such as `datasets`")] = "",
) -> Iterator[Record]:
    """Send files to Dify's store, several at a time."""
    for upload in upload_all(context, files_of((*item, *path)), source):
        yield UPLOADED_FILE.record(upload.raw, CreatedBy=email_of(context, upload.raw.get("created_by")))


def files_of(given: Iterable[Record | str]) -> list[Path]:
    """The files that paths, wildcards and folders (with all below them) stand for. Raises DifyShellError for none."""
    found: list[Path] = []
    for path in expand(given):
        with named(path):
            if path.is_dir():
                inside = (one for one in sorted(path.rglob("*")) if one.is_file())
                found += (
                    one for one in inside if not any(part.startswith(".") for part in one.relative_to(path).parts)
                )
            else:
                path.stat()
                found.append(path)
    if not found:
        raise DifyShellError("There is no file to send.", hint="Give files, folders or wildcards.")
    return found


def upload_all(context: Context, paths: list[Path], source: str = "") -> Iterator[Upload]:
    """Send files from the disk as they are read; one that fails is reported, and the others go on.

    Ctrl-C ends at once, in the middle of files.
    """
    from threading import Event

    fields = {"source": source} if source else {}
    stopped = Event()

    def send(path: Path) -> dict[str, Any]:
        def sent(count: int) -> None:
            if stopped.is_set():
                raise Cancelled
            advance(count)

        with named(path):
            return dict(context.api.upload("/files/upload", path, fields=fields, progress=sent))

    what = paths[0].name if len(paths) == 1 else f"{len(paths)} files"
    with context.host.progress(f"Uploading {what}", _size(paths)) as advance:
        for outcome in context.api.map_concurrently(send, paths, stopped.set):
            with context.reporting(str(outcome.item)):
                if outcome.error is not None:
                    raise outcome.error
            if outcome.value is not None:
                yield Upload(outcome.item, outcome.value)


def _size(paths: list[Path]) -> int:
    """How many bytes files hold together; one that cannot be looked at is reported when it is sent."""
    return sum(path.stat().st_size for path in paths if path.exists())
