"""Replays exchanges recorded from real servers against the sandbox, and says how its answers differ.

A recording is a session: what one answer names (an id, a token) later requests use. So a file is replayed in order, and
values that the sandbox gives in the place of recorded ones stand in for these from then on.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import requests

from dify_shell.sandbox import Sandbox

CONTRACT = Path(os.environ.get("DIFY_SHELL_SHARED", Path(__file__).parents[3] / "shared")) / "contract"

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VARYING = re.compile(
    rf"{_UUID.pattern}| You have requested this URI.*|^req_id: \d+ |http://127\.0\.0\.1:\d+|https://[^/]+"
)
"""What differs in a message from server to server."""


class Exchange(NamedTuple):
    """One recorded exchange: where it stands, its name, what was asked and what was answered."""

    file: str
    place: int
    name: str
    request: dict[str, Any]
    response: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}/{self.name}"


def exchanges(file: str) -> list[Exchange]:
    """The exchanges of a file such as `1.13.2/apps`; notes that stand between them are left out."""
    path = CONTRACT / f"{file}.json"
    if not path.exists():
        return []
    entries = json.loads(path.read_text(encoding="utf-8"))
    return [
        Exchange(file, place, entry["name"], entry["request"], entry["response"])
        for place, entry in enumerate(entries)
        if "request" in entry and "response" in entry
    ]


class Replay:
    """One session against a sandbox, with what recorded values are called there."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.session = requests.Session()
        self.session.trust_env = False
        self.names: dict[str, str] = {}
        self.cookies: dict[str, str] = {}
        self.login()

    def login(self, email: str = "") -> None:
        """Sign in, as the owner if nobody else: what recordings call `<access_token>` and so on is of this session."""
        modern = self.sandbox.world.since("1.11.2")
        password = self.sandbox.world.owner["password"]
        sent = base64.b64encode(password.encode()).decode() if modern else password
        body = {"email": email or self.sandbox.world.owner["email"], "password": sent}
        answer = self.session.post(f"{self.sandbox.url}/console/api/login", json=body)
        self.session.cookies.clear()
        self.cookies = dict(answer.cookies) or dict(answer.json().get("data") or {})

    def send(self, request: Mapping[str, Any]) -> requests.Response:
        """The sandbox's answer to a recorded request."""
        named = {
            **{f"<{name.removeprefix('__Host-')}>": value for name, value in self.cookies.items()},
            "<password:owner>": self.sandbox.world.owner["password"],
            "<base64(password:owner)>": base64.b64encode(self.sandbox.world.owner["password"].encode()).decode(),
            "owner@dify.test": self.sandbox.world.owner["email"],
            "OWNER@DIFY.TEST": self.sandbox.world.owner["email"].upper(),
            "Owner@Dify.Test": self.sandbox.world.owner["email"].title(),
            **self.names,
        }

        def translated(value: Any) -> Any:
            if isinstance(value, str):
                for recorded, ours in named.items():
                    value = value.replace(recorded, ours)
                return re.sub(r"<base64\((\w+)\)>", lambda found: base64.b64encode(found[1].encode()).decode(), value)
            if isinstance(value, dict):
                return {translated(key): translated(inner) for key, inner in value.items()}
            return [translated(inner) for inner in value] if isinstance(value, list) else value

        headers = {name: translated(value) for name, value in (request.get("headers") or {}).items()}
        body: dict[str, Any] = {}
        for recorded, ours in (("json", "json"), ("form", "data"), ("raw", "data")):
            if recorded in request:
                body[ours] = translated(request[recorded])
        if "multipart" in request:
            body["data"], body["files"] = _form(request["multipart"])
        self.session.cookies.clear()
        return self.session.request(
            request["method"],
            self.sandbox.url + translated(request["path"]),
            params=translated(request.get("query") or {}),
            headers=headers,
            allow_redirects=False,
            **body,
        )

    def name_code(self, token: str, code: str) -> None:
        """Let the placeholders of a mailed code stand for this one."""
        encoded = base64.b64encode(code.encode()).decode()
        self.names |= {"<email_code_token>": token, "<code>": code, "<base64(code)>": encoded}

    def learn(self, recorded: Any, ours: Any) -> None:
        """Note what ids are called here, by where they stand in both answers."""
        if isinstance(recorded, dict) and isinstance(ours, dict):
            for key, value in recorded.items():
                self.learn(value, ours.get(key))
        elif isinstance(recorded, list) and isinstance(ours, list):
            for one, other in zip(recorded, self._in_order_of(recorded, ours), strict=False):
                self.learn(one, other)
        elif isinstance(recorded, str) and isinstance(ours, str) and _UUID.fullmatch(recorded):
            self.names.setdefault(recorded, ours)

    @staticmethod
    def _in_order_of(recorded: list[Any], ours: list[Any]) -> list[Any]:
        """Our list in the order of the recorded, where e-mail addresses tell: real servers list people in any."""
        if not all(isinstance(one, dict) and "email" in one for one in [*recorded, *ours]):
            return ours
        by_email = {one["email"]: one for one in ours}
        return [by_email.get(one["email"], other) for one, other in zip(recorded, ours, strict=False)]


