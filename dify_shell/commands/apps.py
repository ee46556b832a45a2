"""Apps: what a workspace is full of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from ..errors import DifyShellError, NotFound
from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context

Mode = Literal["chat", "workflow", "agent-chat", "channel", "all", "advanced-chat", "completion", "agent"]

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
    emails = _Emails(context)
    found = False
    for raw in _find(context, id, name=name, search=search, mode=mode, tags=tags):
        found = True
        yield _record(raw if not detail else _detail(context, raw["id"]), emails, APP_DETAIL if detail else APP)
    if id and not found:
        context.report(DifyShellError(f"There is no app with the id or name '{id}'.", hint="List them: apps"))


def _find(
    context: Context, id: str, *, name: str, search: str, mode: str | None, tags: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """The JSON of the apps that fit, asked for as narrowly as the server allows."""
    if _UUID.fullmatch(id):
        yield from _by_id(context, id)
        return
    pattern = (name or id).lower()
    query: dict[str, Any] = {"name": search or re.split(r"[*?\[]", name or id, maxsplit=1)[0], "mode": mode}
    query |= _tag_query(context, tags)
    for raw in context.api.pages("/apps", query={key: value for key, value in query.items() if value}):
        folded = str(raw["name"]).lower()
        if not pattern or folded == pattern or fnmatchcase(folded, pattern):
            yield raw


def _by_id(context: Context, id: str) -> Iterator[dict[str, Any]]:
    try:
        yield _detail(context, id)
    except NotFound:
        return


def _detail(context: Context, id: str) -> dict[str, Any]:
    from ..api.server import path

    raw: dict[str, Any] = context.api.get(path("apps", id))
    return raw


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


class _Emails:
    """E-mail addresses of the workspace's members by account id, fetched once per connection and when first needed.

    PSDify fetches them on every call and fails where the role may not list members; here the ids stay then.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    def __getitem__(self, account: str | None) -> str | None:
        connection = self._context.connection
        if connection.emails is None:
            connection.emails = self._fetch()
        return connection.emails.get(account or "", account)

    def _fetch(self) -> dict[str, str]:
        try:
            accounts = self._context.api.get("/workspaces/current/members")["accounts"]
        except DifyShellError as error:
            self._context.debug(f"The members could not be listed: {error.message}")
            return {}
        return {account["id"]: account["email"] for account in accounts}


def _record(raw: dict[str, Any], emails: _Emails, type: RecordType) -> Record:
    return type.record(raw, CreatedBy=emails[raw.get("created_by")], UpdatedBy=emails[raw.get("updated_by")])
