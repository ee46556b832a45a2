"""Finding and describing the operations of Dify's API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType
from ..runtime.catalog_update import CatalogUpdate
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context

if TYPE_CHECKING:
    from ..catalog.catalog import Catalog
    from ..catalog.operation import Field, Operation, Parameter


SUMMARISED = RecordType(
    "Operation",
    (
        Property("Operation", priority=1),
        Property("Method"),
        Property("Path"),
        Property("Summary", priority=3),
        Property("Fields", priority=2),
        Property("Versions", priority=4),
    ),
    identifiers=("Operation",),
)
"""An operation of a server that has said what its operations are for."""

OPERATION = SUMMARISED.shown_by("Operation", "Fields", "Versions")


@command(
    "Find-DifyOperation",
    output=OPERATION,
    examples=(
        Example("find-operation export app", "Operations that have to do with both words, best first."),
        Example("find-operation statstics tokens", "Words may be misspelt."),
    ),
)
def find_operation(
    context: Context,
    words: Annotated[tuple[str, ...], Arg("Words of the path, of parameters or of fields", remaining=True)],
    *,
    first: Annotated[int, Arg("How many at most")] = 20,
) -> Iterator[Record]:
    """Look for operations of the API."""
    catalog = context.operations
    _say_if_approximate(context, catalog)
    found = catalog.search(words, first)
    noun = SUMMARISED if any(one.summary for one in found) else OPERATION
    for operation in found:
        yield _record(operation, noun)


def _record(operation: Operation, noun: RecordType) -> Record:
    names = [one.name for one in operation.parameters if one.place != "path"]
    names += [one.name for one in operation.body.fields] if operation.body else []
    return noun.of(
        f"{operation.method} {operation.path}",
        operation.method,
        operation.path,
        operation.summary,
        names,
        list(operation.versions),
    )


def _say_if_approximate(context: Context, catalog: Catalog) -> None:
    """Warn that the server is of a release whose operations are not known; a pre-release counts as its release."""
    from ..api.server import Version

    connection = context.state.connection
    if connection is not None and Version(catalog.version) != Version(connection.version):
        context.warn(f"What is known is Dify {catalog.version}; the server is {connection.version}, and may differ.")


@command(
    "Get-DifyOperation",
    examples=(Example("get-operation 'POST /apps'", "What it takes, and an example to edit."),),
)
def get_operation(
    context: Context,
    operation: Annotated[
        tuple[str, ...],
        Arg("Method and path, such as `POST /apps`; or a path alone", remaining=True, completes="Operation"),
    ],
) -> Iterator[str]:
    """Describe operations: parameters, body, allowed values, versions, and an example call."""
    words = " ".join(operation).split()
    catalog = context.operations
    _say_if_approximate(context, catalog)
    methods = [words[0].upper()] if len(words) > 1 else ["GET", "POST", "PUT", "PATCH", "DELETE"]
    found = [one for method in methods if (one := catalog.find(method, words[-1]))]
    if not found:
        near = ", ".join(f"'{one.method} {one.path}'" for one in catalog.nearest(methods[0], words[-1]))
        raise DifyShellError(f"There is no operation '{' '.join(words)}'.", hint=f"Near it are: {near}")
    for one in found:
        yield "\n".join(_description(one))


def _description(operation: Operation) -> Iterator[str]:
    from ..catalog.example import example

    yield f"{operation.method} {operation.path}" + ("  (deprecated)" if operation.deprecated else "")
    if operation.summary:
        yield f"  {operation.summary}"
    for heading, place in (("Path", "path"), ("Query", "query"), ("Headers", "header")):
        parameters = [one for one in operation.parameters if one.place == place]
        if parameters:
            yield f"\n{heading}:"
            yield from _table(parameters)
    if operation.body:
        yield f"\nBody ({operation.body.content_type}):"
        yield from _table(operation.body.fields)
    if operation.versions:
        yield f"\nIn Dify: {', '.join(operation.versions)}"
    yield f"\nExample:\n  {example(operation)}\n"


def _table(entries: Any) -> Iterator[str]:
    """A line for each parameter or field, and for the fields within."""
    rows = list(_rows(entries, 0))
    width = max(len(name) for name, _ in rows)
    for name, facts in rows:
        yield f"  {name.ljust(width)}  {facts}".rstrip()


def _rows(entries: Any, level: int) -> Iterator[tuple[str, str]]:
    for one in entries:
        yield "  " * level + one.name, _facts(one)
        yield from _rows(getattr(one, "children", ()), level + 1)


def _facts(one: Parameter | Field) -> str:
    facts = [one.type, "required" if one.required else ""]
    if one.allowed:
        facts.append("one of " + ", ".join(map(str, one.allowed)))
    if one.default is not None:
        facts.append(f"default {one.default}")
    bounds = [f"{word} {value:g}" for word, value in (("from", one.minimum), ("to", one.maximum)) if value is not None]
    return "; ".join(fact for fact in [*facts, " ".join(bounds)] if fact)


@command("Update-DifyCatalog")
def update_catalog(
    context: Context,
    *,
    wait: Annotated[bool, Arg("Wait until it is there, as scripts do anyway")] = False,
) -> str | None:
    """Have the server describe its own operations, summaries included, where it publishes that.

    At the prompt this goes on in the background: Tab and `find-operation` use the answer as soon as it is there.
    """
    connection = context.connection
    update = CatalogUpdate(context.state, connection)
    if context.host.interactive and not wait:
        context.state.catalog_update = update
        return f"{connection.server} is being asked; find-operation and Tab use the answer as soon as it is there."
    update.wait()
    if update.error is not None:
        raise update.error
    return f"{len(context.operations)} operations are known, as the server describes them."
