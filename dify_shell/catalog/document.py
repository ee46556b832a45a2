"""Reads the OpenAPI 3 or Swagger 2 document of a server.

It is untrusted: what is odd in it is left out, and how much is taken of it has bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from ..errors import DifyShellError
from .corrections import corrected
from .operation import (
    METHODS,
    PARAMETER,
    PREFIXES,
    Body,
    Field,
    Operation,
    Parameter,
    Scalar,
    short_path,
    surface_of,
)

_MOST_OPERATIONS = 5_000
_MOST_SCHEMAS = 100_000
_MOST_FIELDS = 200
_MOST_VALUES = 200
_LONGEST_TEXT = 300
_DEEPEST = 3
_MOST_REFERENCES = 4
"""References to references that are followed; Dify's documents have one or two in a row."""

_PATH = re.compile(r"(?:/[\w.~:@%+-]*(?:\{\w+\}[\w.~:@%+-]*)?)+")
"""A template with no more than one parameter in a segment."""

_CONTENT_TYPES = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")
_FORMATS = {"binary": "file", "date-time": "date-time", "uri": "uri", "uuid": "uuid"}
_TYPES = {"array", "boolean", "file", "integer", "number", "object", "string"}
_COMPOSING = {"$ref", "allOf", "anyOf", "oneOf"}

Json = Mapping[str, Any]


def read_document(document: object, prefix: str) -> list[Operation]:
    """The operations that `document`, a parsed JSON text, describes.

    Its paths begin at `prefix` where it does not say where. Raises `DifyShellError` where it is no document of Dify's
    console, service or open API.
    """
    operations = list(islice(_Reader(_mapping(document)).operations(prefix), _MOST_OPERATIONS))
    if not operations:
        raise DifyShellError(
            "The server's OpenAPI document cannot be used: it describes no operation of Dify's API.",
            hint="The built-in catalogue stays in use.",
        )
    return operations


