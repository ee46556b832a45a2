"""Helper functions that PSDify has and its users' scripts call."""

from __future__ import annotations

from typing import Annotated

from ..objects import Hashtable, Record
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .files import expand, file_record, named


@command(
    "Join-Url",
    examples=(Example("join-url https://dify.example.com/ /console/api/ apps", "With one slash between the parts."),),
)
def join_url(context: Context, segments: Annotated[tuple[str, ...], Arg("The parts", remaining=True)]) -> str:
    """Put an address together from its parts, with one slash between them."""
    return "/".join(part for part in (segment.strip("/") for segment in segments) if part)


@command("New-TemporaryFileForBinaryUpload")
def new_temporary_file_for_binary_upload(
    context: Context,
    file: Annotated[Record | str, Arg("The file to wrap", completes="Path")],
    name: Annotated[str, Arg("The name of the form's field")] = "file",
) -> Hashtable:
    """Write the body of a form with one file to a temporary file, which whoever asked deletes.

    The commands of this shell do not need it: they send files from where they are.
    """
    import os
    import shutil
    import tempfile
    import uuid

    (path,) = expand([file])
    boundary = f"----dify-shell-{uuid.uuid4().hex}"
    quoted = path.name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{quoted}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    with named(path), path.open("rb") as content:
        descriptor, target = tempfile.mkstemp(prefix="dify-shell-", suffix=".body")
        with os.fdopen(descriptor, "wb") as body:
            body.write(head.encode())
            shutil.copyfileobj(content, body)
            body.write(f"\r\n--{boundary}--\r\n".encode())
    from pathlib import Path

    return Hashtable(
        {
            "TemporaryFile": file_record(Path(target)),
            "ContentType": f"multipart/form-data; boundary={boundary}",
        }
    )
