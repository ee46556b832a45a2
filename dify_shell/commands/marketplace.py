"""The public marketplace of plugins: looking for them, their versions, their packages. No login is needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ..errors import DifyShellError, NotFound
from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, command
from ..runtime.context import Context
from ..runtime.convert import did_you_mean
from .file_names import safe_name
from .files import file_record
from .references import having

if TYPE_CHECKING:
    from ..api.transport import Transport

MARKETPLACE = "https://marketplace.dify.ai"
"""`$env:PSDIFY_MARKETPLACE_URL` names another one, for sites that mirror it."""

API = "/api/v1"
PAGE_SIZE = 100

Category = Literal["model", "tool", "datasource", "trigger", "agent", "extension", "bundle"]

FOUND_PLUGIN = RecordType(
    "FoundPlugin",
    (
        Property("Category", "category", priority=3),
        Property("Name", "name"),
        Property("Type", "type"),
        Property("DisplayName", "label.en_US", priority=2),
        Property("Id", "plugin_id", priority=1),
        Property("Brief", "brief.en_US", priority=6),
        Property("InstallCount", "install_count", priority=5),
        Property("UpdatedAt", "version_updated_at"),
        Property("LatestVersion", "latest_version", priority=4),
        Property("LatestPackageIdentifier", "latest_package_identifier"),
        Property("DownloadUrl"),
    ),
    identifiers=("Id",),
)

PLUGIN_VERSION = RecordType(
    "PluginVersion",
    (
        Property("Id"),
        Property("Version", "version", priority=1),
        Property("Tuple", "plugin_tuple"),
        Property("UniqueIdentifier", "unique_identifier", priority=4),
        Property("Checksum", "checksum"),
        Property("CreatedAt", "created_at", priority=2),
        Property("DownloadUrl"),
        Property("MinimumDifyVersion", priority=3),
        Property("Status", "status", priority=5),
    ),
    identifiers=("UniqueIdentifier",),
)

Download = Annotated[bool, Arg("Save the package in the current folder, and give the file instead")]


@command("Find-DifyPlugin", output=FOUND_PLUGIN)
def find_plugin(
    context: Context,
    category: Annotated[Category | None, Arg("Only plugins of this kind")] = None,
    id: Annotated[
        str, Arg("The plugin with this id, such as `langgenius/openai`; instead of any filter", completes="FoundPlugin")
    ] = "",
    name: Annotated[str, Arg("Only plugins of this name, in any case")] = "",
    search: Annotated[str, Arg("Only plugins with this text in id, name or title")] = "",
    *,
    download: Download = False,
) -> Iterator[Record]:
    """Look for plugins in the marketplace, the most installed first."""
    found = _by_ids(context, [id]) if id else _search(context, category, name, search)
    if not download:
        yield from found
        return
    packages = list(found)
    if not packages:
        raise DifyShellError("Nothing was found to download.")
    for one in packages:
        with context.reporting(str(one["Id"])):
            yield _download(context, one["Id"], one["LatestVersion"])


def plugins_by_id(context: Context, ids: list[str]) -> list[Record]:
    """The marketplace's plugins with these ids, in that order. Raises DifyShellError for one that it has not."""
    found = {str(one["Id"]).lower(): one for one in _by_ids(context, ids)}
    if unknown := [id for id in ids if id.lower() not in found]:
        raise _unknown(context, unknown[0])
    return [found[id.lower()] for id in ids]


def _unknown(context: Context, id: str) -> DifyShellError:
    """The error for an id that the marketplace does not know; of what is installed most, the nearest is suggested."""
    popular = islice(_search(context, None, "", ""), PAGE_SIZE)
    hint = did_you_mean(id, [str(one["Id"]) for one in popular]) or "Look for it: find-plugin"
    return DifyShellError(f"The marketplace has no plugin '{id}'.", hint=hint)


def _by_ids(context: Context, ids: list[str]) -> Iterator[Record]:
    answer = _ask(context, "POST", "/plugins/batch", {"plugin_ids": ids})
    for raw in answer.get("plugins") or ():
        yield _record(context, raw)


