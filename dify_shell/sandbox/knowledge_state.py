"""The knowledge of a workspace: datasets, their documents and segments, and how indexing goes on."""

from __future__ import annotations

import hashlib
import uuid
from io import BytesIO
from typing import Any

from . import seed
from .file_state import Files, StoredFile
from .pace import Progress

STEPS = ("waiting", "parsing", "cleaning", "splitting", "indexing", "completed")
_REACHED = {"parsing": "processing_started_at", "cleaning": "parsing_completed_at",
            "splitting": "cleaning_completed_at", "indexing": "splitting_completed_at",
            "completed": "completed_at"}  # fmt: skip
"""The time that is noted when a document gets to a step."""

AUTOMATIC = {
    "pre_processing_rules": [
        {"id": "remove_extra_spaces", "enabled": True}, {"id": "remove_urls_emails", "enabled": False},
    ],
    "segmentation": {"delimiter": "\n", "max_tokens": 500, "chunk_overlap": 50},
}  # fmt: skip
"""How texts are cut when nothing is said (1.13.2)."""


class Document:
    """One document: what the server tells of it, its segments and how far its indexing is.

    One whose name has `fail` in it ends in an error, one with `pause` in it pauses.
    """

    def __init__(self, id: str, file: StoredFile, position: int, at: float, rule: dict[str, Any]) -> None:
        uploaded = dict(file.told)
        self.file = file
        self.rule = rule
        self.times: dict[str, int] = {}
        self.segments: list[dict[str, Any]] = []
        self.switched_at = 0.0
        self._progress = Progress(at)
        self.told: dict[str, Any] = {
            "id": id or str(uuid.uuid4()), "position": position, "data_source_type": "upload_file",
            "data_source_info": {"upload_file_id": uploaded["id"]},
            "data_source_detail_dict": {"upload_file": uploaded},
            "dataset_process_rule_id": str(uuid.uuid4()), "name": uploaded["name"],
            "created_from": "web", "created_by": uploaded["created_by"], "created_at": int(at), "tokens": None,
            "indexing_status": "waiting", "error": None, "enabled": True, "disabled_at": None, "disabled_by": None,
            "archived": False, "display_status": "queuing", "word_count": None, "hit_count": 0,
            "doc_form": "text_model", "doc_metadata": None,
        }  # fmt: skip

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.told["name"])

    @property
    def is_findable(self) -> bool:
        """Whether a retrieval looks into it."""
        return self.told["indexing_status"] == "completed" and self.told["enabled"] and not self.told["archived"]

    def shared(self, words: list[str]) -> list[tuple[int, dict[str, Any]]]:
        """Its segments that have any of these words, each with how many; none while no retrieval looks into it."""
        counted = [(sum(word in one["content"].lower() for word in words), one) for one in self.segments]
        return [(count, one) for count, one in counted if count and self.is_findable]

    def rename(self, name: str) -> None:
        """Call it otherwise, and its file."""
        self.told["name"] = self.told["data_source_detail_dict"]["upload_file"]["name"] = name

    def switch(self, action: str, at: float) -> None:
        """`enable`, `disable`, `archive` or `un_archive` it."""
        self.switched_at = at
        if action in ("enable", "disable"):
            self.told["enabled"] = action == "enable"
        else:
            self.told["archived"] = action == "archive"
        state = "archived" if self.told["archived"] else "available" if self.told["enabled"] else "disabled"
        self.told["display_status"] = state

    def look(self) -> None:
        """Somebody asked how far its indexing is."""
        self._progress.look()

    def catch_up(self, now: float, seconds_per_step: float) -> None:
        """Make the steps that are due."""
        for _ in range(self._progress.steps(now, seconds_per_step)):
            self._step(int(now))

    def finish(self, now: float) -> None:
        """Go on until indexing ends."""
        for _ in STEPS:
            self._step(int(now))

    def _step(self, now: int) -> None:
        status = self.told["indexing_status"]
        if status not in STEPS[:-1]:
            return
        following = STEPS[STEPS.index(status) + 1]
        if following == "indexing" and "fail" in self.name:
            self.told |= {"indexing_status": "error", "display_status": "error", "error": "The text cannot be read."}
            self.times["stopped_at"] = now
        elif following == "indexing" and "pause" in self.name:
            self.told |= {"indexing_status": "paused", "display_status": "paused"}
            self.times["paused_at"] = now
        else:
            shown = "available" if following == "completed" else "indexing"
            self.told |= {"indexing_status": following, "display_status": shown}
            self.times[_REACHED[following]] = now
        if following == "completed":
            self._cut(now)

    def _cut(self, now: int) -> None:
        """Make segments: its sentences."""
        text = (self.file.content or b"").decode(errors="replace")
        self.told |= {"word_count": len(text), "tokens": 0}
        self.segments = [segment(self.told, place, part, now) for place, part in enumerate(sentences(text), 1)]


