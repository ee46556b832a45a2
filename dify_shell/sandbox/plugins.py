"""Plugins of the workspace, and the marketplace that they come from (which Dify's own server does not have)."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, request

from . import seed
from .answers import Plain, Refused, json, needs_plugin_daemon, world
from .apps import needs
from .auth import caller
from .plugin_state import OFFERED, Plugins, identifier, installed

routes = Blueprint("plugins", __name__, url_prefix="/console/api/workspaces/current/plugin")
marketplace = Blueprint("marketplace", __name__, url_prefix="/marketplace/api/v1")

PACKAGE = b"PK\x03\x04 a package of the sandbox"


def _plugins() -> Plugins:
    caller()
    needs_plugin_daemon("management/list")
    return world().plugin_store


@routes.get("/list")
def listing() -> Response:
    found = _plugins().installed
    page, size = int(request.args.get("page", 1)), int(request.args.get("page_size", 256))
    here = found[(page - 1) * size : page * size]
    return json({"plugins": here, "total": len(found)} if world().since("1.8.0") else {"plugins": here})


@routes.post("/install/<any('marketplace', 'pkg'):source>")
def install(source: str) -> Response:
    here, wanted = _plugins(), request.get_json()["plugin_unique_identifiers"]
    return _begin(here, wanted)


def _begin(here: Plugins, wanted: list[str]) -> Response:
    present = {one["plugin_unique_identifier"] for one in here.installed}
    missing = [one for one in wanted if one not in present]
    if not missing:
        return json({"all_installed": True, "task_id": ""})
    task = str(uuid.uuid4())
    parts = [
        {"plugin_unique_identifier": one, "plugin_id": one.partition(":")[0], "status": "pending", "message": "",
         "labels": {"en_US": one.partition(":")[0]}, "icon": ""}
        for one in missing
    ]  # fmt: skip
    now = "2026-11-23T08:00:00Z"
    here.tasks[task] = {"id": task, "created_at": now, "updated_at": now, "status": "pending",
                        "total_plugins": len(missing), "completed_plugins": 0, "plugins": parts}  # fmt: skip
    return json({"all_installed": False, "task_id": task})


@routes.get("/tasks")
def tasks() -> Response:
    return json({"tasks": list(_plugins().tasks.values())})


@routes.get("/tasks/<task>")
def task(task: str) -> Response:
    here = _plugins()
    found = here.tasks.get(task)
    if found is None:
        raise Refused(400, "invalid_param", "task not found")
    answer = json({"task": found})
    _advance(here, found)
    return answer


def _advance(here: Plugins, task: dict[str, Any]) -> None:
    if task["status"] == "pending":
        task["status"] = "running"
    elif task["status"] == "running":
        for part in task["plugins"]:
            if part["plugin_id"] == "langgenius/fails":
                part |= {"status": "failed", "message": "The package is broken."}
                task["status"] = "failed"
            else:
                part["status"] = "success"
                task["completed_plugins"] += 1
                _put(here, part["plugin_unique_identifier"])
        task["status"] = "failed" if task["status"] == "failed" else "success"


def _put(here: Plugins, wanted: str) -> None:
    """Install a package in the place of any other version of the plugin."""
    id, _, rest = wanted.partition(":")
    offered = next((one for one in OFFERED if one[0] == id), (id, "tool", id, ()))
    here.installed = [one for one in here.installed if one["plugin_id"] != id]
    made = installed(offered[0], offered[1], offered[2], rest.partition("@")[0])
    here.installed.append(made | {"plugin_unique_identifier": wanted})


@routes.post("/upgrade/marketplace")
def upgrade() -> Response:
    return _begin(_plugins(), [request.get_json()["new_plugin_unique_identifier"]])


@routes.post("/uninstall")
def uninstall() -> Response:
    here, wanted = _plugins(), request.get_json()["plugin_installation_id"]
    here.installed = [one for one in here.installed if one["installation_id"] != wanted]
    return json({"success": True})


@routes.post("/upload/pkg")
def upload() -> Response:
    _plugins()
    if "pkg" not in request.files:
        raise Refused(400, "invalid_param", "Please upload your file.")
    file = request.files["pkg"]
    if not file.read().startswith(b"PK"):
        raise Refused(400, "invalid_param", "The package is not valid.")
    stem = (file.filename or "local").rpartition(".")[0]
    id = "langgenius/wikipedia" if "wikipedia" in stem or stem.isdigit() else f"local/{stem}"
    return json({"unique_identifier": identifier(id, "0.0.3"), "manifest": {}})


@routes.route("/<any('permission', 'preferences'):kind>/<any('fetch', 'change'):verb>", methods=["GET", "POST"])
def permission(kind: str, verb: str) -> Response:
    here = _plugins()
    if (kind == "preferences") == world().since("1.15.0"):
        raise Plain(404, {})
    if verb == "fetch":
        upgrade = {"strategy_setting": "fix_only", "upgrade_time_of_day": 0, "upgrade_mode": "exclude",
                   "exclude_plugins": [], "include_plugins": []}  # fmt: skip
        whole = {"permission": here.permission, "auto_upgrade": upgrade}
        return json(here.permission if kind == "permission" else whole)
    needs("admin")
    body = request.get_json()
    here.permission = body["permission"] if kind == "preferences" else body
    return json({"success": True})


def _offer(id: str, category: str, label: str, versions: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": "plugin", "org": id.partition("/")[0], "name": id.partition("/")[2], "plugin_id": id,
        "category": category, "label": {"en_US": label}, "brief": {"en_US": f"{label} for Dify."},
        "install_count": 1000 - OFFERED.index((id, category, label, versions)), "latest_version": versions[0],
        "latest_package_identifier": identifier(id, versions[0]), "version_updated_at": "2026-10-01T00:00:00Z",
    }  # fmt: skip


@marketplace.post("/plugins/batch")
def batch() -> Response:
    wanted = request.get_json()["plugin_ids"]
    return _found([_offer(*one) for one in OFFERED if one[0] in wanted])


def _found(plugins: list[dict[str, Any]], total: int | None = None) -> Response:
    counted = {"total": len(plugins) if total is None else total}
    return json({"code": 0, "msg": "success", "data": {"plugins": plugins, **counted}})


@marketplace.post("/plugins/search/advanced")
def search() -> Response:
    body = request.get_json()
    word = body.get("query", "").lower()
    found = [
        _offer(*one)
        for one in OFFERED
        if body.get("category") in (None, one[1]) and (word in one[0].lower() or word in one[2].lower())
    ]
    start = (body["page"] - 1) * body["page_size"]
    return _found(found[start : start + body["page_size"]], len(found))


@marketplace.get("/plugins/<org>/<name>/versions")
def versions(org: str, name: str) -> Response:
    found = next((one for one in OFFERED if one[0] == f"{org}/{name}"), None)
    if found is None:
        return json({"code": 404, "msg": "plugin not found", "data": None}, 404)
    told = [
        {"plugin_org": org, "plugin_name": name, "version": one, "unique_identifier": identifier(found[0], one),
         "checksum": seed.identifier("checksum", one), "created_at": "2026-10-01T00:00:00Z", "status": "active",
         "minimum_dify_version": "1.0.0"}
        for one in found[3]
    ]  # fmt: skip
    return json({"code": 0, "msg": "success", "data": {"versions": told, "total": len(told)}})


@marketplace.get("/plugins/<org>/<name>/<version>/download")
def download(org: str, name: str, version: str) -> Response:
    found = next((one for one in OFFERED if one[0] == f"{org}/{name}"), None)
    if found is None or version not in found[3]:
        raise Plain(404, {})
    return Response(PACKAGE, mimetype="application/octet-stream")
