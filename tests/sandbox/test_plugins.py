"""How installations go on in the sandbox, what packages are, and who may do what."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from .conftest import Client

ROOT = "/workspaces/current/plugin"


def package(client: Client, id: str, version: str) -> bytes:
    return requests.get(f"{client.url}/marketplace/api/v1/plugins/{id}/{version}/download", timeout=5).content


def install(client: Client, id: str, version: str) -> str:
    """The id of the task that installs a package which is sent to the server."""
    sent = client("POST", f"{ROOT}/upload/pkg", files={"pkg": ("any.difypkg", package(client, id, version))}).json()
    body = {"plugin_unique_identifiers": [sent["unique_identifier"]]}
    return str(client("POST", f"{ROOT}/install/pkg", json=body).json()["task_id"])


def task(client: Client, id: str) -> dict[str, Any]:
    found: dict[str, Any] = client("GET", f"{ROOT}/tasks/{id}").json()["task"]
    return found


def names(client: Client) -> dict[str, str]:
    return {one["plugin_id"]: one["version"] for one in client("GET", f"{ROOT}/list").json()["plugins"]}


def test_each_look_is_one_step(client: Client) -> None:
    id = install(client, "langgenius/wikipedia", "0.0.1")
    assert [task(client, id)["status"] for _ in range(3)] == ["pending", "running", "success"]
    assert names(client)["langgenius/wikipedia"] == "0.0.1"


def test_with_a_pace_the_clock_makes_the_steps(client: Client) -> None:
    client.world.plugin_store.seconds_per_step = 10
    id = install(client, "langgenius/wikipedia", "0.0.1")
    assert [task(client, id)["status"] for _ in range(3)] == ["pending"] * 3
    client.world.advance(25)
    assert names(client)["langgenius/wikipedia"] == "0.0.1"


def test_a_version_takes_the_place_of_another(client: Client) -> None:
    assert names(client)["langgenius/openai"] == "0.2.0"
    id = install(client, "langgenius/openai", "0.2.7")
    for _ in range(3):
        task(client, id)
    assert names(client)["langgenius/openai"] == "0.2.7"


def test_a_broken_package_fails_with_a_reason(client: Client) -> None:
    id = install(client, "langgenius/fails", "0.0.1")
    for _ in range(3):
        last = task(client, id)
    assert (last["status"], last["plugins"][0]["message"]) == ("failed", "The package is broken.")
    assert "langgenius/fails" not in names(client)


def test_a_package_is_the_same_each_time(client: Client) -> None:
    assert package(client, "langgenius/openai", "0.2.7") == package(client, "langgenius/openai", "0.2.7")


def test_the_latest_versions_are_those_of_the_marketplace(client: Client) -> None:
    found = client("POST", f"{ROOT}/list/latest-versions", json={"plugin_ids": ["langgenius/openai"]}).json()
    assert found["versions"]["langgenius/openai"]["version"] == "0.2.7"


@pytest.mark.parametrize(
    ("setting", "email"),
    [("admins", "amelie.dubois@example.com"), ("noone", "dify@example.com")],
)
def test_who_may_install(client: Client, setting: str, email: str) -> None:
    client.world.plugin_store.permission["install_permission"] = setting
    client.sign_in(email)
    body = {"plugin_unique_identifiers": ["langgenius/openai:0.2.7@x"]}
    assert client("POST", f"{ROOT}/install/marketplace", json=body).status_code == 403


def test_old_servers_change_preferences_and_new_ones_have_none(client: Client) -> None:
    body = client("GET", f"{ROOT}/preferences/fetch").json()
    body["permission"]["install_permission"] = "admins"
    client("POST", f"{ROOT}/preferences/change", json=body)
    assert client("GET", f"{ROOT}/permission/fetch").json()["install_permission"] == "admins"
    client.world.reset("1.15.0")
    assert client("GET", f"{ROOT}/preferences/fetch").status_code == 404
