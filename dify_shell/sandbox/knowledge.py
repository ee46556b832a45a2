"""Files, datasets, documents, segments, retrieval tests."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, request

from .answers import Refused, invalid, json, world
from .apps import needs, page_of
from .auth import caller
from .files import signed_url
from .knowledge_state import Knowledge

routes = Blueprint("knowledge", __name__, url_prefix="/console/api")


def _knowledge() -> Knowledge:
    return world().knowledge


@routes.get("/datasets")
def datasets() -> Response:
    caller()
    word, wanted = request.args.get("keyword", "").lower(), request.args.getlist("tag_ids")
    found = [
        one
        for one in _knowledge().datasets
        if word in one["name"].lower() and (not wanted or any(tag["id"] in wanted for tag in one["tags"]))
    ]
    return json(page_of(found))


@routes.post("/datasets")
def create() -> Response:
    needs("admin", "editor", "dataset_operator")
    body = request.get_json()
    name = str(body.get("name") or "")
    if not 1 <= len(name) <= 40:
        raise invalid("name", "String should have at most 40 characters", "DatasetCreatePayload", name)
    if any(one["name"] == name for one in _knowledge().datasets):
        raise Refused(
            409, "dataset_name_duplicate", "The dataset name already exists. Please modify your dataset name."
        )
    permission = body.get("permission") or "only_me"
    made = _knowledge().add_dataset(name, body.get("description") or "", int(world().now), permission=permission)
    return json(made, 201)


def _find(id: uuid.UUID) -> dict[str, Any]:
    caller()
    found = next((one for one in _knowledge().datasets if one["id"] == str(id)), None)
    if found is None:
        raise Refused(404, "not_found", "Dataset not found.")
    return found


@routes.get("/datasets/<uuid:id>")
def dataset(id: uuid.UUID) -> Response:
    return json(_find(id))


@routes.patch("/datasets/<uuid:id>")
def change(id: uuid.UUID) -> Response:
    found, body = _find(id), request.get_json()
    found |= {key: value for key, value in body.items() if key in ("name", "description", "permission")}
    return json(found)


@routes.delete("/datasets/<uuid:id>")
def delete(id: uuid.UUID) -> Response:
    found = _find(id)
    needs("admin", "editor")
    _knowledge().datasets.remove(found)
    return Response(status=204)


@routes.get("/datasets/<uuid:id>/documents")
def documents(id: uuid.UUID) -> Response:
    found, word = _find(id), request.args.get("keyword", "").lower()
    listed = [_told(one) for one in _knowledge().documents[found["id"]] if word in one["name"].lower()]
    return json(page_of(listed))


def _told(document: dict[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in document.items() if key != "times"}
    return told | ({"summary_index_status": None, "need_summary": False} if world().since("1.12.0") else {})


@routes.post("/datasets/<uuid:id>/documents")
def add(id: uuid.UUID) -> Response:
    found, body, here = _find(id), request.get_json(), _knowledge()
    needs("admin", "editor", "dataset_operator")
    if body.get("indexing_technique") == "high_quality" and not body.get("embedding_model"):
        raise Refused(400, "provider_not_initialize", "No Embedding Model available.")
    ids = body["data_source"]["info_list"]["file_info_list"]["file_ids"]
    if unknown := [one for one in ids if one not in world().files.stored]:
        raise Refused(404, "not_found", f"File not found: {unknown[0]}")
    now, batch = int(world().now), f"{int(world().now)}{uuid.uuid4().int % 10**6:06}"
    made = [here.add_document(found, world().files.stored[one], now) for one in ids]
    found["data_source_type"] = "upload_file"
    here.batches[batch] = [one["id"] for one in made]
    shown = ("id", "name", "description", "permission", "data_source_type", "indexing_technique", "created_by",
             "created_at")  # fmt: skip
    about = {key: found[key] for key in shown}
    return json({"dataset": about, "documents": [_told(one) for one in made], "batch": batch})


@routes.get("/datasets/<uuid:id>/batch/<batch>/indexing-status")
def batch_status(id: uuid.UUID, batch: str) -> Response:
    """Each look takes the documents one step on, so that nobody who waits here waits for a clock."""
    found, here = _find(id), _knowledge()
    if batch not in here.batches:
        raise Refused(404, "not_found", "Documents not found.")
    listed = [one for one in here.documents[found["id"]] if one["id"] in here.batches[batch]]
    answer = json({"data": [_status(one) for one in listed]})
    for one in listed:
        here.advance(one, int(world().now))
    return answer


def _status(document: dict[str, Any]) -> dict[str, Any]:
    times = ("processing_started_at", "parsing_completed_at", "cleaning_completed_at", "splitting_completed_at",
             "completed_at", "paused_at", "stopped_at")  # fmt: skip
    segments = len(_knowledge().segments.get(document["id"], []))
    return {
        "id": document["id"], "indexing_status": document["indexing_status"], "error": document["error"],
        **{name: document["times"].get(name) for name in times}, "completed_segments": segments,
        "total_segments": segments,
    }  # fmt: skip


def _document(id: uuid.UUID, document: uuid.UUID) -> dict[str, Any]:
    found = _find(id)
    one = next((one for one in _knowledge().documents[found["id"]] if one["id"] == str(document)), None)
    if one is None:
        raise Refused(404, "not_found", "Document not found.")
    return one


@routes.delete("/datasets/<uuid:id>/documents/<uuid:document>")
def delete_document(id: uuid.UUID, document: uuid.UUID) -> Response:
    _knowledge().remove_document(str(id), _document(id, document))
    return Response(status=204)


@routes.post("/datasets/<uuid:id>/documents/<uuid:document>/rename")
def rename(id: uuid.UUID, document: uuid.UUID) -> Response:
    found = _document(id, document)
    found["name"] = request.get_json()["name"]
    return json(_told(found))


@routes.patch("/datasets/<uuid:id>/documents/status/<any('enable', 'disable', 'archive', 'un_archive'):action>/batch")
def set_status(id: uuid.UUID, action: str) -> Response:
    for one in request.args.getlist("document_id"):
        found = _document(id, uuid.UUID(one))
        if action in ("enable", "disable"):
            found["enabled"] = action == "enable"
        else:
            found["archived"] = action == "archive"
    return json({"result": "success"})


@routes.get("/datasets/<uuid:id>/documents/<uuid:document>/download")
def download(id: uuid.UUID, document: uuid.UUID) -> Response:
    file = _document(id, document)["data_source_info"]["upload_file_id"]
    return json({"url": f"{signed_url(file)}&as_attachment=true"})


@routes.get("/datasets/<uuid:id>/documents/<uuid:document>/segments")
def segments(id: uuid.UUID, document: uuid.UUID) -> Response:
    found = _document(id, document)
    word = request.args.get("keyword", "").lower()
    listed = [one for one in _knowledge().segments.get(found["id"], []) if word in one["content"].lower()]
    page = page_of(listed)
    return json(page | {"total_pages": 1})


@routes.post("/datasets/<uuid:id>/hit-testing")
def hit_testing(id: uuid.UUID) -> Response:
    """The segments that share the most words with the query."""
    found, body = _find(id), request.get_json()
    words = set(body["query"].lower().split())
    hits: list[dict[str, Any]] = []
    for document in _knowledge().documents[found["id"]]:
        for segment in _knowledge().segments.get(document["id"], []):
            shared = len([word for word in words if word in segment["content"].lower()])
            if shared:
                about = {"id": document["id"], "name": document["name"], "data_source_type": "upload_file"}
                score = round(shared / len(words), 3)
                hits.append({"segment": segment | {"document": about}, "score": score, "child_chunks": [],
                             "tsne_position": None, "files": [], "summary": None})  # fmt: skip
    settings = body.get("retrieval_model") or {}
    least = settings.get("score_threshold") or 0 if settings.get("score_threshold_enabled") else 0
    kept = sorted((one for one in hits if one["score"] >= least), key=lambda one: one["score"], reverse=True)
    return json({"query": {"content": body["query"]}, "records": kept[: settings.get("top_k", 2)]})


@routes.route("/datasets/<uuid:id>/metadata", methods=["GET", "POST"])
def metadata(id: uuid.UUID) -> Response:
    fields = _knowledge().metadata[_find(id)["id"]]
    if request.method == "GET":
        return json({"doc_metadata": [one | {"count": 0} for one in fields], "built_in_field_enabled": False})
    body = request.get_json()
    made = {"id": str(uuid.uuid4()), "name": body["name"], "type": body["type"]}
    fields.append(made)
    return json(made, 201)


@routes.post("/datasets/<uuid:id>/documents/metadata")
def set_metadata(id: uuid.UUID) -> Response:
    for operation in request.get_json()["operation_data"]:
        found = _document(id, uuid.UUID(operation["document_id"]))
        found["doc_metadata"] = [one | {"type": "string"} for one in operation["metadata_list"]]
    return json({"result": "success"})