class _Reader:
    def __init__(self, document: Json) -> None:
        self._document = document
        self._schemas_left = _MOST_SCHEMAS

    def operations(self, prefix: str) -> Iterator[Operation]:
        """Every operation that can be read; none where the paths begin elsewhere than Dify's."""
        base = self._base() or prefix
        if base not in PREFIXES.values():
            return
        for path, item in _mapping(self._document.get("paths")).items():
            if len(path) > _LONGEST_TEXT or not _PATH.fullmatch(path):
                continue
            full_path = path if path.startswith(f"{base}/") else base + path
            for method in METHODS:
                described = _mapping(item).get(method.lower())
                if isinstance(described, Mapping):
                    shared = _list(_mapping(item).get("parameters"))
                    yield self._operation(method, full_path, described, shared)

    def _base(self) -> str:
        """Where the document says that its paths begin, without a slash at the end; empty where it does not say."""
        servers = _list(self._document.get("servers"))
        url = self._document.get("basePath") or _mapping(servers[0] if servers else None).get("url")
        try:
            return urlsplit(url).path.rstrip("/") if isinstance(url, str) else ""
        except ValueError:
            return ""

    def _operation(self, method: str, full_path: str, described: Json, shared: list[Any]) -> Operation:
        in_path = PARAMETER.findall(full_path)
        parameters = {("path", name): Parameter(name, "path", required=True) for name in in_path}
        form: list[Field] = []
        body = self._request_body(described.get("requestBody"))
        for one in map(self._resolved, islice(shared + _list(described.get("parameters")), _MOST_FIELDS)):
            place = one.get("in")
            field = self._field(one.get("name"), one.get("schema", one), required=one.get("required") is True)
            if place == "body":
                body = Body(field.children)
            elif place == "formData":
                form.append(field)
            elif place in ("query", "header") or (place == "path" and field.name in in_path):
                parameters[place, field.name] = field.at(place)
        return corrected(
            Operation(
                method,
                short_path(full_path),
                surface_of(full_path),
                tuple(one for one in parameters.values() if one.name),
                Body(tuple(one for one in form if one.name), "multipart/form-data") if form else body,
                deprecated=described.get("deprecated") is True,
                summary=_line(described.get("summary")) or _line(described.get("description")),
            )
        )

    def _request_body(self, described: object) -> Body | None:
        content = _mapping(self._resolved(described).get("content"))
        for content_type in _CONTENT_TYPES:
            if content_type in content:
                schema = _mapping(content[content_type]).get("schema")
                return Body(self._field("", schema).children, content_type)
        return None

    def _field(self, name: object, schema: object, *, required: bool = False, depth: int = 0) -> Field:
        """The field `name`, empty where that is no name, with what `schema` says about its values."""
        described = self._resolved(schema)
        type_ = _type(described)
        values = _list(described.get("enum"))[:_MOST_VALUES]
        children: tuple[Field, ...] = ()
        if type_ == "array":
            item = self._field("", described.get("items") if depth < _DEEPEST else None, depth=depth + 1)
            type_, children = f"{item.type}[]", item.children
        elif type_ == "object" and depth < _DEEPEST:
            children = tuple(self._children(described, depth + 1))
        return Field(
            _name(name),
            type_,
            required,
            tuple(value for value in map(_scalar, values) if value not in (None, "")),
            _scalar(described.get("default")),
            _number(described, "minimum", "minLength", "minItems"),
            _number(described, "maximum", "maxLength", "maxItems"),
            children,
        )

    def _children(self, schema: Json, depth: int) -> Iterator[Field]:
        required = _list(schema.get("required"))
        for name, described in islice(_mapping(schema.get("properties")).items(), _MOST_FIELDS):
            if _name(name):
                yield self._field(name, described, required=name in required, depth=depth)

    def _resolved(self, schema: object, references: int = _MOST_REFERENCES) -> Json:
        """`schema` with what it refers to, is composed of or gives the choice of put in its place."""
        self._schemas_left -= 1
        if not isinstance(schema, Mapping) or references == 0 or self._schemas_left < 0:
            return {}
        if _COMPOSING.isdisjoint(schema):
            return schema
        result: dict[str, Any] = {}
        for part in (self._resolved(one, references - 1) for one in self._parts(schema)):
            properties = {**_mapping(result.get("properties")), **_mapping(part.get("properties"))}
            required = _list(result.get("required")) + _list(part.get("required"))
            result.update(part, properties=properties)
            if required:
                result["required"] = required
        result.update((key, value) for key, value in schema.items() if key not in _COMPOSING)
        return result

    def _parts(self, schema: Json) -> list[object]:
        """The schemas that `schema` is composed of; of a choice, the first that is not null."""
        parts = [self._at(schema["$ref"])] if "$ref" in schema else []
        parts += _list(schema.get("allOf"))[:_MOST_FIELDS]
        for key in ("anyOf", "oneOf"):
            choice = (one for one in _list(schema.get(key)) if _mapping(one).get("type") != "null")
            parts += islice(choice, 1)
        return parts

    def _at(self, reference: object) -> object:
        """What stands in the document where `reference` (`#/components/schemas/App`) points to."""
        found: object = self._document
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return None
        for step in reference[2:].split("/"):
            found = _mapping(found).get(step.replace("~1", "/").replace("~0", "~"))
        return found


def _type(schema: Json) -> str:
    """The type of a schema's values, in the words of `Parameter`; `array` for lists."""
    named = [one for one in _list(schema.get("type")) or [schema.get("type")] if one != "null"]
    type_ = named[0] if named and isinstance(named[0], str) else ""
    if type_ == "string":
        format_ = schema.get("format")
        return _FORMATS.get(format_, type_) if isinstance(format_, str) else type_
    if type_ in _TYPES:
        return type_
    return "object" if schema.get("properties") else "any"


def _name(value: object) -> str:
    """`value` where it can be a name that is typed on a line; else nothing."""
    usable = isinstance(value, str) and value.isprintable() and len(value) <= _LONGEST_TEXT
    return str(value) if usable else ""


def _line(value: object) -> str:
    """The first line of a text, of bounded length."""
    lines = value.strip().splitlines() if isinstance(value, str) else []
    return lines[0][:_LONGEST_TEXT] if lines else ""


def _scalar(value: object) -> Scalar:
    """`value` where it is a short text, a number or a truth value."""
    return (_name(value) if isinstance(value, str) else value) if isinstance(value, (str, int, float)) else None


def _number(schema: Json, *keys: str) -> float | None:
    """The first of `keys` that holds a number."""
    values = (schema.get(key) for key in keys)
    return next((value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)), None)


def _mapping(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
