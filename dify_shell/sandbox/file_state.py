"""The files that were sent to a sandbox."""

from __future__ import annotations

import hashlib
import uuid
from typing import IO, Any, NamedTuple

from . import seed

OWNER = seed.identifier("account", seed.OWNER_EMAIL)
KEPT = 1 << 20
"""Bytes: the content of larger files is counted and forgotten."""


class StoredFile(NamedTuple):
    """A file: what the server tells about it, and what is kept of it."""

    told: dict[str, Any]
    sha256: str
    content: bytes | None


class Files:
    """Files by id."""

    def __init__(self) -> None:
        self.stored: dict[str, StoredFile] = {}

    def add(
        self, name: str, content: IO[bytes], mime_type: str, at: float, id: str = "", by: str = OWNER
    ) -> StoredFile:
        """Take a file of somebody's (an account's id), piece by piece."""
        digest, size, kept = hashlib.sha256(), 0, b""
        while piece := content.read(1 << 16):
            digest.update(piece)
            size += len(piece)
            kept = kept + piece if size <= KEPT else b""
        told: dict[str, Any] = {
            "id": id or str(uuid.uuid4()), "name": name, "size": size, "extension": name.rpartition(".")[2].lower(),
            "mime_type": mime_type, "created_by": by, "created_at": int(at),
        }  # fmt: skip
        made = StoredFile(told, digest.hexdigest(), kept if size <= KEPT else None)
        self.stored[told["id"]] = made
        return made