def sentences(text: str) -> list[str]:
    """A text cut after full stops and at line ends."""
    lines = text.replace("。", "。\n").replace(". ", ".\n").splitlines()
    return [line.strip() for line in lines if line.strip()]


def segment(document: dict[str, Any], position: int, text: str, now: int) -> dict[str, Any]:
    """One segment as the listing of 1.13.2 has it."""
    return {
        "id": seed.identifier("segment", document["id"], position), "position": position,
        "document_id": document["id"], "content": text, "sign_content": text, "answer": None,
        "word_count": len(text), "tokens": 0, "keywords": text.split()[:3],
        "index_node_id": seed.identifier("node", document["id"], position),
        "index_node_hash": hashlib.sha256(text.encode()).hexdigest(), "hit_count": 0, "enabled": True,
        "disabled_at": None, "disabled_by": None, "status": "completed", "created_by": document["created_by"],
        "created_at": now, "updated_at": now, "updated_by": None, "indexing_at": now, "completed_at": now,
        "error": None, "stopped_at": None, "child_chunks": [], "attachments": [], "summary": None,
    }  # fmt: skip


class Knowledge:
    """All datasets, the latest first, and what belongs to each, by its id.

    `seconds_per_step` is how long each step of indexing takes in the sandbox's time; at 0, indexing makes one step
    with each question how far it is. For `busy_seconds` after it was switched on or off, a document refuses the next.
    """

    def __init__(self, files: Files) -> None:
        self.seconds_per_step = 0.0
        self.busy_seconds = 0.0
        self.datasets: list[dict[str, Any]] = []
        self.documents: dict[str, list[Document]] = {}
        self.batches: dict[str, list[Document]] = {}
        self.metadata: dict[str, list[dict[str, Any]]] = {}
        self.queries: dict[str, list[dict[str, Any]]] = {}
        self._seed(files)

    def _seed(self, files: Files) -> None:
        at = seed.NEWEST - 90 * seed.DAY
        for name, description, texts in seed.KNOWLEDGE:
            dataset = self.add_dataset(
                name, at, id=seed.identifier("dataset", name), description=description, permission="all_team_members",
                indexing_technique="economy",
            )  # fmt: skip
            for file_name, text in texts.items():
                content = BytesIO(text.encode())
                file = files.add(file_name, content, "text/markdown", at, seed.identifier("file", file_name))
                self.add_document(dataset, file, at, seed.identifier("document", file_name)).finish(at)

    def add_dataset(self, name: str, at: float, id: str = "", **more: Any) -> dict[str, Any]:
        """A new, empty dataset of the owner's."""
        owner = seed.identifier("account", seed.OWNER_EMAIL)
        search = {"search_method": "semantic_search", "reranking_enable": False, "reranking_mode": None,
                  "reranking_model": {"reranking_provider_name": "", "reranking_model_name": ""}, "weights": None,
                  "top_k": 2, "score_threshold_enabled": False, "score_threshold": None}  # fmt: skip
        made: dict[str, Any] = {
            "id": id or str(uuid.uuid4()), "name": name, "description": "", "provider": "vendor",
            "permission": "only_me", "data_source_type": None, "indexing_technique": None, "app_count": 0,
            "created_by": owner, "author_name": seed.PEOPLE[0][0], "created_at": int(at), "updated_by": owner,
            "updated_at": int(at), "embedding_model": None, "embedding_model_provider": None,
            "retrieval_model_dict": search, "tags": [], "doc_form": None, "partial_member_list": [],
        }  # fmt: skip
        made |= more
        self.datasets.insert(0, made)
        self.documents[made["id"]] = []
        self.metadata[made["id"]] = []
        self.queries[made["id"]] = []
        return made

    def add_document(
        self, dataset: dict[str, Any], file: StoredFile, at: float, id: str = "", rule: dict[str, Any] | None = None
    ) -> Document:
        """A document made of a file, which waits to be indexed."""
        documents = self.documents[dataset["id"]]
        made = Document(id, file, len(documents) + 1, at, rule or AUTOMATIC)
        documents.insert(0, made)
        dataset |= {"data_source_type": "upload_file", "doc_form": "text_model"}
        return made
