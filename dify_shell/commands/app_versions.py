"""Published versions of workflows and chatflows: publish the draft, list what was published, go back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from ..errors import DifyShellError, InvalidRequest, NotFound
from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .apps import APP, WITH_WORKFLOW, Apps, find_apps, one_app
from .members import email_of
from .references import described

LONGEST_NAME, LONGEST_COMMENT = 20, 100
"""What POST …/workflows/publish takes (Dify 1.13)."""


def _account(context: Context, value: Any) -> str | None:
    """Who did something: Dify sends an account's id or, in listings, its name and address."""
    return value.get("email") or value.get("name") if isinstance(value, dict) else email_of(context, value)


VERSION = RecordType(
    "AppVersion",
    (
        Property("AppId"),
        Property("Id", "id", priority=5),
        Property("Name", "marked_name", priority=1),
        Property("Comment", "marked_comment", priority=4),
        Property("Version", "version"),
        Property("CreatedBy", priority=3),
        Property("CreatedAt", "created_at", local_time, priority=2),
    ),
    identifiers=("Name", "Id"),
)


@command(
    "Publish-DifyApp",
    output=VERSION,
    examples=(Example('publish-app "Support Triage" -Name "v2" -Comment "Handles refunds."', "Publish the draft."),),
)
def publish_app(
    context: Context,
    app: Apps,
    name: Annotated[str, Arg("What the version is called, at most 20 characters")] = "",
    comment: Annotated[str, Arg("What is new in it, at most 100 characters")] = "",
) -> Iterator[Record]:
    """Publish the drafts of workflows and chatflows: from then on the site and the service API run them."""
    from ..api.server import path

    if len(name) > LONGEST_NAME or len(comment) > LONGEST_COMMENT:
        raise DifyShellError(f"Dify takes {LONGEST_NAME} characters for a name, {LONGEST_COMMENT} for a comment.")
    for one in find_apps(context, app):
        with context.reporting(described(one, APP)):
            _check_mode(one)
            place = path("apps", one["Id"], "workflows", "publish")
            try:
                context.api.post(place, json={"marked_name": name, "marked_comment": comment})
            except InvalidRequest as error:
                if "No valid workflow" in error.message:
                    error.hint = (
                        f"It has no draft yet. Import one: import-app FILE -AppId {one['Id']}; or open it in Dify."
                    )
                raise
            yield _record(context, one["Id"], context.api.get(place))


@command(
    "Get-DifyAppVersion",
    output=VERSION,
    examples=(Example('get-app-version "Support Triage"', "What was published, the latest first."),),
)
def get_app_version(
    context: Context,
    app: Apps,
    *,
    named_only: Annotated[bool, Arg("Only versions that have a name")] = False,
) -> Iterator[Record]:
    """List the published versions of workflows and chatflows, the latest first."""
    for one in find_apps(context, app):
        with context.reporting(described(one, APP)):
            _check_mode(one)
            for raw in _list(context, one["Id"]):
                if raw.get("marked_name") or not named_only:
                    yield _record(context, one["Id"], raw)


@command(
    "Restore-DifyAppVersion",
    confirms=True,
    examples=(
        Example('get-app-version "Support Triage" | select -Last 1 | restore-app-version -WhatIf', "What it would do."),
    ),
)
def restore_app_version(
    context: Context,
    app: Annotated[Record | str, Arg("The app, or one of its versions as a record", pipeline=True, completes="App")],
    version: Annotated[str, Arg("The name or id of the version, if the app is given", completes="AppVersion")] = "",
) -> None:
    """Make a published version the draft again. The present draft is lost; nothing is published by this."""
    chosen = app if isinstance(app, Record) and app.type is VERSION else _find(context, app, version)
    what = described(chosen, VERSION)
    if context.confirmed("Replace the draft with", [f"{what} in the app {chosen['AppId']}"]):
        _restore(context, chosen)


def _check_mode(app: Record) -> None:
    """Raises DifyShellError for an app that has no versions; the server would say that there is no such app."""
    mode = app.get("Mode")
    if mode not in (None, *WITH_WORKFLOW):
        raise DifyShellError(f"Only workflows and chatflows are published as versions, and it is {mode}.")


def _find(context: Context, app: Record | str, version: str) -> Record:
    """The version of an app that is called `version`, or has that id."""
    if not version:
        raise DifyShellError("Which version?", hint="Name it after the app, or pipe one in: get-app-version APP")
    owner = one_app(context, app)
    _check_mode(owner)
    id = owner["Id"]
    found = [raw for raw in _list(context, id) if version.lower() in (str(raw["id"]), str(raw["marked_name"]).lower())]
    if len(found) == 1:
        return _record(context, id, found[0])
    raise DifyShellError(
        f"{len(found) or 'No'} version{'s are' if len(found) > 1 else ' is'} called '{version}'.",
        hint="List them: get-app-version APP",
    )


def _restore(context: Context, version: Record) -> None:
    """Ask the server to; an older one, which cannot, is sent the version as its new draft."""
    from ..api.server import path

    try:
        context.api.post(path("apps", version["AppId"], "workflows", version["Id"], "restore"))
    except NotFound as error:
        found = [raw for raw in _list(context, version["AppId"]) if raw["id"] == version["Id"]]
        if not found or "graph" not in found[0]:
            raise
        context.debug(f"{error.message} Sending the version as the draft.")
        draft = path("apps", version["AppId"], "workflows", "draft")
        keys = ("graph", "features", "environment_variables", "conversation_variables")
        body = {key: found[0].get(key) or ([] if key.endswith("variables") else {}) for key in keys}
        context.api.post(draft, json={**body, "hash": context.api.get(draft)["hash"]})


def _list(context: Context, app: str) -> Iterator[dict[str, Any]]:
    """The JSON of an app's published versions, a page at a time; they stand under `items`, unlike other listings.

    The server lists the draft before them (recording of 1.13.2).
    """
    from ..api.server import path

    page, more = 1, True
    while more:
        answer = context.api.get(path("apps", app, "workflows"), query={"page": page, "limit": 100})
        yield from (one for one in answer["items"] if one["version"] != "draft")
        more = bool(answer.get("has_more")) and bool(answer["items"])
        page += 1


def _record(context: Context, app: str, raw: dict[str, Any]) -> Record:
    return VERSION.record(raw, AppId=app, CreatedBy=_account(context, raw.get("created_by")))
