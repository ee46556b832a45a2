"""The public marketplace of plugins, which Dify's own server does not have: served below `/marketplace`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from . import seed
from .answers import Plain, json
from .plugin_state import OFFERED, Offer, identifier, offer, package

routes = Blueprint("marketplace", __name__, url_prefix="/marketplace/api/v1")


def _success(data: dict[str, Any]) -> Response:
    return json({"code": 0, "msg": "success", "data": data})


def _told(about: Offer) -> dict[str, Any]:
    return {
        "type": "plugin", "org": about.id.partition("/")[0], "name": about.name, "plugin_id": about.id,
        "category": about.category, "label": {"en_US": about.label}, "brief": {"en_US": f"{about.label} for Dify."},
        "install_count": 1000 - OFFERED.index(about), "latest_version": about.versions[0],
        "latest_package_identifier": identifier(about.id, about.versions[0]),
        "version_updated_at": "2026-10-01T00:00:00Z",
    }  # fmt: skip


@routes.post("/plugins/batch")
def by_ids() -> Response:
    wanted = request.get_json()["plugin_ids"]
    return _success({"plugins": [_told(one) for one in OFFERED if one.id in wanted]})


@routes.post("/plugins/search/advanced")
def search() -> Response:
    """Plugins of a category with a word in their id or label, the most installed first, page by page."""
    body = request.get_json()
    word, page, size = body.get("query", "").lower(), body["page"], body["page_size"]
    found = [
        _told(one)
        for one in OFFERED
        if body.get("category") in (None, one.category) and (word in one.id.lower() or word in one.label.lower())
    ]
    return _success({"plugins": found[(page - 1) * size : page * size], "total": len(found)})


@routes.get("/plugins/<org>/<name>/versions")
def versions(org: str, name: str) -> Response:
    found = offer(f"{org}/{name}")
    if found is None:
        return json({"code": 404, "msg": "plugin not found", "data": None}, 404)
    told = [_version(found, one) for one in found.versions]
    return _success({"versions": told, "total": len(told)})


def _version(about: Offer, version: str) -> dict[str, Any]:
    return {
        "plugin_org": about.id.partition("/")[0], "plugin_name": about.name, "version": version,
        "unique_identifier": identifier(about.id, version), "checksum": seed.identifier("checksum", version),
        "created_at": "2026-10-01T00:00:00Z", "status": "active", "minimum_dify_version": "1.0.0",
    }  # fmt: skip


@routes.get("/plugins/<org>/<name>/<version>/download")
def download(org: str, name: str, version: str) -> Response:
    found = offer(f"{org}/{name}")
    if found is None or version not in found.versions:
        raise Plain(404, {})
    return Response(package(found.id, version), mimetype="application/octet-stream")
