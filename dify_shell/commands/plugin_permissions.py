"""Who may install and debug plugins in the workspace."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .models import check_done
from .plugins import guard

Permission = Literal["everyone", "admins", "noone"]

PERMISSION = RecordType(
    "PluginPermission",
    (
        Property("InstallPermission", "install_permission", priority=1),
        Property("DebugPermission", "debug_permission", priority=2),
    ),
)


@command(
    "Get-DifyPluginPermission",
    output=PERMISSION,
    examples=(Example("get-plugin-permission", "Who may install and debug plugins."),),
)
def get_plugin_permission(context: Context) -> Record:
    """Show who may install and debug plugins."""
    guard(context)
    return PERMISSION.record(_permission(_fetch(context)))


@command("Set-DifyPluginPermission", output=PERMISSION)
def set_plugin_permission(
    context: Context,
    install_permission: Annotated[Permission | None, Arg("Who may install")] = None,
    debug_permission: Annotated[Permission | None, Arg("Who may debug")] = None,
) -> Record:
    """Change who may install and debug plugins."""
    guard(context)
    given = {"install_permission": install_permission, "debug_permission": debug_permission}
    changes = {key: value for key, value in given.items() if value is not None}
    if not changes:
        raise DifyShellError("Nothing is to be changed.", hint="Give -InstallPermission or -DebugPermission.")
    present = _fetch(context)
    wanted = _permission(present) | changes
    if wanted != _permission(present):
        body = {**present, "permission": wanted} if "permission" in present else wanted
        check_done(context.api.post(_path(context, "change"), json=body))
    return PERMISSION.record(_permission(_fetch(context)))


def _fetch(context: Context) -> dict[str, Any]:
    settings: dict[str, Any] = context.api.get(_path(context, "fetch"))
    return settings


def _permission(settings: dict[str, Any]) -> dict[str, Any]:
    """The two permissions; before Dify 1.15.0 they are part of settings that are read and written whole."""
    found = settings.get("permission", settings)
    return {key: found[key] for key in ("install_permission", "debug_permission")}


def _path(context: Context, verb: str) -> str:
    from ..api.server import Version

    old = Version(context.connection.version) < Version("1.15.0")
    return f"/workspaces/current/plugin/{'preferences' if old else 'permission'}/{verb}"
