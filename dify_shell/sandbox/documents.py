"""Documents of a dataset: adding, indexing, switching, segments, and finding text in them."""

from __future__ import annotations

import time
import uuid
from typing import Any

from flask import Blueprint, Response, request

from .answers import Refused, invalid, json, only_since, world
from .apps import needs
from .auth import caller
from .datasets import EDITORS, TECHNIQUES, default_embedding, find, knowledge, page_of
from .file_state import StoredFile
from .files import signed_url
from .knowledge_state import AUTOMATIC, Document, sentences

routes = Blueprint("documents", __name__, url_prefix="/console/api/datasets")

_TIMES = ("processing_started_at", "parsing_completed_at", "cleaning_completed_at", "splitting_completed_at",
          "completed_at", "paused_at", "stopped_at")  # fmt: skip
_ABOUT = ("id", "name", "description", "permission", "data_source_type", "indexing_technique", "created_by",
          "created_at")  # fmt: skip


@routes.get("/<uuid:id>/documents")
def listing(id: uuid.UUID) -> Response:
    word, order = request.args.get("keyword", "").lower(), request.args.get("sort", "-created_at")
    found = [one for one in _documents(find(id)) if word in one.name.lower()]
    if (key := order.lstrip("-")) in ("created_at", "hit_count"):
        found.sort(key=lambda one: (one.told[key], one.told["position"]), reverse=order.startswith("-"))
    return json(page_of([_told(one) for one in found]))


def _documents(dataset: dict[str, Any]) -> list[Document]:
    """The documents of a dataset, as far as they are by now."""
    here = knowledge()
    for one in here.documents[dataset["id"]]:
        one.catch_up(world().now, here.seconds_per_step)
    return list(here.documents[dataset["id"]])


def _told(document: Document) -> dict[str, Any]:
    more = {"summary_index_status": None, "need_summary": False} if world().since("1.12.0") else {}
    return document.told | more


@routes.post("/<uuid:id>/documents")
def add(id: uuid.UUID) -> Response:
    dataset, body = find(id), request.get_json()
    needs(*EDITORS)
    return json(_added(dataset, body, _wanted(body)))


@routes.post("/init")
def create_with_documents() -> Response:
    """A dataset that is called after the first of its documents."""
    needs(*EDITORS)
    body = request.get_json()
    files = _wanted(body)
    name = files[0].told["name"]
    purpose = f"useful for when you want to answer queries about the {name}"
    dataset = knowledge().add_dataset(f"{name[:18]}...", world().now, description=purpose)
    return json(_added(dataset, body, files))


def _wanted(body: dict[str, Any]) -> list[StoredFile]:
    """The files that documents are to be made of. Raises Refused for a configuration that is not whole."""
    technique = body.get("indexing_technique")
    if technique is None:
        raise invalid("indexing_technique", "Field required", "KnowledgeConfig", body)
    if technique not in TECHNIQUES:
        reason = "Input should be 'high_quality' or 'economy'"
        raise invalid("indexing_technique", reason, "KnowledgeConfig", technique)
    if not body.get("data_source") or not body.get("process_rule"):
        raise Refused(400, "invalid_param", "Data source or Process rule is required")
    return _files(body["data_source"]["info_list"]["file_info_list"]["file_ids"])


def _files(ids: list[str]) -> list[StoredFile]:
    stored = world().files.stored
    if any(one not in stored for one in ids):
        raise Refused(400, "invalid_param", "One or more files not found.")
    return [stored[one] for one in ids]


def _added(dataset: dict[str, Any], body: dict[str, Any], files: list[StoredFile]) -> dict[str, Any]:
    here, now = knowledge(), world().now
    if body["indexing_technique"] == "high_quality":
        model = {key: body[key] for key in ("embedding_model", "embedding_model_provider") if body.get(key)}
        dataset |= model or default_embedding()
    dataset["indexing_technique"] = dataset["indexing_technique"] or body["indexing_technique"]
    rule = body["process_rule"].get("rules") or AUTOMATIC
    made = [here.add_document(dataset, file, now, rule=rule) for file in files]
    batch = f"{time.strftime('%Y%m%d%H%M%S', time.gmtime(now))}{uuid.uuid4().int % 10**6:06}"
    here.batches[batch] = made
    about = {key: dataset[key] for key in _ABOUT}
    return {"dataset": about, "documents": [_told(one) for one in made], "batch": batch}


@routes.post("/indexing-estimate")
def estimate() -> Response:
    caller()
    files = _files(request.get_json()["info_list"]["file_info_list"]["file_ids"])
    parts = [part for file in files for part in sentences((file.content or b"").decode(errors="replace"))]
    preview = [{"content": part, "summary": None, "child_chunks": None} for part in parts[:10]]
    return json({"total_segments": len(parts), "preview": preview, "qa_preview": None})


@routes.get("/<uuid:id>/batch/<batch>/indexing-status")
def batch_status(id: uuid.UUID, batch: str) -> Response:
    present = _documents(find(id))
    found = [one for one in knowledge().batches.get(batch, ()) if one in present]
    if not found:
        raise Refused(404, "not_found", "Documents not found.")
    return json({"data": [_status(one) for one in found]})


@routes.get("/<uuid:id>/indexing-status")
def dataset_status(id: uuid.UUID) -> Response:
    return json({"data": [_status(one) for one in _documents(find(id))]})


@routes.get("/<uuid:id>/documents/<uuid:document>/indexing-status")
def document_status(id: uuid.UUID, document: uuid.UUID) -> Response:
    return json(_status(_find(id, document)))


