"""The catalogue of one server: its operations, found by path, by words, and segment by segment."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from .operation import PREFIXES, Operation, short_path
from .routes import Routes, Segment

if TYPE_CHECKING:
    from .search import Index

FILE = os.path.join(os.path.dirname(__file__), "operations.json")
"""Where the known operations are kept."""


def load(version: str = "") -> Catalog:
    """The catalogue for a server of `version`: of the nearest known version that is not newer.

    A server older than all known versions gets the oldest, one whose version is not known the newest.
    """
    from .table import Table
    from .versions import nearest_version

    with open(FILE, "rb") as file:
        table = Table.read(file.read())
    known = nearest_version(version, table.versions)
    return Catalog(known, table.of(known), approximate=known != version)


class Catalog:
    """The operations of the version of Dify that `version` names.

    `approximate` says that the server is of another version, so that some operations may differ on it.
    """

    def __init__(self, version: str, operations: Iterable[Operation], *, approximate: bool = False) -> None:
        self.version = version
        self.approximate = approximate
        self.operations = tuple(operations)

    def __len__(self) -> int:
        return len(self.operations)

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.operations)

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that `method` on `path` runs; `path` is a concrete one or a template, `/console/api` or not."""
        return self._routes.find(method.upper(), short_path(path))

    def segments(self, method: str | None, path: str) -> list[Segment]:
        """What may stand next after `path`, which is whole segments (`/apps/123/`), for any method or for `method`."""
        return self._routes.following(method and method.upper(), short_path(path))

    def nearest(self, method: str, path: str, count: int = 3) -> list[Operation]:
        """The operations whose paths look most like `path`, those with `method` first among equals."""
        return self._index.nearest(method.upper(), short_path(path), count)

    def search(self, words: str | Sequence[str], limit: int = 20) -> list[Operation]:
        """The operations that have `words` in path, parameters, fields or summary, best first; they may be misspelt."""
        return self._index.search(words.split() if isinstance(words, str) else words, limit)

    def overlay(self, document: object, prefix: str = PREFIXES["console"]) -> Catalog:
        """This catalogue with what a server's own OpenAPI 3 or Swagger 2 document says laid over it.

        `document` is its parsed JSON, and `prefix` is where its paths begin if it does not say so itself. The server's
        word counts for what it describes; what it leaves out stays.
        Raises `DifyShellError` where the document describes no operation of Dify's API.
        """
        from .document import read_document

        own = {(one.method, one.shape): one for one in self.operations}
        for documented in read_document(document, prefix):
            key = documented.method, documented.shape
            own[key] = _laid_over(own[key], documented) if key in own else documented
        return Catalog(self.version, own.values(), approximate=self.approximate)

    @cached_property
    def _routes(self) -> Routes:
        return Routes(self.operations)

    @cached_property
    def _index(self) -> Index:
        from .search import Index

        return Index(self.operations)


def _laid_over(known: Operation, documented: Operation) -> Operation:
    """What the server documents, with the versions that are known, and the body where it describes none."""
    described = documented.body is not None and documented.body.fields
    return documented._replace(
        body=documented.body if described else known.body or documented.body,
        versions=known.versions,
        deprecated=documented.deprecated or known.deprecated,
    )
