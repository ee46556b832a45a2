"""What an app is called and looks like, its web app (the site) and its service API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from ..errors import DifyShellError
from ..objects import Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .apps import APP, APP_DETAIL, Apps, app_record, find_apps, get_detail
from .references import described

Icon = Annotated[str | None, Arg("An emoji, its name (`robot`), or the id of an uploaded image")]
IconType = Annotated[str | None, Arg("What the icon is: `emoji` or `image`")]
IconBackground = Annotated[str | None, Arg("The colour behind the icon, such as `#FFEAD5`")]

Enable = Annotated[bool, Arg("Switch it on")]
Disable = Annotated[bool, Arg("Switch it off")]


SITE = APP_DETAIL.shown_by("Name", "EnableSite", "SiteTitle", "SiteLanguage", "SiteIcon", "SiteDescription")
API = APP_DETAIL.shown_by("Name", "EnableAPI", "APIBaseUrl")

_KEPT_BY_PUT = (
    "name",
    "description",
    "icon",
    "icon_type",
    "icon_background",
    "use_icon_as_answer_icon",
    "max_active_requests",
)
"""PUT /apps/{id} replaces all of them: those left out are emptied, which PSDify 0.12.0 does to the last two."""


@command(
    "Set-DifyApp",
    output=APP,
    examples=(
        Example('set-app "Old FAQ Bot" -Name "FAQ Bot" -Description ""', "Another name, and no description."),
        Example('get-app -Search "Bot" | set-app -Icon "🤖"', "The same icon for several."),
    ),
)
def set_app(
    context: Context,
    app: Apps,
    name: Annotated[str | None, Arg("The new name")] = None,
    description: Annotated[str | None, Arg("The new description; it may be empty")] = None,
    icon: Icon = None,
    icon_type: IconType = None,
    icon_background: IconBackground = None,
    *,
    sync_from_site: Annotated[bool, Arg("Take title, description and icon of the app's site")] = False,
) -> Iterator[Record]:
    """Change the name, description or icon of apps. What is not given stays as it is on the server."""
    given = _given(name=name, description=description, icon=icon, icon_type=icon_type, icon_background=icon_background)
    _check_one_way(given, sync_from_site, "-SyncFromSite")
    if name == "":
        raise DifyShellError("An app needs a name.", hint="Leave -Name out to keep the one it has.")

    def change(id: str) -> None:
        from ..api.server import path

        present = _writable(context, id)
        changes = _of_site(present) if sync_from_site else given
        body = {key: present[key] for key in _KEPT_BY_PUT if key in present} | changes
        context.api.put(path("apps", id), json=body)

    yield from _changed(context, app, change, APP_DETAIL)


def _writable(context: Context, id: str) -> dict[str, Any]:
    """All that PUT replaces. Dify 1.5.0 tells `max_active_requests` in its listing alone."""
    raw = get_detail(context, id)
    if "max_active_requests" not in raw:
        listed = context.api.pages("/apps", query={"name": raw["name"]})
        found: dict[str, Any] = next((one for one in listed if one["id"] == id), {})
        raw = {"max_active_requests": found.get("max_active_requests"), **raw}
    return {key: value for key, value in raw.items() if value is not None or key == "icon_background"}


def _of_site(raw: dict[str, Any]) -> dict[str, Any]:
    """What an app takes over from its site; the icon only where the site has one of its own."""
    site = raw.get("site") or {}
    icon = {key: site[key] for key in ("icon", "icon_type", "icon_background") if site.get(key)}
    return {"name": site.get("title") or raw["name"], "description": site.get("description") or "", **icon}


@command(
    "Set-DifyAppSite",
    output=SITE,
    examples=(
        Example('set-app-site "Support Bot" -Enable -Title "Ask us" -Language ja-JP', "Switch it on and name it."),
        Example('set-app-site "Support Bot" -SyncFromApp', "The site is called and looks like the app again."),
    ),
)
def set_app_site(
    context: Context,
    app: Apps,
    title: Annotated[str | None, Arg("The title of the page")] = None,
    description: Annotated[str | None, Arg("What the page says about itself; it may be empty")] = None,
    icon: Icon = None,
    icon_type: IconType = None,
    icon_background: IconBackground = None,
    language: Annotated[str | None, Arg("The language of the page, such as `ja-JP`")] = None,
    *,
    enable: Enable = False,
    disable: Disable = False,
    sync_from_app: Annotated[bool, Arg("Take name, description and icon of the app")] = False,
) -> Iterator[Record]:
    """Change the web app of apps: switch it on or off, name it, set its language and icon."""
    from ..api.server import path

    given = _given(
        title=title, description=description, icon=icon, icon_type=icon_type,
        icon_background=icon_background, default_language=language,
    )  # fmt: skip
    switched = enable or disable
    _check_one_way({**given, "switch": True} if switched else given, sync_from_app, "-SyncFromApp")
    if switched:
        _check_switch(enable, disable)

    def change(id: str) -> None:
        if switched:
            context.api.post(path("apps", id, "site-enable"), json={"enable_site": enable})
        body = _of_app(get_detail(context, id)) if sync_from_app else given
        if body:
            context.api.post(path("apps", id, "site"), json=body)

    yield from _changed(context, app, change, SITE)


def _of_app(raw: dict[str, Any]) -> dict[str, Any]:
    """What a site takes over from its app."""
    icon = {key: raw.get(key) for key in ("icon", "icon_type", "icon_background")}
    return {"title": raw["name"], "description": raw.get("description") or "", **icon}


@command(
    "Set-DifyAppAPI",
    output=API,
    examples=(Example('set-app-api "Old FAQ Bot" -Disable', "Its service API refuses everybody from now on."),),
)
def set_app_api(context: Context, app: Apps, *, enable: Enable = False, disable: Disable = False) -> Iterator[Record]:
    """Switch the service API of apps on or off."""
    from ..api.server import path

    _check_switch(enable, disable)

    def change(id: str) -> None:
        context.api.post(path("apps", id, "api-enable"), json={"enable_api": enable})

    yield from _changed(context, app, change, API)


def _given(**values: str | None) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _check_one_way(given: dict[str, Any], synchronised: bool, switch: str) -> None:
    if not given and not synchronised:
        raise DifyShellError("Nothing is to be changed.", hint=f"Give what is to change, or {switch}.")
    if given and synchronised:
        raise DifyShellError(f"{switch} takes every value from there: give no others.")


def _check_switch(enable: bool, disable: bool) -> None:
    if enable == disable:
        raise DifyShellError("Is it to be on or off?", hint="Give -Enable or -Disable.")


def _changed(
    context: Context, apps: tuple[Record | str, ...], change: Callable[[str], None], type: RecordType
) -> Iterator[Record]:
    """Each app after `change`, asked for again; one that fails is reported and the rest go on."""
    for app in find_apps(context, apps):
        with context.reporting(described(app, APP)):
            change(app["Id"])
            yield app_record(context, get_detail(context, app["Id"]), type)
