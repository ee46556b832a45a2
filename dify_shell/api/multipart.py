"""Bodies of forms with files (RFC 7578), read from the disk while they are sent."""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from mimetypes import guess_type
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from ..errors import DifyShellError

Progress = Callable[[int], None]
"""Told how many bytes more have been sent."""


class Readable(Protocol):
    """What is sent: bytes, and how many."""

    def __len__(self) -> int: ...

    def read(self, size: int = -1) -> bytes: ...

    def close(self) -> None: ...


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
    """The body of a form. What is in the files is read when it is sent, as much as there was at the beginning."""
    boundary = uuid.uuid4().hex
    return Body(f"multipart/form-data; boundary={boundary}", lambda: _Form(boundary, fields, files, progress))


class _Piece(NamedTuple):
    """What is sent in one go: text, or as many bytes of a file."""

    source: bytes | Path
    size: int


class _Form:
    """A form as one stream: texts and files in turn, of the length that was announced, whatever befalls the files."""

    def __init__(
        self, boundary: str, fields: Mapping[str, str], files: Sequence[Part], progress: Progress | None
    ) -> None:
        self._progress = progress
        self._pieces: list[_Piece] = []
        for name, value in fields.items():
            self._add(_head(boundary, name) + value.encode() + b"\r\n")
        for part in files:
            self._add(_head(boundary, part.field, part.path))
            self._pieces.append(_Piece(part.path, os.path.getsize(part.path)))
            self._add(b"\r\n")
        self._add(f"--{boundary}--\r\n".encode())
        self._length = sum(piece.size for piece in self._pieces)
        self._pieces.reverse()
        self._current: IO[bytes] = io.BytesIO()
        self._left = 0

    def _add(self, text: bytes) -> None:
        self._pieces.append(_Piece(text, len(text)))

    def __len__(self) -> int:
        return self._length

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes or fewer; all that is left for -1; none at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 16), b""))
        while not self._left:
            self._current.close()
            if not self._pieces:
                return b""
            source, self._left = self._pieces.pop()
            self._current = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
        data = self._current.read(min(size, self._left))
        if not data:
            raise DifyShellError(f"'{getattr(self._current, 'name', '')}' became shorter while it was sent.")
        self._left -= len(data)
        if self._progress:
            self._progress(len(data))
        return data

    def close(self) -> None:
        """Let go of the file that is being read, where the sending ended in the middle of it."""
        self._current.close()


def _head(boundary: str, name: str, path: Path | None = None) -> bytes:
    disposition = f'form-data; name="{_quoted(name)}"'
    kind = ""
    if path is not None:
        disposition += f'; filename="{_quoted(path.name)}"'
        kind = f"Content-Type: {guess_type(path.name)[0] or 'application/octet-stream'}\r\n"
    return f"--{boundary}\r\nContent-Disposition: {disposition}\r\n{kind}\r\n".encode(errors="replace")


def _quoted(text: str) -> str:
    """A name as browsers write it (RFC 7578, section 4.2, and the HTML standard), so that it cannot end the line."""
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
