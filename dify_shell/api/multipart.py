"""Bodies of forms with files (RFC 7578), read from the disk while they are sent."""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from mimetypes import guess_type
from pathlib import Path
from typing import IO, NamedTuple, Protocol

Progress = Callable[[int], None]
"""Told how many bytes more have been sent."""


class Readable(Protocol):
    """What is sent: bytes, and how many."""

    def __len__(self) -> int: ...

    def read(self, size: int = -1) -> bytes: ...


class Body(NamedTuple):
    """A body to send: its content type, and how to open it; it is opened again when it has to be sent once more."""

    content_type: str
    open: Callable[[], Readable]


class _Whole(io.BytesIO):
    """Bytes that are all there."""

    def __len__(self) -> int:
        return self.getbuffer().nbytes


def whole(content_type: str, data: bytes) -> Body:
    """A body that is all there already."""
    return Body(content_type, lambda: _Whole(data))


class Part(NamedTuple):
    """A field of a form that holds a file."""

    field: str
    path: Path


def form(fields: Mapping[str, str], files: Sequence[Part], progress: Progress | None = None) -> Body:
    """The body of a form. What is in the files is read when it is sent: their size must not change until then."""
    boundary = uuid.uuid4().hex
    return Body(f"multipart/form-data; boundary={boundary}", lambda: _Form(boundary, fields, files, progress))


class _Form:
    """A form as one stream: texts and files in turn."""

    def __init__(
        self, boundary: str, fields: Mapping[str, str], files: Sequence[Part], progress: Progress | None
    ) -> None:
        self._progress = progress
        self._length = 0
        self._pieces: list[bytes | Path] = []
        for name, value in fields.items():
            self._add(_head(boundary, name) + value.encode() + b"\r\n")
        for part in files:
            self._add(_head(boundary, part.field, part.path))
            self._add(part.path)
            self._add(b"\r\n")
        self._add(f"--{boundary}--\r\n".encode())
        self._pieces.reverse()
        self._current: IO[bytes] = io.BytesIO()

    def _add(self, piece: bytes | Path) -> None:
        self._pieces.append(piece)
        self._length += len(piece) if isinstance(piece, bytes) else os.path.getsize(piece)

    def __len__(self) -> int:
        return self._length

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes or fewer; all that is left for -1; none at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 16), b""))
        while not (data := self._current.read(size)):
            self._current.close()
            if not self._pieces:
                self._current = io.BytesIO()
                return b""
            piece = self._pieces.pop()
            self._current = io.BytesIO(piece) if isinstance(piece, bytes) else piece.open("rb")
        if self._progress:
            self._progress(len(data))
        return data


def _head(boundary: str, name: str, path: Path | None = None) -> bytes:
    disposition = f'form-data; name="{_quoted(name)}"'
    kind = ""
    if path is not None:
        disposition += f'; filename="{_quoted(path.name)}"'
        kind = f"Content-Type: {guess_type(path.name)[0] or 'application/octet-stream'}\r\n"
    return f"--{boundary}\r\nContent-Disposition: {disposition}\r\n{kind}\r\n".encode()


def _quoted(text: str) -> str:
    """A name as browsers write it (RFC 7578, section 4.2, and the HTML standard), so that it cannot end the line."""
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
