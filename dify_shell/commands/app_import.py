"""Making apps of DSL texts: from files, pipelines and addresses, also in place of an app that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

from ..errors import DifyShellError, InvalidRequest, NotInteractive
from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .app_dsl import dsl_facts
from .apps import APP, WITH_WORKFLOW, app_record, get_detail, one_app
from .files import expand, named

IMPORTED_APP = RecordType(
    "App",
    (
        *APP.properties,
        Property("Status", priority=7),
        Property("Warnings"),
        Property("MissingPlugins", priority=8),
    ),
    identifiers=APP.identifiers,
)


class Dsl(NamedTuple):
    """A DSL text, or the address (`url`) that the server is to fetch it from. `origin` says where it came from."""

    origin: str
    text: str = ""
    url: str = ""


@command(
    "Import-DifyApp",
    output=IMPORTED_APP,
    examples=(
        Example('import-app -Path "DSLs/*.yml"', "An app of each file."),
        Example("get-item DSLs/*.yml | import-app", "The same, as PSDify's documentation has it."),
        Example("(Get-DifyDSLContent bot.yml) -replace 'gpt-4o-mini', 'gpt-4o' | import-app", "A changed text."),
        Example("import-app bot.yml -Overwrite", "In place of the app of the same name, which keeps its id and keys."),
    ),
)
def import_app(
    context: Context,
    item: Annotated[
        tuple[Record | str, ...],
        Arg(
            "Files, wildcards, addresses (https://…), `-` for standard input, or texts of several lines themselves",
            pipeline=True,
            completes="Path",
        ),
    ] = (),
    path: Annotated[tuple[str, ...], Arg("More files and wildcards", completes="Path")] = (),
    *,
    content: Annotated[bool, Arg("What is given is DSL text and no file, however short")] = False,
    app_id: Annotated[str, Arg("Update this app in place, by id or name", name="AppId", completes="App")] = "",
    overwrite: Annotated[bool, Arg("Update the app that has the name of the one in the text")] = False,
    name: Annotated[str, Arg("What the new app is called, whatever the text says")] = "",
    force: Annotated[bool, Arg("Confirm imports of another DSL version without a question")] = False,
) -> Iterator[Record]:
    """Make apps of DSL texts, or update apps in place.

    `Status` tells `completed` from `completed-with-warnings`. A text of a DSL version that the server is not sure of
    is `pending` until it is confirmed, which you are asked for. Only workflows and chatflows can be updated in place:
    they keep their id and keys, and the new state is a draft until it is published.
    """
    sources = list(_sources(item, content)) + list(_sources(path, False))
    if not sources:
        raise DifyShellError("Nothing is to be imported.", hint="Give files, or pipe them in.")
    if app_id and len(sources) > 1:
        raise DifyShellError(f"-AppId names one app, and {len(sources)} texts came.")
    for source in sources:
        with context.reporting(source.origin):
            target = _target(context, source, app_id, overwrite)
            yield _import(context, source, target, name, force)


def _sources(items: tuple[Record | str, ...], are_texts: bool) -> Iterator[Dsl]:
    for place, given in enumerate(items, 1):
        if isinstance(given, str) and (are_texts or "\n" in given):
            yield Dsl(f"text {place}", text=given)
        elif given == "-":
            import sys

            yield Dsl("standard input", text=sys.stdin.read())
        elif isinstance(given, str) and given.lower().startswith(("http://", "https://")):
            yield Dsl(given, url=given)
        else:
            yield from _of_files(given)


def _of_files(given: Record | str) -> Iterator[Dsl]:
    found = list(expand([_file(given)]))
    if not found:
        raise DifyShellError(f"No file fits '{given}'.")
    for file in found:
        with named(file):
            yield Dsl(str(file), text=file.read_text(encoding="utf-8-sig"))


def _file(given: Record | str) -> Record | str:
    """A file record as it is; the record of an export by its file's name."""
    if isinstance(given, Record) and "FullName" not in given:
        if "FileName" not in given:
            raise DifyShellError("This takes files, and a record of something else came.", hint="Try get-item *.yml")
        return str(given["FileName"])
    return given


