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

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
RECORDED_MARKETPLACE = "http://127.0.0.1:5998"
"""Where the server of 1.17.0-pre looked for its marketplace, and found nobody."""

_PLACEHOLDER = re.compile(r"<\w+>")


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


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


class Replay:
    """One session against a sandbox, with what recorded values are called there."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.session = requests.Session()
        self.session.trust_env = False
        self.names: dict[str, str] = {}
        self.cookies: dict[str, str] = {}
        self.refresh_tokens: list[str] = []
        self.login()

    def login(self, email: str = "") -> None:
        """Sign in, as the owner if nobody else: what recordings call `<access_token>` and so on is of this session."""
        self.email = email
        modern = self.sandbox.world.since("1.11.2")
        password = self.sandbox.world.owner["password"]
        sent = _base64(password) if modern else password
        body = {"email": email or self.sandbox.world.owner["email"], "password": sent}
        answer = self.session.post(f"{self.sandbox.url}/console/api/login", json=body)
        self.cookies = dict(answer.cookies) or dict(answer.json().get("data") or {})
        self.learn({name: f"<{name.removeprefix('__Host-')}>" for name in self.cookies}, self.cookies)

    def send(self, request: Mapping[str, Any]) -> requests.Response:
        """The sandbox's answer to a recorded request."""
        asked = self.translated(dict(request))
        body: dict[str, Any] = {}
        for recorded, ours in (("json", "json"), ("form", "data"), ("raw", "data")):
            if recorded in asked:
                body[ours] = asked[recorded]
        if "multipart" in asked:
            body["data"], body["files"] = _form(asked["multipart"])
        self.session.cookies.clear()
        return self.session.request(
            asked["method"],
            self.sandbox.url + asked["path"],
            params=asked.get("query"),
            headers=asked.get("headers"),
            allow_redirects=False,
            **body,
        )

    def translated(self, recorded: Any) -> Any:
        """A recorded value with the names that things have here: ids, addresses, and secrets behind placeholders."""
        if isinstance(recorded, dict):
            return {self.translated(key): self.translated(value) for key, value in recorded.items()}
        if isinstance(recorded, list):
            return [self.translated(one) for one in recorded]
        if not isinstance(recorded, str):
            return recorded
        for name, ours in self._named().items():
            recorded = recorded.replace(name, ours)
        return re.sub(r"<base64\((\w+)\)>", lambda found: _base64(found[1]), recorded)

    def _named(self) -> dict[str, str]:
        owner = self.sandbox.world.owner
        email, password = owner["email"], owner["password"]
        named = {
            "<password:owner>": password, "<base64(password:owner)>": _base64(password),
            "owner@dify.test": email, "OWNER@DIFY.TEST": email.upper(), "Owner@Dify.Test": email.title(),
        }  # fmt: skip
        for mail in self.sandbox.world.outbox[-1:]:
            named |= {"<code>": mail.code, "<base64(code)>": _base64(mail.code)}
        return named | self.names

    def learn(self, recorded: Any, ours: Any) -> None:
        """Note what ids and tokens are called here, by where they stand in both answers; of tokens, the latest."""
        if isinstance(recorded, dict) and isinstance(ours, dict):
            for key, value in recorded.items():
                self.learn(value, ours.get(key))
        elif isinstance(recorded, list) and isinstance(ours, list):
            for one, other in zip(recorded, self._in_order_of(recorded, ours), strict=False):
                self.learn(one, other)
        elif isinstance(recorded, str) and isinstance(ours, str) and UUID.fullmatch(recorded):
            self.names.setdefault(recorded, ours)
        elif isinstance(recorded, str) and isinstance(ours, str) and _PLACEHOLDER.fullmatch(recorded):
            self.names[recorded] = ours
            if recorded == "<refresh_token>":
                self.refresh_tokens.append(ours)

    def learn_cookies(self, recorded: list[str], ours: Mapping[str, str]) -> None:
        """Note what the values of cookies are called here; `recorded` are the lines of `Set-Cookie`."""
        self.learn(dict(line.partition(";")[0].split("=", 1) for line in recorded), dict(ours))

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
    """Where the code or the sentence of a refusal differs."""
    if not isinstance(recorded, dict) or not isinstance(ours, dict):
        return []
    recorded, ours = (_constant(body) for body in (recorded, ours))
    return [
        f"{key} is {ours.get(key)!r}, not {value!r}"
        for key, value in recorded.items()
        if value != ours.get(key) and "plugin daemon" not in str(value)
    ]


def _constant(body: dict[str, Any]) -> dict[str, Any]:
    """What a refusal says, without ids, the routes that Flask suggests, and which of Pydantic's choices a field is."""
    body = body["error"] if isinstance(body.get("error"), dict) else body
    found = {key: body[key] for key in ("code", "type", "message", "data", "custom", "params") if key in body}
    text = UUID.sub("ID", str(found.get("message", "")))
    text = re.sub(r"req_id: \d+", "req_id: ID", text).replace(RECORDED_MARKETPLACE, "https://marketplace.dify.ai")
    if body.get("code") == "unprocessable_entity":
        found["message"] = [{key: one.get(key) for key in ("loc", "msg", "input")} for one in json.loads(text)]
    elif "message" in found:
        found["message"] = re.sub(r" You have requested this URI.*", "", text).replace("enum", "literal_error")
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
