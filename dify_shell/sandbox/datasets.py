"""Datasets, which users know as knowledge: list, look, create, change, delete, and what is asked about all of them."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, request

from .answers import Refused, invalid, json, needs_plugin_daemon, only_since, world
from .apps import needs
from .auth import caller
from .knowledge_state import AUTOMATIC, Knowledge

routes = Blueprint("datasets", __name__, url_prefix="/console/api/datasets")

EDITORS = ("admin", "editor", "dataset_operator")
TECHNIQUES = ("high_quality", "economy")
_BUILT_IN = {"document_name": "string", "uploader": "string", "upload_date": "time", "last_update_date": "time",
             "source": "string"}  # fmt: skip
_NOTHING_EXTERNAL = {
    "external_knowledge_id": None, "external_knowledge_api_id": None, "external_knowledge_api_name": None,
    "external_knowledge_api_endpoint": None,
}  # fmt: skip
_NO_SUMMARY = {"enable": None, "model_name": None, "model_provider_name": None, "summary_prompt": None}


def knowledge() -> Knowledge:
    """The knowledge of the world that the request belongs to."""
    return world().knowledge


def page_of(found: list[dict[str, Any]]) -> dict[str, Any]:
    """One page of a listing of knowledge. Numbers out of range are taken, unlike with apps (1.13.2)."""
    page, limit = request.args.get("page", 1, type=int), request.args.get("limit", 20, type=int)
    start = (max(page, 1) - 1) * limit
    here = found[start : start + limit]
    return {"data": here, "has_more": start + limit < len(found), "limit": limit, "total": len(found), "page": page}


@routes.get("")
def listing() -> Response:
    account = caller()
    needs_plugin_daemon("management/models")
    word, ids, tags = (
        request.args.get("keyword", "").lower(), request.args.getlist("ids"), request.args.getlist("tag_ids"),
    )  # fmt: skip
    found = [
        one
        for one in knowledge().datasets
        if word in one["name"].lower()
        and (not ids or one["id"] in ids)
        and (not tags or any(tag["id"] in tags for tag in one["tags"]))
        and _is_open(one, account)
    ]
    available = {"embedding_available": True}
    return json(page_of([_told(one) | available | _members_of(one) for one in found]))


def _is_open(dataset: dict[str, Any], account: dict[str, Any]) -> bool:
    """Whether somebody may see a dataset: who made it, those whom it was opened to, the owner of the workspace."""
    if account["role"] == "owner" or account["id"] == dataset["created_by"]:
        return True
    if dataset["permission"] == "partial_members":
        return account["id"] in _members_of(dataset)["partial_member_list"]
    return bool(dataset["permission"] == "all_team_members")


def _members_of(dataset: dict[str, Any]) -> dict[str, Any]:
    return {"partial_member_list": [one["user_id"] for one in dataset["partial_member_list"]]}


def _told(dataset: dict[str, Any]) -> dict[str, Any]:
    """What this version tells of a dataset."""
    here, documents = world(), knowledge().documents[dataset["id"]]
    untold = ("partial_member_list",) if here.since("1.9.0") else ("partial_member_list", "author_name")
    told = {key: value for key, value in dataset.items() if key not in untold} | {
        "document_count": len(documents), "word_count": sum(one.told["word_count"] or 0 for one in documents),
        "embedding_available": None, "external_knowledge_info": _NOTHING_EXTERNAL,
        "external_retrieval_model": {"top_k": 2, "score_threshold": 0.0, "score_threshold_enabled": None},
        "doc_metadata": knowledge().metadata[dataset["id"]], "built_in_field_enabled": False,
    }  # fmt: skip
    if here.since("1.9.0"):
        available = [one for one in documents if one.is_findable]
        told |= {
            "pipeline_id": None, "runtime_mode": "general", "chunk_structure": None, "is_published": False,
            "icon_info": {"icon_type": None, "icon": None, "icon_background": None, "icon_url": None},
            "total_documents": len(documents), "total_available_documents": len(available), "enable_api": True,
        }  # fmt: skip
    return told | ({"is_multimodal": False, "summary_index_setting": _NO_SUMMARY} if here.since("1.12.0") else {})


@routes.post("")
def create() -> Response:
    needs(*EDITORS)
    account, body = caller(), request.get_json()
    _check(body)
    here, technique = world(), body.get("indexing_technique")
    model = default_embedding() if technique == "high_quality" else {}
    made = here.knowledge.add_dataset(
        body["name"], here.now, created_by=account["id"], author_name=account["name"],
        description=body.get("description") or "", indexing_technique=technique,
        permission=body.get("permission") or "only_me", **model,
    )  # fmt: skip
    return json(_told(made), 201)


def _check(body: dict[str, Any]) -> None:
    """Refuse fields that are not as they must be, and a name that is taken."""
    if "name" not in body:
        raise invalid("name", "Field required", "DatasetCreatePayload", body)
    name = body["name"]
    if not 1 <= len(name) <= 40:
        reason = f"String should have at {'most 40 characters' if name else 'least 1 character'}"
        raise invalid("name", reason, "DatasetCreatePayload", name)
    technique = body.get("indexing_technique")
    if technique not in (None, *TECHNIQUES):
        reason = "Value error, Invalid indexing technique."
        raise invalid("indexing_technique", reason, "DatasetCreatePayload", technique)
    if any(one["name"] == name for one in knowledge().datasets):
        message = "The dataset name already exists. Please modify your dataset name."
        raise Refused(409, "dataset_name_duplicate", message)


def default_embedding() -> dict[str, str]:
    """The default model for text-embedding, as datasets name it. Raises Refused when there is none."""
    needs_plugin_daemon("management/models")
    chosen = world().models.defaults.get("text-embedding")
    if chosen is None:
        raise Refused(400, "provider_not_initialize", "Default model not found for text-embedding")
    return {"embedding_model": chosen["model"], "embedding_model_provider": chosen["provider"]}


def find(id: uuid.UUID) -> dict[str, Any]:
    """The dataset with this id. Raises Refused for none, and for one that is not open to the caller."""
    account = caller()
    found = next((one for one in knowledge().datasets if one["id"] == str(id)), None)
    if found is None:
        raise Refused(404, "not_found", "Dataset not found.")
    if not _is_open(found, account):
        raise Refused(403, "forbidden", "You do not have permission to access this dataset.")
    return found


@routes.get("/<uuid:id>")
def detail(id: uuid.UUID) -> Response:
    found = find(id)
    needs_plugin_daemon("management/models")
    shared = _members_of(found) if found["permission"] == "partial_members" else {}
    return json(_told(found) | {"embedding_available": True} | shared)


@routes.patch("/<uuid:id>")
def change(id: uuid.UUID) -> Response:
    found, body, account = find(id), request.get_json(), caller()
    needs(*EDITORS)
    changeable = ("name", "description", "permission", "indexing_technique", "partial_member_list")
    found |= {key: value for key, value in body.items() if key in changeable}
    found |= {"updated_at": int(world().now), "updated_by": account["id"]}
    return json(_told(found) | _members_of(found))


@routes.delete("/<uuid:id>")
def delete(id: uuid.UUID) -> Response:
    found = find(id)
    needs("admin", "editor")
    knowledge().datasets.remove(found)
    return Response(status=204)


@routes.route("/<uuid:id>/metadata", methods=["GET", "POST"])
def metadata(id: uuid.UUID) -> Response:
    only_since("1.1.0")
    fields = knowledge().metadata[find(id)["id"]]
    if request.method == "GET":
        return json({"doc_metadata": [one | {"count": 0} for one in fields], "built_in_field_enabled": False})
    body = request.get_json()
    made = {"id": str(uuid.uuid4()), "name": body["name"], "type": body["type"]}
    fields.append(made)
    return json(made, 201)


@routes.get("/<uuid:id>/queries")
def queries(id: uuid.UUID) -> Response:
    return json(page_of(knowledge().queries[find(id)["id"]]))


@routes.get("/<uuid:id>/<any('related-apps', 'error-docs'):what>")
def nothing_of(id: uuid.UUID, what: str) -> Response:
    """No app uses knowledge here, and no document is told to have failed but by its status."""
    find(id)
    return json({"data": [], "total": 0})


@routes.get("/<uuid:id>/use-check")
def use_check(id: uuid.UUID) -> Response:
    find(id)
    return json({"is_using": False})


@routes.get("/process-rule")
def process_rule() -> Response:
    caller()
    rules = AUTOMATIC | {"segmentation": {"delimiter": "\n", "max_tokens": 1024, "chunk_overlap": 50}}
    limits = {"indexing_max_segmentation_tokens_length": 4000}
    return json({"mode": "custom", "rules": rules, "limits": limits})


@routes.get("/retrieval-setting")
def retrieval_setting() -> Response:
    caller()
    return json({"retrieval_method": ["semantic_search", "full_text_search", "hybrid_search"]})


@routes.get("/api-base-info")
def api_base() -> Response:
    caller()
    return json({"api_base_url": f"{request.host_url}v1"})


@routes.get("/metadata/built-in")
def built_in() -> Response:
    caller()
    return json({"fields": [{"name": name, "type": kind} for name, kind in _BUILT_IN.items()]})


@routes.get("/external-knowledge-api")
def external() -> Response:
    caller()
    return json(page_of([]))