def _target(context: Context, source: Dsl, app_id: str, overwrite: bool) -> Record | None:
    """The app to update; None for a new one. Raises DifyShellError for one that cannot be updated."""
    if not app_id and not overwrite:
        return None
    target = one_app(context, app_id) if app_id else _same_name(context, source)
    if target is not None and target["Mode"] not in WITH_WORKFLOW:
        raise DifyShellError(
            f"Dify updates only workflows and chatflows in place, and '{target['Name']}' is {target['Mode']}.",
            hint="Import it as a new app, without -Overwrite and -AppId, and delete the old one.",
        )
    return target


def _same_name(context: Context, source: Dsl) -> Record | None:
    """The app that has the name in the text, if there is one. Raises DifyShellError for more than one."""
    if source.url:
        raise DifyShellError("What an address holds is not known here: -Overwrite needs -AppId with it.")
    name = dsl_facts(source.text).name
    listed = context.api.pages("/apps", query={"name": name}) if name else ()
    found = [app_record(context, raw) for raw in listed if str(raw["name"]).lower() == name.lower()]
    if len(found) > 1:
        ids = ", ".join(str(one["Id"]) for one in found)
        raise DifyShellError(f"{len(found)} apps are called '{name}'.", hint=f"Say which with -AppId: {ids}")
    return found[0] if found else None


def _import(context: Context, source: Dsl, target: Record | None, name: str, force: bool) -> Record:
    if source.url:
        body = {"mode": "yaml-url", "yaml_url": source.url}
    else:
        dsl_facts(source.text)
        body = {"mode": "yaml-content", "yaml_content": source.text}
    if target is not None:
        body["app_id"] = target["Id"]
    if name:
        body["name"] = name
    answer = _ask(context, "/apps/imports", body)
    if answer.get("status") == "pending":
        answer = _confirm(context, source, answer, force)
    return _imported(context, answer)


def _confirm(context: Context, source: Dsl, answer: dict[str, Any], force: bool) -> dict[str, Any]:
    """Import a text of another DSL version after all, if the user says so; the server waits ten minutes."""
    from ..api.server import path

    theirs, ours = answer.get("imported_dsl_version"), answer.get("current_dsl_version")
    question = f"{source.origin} is of DSL version {theirs}, and the server's is {ours}. Import it all the same?"
    if not force and not _agreed(context, question):
        raise DifyShellError(f"It is of DSL version {theirs}, and was not imported.", hint="-Force imports it.")
    return _ask(context, path("apps", "imports", str(answer["id"]), "confirm"), None)


def _agreed(context: Context, question: str) -> bool:
    try:
        return context.host.confirm(question)
    except NotInteractive as error:
        error.hint = "-Force imports it without asking."
        raise


def _ask(context: Context, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    """The answer about an import. A failure says why in a shape of its own."""
    try:
        answer: dict[str, Any] = context.api.post(path, json=body)
    except InvalidRequest as error:
        if "fetching YAML" in error.message:
            error.hint = "The server fetches an address itself: can it get there, without a login?"
        elif "permission" not in error.message:
            error.hint = error.hint or "The text must be a DSL file of Dify: app, kind and version (in quotes)."
        raise
    if answer.get("status") == "failed":
        raise DifyShellError(str(answer.get("error") or "The server did not say why."))
    return answer


def _imported(context: Context, answer: dict[str, Any]) -> Record:
    """The record of the app that was made or updated, with what the server had to say."""
    raw = get_detail(context, str(answer["app_id"]))
    record = app_record(context, raw, IMPORTED_APP)
    record["Status"] = answer["status"]
    record["Warnings"] = [str(one.get("message", one)) for one in answer.get("warnings") or ()]
    record["MissingPlugins"] = _missing_plugins(context, str(answer["app_id"]))
    if record["MissingPlugins"]:
        missing = ", ".join(record["MissingPlugins"])
        context.warn(f"'{record['Name']}' needs plugins that are not installed: {missing}.")
    return record


def _missing_plugins(context: Context, app_id: str) -> list[str]:
    """The plugins that an app imported just now names and the workspace lacks."""
    from ..api.server import path

    try:
        answer = context.api.get(path("apps", "imports", app_id, "check-dependencies"))
    except DifyShellError as error:
        context.debug(f"Missing plugins could not be asked for: {error.message}")
        return []
    return [_plugin(one) for one in answer.get("leaked_dependencies") or ()]


def _plugin(dependency: dict[str, Any]) -> str:
    value = dependency.get("value") or {}
    known = ("marketplace_plugin_unique_identifier", "github_plugin_unique_identifier", "plugin_unique_identifier")
    return str(next((value[key] for key in known if value.get(key)), dependency.get("current_identifier") or value))