def _status(document: Document) -> dict[str, Any]:
    segments = len(document.segments)
    document.look()
    return {
        "id": document.told["id"], "indexing_status": document.told["indexing_status"],
        "error": document.told["error"], **{name: document.times.get(name) for name in _TIMES},
        "completed_segments": segments, "total_segments": segments,
    }  # fmt: skip


def _find(id: uuid.UUID, document: uuid.UUID) -> Document:
    found = next((one for one in _documents(find(id)) if one.told["id"] == str(document)), None)
    if found is None:
        raise Refused(404, "not_found", "Document not found.")
    return found


@routes.get("/<uuid:id>/documents/<uuid:document>")
def detail(id: uuid.UUID, document: uuid.UUID) -> Response:
    found = _find(id, document)
    told, words = found.told, sum(one["word_count"] for one in found.segments)
    rule = {"mode": "automatic" if found.rule is AUTOMATIC else "custom", "rules": found.rule}
    stored_rule = {"id": told["dataset_process_rule_id"], "dataset_id": str(id), **rule}
    more = {"need_summary": False} if world().since("1.12.0") else {}
    return json({key: value for key, value in told.items() if key != "word_count"} | more | {
        "dataset_process_rule": rule, "document_process_rule": stored_rule, "updated_at": told["created_at"],
        "completed_at": found.times.get("completed_at"), "indexing_latency": 0.5, "doc_type": None,
        "segment_count": len(found.segments), "average_segment_length": words // (len(found.segments) or 1),
        "doc_language": "English",
    })  # fmt: skip


@routes.delete("/<uuid:id>/documents")
def delete_many(id: uuid.UUID) -> Response:
    for one in request.args.getlist("document_id"):
        delete(id, uuid.UUID(one))
    return Response(status=204)


@routes.delete("/<uuid:id>/documents/<uuid:document>")
def delete(id: uuid.UUID, document: uuid.UUID) -> Response:
    needs(*EDITORS)
    knowledge().documents[str(id)].remove(_find(id, document))
    return Response(status=204)


@routes.post("/<uuid:id>/documents/<uuid:document>/rename")
def rename(id: uuid.UUID, document: uuid.UUID) -> Response:
    found = _find(id, document)
    needs(*EDITORS)
    found.rename(request.get_json()["name"])
    return json(_told(found))


@routes.patch("/<uuid:id>/documents/status/<any('enable', 'disable', 'archive', 'un_archive'):action>/batch")
def switch(id: uuid.UUID, action: str) -> Response:
    needs(*EDITORS)
    now = world().now
    for one in request.args.getlist("document_id"):
        found = _find(id, uuid.UUID(one))
        if now - found.switched_at < knowledge().busy_seconds:
            message = f"Document:{found.name} is being indexed, please try again later"
            raise Refused(400, "invalid_action", message)
        found.switch(action, now)
    return json({"result": "success"})


@routes.get("/<uuid:id>/documents/<uuid:document>/download")
def download(id: uuid.UUID, document: uuid.UUID) -> Response:
    only_since("1.13.0")
    return json({"url": f"{signed_url(_find(id, document).file.told['id'])}&as_attachment=true"})


@routes.post("/<uuid:id>/documents/metadata")
def set_metadata(id: uuid.UUID) -> Response:
    only_since("1.1.0")
    needs(*EDITORS)
    for operation in request.get_json()["operation_data"]:
        told = _find(id, uuid.UUID(operation["document_id"])).told
        kept = told["doc_metadata"] or [] if operation.get("partial_update") else []
        new = [one | {"type": "string"} for one in operation["metadata_list"]]
        told["doc_metadata"] = [one for one in kept if one["id"] not in [own["id"] for own in new]] + new
    return json({"result": "success"})


@routes.get("/<uuid:id>/documents/<uuid:document>/segments")
def segments(id: uuid.UUID, document: uuid.UUID) -> Response:
    word = request.args.get("keyword", "").lower()
    page = page_of([one for one in _find(id, document).segments if word in one["content"].lower()])
    page.pop("has_more")
    return json(page | {"total_pages": -(-page["total"] // max(page["limit"], 1))})


@routes.post("/<uuid:id>/hit-testing")
def hit_testing(id: uuid.UUID) -> Response:
    """The segments that share the most words with the query, by the part of its words that they have."""
    dataset, body, account = find(id), request.get_json(), caller()
    query = str(body["query"])
    knowledge().queries[dataset["id"]].insert(0, {
        "id": str(uuid.uuid4()), "source": "hit_testing", "source_app_id": None, "created_by_role": "account",
        "queries": [{"content_type": "text_query", "content": query, "file_info": None}],
        "created_by": account["id"], "created_at": int(world().now),
    })  # fmt: skip
    settings = body.get("retrieval_model") or {}
    least = settings.get("score_threshold") or 0 if settings.get("score_threshold_enabled") else 0
    hits = [hit for one in _documents(dataset) for hit in _hits(one, query.lower().split())]
    kept = sorted((one for one in hits if one["score"] >= least), key=lambda one: one["score"], reverse=True)
    return json({"query": {"content": query}, "records": kept[: settings.get("top_k", 2)]})


def _hits(document: Document, words: list[str]) -> list[dict[str, Any]]:
    about = {"id": document.told["id"], "name": document.name, "data_source_type": "upload_file", "doc_type": None,
             "doc_metadata": document.told["doc_metadata"]}  # fmt: skip
    return [
        {"segment": segment | {"document": about}, "score": round(count / len(words), 3), "child_chunks": [],
         "tsne_position": None, "files": [], "summary": None}
        for count, segment in document.shared(words)
    ]  # fmt: skip
