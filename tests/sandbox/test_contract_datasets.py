"""The sandbox answers about datasets and documents as real servers did."""

from __future__ import annotations

from io import BytesIO

import pytest

from .recorded_session import Session, cases, unknown_names, without_plugin_daemon
from .replay import Exchange, Replay

FILES = {"d08c3808-6ed3-4650-a9ad-234e68ad75e6": "notes.txt", "75bc05c5-72f8-48af-8517-473e82b09ecd": "Ünïcode näme.md"}
"""Files that were sent in another recording."""

INDEXED = "8598986f-0717-406b-a03a-e5f63a45ca2e"
"""A dataset of another recording."""


def begin(replay: Replay) -> None:
    """A server without knowledge, with files that were sent and a default model."""
    world = replay.sandbox.world
    world.knowledge.datasets.clear()
    world.models.defaults["text-embedding"] = {
        "provider": "langgenius/openai/openai",
        "model": "text-embedding-3-small",
    }
    for recorded, name in FILES.items():
        stored = world.files.add(name, BytesIO(b"Dify is a platform. It has datasets."), "text/plain", world.now)
        replay.names[recorded] = stored.told["id"]


def indexed(replay: Replay) -> None:
    """Let everything be indexed, and know the last batch by its recorded name."""
    knowledge, now = replay.sandbox.world.knowledge, replay.sandbox.world.now
    for documents in knowledge.documents.values():
        for document in documents:
            document.finish(now)


def added(replay: Replay) -> None:
    """Know the batch by its recorded name."""
    replay.names["20261123074108269071"] = list(replay.sandbox.world.knowledge.batches)[-1]


def busy(replay: Replay) -> None:
    replay.sandbox.world.knowledge.busy_seconds = 60


def another(replay: Replay) -> None:
    made = replay.sandbox.world.knowledge.add_dataset("Another", replay.sandbox.world.now)
    replay.names[INDEXED] = made["id"]


WHOLE = Session(
    "1.13.2/datasets",
    begin=begin,
    before={
        "batch indexing-status: at once": added,
        "batch indexing-status: ended": indexed,
        "documents list": indexed,
        "documents status: disable batch": busy,
        "hit-testing: keyword search on an indexed, enabled set": another,
    },
)
WITHOUT_DAEMON = Session(
    "1.13.2/datasets-no-plugin-daemon",
    skipped={"retrieval-setting": "that server had no vector store"},
    begin=without_plugin_daemon,
)


OLD = Session("1.5.0/console", only=("datasets list", "datasets create"), begin=begin)


@pytest.mark.parametrize(("session", "exchange"), cases([WHOLE, WITHOUT_DAEMON, OLD]))
def test_an_exchange(session: Session, exchange: Exchange) -> None:
    assert session.differences[exchange.place] == []


def test_what_is_skipped_was_recorded() -> None:
    assert not unknown_names(WITHOUT_DAEMON)
