"""The plugins of the workspace: what is installed, installing and removing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .files import expand, named
from .marketplace import plugins_by_id
from .models import check_done
from .references import described, resolve
from .waiting import INTERVAL, TIMEOUT, Interval, Timeout, wait_for

PluginCategory = Literal["model", "tool", "agent", "extension", "bundle", "datasource", "trigger"]

PLUGIN = RecordType(
    "Plugin",
    (
        Property("Category", "declaration.category", priority=3),
        Property("Name", "name", priority=2),
        Property("DisplayName", "declaration.label.en_US"),
        Property("Id", "plugin_id", priority=1),
        Property("Description", "declaration.description.en_US"),
        Property("Version", "version", priority=4),
        Property("InstallationId", "installation_id"),
        Property("UniqueIdentifier", "plugin_unique_identifier"),
        Property("ModelProvider"),
    ),
    identifiers=("Name", "Id"),
)

TASK = RecordType("PluginTask", (Property("AllInstalled", "all_installed", bool), Property("TaskId", "task_id")))

PART = RecordType(
    "PluginInstallation",
    (
        Property("UniqueIdentifier", "plugin_unique_identifier"),
        Property("Id", "plugin_id", priority=1),
        Property("DisplayName", "labels.en_US"),
        Property("Status", "status", priority=2),
        Property("Message", "message", priority=3),
    ),
)

TASK_STATUS = RecordType(
    "PluginInstallationStatus",
    (
        Property("Id", "id"),
        Property("CreatedAt", "created_at"),
        Property("UpdatedAt", "updated_at"),
        Property("Status", "status"),
        Property("TotalPlugins", "total_plugins"),
        Property("CompletedPlugins", "completed_plugins"),
        Property("Plugins", "plugins", lambda plugins: [PART.record(one) for one in plugins or ()]),
    ),
)

Plugins = Annotated[
    tuple[Record | str, ...],
    Arg("Installed plugins: records, names or ids", pipeline=True, completes="Plugin"),
]

ENDED = ("success", "failed")

_PACKAGE = re.compile(r"[\w.-]+/[\w.-]+:[^@\s]+@[0-9a-f]+", re.IGNORECASE)
_ROOT = "/workspaces/current/plugin"


def guard(context: Context) -> None:
    """Raises DifyShellError where the server has no plugins."""
    if context.connection and context.state.environment.text("PSDIFY_PLUGIN_SUPPORT") != "true":
        raise DifyShellError(f"Dify {context.connection.version} at {context.connection.server} has no plugins.")


@command(
    "Get-DifyPlugin",
    aliases=("plugins",),
    output=PLUGIN,
    examples=(Example("plugins", "What is installed in the workspace."),),
)
def get_plugin(
    context: Context,
    category: Annotated[PluginCategory | None, Arg("Only plugins of this kind")] = None,
    id: Annotated[tuple[str, ...], Arg("Only those with one of these ids", completes="Plugin")] = (),
    name: Annotated[tuple[str, ...], Arg("Only those of one of these names, in any case", completes="Plugin")] = (),
    unique_identifier: Annotated[tuple[str, ...], Arg("Only those with one of these package identifiers")] = (),
    search: Annotated[str, Arg("Only those with this text in id, name or title")] = "",
) -> Iterator[Record]:
    """List the plugins that are installed."""
    guard(context)
    kind = "agent-strategy" if category == "agent" else category
    wanted = {"Id": id, "Name": name, "UniqueIdentifier": unique_identifier}
    folded = {key: {value.lower() for value in values} for key, values in wanted.items() if values}
    for record in _list(context):
        texts = [str(record[key] or "").lower() for key in ("Id", "Name", "DisplayName")]
        if (
            kind in (None, record["Category"])
            and all(str(record[key]).lower() in values for key, values in folded.items())
            and (not search or any(search.lower() in text for text in texts))
        ):
            yield record


def _list(context: Context) -> Iterator[Record]:
    """Every plugin, page by page: without a page Dify gives 256 at most."""
    page, seen = 1, 0
    while True:
        answer = context.api.get(f"{_ROOT}/list", query={"page": page, "page_size": 100})
        plugins = answer["plugins"]
        for raw in plugins:
            yield _record(raw)
        page, seen = page + 1, seen + len(plugins)
        if len(plugins) != 100 or seen >= int(answer.get("total") or seen):
            return


def _record(raw: dict[str, Any]) -> Record:
    model = (raw.get("declaration") or {}).get("model") or {}
    provider = f"{raw['plugin_id']}/{model['provider']}" if model.get("provider") else ""
    return PLUGIN.record(raw, ModelProvider=provider)


@command("Install-DifyPlugin", output=PLUGIN)
def install_plugin(
    context: Context,
    *,
    item: Annotated[
        tuple[Record, ...], Arg("Plugins or versions of them, such as find-plugin gives", pipeline=True)
    ] = (),
    id: Annotated[tuple[str, ...], Arg("The latest version of these plugins", completes="FoundPlugin")] = (),
    unique_identifier: Annotated[tuple[str, ...], Arg("The packages with these identifiers")] = (),
    local_file: Annotated[tuple[Record | str, ...], Arg("Packages that are here (.difypkg)", completes="Path")] = (),
    remote_file: Annotated[tuple[str, ...], Arg("Packages at these addresses")] = (),
    wait: Annotated[bool, Arg("Wait until they are installed")] = False,
    interval: Interval = INTERVAL,
    timeout: Timeout = TIMEOUT,
) -> Iterator[Record]:
    """Install plugins from the marketplace, from files or from addresses.

    Without -Wait the answer is a task, whose state get-plugin-installation-status tells.
    """
    guard(context)
    identifiers = [*map(_checked, unique_identifier), *(_identifier(one) for one in item)]
    identifiers += [str(one["LatestPackageIdentifier"]) for one in plugins_by_id(context, list(id))] if id else []
    packages = _uploaded(context, local_file, remote_file)
    if not identifiers and not packages:
        hint = "Give -Id, -UniqueIdentifier, -LocalFile or -RemoteFile."
        raise DifyShellError("Nothing is to be installed.", hint=hint)
    for source, wanted in (("marketplace", identifiers), ("pkg", packages)):
        if wanted:
            answer = context.api.post(f"{_ROOT}/install/{source}", json={"plugin_unique_identifiers": wanted})
            yield from _installed(context, answer, wanted, wait, interval, timeout)


def _checked(identifier: str) -> str:
    """An identifier of a package as it is. Raises DifyShellError for anything else."""
    if not _PACKAGE.fullmatch(identifier):
        hint = "It looks like org/name:1.0.0@checksum; for org/name there is -Id."
        raise DifyShellError(f"'{identifier}' is no identifier of a package.", hint=hint)
    return identifier


def _identifier(plugin: Record) -> str:
    """The package of a plugin of the marketplace, or of one version of it."""
    for name in ("LatestPackageIdentifier", "UniqueIdentifier"):
        if plugin.get(name):
            return str(plugin[name])
    raise DifyShellError("This takes plugins of the marketplace.", hint="They come from: find-plugin")


def _installed(
    context: Context, answer: dict[str, Any], identifiers: list[str], wait: bool, interval: float, timeout: float
) -> Iterator[Record]:
    if not answer.get("all_installed"):
        if not wait:
            yield TASK.record(answer)
            return
        _follow(context, str(answer["task_id"]), interval, timeout)
    yield from get_plugin(context, unique_identifier=tuple(identifiers))


def _uploaded(context: Context, files: tuple[Record | str, ...], addresses: tuple[str, ...]) -> list[str]:
    """The package identifiers of files that are sent to the server, from here or after fetching them."""
    found = [_upload(context, path) for path in expand(files)]
    if addresses:
        from tempfile import TemporaryDirectory

        from ..api.download import download

        with TemporaryDirectory(prefix="dify-shell-") as folder:
            for place, address in enumerate(addresses):
                with context.host.progress(f"Downloading {address}"):
                    target = Path(folder) / f"{place}.difypkg"
                    download(address, target, environment=context.state.environment.plain())
                found.append(_upload(context, target))
    return found


def _upload(context: Context, path: Path) -> str:
    with named(path), context.host.progress(f"Uploading {path.name}"):
        answer = context.api.upload(f"{_ROOT}/upload/pkg", path, field="pkg")
    identifier = answer.get("unique_identifier")
    if not identifier:
        raise DifyShellError(f"The server did not take '{path}' as the package of a plugin.")
    return str(identifier)


@command("Get-DifyPluginInstallationStatus", output=TASK_STATUS)
def get_plugin_installation_status(
    context: Context,
    task_info: Annotated[tuple[Record, ...], Arg("Tasks, such as install-plugin gives", pipeline=True)] = (),
    task_id: Annotated[str, Arg("The task with this id")] = "",
    interval: Interval = INTERVAL,
    timeout: Timeout = TIMEOUT,
    *,
    wait: Annotated[bool, Arg("Wait until it has ended")] = False,
) -> Iterator[Record]:
    """Tell how far the installation of plugins is."""
    ids = [str(one["TaskId"]) for one in task_info if one.get("TaskId")] or ([task_id] if task_id else [])
    if not ids:
        raise DifyShellError("Which task?", hint="Give -TaskId, or pipe in what install-plugin gave.")
    for id in ids:
        yield _follow(context, id, interval, timeout) if wait else TASK_STATUS.record(_task(context, id))


def _task(context: Context, id: str) -> dict[str, Any]:
    from ..api.server import path

    task: dict[str, Any] = context.api.get(_ROOT + path("tasks", id))["task"]
    return task


def _follow(context: Context, id: str, interval: float, timeout: float) -> Record:
    """A task's last state once it has ended. Raises DifyShellError when it failed, saying which plugin and why."""
    task = wait_for(
        context,
        "Installing plugins",
        lambda: _task(context, id),
        done=lambda task: task["total_plugins"] if task["status"] in ENDED else task["completed_plugins"],
        total=int(_task(context, id)["total_plugins"]),
        interval=interval,
        timeout=timeout,
    )
    if task["status"] == "failed":
        failed = [one for one in task["plugins"] if one.get("status") == "failed"]
        reasons = "; ".join(f"{one.get('plugin_id')}: {one.get('message') or 'no reason given'}" for one in failed)
        raise DifyShellError(f"The installation failed. {reasons or 'The server did not say why.'}")
    return TASK_STATUS.record(task)


