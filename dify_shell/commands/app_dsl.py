"""Apps as files: exporting them in Dify's DSL (YAML), and what is in such files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, NamedTuple

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .apps import APP, find_apps
from .file_names import folded, safe_name
from .files import FILE, file_record, named, write_text
from .references import described

SUFFIX = ".yml"
PRIVATE = 0o600

EXPORT = RecordType(
    "AppExport",
    (
        Property("Id", priority=4),
        Property("Name", priority=1),
        Property("IncludeSecret", priority=3),
        Property("FileName", priority=2),
    ),
    identifiers=("FileName",),
)


@command(
    "Export-DifyApp",
    output=EXPORT,
    examples=(
        Example("export-app", "Every app of the workspace, into the folder DSLs."),
        Example('get-app -Mode workflow | export-app -Path "backup"', "Some of them, into another folder."),
    ),
)
def export_app(
    context: Context,
    app: Annotated[
        tuple[Record | str, ...] | None,
        Arg("The apps: records, names or ids; every app if none are given", pipeline=True, completes="App"),
    ] = None,
    path: Annotated[str, Arg("The folder to write to; it is made when needed", completes="Path")] = "DSLs",
    *,
    include_secret: Annotated[bool, Arg("With the secret values, as plain text")] = False,
) -> Iterator[Record]:
    """Save apps as DSL files, one each: `NAME.yml`, or `NAME_ID.yml` where several apps of the workspace share a name.

    A file is written whole or not at all, and an app's file replaces the one of an earlier export. Drafts are
    exported, not published versions.
    """
    listed = [APP.record(raw) for raw in context.api.pages("/apps")]
    chosen = listed if app is None else list(find_apps(context, app))
    if include_secret:
        context.warn("Secret values are written as plain text: keep the files from others' eyes.")
    folder = Path(os.path.expanduser(path))
    targets = _targets(folder, chosen, listed)
    done = 0
    with context.host.progress("Exporting apps", len(chosen)) as advance:
        try:
            for record in _export(context, chosen, targets, include_secret):
                done += record is not None
                advance(1)
                if record is not None:
                    yield record
        except KeyboardInterrupt:
            context.warn(f"Interrupted: {done} of {len(chosen)} apps are in {folder}, each file whole.")
            raise


def _targets(folder: Path, chosen: list[Record], listed: list[Record]) -> dict[str, Path]:
    """The file of each app, by its id: the same in every export, and no two the same."""
    names = {str(one["Id"]): safe_name(str(one["Name"])) for one in (*listed, *chosen)}
    shared = Counter(folded(name) for name in names.values())
    return {
        str(one["Id"]): folder / _file_name(names[one["Id"]], one["Id"], unique=shared[folded(names[one["Id"]])] == 1)
        for one in chosen
    }


def _file_name(name: str, id: str, *, unique: bool) -> str:
    return f"{name}{SUFFIX}" if unique else f"{name}_{safe_name(id)}{SUFFIX}"


def _export(
    context: Context, apps: list[Record], targets: Mapping[str, Path], include_secret: bool
) -> Iterator[Record | None]:
    """Write the files, several at a time; gives a record of each in the order of the apps, None for one that failed."""
    from ..api.server import path

    def export(app: Record) -> Path:
        query = {"include_secret": "true" if include_secret else "false"}
        answer = context.api.get(path("apps", app["Id"], "export"), query=query)
        target = targets[app["Id"]]
        with named(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
        write_text(target, [str(answer["data"])], mode=PRIVATE if include_secret else None)
        return target.absolute()

    for outcome in context.api.map_concurrently(export, apps):
        if outcome.error is None:
            yield EXPORT.of(outcome.item["Id"], outcome.item["Name"], include_secret, str(outcome.value))
        else:
            with context.reporting(described(outcome.item, APP)):
                raise outcome.error
            yield None


@command(
    "Get-DifyDSLContent",
    examples=(Example('get-dsl-content "DSLs/Support Bot.yml"', "The text of a DSL file."),),
)
def get_dsl_content(context: Context, path: Annotated[str, Arg("The file", completes="Path")]) -> str:
    """Read a DSL file as one text."""
    file = Path(os.path.expanduser(path))
    with named(file):
        return file.read_text(encoding="utf-8-sig")


@command(
    "Set-DifyDSLContent",
    output=FILE,
    examples=(Example("get-dsl-content a.yml | set-dsl-content -Path b.yml", "A copy of a DSL file."),),
)
def set_dsl_content(
    context: Context,
    content: Annotated[tuple[str, ...], Arg("The text; lines that are piped in make one text", pipeline=True)],
    path: Annotated[str, Arg("The file to write", completes="Path")],
) -> Record:
    """Write a DSL text to a file, whole or not at all. What is no YAML is refused."""
    text = "\n".join(content)
    dsl_facts(text)
    write_text(path, [text])
    return file_record(Path(os.path.expanduser(path)))


class DslFacts(NamedTuple):
    """What a DSL text says about itself."""

    name: str
    mode: str
    version: str


def dsl_facts(text: str) -> DslFacts:
    """What a DSL text is about. Raises DifyShellError for what is no YAML or no mapping."""
    import yaml

    try:
        # The C loader is many times as fast on long workflows; both are the safe kind.
        value = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
        raise DifyShellError(f"This is no YAML: {getattr(error, 'problem', None) or error}{place}.") from error
    if not isinstance(value, Mapping):
        raise DifyShellError("This is no DSL: a mapping with `app` and `kind` is expected.")
    app = value.get("app")
    about = app if isinstance(app, Mapping) else {}
    return DslFacts(str(about.get("name") or ""), str(about.get("mode") or ""), str(value.get("version") or ""))
