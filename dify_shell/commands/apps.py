"""Apps: what a workspace is full of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, TypeVar

from ..errors import DifyShellError, NotFound
from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .members import email_of
from .references import WILDCARD, described, nothing_called, resolve, resolve_one

Mode = Literal["chat", "workflow", "agent-chat", "channel", "all", "advanced-chat", "completion", "agent"]
NewMode = Literal["chat", "agent-chat", "workflow", "advanced-chat", "completion"]
WITH_WORKFLOW = ("workflow", "advanced-chat")
"""The modes that are workflows: only these have versions, and are updated in place by an import (Dify 1.0 to 1.17)."""

APP = RecordType(
    "App",
    (
        Property("Id", "id", priority=6),
        Property("Name", "name", priority=1),
        Property("Description", "description"),
        Property("Mode", "mode", priority=2),
        Property("CreatedBy", "created_by"),
        Property("CreatedAt", "created_at", local_time),
        Property("UpdatedBy", "updated_by"),
        Property("UpdatedAt", "updated_at", local_time, priority=3),
        Property("Tags", "tags", lambda tags: [tag["name"] for tag in tags or ()], priority=4),
        Property("AuthorName", "author_name", priority=5),
    ),
    identifiers=("Name", "Id"),
)

DETAIL = (
    Property("Icon", "icon"),
    Property("IconType", "icon_type"),
    Property("IconBackground", "icon_background"),
    Property("EnableSite", "enable_site", bool),
    Property("EnableAPI", "enable_api", bool),
    Property("SiteToken", "site.access_token"),
    Property("SiteTitle", "site.title"),
    Property("SiteDescription", "site.description"),
    Property("SiteIcon", "site.icon"),
    Property("SiteIconType", "site.icon_type"),
    Property("SiteIconBackground", "site.icon_background"),
    Property("SiteLanguage", "site.default_language"),
    Property("APIBaseUrl", "api_base_url"),
)

APP_DETAIL = RecordType("App", APP.properties + DETAIL, identifiers=APP.identifiers)

Apps = Annotated[
    tuple[Record | str, ...],
    Arg("The apps: records, names or ids; `*` and `?` are wildcards", pipeline=True, completes="App"),
]

Answered = TypeVar("Answered")

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@command(
    "Get-DifyApp",
    aliases=("apps",),
    output=APP,
    examples=(
        Example("apps", "All apps of the workspace."),
        Example("get-app -Mode workflow", "Only workflows."),
        Example('get-app -Name "Support*"', "Names that begin with Support; `*` and `?` are wildcards."),
        Example("get-app -Search bot -Detail | select Name, EnableSite, SiteTitle", "With the site's settings."),
    ),
)
def get_app(
    context: Context,
    id: Annotated[str, Arg("The app with this id, or this name", completes="App")] = "",
    name: Annotated[str, Arg("Only apps of this name, in any case; `*` and `?` are wildcards", completes="App")] = "",
    search: Annotated[str, Arg("Only apps with this text in their name; the server searches")] = "",
    mode: Annotated[Mode | None, Arg("Only apps of this kind; older servers do not know all of them")] = None,
    tags: Annotated[tuple[str, ...], Arg("Only apps with these tags", completes="Tag")] = (),
    *,
    detail: Annotated[bool, Arg("Ask for each app itself too: icon, site, API (one more request per app)")] = False,
) -> Iterator[Record]:
    """List the apps of the workspace, or find some of them.

    Pages are fetched as they are needed: `apps | select -First 3` asks for one.
    """
    found = False
    raws = _find(context, id, name=name, search=search, mode=mode, tags=tags)
    for raw in detailed(context, raws) if detail else raws:
        found = True
        yield app_record(context, raw, APP_DETAIL if detail else APP)
    if id and not found:
        context.report(nothing_called(context, id, APP))


@command(
    "New-DifyApp",
    output=APP,
    examples=(Example('new-app "Travel Planner" chat -Description "Plans trips."', "An empty app."),),
)
def new_app(
    context: Context,
    name: Annotated[str, Arg("What it is called")],
    mode: Annotated[NewMode, Arg("What kind of app it is; that cannot be changed later")],
    description: Annotated[str, Arg("What it is for")] = "",
    icon: Annotated[str, Arg("An emoji, or the id of an uploaded image")] = "🤖",
    icon_type: Annotated[Literal["emoji", "image"], Arg("What the icon is")] = "emoji",
    icon_background: Annotated[str, Arg("The colour behind the icon")] = "#FFEAD5",
) -> Record:
    """Make an empty app."""
    body = {"name": name, "mode": mode, "description": description}
    body |= {"icon": icon, "icon_type": icon_type, "icon_background": icon_background}
    return app_record(context, context.api.post("/apps", json=body))


@command(
    "Copy-DifyApp",
    output=APP,
    examples=(Example('copy-app "Support Bot" "Support Bot (test)"', "A second one like it, in the same workspace."),),
)
def copy_app(
    context: Context,
    app: Apps,
    name: Annotated[str, Arg("What the copy is called; as the app if not given")] = "",
    description: Annotated[str, Arg("What the copy is for; as the app if not given")] = "",
) -> Iterator[Record]:
    """Copy apps within the workspace: the same settings and draft, without keys, logs and published versions."""
    from ..api.server import path

    wanted = {"name": name, "description": description}
    for one in find_apps(context, app):
        with context.reporting(described(one, APP)):
            body = {key: value for key, value in wanted.items() if value}
            raw = context.api.post(path("apps", one["Id"], "copy"), json=body)
            yield app_record(context, raw)


@command(
    "Remove-DifyApp",
    confirms=True,
    examples=(
        Example('remove-app "Old *" -WhatIf', "What would be deleted."),
        Example('get-app -Search "Old" | remove-app -Force', "Delete without being asked."),
    ),
)
def remove_app(context: Context, app: Apps) -> None:
    """Delete apps, with their logs, keys and published versions. That cannot be undone: export them first."""
    from ..api.server import path

    doomed = list(find_apps(context, app))
    if not context.confirmed("Delete", [described(one, APP) for one in doomed]):
        return
    for one in doomed:
        with context.reporting(described(one, APP)):
            context.api.delete(path("apps", one["Id"]))


def find_apps(context: Context, wanted: Iterable[Record | str]) -> Iterator[Record]:
    """The apps that are piped in or named (see `resolve`)."""
    return resolve(context, wanted, APP, lambda text: _candidates(context, text))


def asked_of_each(
    context: Context, apps: Iterable[Record | str], ask: Callable[[Record], Answered]
) -> Iterator[tuple[Record, Answered]]:
    """Each app with what `ask` gives for it, several at a time and in order; those that fail are reported.

    `ask` runs on threads: it asks the server, and makes no records.
    """
    for outcome in context.api.map_concurrently(lambda app: (app, ask(app)), find_apps(context, apps)):
        with context.reporting(described(outcome.item, APP)):
            if outcome.error is not None:
                raise outcome.error
        if outcome.value is not None:
            yield outcome.value


def one_app(context: Context, wanted: Record | str) -> Record:
    """The one app that is given. Raises DifyShellError when there is none or more than one."""
    return resolve_one(context, wanted, APP, lambda text: _candidates(context, text))


def _candidates(context: Context, text: str) -> Iterator[Record]:
    raws = _find(context, text, name="", search="", mode=None, tags=())
    return (app_record(context, raw) for raw in raws)


def _find(
    context: Context, id: str, *, name: str, search: str, mode: str | None, tags: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """The JSON of the apps that fit, asked for as narrowly as the server allows."""
    if _UUID.fullmatch(id):
        yield from _by_id(context, id)
        return
    pattern = (name or id).lower()
    query: dict[str, Any] = {"name": search or WILDCARD.split(name or id, maxsplit=1)[0]}
    query |= _mode_query(context, mode) | _tag_query(context, tags)
    for raw in context.api.pages("/apps", query={key: value for key, value in query.items() if value}):
        folded = str(raw["name"]).lower()
        named = not pattern or folded == pattern or fnmatchcase(folded, pattern)
        if named and mode in (None, "all", "channel", raw["mode"]):
            yield raw


def _by_id(context: Context, id: str) -> Iterator[dict[str, Any]]:
    try:
        yield get_detail(context, id)
    except NotFound:
        return


def _mode_query(context: Context, mode: str | None) -> dict[str, Any]:
    """The mode to ask for. Dify to 1.8 has chatflows and completion apps, and cannot list them alone."""
    from ..api.server import Version

    unknown = mode in ("advanced-chat", "completion") and Version(context.connection.version) < Version("1.9.0")
    return {} if unknown else {"mode": mode}


def _tag_query(context: Context, names: tuple[str, ...]) -> dict[str, Any]:
    """The ids of the tags called `names`, in the form this server takes.

    Dify to 1.14.0 takes them joined by commas, 1.14.1 to 1.15.0 only as `tag_ids[0]`, `tag_ids[1]` …, later ones
    repeated. An unknown name is an error: leaving it out would list every app.
    """
    from ..api.server import Version

    if not names:
        return {}
    known = {str(tag["name"]).lower(): tag["id"] for tag in context.api.get("/tags", query={"type": "app"})}
    if unknown := [name for name in names if name.lower() not in known]:
        raise DifyShellError(f"There is no app tag '{unknown[0]}'.", hint=f"Tags are: {', '.join(sorted(known))}.")
    ids = [known[name.lower()] for name in names]
    version = Version(context.connection.version)
    if version < Version("1.14.1"):
        return {"tag_ids": ",".join(ids)}
    if version < Version("1.16.0"):
        return {f"tag_ids[{place}]": id for place, id in enumerate(ids)}
    return {"tag_ids": ids}


def detailed(context: Context, raws: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each app asked for itself, several at a time, in the same order; one that is gone meanwhile is reported."""
    for outcome in context.api.map_concurrently(lambda raw: get_detail(context, raw["id"]), raws):
        if outcome.value is not None:
            yield outcome.value
        elif outcome.error is not None:
            context.report(outcome.error)


def get_detail(context: Context, id: str) -> dict[str, Any]:
    """The JSON of one app, with its site and switches."""
    from ..api.server import path

    raw: dict[str, Any] = context.api.get(path("apps", id))
    return raw


def app_record(context: Context, raw: dict[str, Any], type: RecordType = APP) -> Record:
    """The record of an app, with e-mail addresses in place of account ids."""
    return type.record(
        raw,
        CreatedBy=email_of(context, raw.get("created_by")),
        UpdatedBy=email_of(context, raw.get("updated_by")),
    )
