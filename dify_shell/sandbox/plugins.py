"""Plugins of the workspace: what is installed, installing and removing, who may do so."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from . import seed
from .answers import Refused, invalid, json, needs_plugin_daemon, only_before, world
from .apps import needs
from .auth import caller
from .plugin_state import OFFERED, Offer, Plugins, declaration, identifier, identify, offer

routes = Blueprint("plugins", __name__, url_prefix="/console/api/workspaces/current/plugin")

_NEW_KINDS = ("datasource", "trigger")
_PACKAGES = "https://marketplace.dify.ai/api/v1/plugins"


def _plugins(path: str) -> Plugins:
    """The plugins as they are by now. Raises Refused where there is no daemon to ask at this path."""
    caller()
    needs_plugin_daemon(path)
    here = world()
    here.plugin_store.catch_up(here.now)
    return here.plugin_store


def _needs_permission(kind: str) -> None:
    """Raises Refused where the workspace does not let the caller install, or debug."""
    setting = world().plugin_store.permission[kind]
    if setting == "admins":
        needs("admin")
    elif setting == "noone":
        raise Refused(403, "forbidden", "You don't have the permission to access the requested resource.")


def _told(plugin: dict[str, Any]) -> dict[str, Any]:
    return plugin | {"declaration": _manifest(plugin["declaration"])}


def _manifest(whole: dict[str, Any]) -> dict[str, Any]:
    """What this version tells of a package: before 1.9 there were neither data sources nor triggers."""
    if world().since("1.9.0"):
        return whole
    told = {key: value for key, value in whole.items() if key not in (*_NEW_KINDS, "icon_dark")}
    model = whole["model"] and {key: value for key, value in whole["model"].items() if key != "icon_small_dark"}
    return told | {
        "plugins": {kind: files for kind, files in whole["plugins"].items() if kind.rstrip("s") not in _NEW_KINDS},
        "model": model and model | {"icon_large": None}, "meta": {"minimum_dify_version": None},
    }  # fmt: skip


@routes.get("/list")
def listing() -> Response:
    page, size = request.args.get("page", 1, type=int), request.args.get("page_size", 256, type=int)
    caller()
    if size > 256:
        raise invalid("page_size", "Input should be less than or equal to 256", "ParserList", str(size))
    found = _plugins("management/list").installed
    return json({"plugins": [_told(one) for one in found[(page - 1) * size : page * size]], "total": len(found)})


@routes.post("/list/installations/ids")
def by_ids() -> Response:
    found, wanted = _plugins("management/installation/fetch/batch").installed, request.get_json()["plugin_ids"]
    untold = ("name", "installation_id")
    told = [_told(one) for one in found if one["plugin_id"] in wanted]
    return json({"plugins": [{key: one[key] for key in one if key not in untold} for one in told]})


@routes.post("/list/latest-versions")
def latest_versions() -> Response:
    caller()
    wanted = request.get_json()["plugin_ids"]
    return json({"versions": {one.id: _latest(one) for one in _offered() if one.id in wanted}})


def _offered() -> tuple[Offer, ...]:
    """What the server gets from the marketplace."""
    return OFFERED if world().marketplace_answers else ()


def _latest(about: Offer) -> dict[str, Any]:
    version = about.versions[0]
    return {
        "plugin_id": about.id, "version": version, "unique_identifier": identifier(about.id, version),
        "status": "active", "deprecated_reason": "", "alternative_plugin_id": "",
    }  # fmt: skip


@routes.get("/debugging-key")
def debugging_key() -> Response:
    here = _plugins("debugging/key")
    _needs_permission("debug_permission")
    return json({"key": seed.identifier("debugging", len(here.installed)), "host": "localhost", "port": 5003})


@routes.post("/install/marketplace")
def install_from_marketplace() -> Response:
    return _begin(request.get_json()["plugin_unique_identifiers"])


@routes.post("/upgrade/marketplace")
def upgrade() -> Response:
    return _begin([request.get_json()["new_plugin_unique_identifier"]])


def _begin(identifiers: list[str]) -> Response:
    """Install packages of the marketplace. Raises Refused for one that it does not have."""
    caller()
    _needs_permission("install_permission")
    offered = [identifier(one.id, version) for one in _offered() for version in one.versions]
    for one in identifiers:
        if one not in offered:
            raise _not_fetched(one)
    return _installing(identifiers)


def _not_fetched(identifier: str) -> Refused:
    newest = world().since("1.17.0")
    named = urlencode({"unique_identifier": identifier})
    url = f"{_PACKAGES}/download-url?{named}" if newest else f"{_PACKAGES}/download?unique_identifier={identifier}"
    return Refused(400, "invalid_param", f"Reached maximum retries (3) for URL {url}")


@routes.post("/install/pkg")
def install_sent() -> Response:
    caller()
    _needs_permission("install_permission")
    identifiers = request.get_json()["plugin_unique_identifiers"]
    if not world().plugin_store.packages.issuperset(identifiers):
        raise _not_found()
    return _installing(identifiers)


def _not_found() -> Refused:
    return Refused(400, "invalid_param", "req_id: 0000000000 PluginNotFoundError: record not found")


def _installing(identifiers: list[str]) -> Response:
    here, now = _plugins("management/install/identifiers"), world().now
    at = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    task = here.install(identifiers, now, at)
    return json({"all_installed": task is None, "task_id": task.told["id"] if task else ""})


@routes.get("/tasks")
def tasks() -> Response:
    return json({"tasks": [one.told for one in _plugins("management/install/tasks").tasks.values()]})


@routes.get("/tasks/<id>")
def task(id: str) -> Response:
    found = _plugins(f"management/install/tasks/{id}").tasks.get(id)
    if found is None:
        raise _not_found()
    found.look()
    return json({"task": found.told})


@routes.post("/upload/pkg")
def upload() -> Response:
    here = _plugins("management/install/upload/package")
    _needs_permission("install_permission")
    found = identify(request.files["pkg"].read())
    if found is None:
        raise Refused(500, "unknown", "Internal Server Error")
    here.packages.add(found)
    return json({"unique_identifier": found, "manifest": _manifest(_declared(found)), "verification": None})


def _declared(unique_identifier: str) -> dict[str, Any]:
    """What the package of this name says of itself."""
    id, _, rest = unique_identifier.partition(":")
    version = rest.partition("@")[0]
    return declaration(offer(id) or Offer(id, "tool", id, (version,)), version)


@routes.post("/uninstall")
def uninstall() -> Response:
    here, wanted = _plugins("management/list"), request.get_json()["plugin_installation_id"]
    _needs_permission("install_permission")
    here.installed[:] = [one for one in here.installed if one["installation_id"] != wanted]
    return json({"success": True})


@routes.get("/fetch-manifest")
def fetch_manifest() -> Response:
    _plugins("management/fetch/manifest")
    return json({"manifest": _manifest(_declared(request.args["plugin_unique_identifier"]))})


@routes.get("/marketplace/pkg")
def marketplace_package() -> Response:
    caller()
    wanted = request.args["plugin_unique_identifier"]
    if not world().plugins:
        raise _not_fetched(wanted)
    return json({"manifest": _manifest(_declared(wanted))})


@routes.get("/permission/fetch")
def permission() -> Response:
    caller()
    return json(world().plugin_store.permission)


@routes.post("/permission/change")
def change_permission() -> Response:
    needs("admin")
    world().plugin_store.permission = request.get_json()
    return json({"success": True})


@routes.get("/preferences/fetch")
def preferences() -> Response:
    """Gone since 1.15.0 (dify-api.md, A12)."""
    only_before("1.15.0")
    caller()
    here = world().plugin_store
    return json({"permission": here.permission, "auto_upgrade": here.auto_upgrade})


@routes.post("/preferences/change")
def change_preferences() -> Response:
    """Gone since 1.15.0 (dify-api.md, A12)."""
    only_before("1.15.0")
    needs("admin")
    here, body = world().plugin_store, request.get_json()
    here.permission, here.auto_upgrade = body["permission"], body["auto_upgrade"]
    return json({"success": True})
