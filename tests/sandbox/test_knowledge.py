"""How indexing goes on in the sandbox, who sees what, and what is found."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Client


def added(client: Client, *names: str) -> tuple[str, str]:
    """The dataset and batch of new documents with these names."""
    dataset = client("POST", "/datasets", json={"name": "New"}).json()["id"]
    files = [("file", (name, b"Rubies are red. Sapphires are blue.")) for name in names]
    ids = [client("POST", "/files/upload", files=[one]).json()["id"] for one in files]
    source = {"info_list": {"data_source_type": "upload_file", "file_info_list": {"file_ids": ids}}}
    body = {"indexing_technique": "economy", "data_source": source, "process_rule": {"mode": "automatic"}}
    return dataset, client("POST", f"/datasets/{dataset}/documents", json=body).json()["batch"]


def statuses(client: Client, dataset: str, batch: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client("GET", f"/datasets/{dataset}/batch/{batch}/indexing-status").json()["data"]
    return found


def test_each_look_is_one_step(client: Client) -> None:
    place = added(client, "a.md")
    seen = [statuses(client, *place)[0] for _ in range(6)]
    assert [one["indexing_status"] for one in seen] == [
        "waiting", "parsing", "cleaning", "splitting", "indexing", "completed",
    ]  # fmt: skip
    assert (seen[-1]["completed_segments"], seen[-1]["total_segments"]) == (2, 2)


def test_with_a_pace_the_clock_makes_the_steps(client: Client) -> None:
    client.world.knowledge.seconds_per_step = 10
    place = added(client, "a.md")
    assert [statuses(client, *place)[0]["indexing_status"] for _ in range(3)] == ["waiting"] * 3
    client.world.advance(25)
    assert statuses(client, *place)[0]["indexing_status"] == "cleaning"
    client.world.advance(1000)
    (listed,) = client("GET", f"/datasets/{place[0]}/documents").json()["data"]
    assert (listed["indexing_status"], listed["display_status"]) == ("completed", "available")


@pytest.mark.parametrize(("name", "end"), [("fail.md", "error"), ("pause.md", "paused")])
def test_a_name_says_how_indexing_ends(client: Client, name: str, end: str) -> None:
    place = added(client, name, "good.md")
    for _ in range(8):
        seen = statuses(client, *place)
    assert [one["indexing_status"] for one in seen] == [end, "completed"]
    assert bool(seen[0]["error"]) == (end == "error")


def test_only_what_is_indexed_and_switched_on_is_found(client: Client) -> None:
    dataset, batch = added(client, "a.md")

    def hits() -> list[Any]:
        found: list[Any] = client("POST", f"/datasets/{dataset}/hit-testing", json={"query": "Rubies"}).json()[
            "records"
        ]
        return found

    assert hits() == []
    for _ in range(6):
        (document,) = statuses(client, dataset, batch)
    assert [one["segment"]["content"] for one in hits()] == ["Rubies are red."]
    for action, count in (("disable", 0), ("enable", 1), ("archive", 0), ("un_archive", 1)):
        client("PATCH", f"/datasets/{dataset}/documents/status/{action}/batch?document_id={document['id']}")
        assert len(hits()) == count


def test_knowledge_of_one_person_is_hidden_from_the_others(client: Client) -> None:
    dataset, _ = added(client, "a.md")
    client.sign_in("amelie.dubois@example.com")
    assert dataset not in [one["id"] for one in client("GET", "/datasets").json()["data"]]
    assert client("GET", f"/datasets/{dataset}").status_code == 403
    own = client("POST", "/datasets", json={"name": "Hers"}).json()["id"]
    assert client("GET", f"/datasets/{own}").status_code == 200


def test_every_new_sandbox_has_documents_in_several_languages(client: Client) -> None:
    listed = client("GET", "/datasets").json()["data"]
    assert [(one["name"], one["document_count"]) for one in listed] == [
        ("Handbook", 3), ("Old Manuals", 1), ("製品情報", 2),
    ]  # fmt: skip
