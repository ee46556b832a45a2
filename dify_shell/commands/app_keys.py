"""The keys with which programs call an app's service API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType, Secret, local_time
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .apps import APP, Apps, asked_of_each, find_apps
from .references import described, nothing_called

API_KEY = RecordType(
    "AppAPIKey",
    (
        Property("AppId", priority=5),
        Property("Id", "id", priority=1),
        Property("Type", "type"),
        Property("Token", "token", lambda token: Secret(token) if token else None, priority=2),
        Property("LastUsedAt", "last_used_at", local_time, priority=4),
        Property("CreatedAt", "created_at", local_time, priority=3),
    ),
    identifiers=("Id",),
)

Reveal = Annotated[bool, Arg("Give the keys as texts that can be read, after a question")]


@command(
    "Get-DifyAppAPIKey",
    output=API_KEY,
    examples=(
        Example('get-app-api-key "Support Bot"', "Its keys, masked."),
        Example("apps | get-app-api-key | where LastUsedAt -eq $null", "Keys that nobody ever used."),
    ),
)
def get_app_api_key(context: Context, app: Apps, *, reveal: Reveal = False) -> Iterator[Record]:
    """List the keys of apps."""
    from ..api.server import path

    shown = reveal and context.host.confirm("Show the keys? Whoever reads them can use the apps.")
    for one, answer in asked_of_each(context, app, lambda one: context.api.get(path("apps", one["Id"], "api-keys"))):
        for raw in answer["data"]:
            yield _record(context, one["Id"], raw, shown)


@command(
    "New-DifyAppAPIKey",
    output=API_KEY,
    examples=(Example('$key = new-app-api-key "Support Bot"', "A new key, kept in a variable."),),
)
def new_app_api_key(context: Context, app: Apps, *, reveal: Reveal = False) -> Iterator[Record]:
    """Make a key for each app. Dify lets an app have ten."""
    from ..api.server import path

    shown = reveal and context.host.confirm("Show the new keys? Whoever reads them can use the apps.")
    for one in find_apps(context, app):
        with context.reporting(described(one, APP)):
            yield _record(context, one["Id"], context.api.post(path("apps", one["Id"], "api-keys")), shown)


@command(
    "Remove-DifyAppAPIKey",
    confirms=True,
    examples=(Example('get-app-api-key "Support Bot" | remove-app-api-key -WhatIf', "What that would delete."),),
)
def remove_app_api_key(
    context: Context,
    api_key: Annotated[
        tuple[Record | str, ...],
        Arg("The keys: records, or ids and -App", name="APIKey", pipeline=True, completes="AppAPIKey"),
    ],
    *,
    app: Annotated[Record | str | None, Arg("The app that keys given by id belong to", completes="App")] = None,
) -> None:
    """Delete keys: what still uses them is refused from then on."""
    from ..api.server import path

    doomed = list(_find(context, api_key, app))
    if not context.confirmed("Delete", [_described(one) for one in doomed]):
        return
    for one in doomed:
        with context.reporting(_described(one)):
            context.api.delete(path("apps", one["AppId"], "api-keys", one["Id"]))


def _find(context: Context, wanted: tuple[Record | str, ...], app: Record | str | None) -> Iterator[Record]:
    """The keys that are piped in, or given by id for one app. Those that the app has not are reported."""
    if any(isinstance(one, Record) and not {"AppId", "Id"} <= one.keys() for one in wanted):
        raise DifyShellError("This takes keys of apps.", hint="They come from: get-app-api-key")
    ids = [one for one in wanted if isinstance(one, str)]
    if ids and app is None:
        raise DifyShellError("Which app's key?", hint="Give -App with an id, or pipe keys in: get-app-api-key APP")
    known = {one["Id"]: one for one in get_app_api_key(context, (app,))} if ids and app is not None else {}
    for one in wanted:
        if isinstance(one, Record):
            yield one
        elif one.lower() in known:
            yield known[one.lower()]
        else:
            context.report(nothing_called(context, one, API_KEY))


def _described(key: Record) -> str:
    """A key by its first and last letters, as Dify's own console shows it, and its id."""
    token = key.get("Token")
    text = token.reveal() if isinstance(token, Secret) else str(token or "")
    shown = f"{text[:3]}...{text[-4:]} " if len(text) > 16 else ""
    return f"the key {shown}({key['Id']}) of the app {key['AppId']}"


def _record(context: Context, app: str, raw: dict[str, Any], shown: bool) -> Record:
    record = API_KEY.record(raw, AppId=app)
    token = record["Token"]
    if isinstance(token, Secret):
        if shown:
            context.state.redactor.forget(token)
            record["Token"] = token.reveal()
        else:
            context.state.redactor.add(token)
    return Record(record, type=API_KEY, raw={key: value for key, value in raw.items() if key != "token"})
