"""The embedded server itself: its clock, its faults, its mail, its command line."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from dify_shell.sandbox import Sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox("1.13.2", apps=5) as running:
        yield running


def test_reset_makes_everything_new(sandbox: Sandbox) -> None:
    sandbox.world.apps.clear()
    sandbox.world.advance(99)
    sandbox.world.reset("1.5.0")
    assert len(sandbox.world.apps) == 5
    assert sandbox.world.offset == 0
    assert requests.get(f"{sandbox.url}/health", timeout=5).json()["version"] == "1.5.0"
    sandbox.world.reset()
    assert sandbox.world.version == "1.13.2"


def test_two_servers_have_the_same_data() -> None:
    with Sandbox("1.13.2", apps=40) as one, Sandbox("1.13.2", apps=40) as other:
        assert one.world.apps == other.world.apps
        assert len({app["name"] for app in one.world.apps}) == 40
        assert {app["mode"] for app in one.world.apps} == {
            "chat",
            "agent-chat",
            "completion",
            "workflow",
            "advanced-chat",
        }


def test_a_fault_befalls_one_request(sandbox: Sandbox) -> None:
    sandbox.world.fail_next("/console/api/setup", status=503, body="<html>", headers=(("Retry-After", "1"),))
    answers = [requests.get(f"{sandbox.url}/console/api/setup", timeout=5) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [503, 200]
    assert answers[0].headers["Retry-After"] == "1"


def test_a_fault_without_status_drops_the_line(sandbox: Sandbox) -> None:
    sandbox.world.fail_next("/console/api/setup", status=None)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{sandbox.url}/console/api/setup", timeout=5)


def test_its_certificate_goes_with_it() -> None:
    with Sandbox(https=True) as running:
        certificate = Path(running.certificate or "")
        assert certificate.read_text(encoding="ascii").startswith("-----BEGIN CERTIFICATE")
        assert [file.name for file in certificate.parent.iterdir()] == [certificate.name]  # the key is kept nowhere
    assert not certificate.parent.exists()


def test_mailed_codes_stand_in_the_outbox(sandbox: Sandbox) -> None:
    requests.post(f"{sandbox.url}/console/api/email-code-login", json={"email": sandbox.email}, timeout=5)
    (mail,) = requests.get(f"{sandbox.url}/sandbox/outbox", timeout=5).json()
    assert mail["email"] == sandbox.email
    assert len(mail["code"]) == 6


def test_tokens_expire_as_its_time_passes(sandbox: Sandbox) -> None:
    sandbox.world.reset("1.5.0")
    body = {"email": sandbox.email, "password": sandbox.password}
    login = requests.post(f"{sandbox.url}/console/api/login", json=body, timeout=5).json()
    headers = {"Authorization": f"Bearer {login['data']['access_token']}"}

    def profile() -> requests.Response:
        return requests.get(f"{sandbox.url}/console/api/account/profile", headers=headers, timeout=5)

    assert profile().status_code == 200
    sandbox.world.advance(sandbox.world.access_seconds + 1)
    assert profile().json()["message"] == "Token has expired."


def test_a_refusal_quotes_the_password_as_real_servers_do(sandbox: Sandbox) -> None:
    """So that tests of the client can show that no error of its own does."""
    body = {"password": base64.b64encode(b"hunter22").decode()}
    answer = requests.post(f"{sandbox.url}/console/api/login", json=body, timeout=5)
    assert answer.status_code == 400
    assert "hunter22" in answer.json()["message"]


def test_it_remembers_what_it_was_asked(sandbox: Sandbox) -> None:
    requests.get(f"{sandbox.url}/console/api/setup", timeout=5)
    assert [(seen.method, seen.path) for seen in sandbox.requests] == [("GET", "/console/api/setup")]


@contextmanager
def alone(*arguments: str) -> Iterator[dict[str, Any]]:
    """The sandbox as a process of its own; gives what it says when it is ready."""
    command = [sys.executable, "-m", "dify_shell.sandbox", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8") as process:
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def test_alone_it_says_where_it_is_and_serves() -> None:
    with alone("--version", "1.5.0", "--apps", "3", "--latency", "1") as ready:
        answer = requests.get(f"{ready['url']}/console/api/setup", timeout=5)
        assert answer.headers["X-Version"] == "1.5.0"
        assert {"url", "email", "password"} <= ready.keys()
        body = {"email": ready["email"], "password": ready["password"]}
        login = requests.post(f"{ready['url']}/console/api/login", json=body, timeout=5).json()
        headers = {"Authorization": f"Bearer {login['data']['access_token']}"}
        assert requests.get(f"{ready['url']}/console/api/apps", headers=headers, timeout=5).json()["total"] == 3


def test_alone_with_a_certificate_of_its_own() -> None:
    with alone("--https") as ready:
        assert ready["url"].startswith("https://")
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{ready['url']}/console/api/setup", timeout=5)
        answer = requests.get(f"{ready['url']}/console/api/setup", timeout=5, verify=ready["certificate"])
        assert answer.status_code == 200
