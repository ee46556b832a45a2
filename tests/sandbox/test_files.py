"""What the sandbox keeps of files, and the addresses that give them back."""

from __future__ import annotations

import hashlib

import requests

from .conftest import Client


def upload(client: Client, content: bytes) -> dict[str, str]:
    told: dict[str, str] = client("POST", "/files/upload", files={"file": ("notes.txt", content)}).json()
    return told


def test_bytes_come_back_from_the_address_that_the_server_gives(client: Client) -> None:
    content = "日本語\r\n".encode() * 99
    told = upload(client, content)
    assert requests.get(told["source_url"], timeout=5).content == content
    assert client.world.files.stored[told["id"]].sha256 == hashlib.sha256(content).hexdigest()


def test_an_address_expires(client: Client) -> None:
    told = upload(client, b"text")
    client.world.advance(301)
    assert requests.get(told["source_url"], timeout=5).status_code == 404


def test_an_address_is_for_one_file(client: Client) -> None:
    one, other = upload(client, b"one"), upload(client, b"other")
    swapped = one["source_url"].replace(one["id"], other["id"])
    assert requests.get(swapped, timeout=5).status_code == 404


def test_a_large_file_is_counted_and_not_kept(client: Client) -> None:
    told = upload(client, bytes(2 << 20))
    stored = client.world.files.stored[told["id"]]
    assert (stored.told["size"], stored.content) == (2 << 20, None)
    assert stored.sha256 == hashlib.sha256(bytes(2 << 20)).hexdigest()