@command("Update-DifyPlugin", output=PLUGIN)
def update_plugin(
    context: Context,
    plugin: Plugins,
    *,
    wait: Annotated[bool, Arg("Wait until they are installed")] = False,
    interval: Interval = INTERVAL,
    timeout: Timeout = TIMEOUT,
) -> Iterator[Record]:
    """Bring installed plugins to the latest version of the marketplace. Those that are at it are left alone."""
    guard(context)
    installed = list(resolve(context, plugin, PLUGIN, lambda _: _list(context)))
    latest = plugins_by_id(context, [str(one["Id"]) for one in installed]) if installed else []
    for one, found in zip(installed, latest, strict=True):
        old, new = one["UniqueIdentifier"], found["LatestPackageIdentifier"]
        if old == new:
            context.verbose(f"{one['Id']} is at its latest version, {one['Version']}.")
            continue
        with context.reporting(described(one, PLUGIN)):
            body = {"original_plugin_unique_identifier": old, "new_plugin_unique_identifier": new}
            answer = context.api.post(f"{_ROOT}/upgrade/marketplace", json=body)
            yield from _installed(context, answer, [str(new)], wait, interval, timeout)


@command(
    "Uninstall-DifyPlugin",
    confirms=True,
    examples=(Example("plugins -Category tool | uninstall-plugin -WhatIf", "What that would remove."),),
)
def uninstall_plugin(
    context: Context,
    plugin: Plugins,
) -> None:
    """Remove plugins from the workspace; apps that use them stop working."""
    guard(context)
    doomed = list(resolve(context, plugin, PLUGIN, lambda _: _list(context)))
    if not context.confirmed("Uninstall", [described(one, PLUGIN) for one in doomed]):
        return
    for one in doomed:
        with context.reporting(described(one, PLUGIN)):
            body = {"plugin_installation_id": one["InstallationId"]}
            check_done(context.api.post(f"{_ROOT}/uninstall", json=body))