def _search(context: Context, category: str | None, name: str, search: str) -> Iterator[Record]:
    body: dict[str, Any] = {"page_size": PAGE_SIZE, "sort_by": "install_count", "sort_order": "DESC", "tags": []}
    body["query"] = name or search
    if category:
        body["category"] = "agent-strategy" if category == "agent" else category
    page, seen = 1, 0
    while True:
        answer = _ask(context, "POST", "/plugins/search/advanced", {**body, "page": page})
        plugins = answer.get("plugins") or []
        for raw in plugins:
            record = _record(context, raw)
            if _fits(record, name.lower(), search.lower()):
                yield record
        page, seen = page + 1, seen + len(plugins)
        if not plugins or seen >= int(answer.get("total") or 0):
            return


def _fits(record: Record, name: str, search: str) -> bool:
    texts = [str(record[key] or "").lower() for key in ("Id", "Name", "DisplayName")]
    return name in ("", texts[1]) and (not search or any(search in text for text in texts))


@command("Find-DifyPluginVersionHistory", output=PLUGIN_VERSION)
def find_plugin_version_history(
    context: Context,
    plugin: Annotated[tuple[Record, ...], Arg("Plugins, such as find-plugin gives", pipeline=True)] = (),
    id: Annotated[str, Arg("The plugin with this id, such as `langgenius/openai`", completes="FoundPlugin")] = "",
    version: Annotated[str, Arg("Only this version")] = "",
    *,
    download: Download = False,
) -> Iterator[Record]:
    """List the published versions of plugins, the latest first."""
    ids = [str(one["Id"]) for one in having(context, plugin, FOUND_PLUGIN, "Id")] or ([id] if id else [])
    if not ids:
        raise DifyShellError("Which plugin?", hint="Give -Id, or pipe plugins in: find-plugin -Name openai | …")
    if download and not version:
        raise DifyShellError("Which version is to be downloaded?", hint="Give -Version.")
    for one in ids:
        found = [raw for raw in _versions(context, one) if version in ("", raw["version"])]
        if version and not found:
            context.report(DifyShellError(f"{one} has no version {version}."))
        for raw in found:
            yield _download(context, one, raw["version"]) if download else _version_record(context, one, raw)


def _versions(context: Context, id: str) -> list[dict[str, Any]]:
    try:
        answer = _ask(context, "GET", f"/plugins/{_id(id)}/versions", None)
    except NotFound:
        raise _unknown(context, id) from None
    versions: list[dict[str, Any]] = answer.get("versions") or []
    return versions


def _version_record(context: Context, id: str, raw: dict[str, Any]) -> Record:
    numbers = [raw.get(f"minimum_dify_version_{part}") for part in ("major", "minor", "patch")]
    minimum = raw.get("minimum_dify_version") or ".".join(str(one) for one in numbers if one is not None)
    return PLUGIN_VERSION.record(
        raw, Id=id, DownloadUrl=_download_url(context, id, raw["version"]), MinimumDifyVersion=minimum or None
    )


def _record(context: Context, raw: dict[str, Any]) -> Record:
    url = _download_url(context, str(raw["plugin_id"]), str(raw["latest_version"]))
    return FOUND_PLUGIN.record(raw, DownloadUrl=url)


def _id(id: str) -> str:
    """A plugin's id as part of a path. Raises DifyShellError for anything else."""
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", id) or ".." in id:
        raise DifyShellError(f"'{id}' is no id of a plugin.", hint="It looks like langgenius/openai.")
    return id


def _download_url(context: Context, id: str, version: str) -> str:
    return f"{_address(context)}{API}/plugins/{id}/{version}/download"


def _download(context: Context, id: str, version: str) -> Record:
    """Save a package as `org-name_version.difypkg` in the current folder."""
    from ..api.download import download

    environment = context.state.environment
    target = Path(f"{safe_name(_id(id).replace('/', '-'))}_{safe_name(version)}.difypkg")
    url = _download_url(context, id, version)
    with context.host.progress(f"Downloading {target.name}"):
        return file_record(download(url, target, environment=environment.plain()))


def _address(context: Context) -> str:
    return (context.state.environment.text("PSDIFY_MARKETPLACE_URL") or MARKETPLACE).rstrip("/")


def _transport(context: Context) -> Transport:
    from ..api.transport import Transport

    return Transport(_address(context), environment=context.state.environment.plain())


def _ask(context: Context, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    """The `data` of an answer. Raises DifyShellError when the marketplace says that it failed."""
    from ..api.responses import read

    answer = read(_transport(context).send(method, API + path, json=body))
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict) or answer.get("code", 0) != 0:
        said = answer.get("msg") if isinstance(answer, dict) else None
        raise DifyShellError(f"The marketplace refused: {said or 'no reason given'}.")
    return dict(answer["data"])
