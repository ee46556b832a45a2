"""The knowledge of a workspace: datasets, their documents and segments, uploaded files, and how indexing goes on."""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import Any

from . import seed
from .file_state import Files, StoredFile

STEPS = ("waiting", "parsing", "cleaning", "splitting", "indexing", "completed")
_REACHED = {"parsing": "processing_started_at", "cleaning": "parsing_completed_at",
            "splitting": "cleaning_completed_at", "indexing": "splitting_completed_at",
            "completed": "completed_at"}  # fmt: skip
"""The time that is noted when a document gets to a step."""

HANDBOOK = (
    ("returns.md", "Goods can be returned within 30 days. Keep the receipt."),
    ("配送.md", "配送には3日かかります。離島は5日です。"),
    ("Garantie.md", "La garantie dure deux ans."),
)


class Knowledge:
    """Everything about knowledge. A document whose name has `fail` in it ends in an error, one with `pause` pauses."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.datasets: list[dict[str, Any]] = []
        self.documents: dict[str, list[dict[str, Any]]] = {}
        self.segments: dict[str, list[dict[str, Any]]] = {}
        self.batches: dict[str, list[str]] = {}
        self.metadata: dict[str, list[dict[str, Any]]] = {}
        self._seed()

    def _seed(self) -> None:
        for name, description in (("Handbook", "What customers ask."), ("Old Manuals", ""), ("製品情報", "製品の仕様")):
            self.add_dataset(name, description, seed.NEWEST - 90 * seed.DAY, id=seed.identifier("dataset", name))
        handbook = self.datasets[-1]
        for name, text in HANDBOOK:
            file = self._files.add(
                name, BytesIO(text.encode()), "text/markdown", seed.NEWEST, seed.identifier("file", name)
            )
            document = self.add_document(handbook, file, seed.NEWEST, seed.identifier("document", name))
            while document["indexing_status"] != "completed":
                self.advance(document, seed.NEWEST)

    def add_dataset(
        self, name: str, description: str, at: int, *, permission: str = "all_team_members", id: str = ""
    ) -> dict[str, Any]:
        """A new, empty dataset of the owner's, listed first."""
        owner = seed.identifier("account", seed.OWNER_EMAIL)
        search = {"search_method": "semantic_search", "reranking_enable": False, "reranking_mode": None,
                  "reranking_model": {"reranking_provider_name": "", "reranking_model_name": ""}, "weights": None,
                  "top_k": 2, "score_threshold_enabled": False, "score_threshold": 0.0}  # fmt: skip
        made: dict[str, Any] = {
            "id": id or str(uuid.uuid4()), "name": name, "description": description, "provider": "vendor",
            "permission": permission, "data_source_type": None, "indexing_technique": "economy", "app_count": 0,
            "document_count": 0, "word_count": 0, "created_by": owner, "author_name": seed.PEOPLE[0][0],
            "created_at": at, "updated_by": owner, "updated_at": at, "embedding_model": None,
            "embedding_model_provider": None, "embedding_available": True, "retrieval_model_dict": search, "tags": [],
            "doc_form": None, "doc_metadata": [], "built_in_field_enabled": False, "partial_member_list": [],
        }  # fmt: skip
        self.datasets.insert(0, made)
        self.documents[made["id"]] = []
        self.metadata[made["id"]] = []
        return made

    def add_document(self, dataset: dict[str, Any], file: StoredFile, at: int, id: str = "") -> dict[str, Any]:
        """A document made of a file, which waits to be indexed."""
        documents, uploaded = self.documents[dataset["id"]], dict(file.told)
        made = {
            "id": id or str(uuid.uuid4()), "position": len(documents) + 1, "data_source_type": "upload_file",
            "data_source_info": {"upload_file_id": uploaded["id"]},
            "data_source_detail_dict": {"upload_file": uploaded},
            "dataset_process_rule_id": seed.identifier("rule", dataset["id"]), "name": uploaded["name"],
            "created_from": "web", "created_by": uploaded["created_by"], "created_at": at, "tokens": 0,
            "indexing_status": "waiting", "error": None, "enabled": True, "disabled_at": None, "disabled_by": None,
            "archived": False, "display_status": "queuing", "word_count": 0, "hit_count": 0, "doc_form": "text_model",
            "doc_metadata": None, "times": {},
        }  # fmt: skip
        documents.insert(0, made)
        self._count(dataset["id"])
        return made

    def advance(self, document: dict[str, Any], now: int) -> None:
        """Take indexing one step on."""
        status = document["indexing_status"]
        if status not in STEPS[:-1]:
            return
        following = STEPS[STEPS.index(status) + 1]
        if following == "indexing" and "fail" in document["name"]:
            document |= {"indexing_status": "error", "display_status": "error", "error": "The text cannot be read."}
            return
        if following == "indexing" and "pause" in document["name"]:
            document |= {"indexing_status": "paused", "display_status": "paused"}
            document["times"]["paused_at"] = now
            return
        document["indexing_status"] = following
        document["display_status"] = "available" if following == "completed" else "indexing"
        document["times"][_REACHED[following]] = now
        if following == "completed":
            self._cut(document, now)

    def _cut(self, document: dict[str, Any], now: int) -> None:
        """The segments of a document that is indexed: its sentences."""
        stored = self._files.stored[document["data_source_info"]["upload_file_id"]]
        text = (stored.content or b"").decode(errors="replace")
        document["word_count"] = len(text)
        parts = [part.strip() for part in text.replace("。", "。\n").replace(". ", ".\n").splitlines() if part.strip()]
        self.segments[document["id"]] = [
            {
                "id": seed.identifier("segment", document["id"], place), "position": place,
                "document_id": document["id"], "content": part, "sign_content": part, "answer": None,
                "word_count": len(part), "tokens": len(part), "keywords": part.split()[:3], "index_node_id": None,
                "index_node_hash": None, "hit_count": 0, "enabled": True, "disabled_at": None, "disabled_by": None,
                "status": "completed", "created_by": document["created_by"], "created_at": now, "updated_at": now,
                "updated_by": None, "indexing_at": now, "completed_at": now, "error": None, "stopped_at": None,
                "child_chunks": [], "attachments": [], "summary": None,
            }
            for place, part in enumerate(parts, 1)
        ]  # fmt: skip
        for dataset, documents in self.documents.items():
            if document in documents:
                self._count(dataset)

    def remove_document(self, dataset: str, document: dict[str, Any]) -> None:
        """Delete a document with its segments."""
        self.documents[dataset].remove(document)
        self.segments.pop(document["id"], None)
        self._count(dataset)

    def _count(self, dataset: str) -> None:
        found = next(one for one in self.datasets if one["id"] == dataset)
        documents = self.documents[dataset]
        found["document_count"] = len(documents)
        found["word_count"] = sum(one["word_count"] for one in documents)
