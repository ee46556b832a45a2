"""The file in which the known operations are kept: how they are packed into it, and read for one version.

The file is JSON, a row or an operation on each line, so that its changes can be reviewed:

    {"versions": [...], "rows": [...], "operations": [[method, path, versions, deprecated, rows], ...]}

A row is a parameter or a field of a body: [place, name, type, required, allowed, default]. It is stored once, however
many operations have it; fields stand at the places `json` and `form`. Sets of versions are numbers whose bit 0 is the
first version. The last entry of an operation maps each set of versions to the rows that it has in just these.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .operation import Body, Field, Operation, Parameter, arranged, surface_of

CONTENT_TYPES = {"json": "application/json", "form": "multipart/form-data"}

Row = tuple[Any, ...]
PackedOperation = tuple[str, str, int, int, dict[str, list[int]]]


def pack(by_version: Mapping[str, Iterable[Operation]]) -> str:
    """The text of the file for the operations of each version, oldest version first."""
    versions: defaultdict[tuple[str, str], int] = defaultdict(int)
    deprecated: defaultdict[tuple[str, str], int] = defaultdict(int)
    rows: defaultdict[tuple[str, str], defaultdict[Row, int]] = defaultdict(lambda: defaultdict(int))
    for index, operations in enumerate(by_version.values()):
        for operation in operations:
            key = operation.path, operation.method
            versions[key] |= 1 << index
            deprecated[key] |= operation.deprecated << index
            for row in _rows(operation):
                rows[key][row] |= 1 << index
    numbers = {row: number for number, row in enumerate(sorted({row for one in rows.values() for row in one}, key=str))}
    packed = [
        (method, path, versions[path, method], deprecated[path, method], _by_versions(rows[path, method], numbers))
        for path, method in sorted(versions)
    ]
    return f'{{"versions":{_compact(list(by_version))},\n"rows":{_lines(numbers)},\n"operations":{_lines(packed)}}}\n'


def _rows(operation: Operation) -> Iterator[Row]:
    for one in operation.parameters:
        yield one.place, one.name, one.type, one.required, one.allowed, one.default
    if operation.body is not None:
        place = "form" if operation.body.content_type == CONTENT_TYPES["form"] else "json"
        for field in operation.body.fields:
            yield place, field.name, field.type, field.required, field.allowed, field.default


def _by_versions(rows: Mapping[Row, int], numbers: Mapping[Row, int]) -> dict[int, list[int]]:
    """The numbers of the rows of one operation, by the set of versions in which it has them."""
    return {
        versions: sorted(numbers[row] for row, those in rows.items() if those == versions)
        for versions in sorted(set(rows.values()))
    }


def _lines(values: Iterable[object]) -> str:
    return "[\n" + ",\n".join(map(_compact, values)) + "]"


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


class Table(NamedTuple):
    """What the file holds, read but not yet made into operations."""

    versions: list[str]
    rows: list[Row]
    operations: list[PackedOperation]

    @classmethod
    def read(cls, text: str | bytes) -> Table:
        """The table in `text`, as `pack` writes it."""
        return cls(**json.loads(text))

    def of(self, version: str) -> list[Operation]:
        """The operations of `version`, one of `versions`."""
        bit = 1 << self.versions.index(version)
        names = [self._names(versions) for versions in range(1 << len(self.versions))]
        return [self._operation(packed, bit, names) for packed in self.operations if packed[2] & bit]

    def _names(self, versions: int) -> tuple[str, ...]:
        return tuple(name for index, name in enumerate(self.versions) if versions >> index & 1)

    def _operation(self, packed: PackedOperation, bit: int, names: list[tuple[str, ...]]) -> Operation:
        method, path, versions, deprecated, by_versions = packed
        present: list[Row] = []
        since: defaultdict[str, int] = defaultdict(int)
        for key, numbers in by_versions.items():
            those = int(key)
            for row in map(self.rows.__getitem__, numbers):
                since[row[1]] |= those
                if those & bit:
                    present.append(row)
        parameters: list[Parameter] = []
        fields: list[Field] = []
        content_type = CONTENT_TYPES["json"]
        for place, name, type_, required, allowed, default in present:
            had = names[since[name]]
            if place in CONTENT_TYPES:
                content_type = CONTENT_TYPES[place]
                fields.append(Field(name, type_, required, tuple(allowed), default, versions=had))
            else:
                parameters.append(Parameter(name, place, type_, required, tuple(allowed), default, versions=had))
        body = Body(tuple(fields), content_type) if fields else None
        surface, obsolete = surface_of(path), bool(deprecated & bit)
        return arranged(Operation(method, path, surface, tuple(parameters), body, names[versions], obsolete))