def _form(parts: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, tuple[str, bytes, str]]]:
    """The fields and files of a recorded form. Files were recorded by size alone."""
    fields = {name: part for name, part in parts.items() if isinstance(part, str)}
    files = {
        name: (part["filename"], (b"A text. " * (part["size"] // 8 + 1))[: part["size"]], part["content_type"])
        for name, part in parts.items()
        if name not in fields
    }
    return fields, files


def differences(response: Mapping[str, Any], answer: requests.Response) -> list[str]:
    """In what the sandbox's answer is another one than the recorded."""
    found = []
    if answer.status_code != response["status"]:
        found.append(f"status {answer.status_code}, not {response['status']}: {answer.text[:200]}")
        return found
    kind = response.get("headers", {}).get("content-type", "").partition(";")[0]
    if kind and answer.headers.get("Content-Type", "").partition(";")[0] != kind:
        found.append(f"content type {answer.headers.get('Content-Type')}, not {kind}")
    for header in ("x-version", "www-authenticate"):
        if (header in response.get("headers", {})) != (header in answer.headers):
            found.append(f"header {header}")
    if response.get("json") is not None:
        try:
            found += shape(response["json"], answer.json(), "")
        except ValueError:
            return [*found, "no JSON"]
        if answer.status_code >= 400:
            found += words(response["json"], answer.json())
    return found + cookies(response, answer)


def shape(recorded: Any, ours: Any, where: str) -> list[str]:
    """Where two JSON values differ in keys or types; nothing matches anything, and lists count by their first items."""
    if recorded is None or ours is None:
        return []
    if isinstance(recorded, dict) and isinstance(ours, dict):
        missing, more = recorded.keys() - ours.keys(), ours.keys() - recorded.keys()
        found = [f"{where}.{key} is missing" for key in sorted(missing)]
        found += [f"{where}.{key} is too much" for key in sorted(more)]
        for key in recorded.keys() & ours.keys():
            found += shape(recorded[key], ours[key], f"{where}.{key}")
        return found
    if isinstance(recorded, list) and isinstance(ours, list):
        return shape(recorded[0], ours[0], f"{where}[0]") if recorded and ours else []
    if isinstance(recorded, (int, float)) and isinstance(ours, (int, float)):
        return [] if isinstance(recorded, bool) == isinstance(ours, bool) else [f"{where} is {ours!r}"]
    return [] if type(recorded) is type(ours) else [f"{where} is {ours!r}, not {recorded!r}"]


def words(recorded: Any, ours: Any) -> list[str]:
    """Where the code or the sentence of a refusal differs. Pydantic's dumps count by their first line."""
    found = []
    if not isinstance(recorded, dict) or not isinstance(ours, dict):
        return []
    is_listed = recorded.get("code") == "unprocessable_entity"  # the message is JSON that quotes what was sent
    for key in ("code",) if is_listed else ("code", "message", "custom", "params"):
        one, other = (str(value.get(key, "")).partition("\n")[0] for value in (recorded, ours))
        one, other = (_VARYING.sub("", text) for text in (one, other))
        if one != other and "plugin daemon" not in one:
            found.append(f"{key} is {other!r}, not {one!r}")
    return found


def cookies(response: Mapping[str, Any], answer: requests.Response) -> list[str]:
    """Where the cookies that are set differ, by name and attributes; what stands in them does not count."""
    recorded = sorted(map(_cookie, response.get("headers", {}).get("set-cookie", [])))
    ours = sorted(map(_cookie, answer.raw.headers.getlist("Set-Cookie")))
    return [] if recorded == ours else [f"cookies {ours}, not {recorded}"]


def _cookie(header: str) -> str:
    name, *attributes = [part.strip() for part in header.split(";")]
    kept = sorted("Expires" if part.startswith("Expires") else part for part in attributes)
    return "; ".join([name.partition("=")[0], *kept])
