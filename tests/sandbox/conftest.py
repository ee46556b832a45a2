"""A session with one sandbox, as its owner until somebody else signs in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from dify_shell.sandbox import Sandbox, World

from .replay import Replay


class Client:
    """Sends requests below `/console/api`, with all that a session needs."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._replay = Replay(sandbox)
        self.world: World = sandbox.world
        self.url = sandbox.url

    def sign_in(self, email: str) -> None:
        """Go on as another member."""
        self._replay.login(email)

    def __call__(self, method: str, path: str, **sent: Any) -> requests.Response:
        cookies = self._replay.cookies
        headers = {"Authorization": f"Bearer {cookies['access_token']}", "X-CSRF-Token": cookies.get("csrf_token", "")}
        return self._replay.session.request(
            method, f"{self.url}/console/api{path}", headers=headers, cookies=cookies, **sent
        )


@pytest.fixture(scope="module")
def _running() -> Iterator[Sandbox]:
    with Sandbox("1.13.2", apps=3) as sandbox:
        yield sandbox


@pytest.fixture
def client(_running: Sandbox) -> Client:
    """A session on a new 1.13.2."""
    _running.world.reset()
    return Client(_running)
