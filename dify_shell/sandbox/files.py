"""Files: sending, limits, a look at their text, and the signed addresses that give them back."""

from __future__ import annotations

import os
import secrets
import uuid
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import FileStorage

from .answers import Plain, Refused, json, world
from .apps import needs
from .auth import caller
from .file_state import StoredFile
from .tokens import BadToken, sign, verify

routes = Blueprint("files", __name__, url_prefix="/console/api/files")
public = Blueprint("signed_files", __name__, url_prefix="/files")

LARGEST = 15 << 20
DOCUMENTS = ("txt", "markdown", "md", "mdx", "pdf", "html", "htm", "xlsx", "xls", "vtt", "properties", "docx", "csv")
_LIMITS = {
    "file_size_limit": 15, "batch_count_limit": 5, "file_upload_limit": 20, "image_file_size_limit": 10,
    "video_file_size_limit": 100, "audio_file_size_limit": 50, "workflow_file_upload_limit": 10,
    "image_file_batch_limit": 10, "single_chunk_attachment_limit": 10, "attachment_image_file_size_limit": 2,
}  # fmt: skip
"""In MB, and in files (1.13.2)."""
_SIGNED_SECONDS = 300


def _documents() -> tuple[str, ...]:
    return (*DOCUMENTS, "odt") if world().since("1.17.0") else DOCUMENTS


@routes.get("/upload")
def limits() -> Response:
    caller()
    newest = {"knowledge_file_size_limit": 15, "skill_file_size_limit": 50}
    return json(_LIMITS | (newest if world().since("1.17.0") else {}))


@routes.get("/support-type")
def supported() -> Response:
    caller()
    return json({"allowed_extensions": [*_documents(), *map(str.upper, _documents())]})


@routes.post("/upload")
def upload() -> Response:
    account, file = caller(), _sent()
    for_datasets = request.form.get("source") == "datasets"
    if for_datasets:
        needs("admin", "editor", "dataset_operator")
    _check(file, for_datasets)
    stored = world().files.add(file.filename or "", file.stream, file.mimetype, world().now, by=account["id"])
    return json(_told(stored), 201)


def _sent() -> FileStorage:
    """The one file of the request."""
    if not request.files:
        raise Refused(400, "no_file_uploaded", "Please upload your file.")
    if len(request.files) > 1:
        raise Refused(400, "too_many_files", "Only one file is allowed.")
    return next(iter(request.files.values()))


def _check(file: FileStorage, for_datasets: bool) -> None:
    """Refuse what is no document, where documents are wanted, and what is too large."""
    if for_datasets and (file.filename or "").rpartition(".")[2].lower() not in _documents():
        raise Refused(415, "unsupported_file_type", "File type not allowed.")
    size = file.stream.seek(0, os.SEEK_END)
    file.stream.seek(0)
    if size > LARGEST:
        message = "" if world().since("1.17.0") else "File size exceeded. {message}"  # as it is sent
        raise Refused(413, "file_too_large", message)


def _told(stored: StoredFile) -> dict[str, Any]:
    here, told = world(), stored.told
    if here.since("1.12.0"):
        told = told | {
            "preview_url": None, "source_url": signed_url(told["id"]), "original_url": None, "user_id": None,
            "tenant_id": here.current_workspace, "conversation_id": None, "file_key": None,
        }  # fmt: skip
    return told | ({"reference": None} if here.since("1.17.0") else {})


@routes.get("/<uuid:id>/preview")
def preview(id: uuid.UUID) -> Response:
    caller()
    stored = world().files.stored.get(str(id))
    if stored is None:
        raise Refused(404, "not_found", "File not found.")
    return json({"content": (stored.content or b"").decode(errors="replace")[:3000]})


def signed_url(id: str) -> str:
    """The address that gives a file to whoever has it, for five minutes."""
    now = int(world().now)
    signature = sign({"file": id, "exp": now + _SIGNED_SECONDS})
    return f"{request.host_url}files/{id}/file-preview?timestamp={now}&nonce={secrets.token_hex(16)}&sign={signature}"


@public.get("/<uuid:id>/file-preview")
def download(id: uuid.UUID) -> Response:
    here = world()
    stored = here.files.stored.get(str(id))
    try:
        signed = verify(request.args.get("sign", ""), here.now).get("file") == str(id)
    except BadToken:
        signed = False
    if not signed or stored is None or stored.content is None:
        raise Plain(404, {})
    return Response(stored.content, mimetype="application/octet-stream")
