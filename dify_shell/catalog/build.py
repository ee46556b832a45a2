"""Makes the file of known operations: `python -m dify_shell.catalog.build FOLDER`.

FOLDER holds one table for each surface and version of Dify (`console-1.16.1.json`), taken from its OpenAPI documents:
methods, paths, parameters, fields, types, enumerations and defaults, and no text.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .catalog import FILE
from .corrections import corrected
from .operation import Body, Field, Operation, Scalar, short_path, surface_of
from .table import CONTENT_TYPES, pack
from .versions import version_key

_TYPES = {
    "": "any",
    "binary": "file",
    "dateTime": "date-time",
    "float": "number",
    "string (date-time)": "date-time",
    "string (uri)": "uri",
    "string (uuid)": "uuid",
}
_PLAIN = {"any", "boolean", "date-time", "file", "integer", "number", "object", "string", "uri", "uuid"}

_ENUMERATION = re.compile("(Enum|Type|Category|Mode|Permission|Role|Scope|Status|Strategy|Variant)$")
"""How Dify names the models that are enumerations; all other models are objects."""

_RENAMED = {
    "PermissionEnum": "DatasetPermissionEnum",
    "TenantPluginDebugPermission": "DebugPermission",
    "TenantPluginInstallPermission": "InstallPermission",
}
"""Enumerations that newer documents name without their values, and what those that list them call them."""

_LEFT_OUT = {
    "1.13.2": (
        "GET /init",
        "POST /init",
        "GET /ping",
        "GET /setup",
        "POST /setup",
        "GET /version",
        "POST /apps/{app_id}/chat-messages",
    )
}
"""What a version serves, as recordings show, and its documents leave out; it looks as in the newest version."""


def build(folder: Path) -> str:
    """The text of the file for the tables in `folder`; the same bytes for the same tables."""
    tables = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    tables.sort(key=lambda table: version_key(table["dify_version"]))
    enumerations = dict(_enumerations(tables))
    by_version: defaultdict[str, list[Operation]] = defaultdict(list)
    for table in tables:
        by_version[table["dify_version"]] += (corrected(_operation(row, enumerations)) for row in table["operations"])
    newest = {f"{one.method} {one.path}": one for one in by_version[tables[-1]["dify_version"]]}
    for version, names in _LEFT_OUT.items():
        by_version[version] += (newest[name] for name in names)
    return pack(_with_forms(by_version))


def _enumerations(tables: list[Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values of each enumeration that some document lists, by the name of its model."""
    for table in tables:
        for operation in table["operations"]:
            rows = operation.get("query", []) + operation.get("path_parameters", [])
            for row in rows + [field for body in operation.get("body", ()) for field in body["fields"]]:
                if "enum" in row and row["type"] not in _PLAIN:
                    yield row["type"], tuple(row["enum"])


def _with_forms(by_version: Mapping[str, list[Operation]]) -> dict[str, list[Operation]]:
    """The same with the forms that only newer documents describe: files were uploaded before, too."""
    forms = {
        (one.method, one.shape): one.body
        for operations in by_version.values()
        for one in operations
        if one.body is not None and one.body.content_type == CONTENT_TYPES["form"]
    }
    return {
        version: [one if one.body else one._replace(body=forms.get((one.method, one.shape))) for one in operations]
        for version, operations in by_version.items()
    }


def _operation(row: Mapping[str, Any], enumerations: Mapping[str, tuple[str, ...]]) -> Operation:
    parameters = [_field(one, enumerations).at("path") for one in row.get("path_parameters", ())]
    parameters += [_field(one, enumerations).at("query") for one in row.get("query", ())]
    body = None
    for described in row.get("body", ()):
        body = Body(tuple(_field(one, enumerations) for one in described["fields"]), described["content_type"])
    return Operation(
        row["method"],
        short_path(row["path"]),
        surface_of(row["path"]),
        tuple(parameters),
        body,
        deprecated=row.get("deprecated", False),
    )


def _field(row: Mapping[str, Any], enumerations: Mapping[str, tuple[str, ...]]) -> Field:
    model = row["type"]
    type_ = _type(model)
    allowed = row.get("enum") or enumerations.get(_RENAMED.get(model, model), ())
    default = _default(row.get("default"), type_)
    return Field(row["name"], type_, row.get("required", False), tuple(sorted(allowed)), default)


def _type(text: str) -> str:
    """The type that the tables write `text`: a plain one, a model's name, or either in brackets."""
    if text.startswith("["):
        return _type(text.strip("[] ") or "any") + "[]"
    text = _TYPES.get(text, text)
    return text if text in _PLAIN else "string" if _ENUMERATION.search(text) else "object"


def _default(text: str | None, type_: str) -> Scalar:
    """The default, which the tables hold as text."""
    if text is None or type_ not in ("boolean", "integer", "number"):
        return text
    value: Scalar = json.loads(text.lower())
    return value


def main(arguments: list[str]) -> None:
    """Write the file anew from the tables in the folder that `arguments` names."""
    text = build(Path(*arguments))
    Path(FILE).write_text(text, encoding="utf-8", newline="\n")
    print(f"{FILE}: {len(text)} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
