"""What an operation of Dify's API looks like: its path, its parameters and its body, as plain data."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, TypeAlias

Surface = Literal["console", "service", "openapi"]
Place = Literal["path", "query", "header"]
Scalar: TypeAlias = "str | int | float | bool | None"

PREFIXES: dict[Surface, str] = {"openapi": "/openapi/v1", "service": "/v1", "console": "/console/api"}
"""Where each surface of the API begins on a server (Dify 1.5 to 1.17)."""

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

PARAMETER = re.compile(r"\{([^{}/]+)\}")
"""A path parameter in a template; its group is the name."""


class Parameter(NamedTuple):
    """A value that goes into the path, the query or a header.

    `type` is `string`, `integer`, `number`, `boolean`, `object`, `file`, `any`, a kind of string (`uuid`, `date-time`,
    `uri`), or one of these with `[]` for a list, which a query gives by repeating the key.
    `allowed` is empty where every value is. `versions` are the known versions of Dify in which the operation has it.
    """

    name: str
    place: Place
    type: str = "string"
    required: bool = False
    allowed: tuple[Scalar, ...] = ()
    default: Scalar = None
    minimum: float | None = None
    maximum: float | None = None
    versions: tuple[str, ...] = ()


class Field(NamedTuple):
    """A field of a body. `children` are the fields of an `object`, or of each item of an `object[]`, where known.

    The rest is as in `Parameter`; `minimum` and `maximum` count characters for a string and items for a list.
    """

    name: str
    type: str = "any"
    required: bool = False
    allowed: tuple[Scalar, ...] = ()
    default: Scalar = None
    minimum: float | None = None
    maximum: float | None = None
    children: tuple[Field, ...] = ()
    versions: tuple[str, ...] = ()

    def at(self, place: Place) -> Parameter:
        """The parameter in `place` of which the same is true; what goes into the path is required."""
        return Parameter(
            self.name,
            place,
            self.type,
            self.required or place == "path",
            self.allowed,
            self.default,
            self.minimum,
            self.maximum,
            self.versions,
        )


class Body(NamedTuple):
    """What a request carries: `fields` of JSON or of a multipart form, as `content_type` says."""

    fields: tuple[Field, ...]
    content_type: str = "application/json"


class Operation(NamedTuple):
    """One method on one path.

    `path` is what a user types: a template such as `/apps/{app_id}/export`, without `/console/api` on the console
    surface and with `/v1` or `/openapi/v1` on the others.
    `versions` are the known versions of Dify that have the operation; none where only the server's own document does.
    `summary` comes from that document and is the server's text.
    """

    method: str
    path: str
    surface: Surface
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    versions: tuple[str, ...] = ()
    deprecated: bool = False
    summary: str = ""

    @property
    def full_path(self) -> str:
        """The template from the root of the server, such as `/console/api/apps/{app_id}/export`."""
        return PREFIXES["console"] + self.path if self.surface == "console" else self.path

    @property
    def shape(self) -> str:
        """The path without the names of its parameters, which a server's own document may choose: `/apps/{}/export`."""
        return PARAMETER.sub("{}", self.path)

    def within(self, place: Place) -> tuple[Parameter, ...]:
        """The parameters that go into `place`."""
        return tuple(parameter for parameter in self.parameters if parameter.place == place)


def arranged(operation: Operation) -> Operation:
    """`operation` with its parameters in the order of use: along the path, then what is required, then by name."""
    in_path = PARAMETER.findall(operation.path)

    def rank(one: Parameter) -> tuple[int, bool, str]:
        return in_path.index(one.name) if one.place == "path" else len(in_path), not one.required, one.name

    body = operation.body
    if body is not None:
        body = body._replace(fields=tuple(sorted(body.fields, key=lambda field: (not field.required, field.name))))
    return operation._replace(parameters=tuple(sorted(operation.parameters, key=rank)), body=body)


def short_path(path: str) -> str:
    """`path` as users type it: without query, fragment and `/console/api`, and beginning with `/`."""
    path = "/" + re.split("[?#]", path, maxsplit=1)[0].lstrip("/")
    return re.sub(f"^{PREFIXES['console']}(/|$)", "/", path)


def surface_of(path: str) -> Surface:
    """The surface to which a path from the root of the server, or a short one, belongs."""
    for surface, prefix in PREFIXES.items():
        if path == prefix or path.startswith(prefix + "/"):
            return surface
    return "console"
