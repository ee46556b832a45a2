"""The plugins of a workspace: what the marketplace offers, what is installed, and what is being installed."""

from __future__ import annotations

import hashlib
import json
import uuid
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from . import seed
from .pace import Progress

BROKEN = "langgenius/fails"
"""The plugin that cannot be installed."""

_MANIFEST = "manifest.yaml"
_LANGUAGES = ("en_US", "zh_Hans", "pt_BR", "ja_JP")


class Offer(NamedTuple):
    """A plugin and its versions, the latest first."""

    id: str
    category: str
    label: str
    versions: tuple[str, ...]

    @property
    def name(self) -> str:
        """The id without the organisation."""
        return self.id.partition("/")[2]


OFFERED = (
    Offer("langgenius/openai", "model", "OpenAI", ("0.2.7", "0.2.0", "0.1.0")),
    Offer("langgenius/anthropic", "model", "Anthropic", ("0.1.3", "0.1.0")),
    Offer("langgenius/openai_tool", "tool", "OpenAI Tool", ("0.0.4",)),
    Offer("langgenius/wikipedia", "tool", "Wikipedia", ("0.0.3", "0.0.1")),
    Offer("langgenius/agent", "agent-strategy", "Dify Agent Strategies", ("0.0.20",)),
    Offer("someone/openai", "model", "OpenAI (unofficial)", ("1.0.0",)),
    Offer(BROKEN, "extension", "Fails to install", ("0.0.1",)),
)


def offer(id: str) -> Offer | None:
    """What the marketplace has under this id."""
    return next((one for one in OFFERED if one.id == id), None)


def identifier(id: str, version: str) -> str:
    """What names one package: `org/name:version@checksum`."""
    return f"{id}:{version}@{hashlib.sha256(f'{id}:{version}'.encode()).hexdigest()}"


def package(id: str, version: str) -> bytes:
    """A package: an archive with a manifest, the same in every run."""
    content = BytesIO()
    manifest = {"author": id.partition("/")[0], "name": id.partition("/")[2], "version": version}
    with ZipFile(content, "w") as archive:
        archive.writestr(ZipInfo(_MANIFEST), json.dumps(manifest))
    return content.getvalue()


def identify(content: bytes) -> str | None:
    """What names a package, by its manifest; None for what is no package."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
        return identifier(f"{manifest['author']}/{manifest['name']}", manifest["version"])
    except (BadZipFile, KeyError, ValueError):
        return None


class Task:
    """Packages that are being installed: pending, then running, then done, each by itself."""

    def __init__(self, identifiers: list[str], now: float, at: str) -> None:
        self._progress = Progress(now)
        self.told: dict[str, Any] = {
            "id": str(uuid.uuid4()), "created_at": at, "updated_at": at, "status": "pending",
            "total_plugins": len(identifiers), "completed_plugins": 0, "plugins": [_part(one) for one in identifiers],
        }  # fmt: skip

    def look(self) -> None:
        """Somebody asked how far it is."""
        self._progress.look()

    def steps(self, now: float, seconds_per_step: float) -> int:
        """How many steps are due."""
        return self._progress.steps(now, seconds_per_step)


def _part(identifier: str) -> dict[str, Any]:
    id = identifier.partition(":")[0]
    return {"plugin_unique_identifier": identifier, "plugin_id": id, "status": "pending", "message": "",
            "labels": dict.fromkeys(_LANGUAGES, id), "icon": ""}  # fmt: skip


class Plugins:
    """What is installed, and what is being installed.

    `seconds_per_step` is how long each step of an installation takes in the sandbox's time; at 0, it makes one step
    with each question. `packages` are those that were sent to the server.
    """

    def __init__(self) -> None:
        self.seconds_per_step = 0.0
        self.packages: set[str] = set()
        self.installed = [installed("langgenius/openai", "0.2.0"), installed("langgenius/openai_tool", "0.0.4")]
        self.tasks: dict[str, Task] = {}
        self.permission = {"install_permission": "everyone", "debug_permission": "admins"}
        self.auto_upgrade: dict[str, Any] = {
            "strategy_setting": "fix_only", "upgrade_time_of_day": 0, "upgrade_mode": "exclude", "exclude_plugins": [],
            "include_plugins": [],
        }  # fmt: skip

    def install(self, identifiers: list[str], now: float, at: str) -> Task | None:
        """Begin to install packages; None when all of them are there."""
        present = [one["plugin_unique_identifier"] for one in self.installed]
        missing = [one for one in identifiers if one not in present]
        if not missing:
            return None
        task = Task(missing, now, at)
        self.tasks[task.told["id"]] = task
        return task

    def catch_up(self, now: float) -> None:
        """Make the steps of installations that are due."""
        for task in self.tasks.values():
            for _ in range(task.steps(now, self.seconds_per_step)):
                self._step(task.told)

    def _step(self, task: dict[str, Any]) -> None:
        if task["status"] == "pending":
            task["status"] = "running"
        elif task["status"] == "running":
            done = [self._finish(part) for part in task["plugins"]]
            task |= {"status": "success" if all(done) else "failed", "completed_plugins": sum(done)}

    def _finish(self, part: dict[str, Any]) -> bool:
        """Install one package in the place of any other version; tells whether that went well."""
        identifier = part["plugin_unique_identifier"]
        if part["plugin_id"] == BROKEN:
            part |= {"status": "failed", "message": "The package is broken."}
            return False
        self.installed = [one for one in self.installed if one["plugin_id"] != part["plugin_id"]]
        version = identifier.partition(":")[2].partition("@")[0]
        self.installed.append(installed(part["plugin_id"], version, identifier))
        part["status"] = "success"
        return True


def installed(id: str, version: str, unique_identifier: str = "") -> dict[str, Any]:
    """One installation as the listing of 1.13.2 has it."""
    unique_identifier = unique_identifier or identifier(id, version)
    about = offer(id) or Offer(id, "tool", id, (version,))
    installation = seed.identifier("installation", id)
    return {
        "id": installation, "created_at": "2026-11-01T08:00:00Z", "updated_at": "2026-11-01T08:00:00Z",
        "tenant_id": seed.identifier("workspace", seed.WORKSPACES[0]), "endpoints_setups": 0, "endpoints_active": 0,
        "runtime_type": "local", "source": "marketplace", "meta": {}, "plugin_id": id,
        "plugin_unique_identifier": unique_identifier, "version": version,
        "checksum": unique_identifier.partition("@")[2], "declaration": declaration(about, version),
        "name": about.name, "installation_id": installation,
    }  # fmt: skip


def declaration(about: Offer, version: str) -> dict[str, Any]:
    """What a package says of itself."""
    label = dict.fromkeys(_LANGUAGES, about.label)
    files = {"tool": "tools", "model": "models"}.get(about.category)
    plugins: dict[str, list[str]] = {kind: [] for kind in ("tools", "models", "endpoints", "datasources", "triggers")}
    permission = dict.fromkeys(("tool", "model", "node", "endpoint", "storage"))
    kinds = dict.fromkeys(("tool", "model", "endpoint", "agent_strategy", "datasource", "trigger"))
    return {
        "version": version, "author": about.id.partition("/")[0], "name": about.name,
        "description": dict.fromkeys(_LANGUAGES, f"{about.label} for Dify."), "icon": "icon_s_en.svg",
        "icon_dark": None, "label": label, "category": about.category, "created_at": "2024-09-20T00:03:44Z",
        "resource": {"memory": 268435456, "permission": permission},
        "plugins": plugins | ({files: [f"provider/{about.name}.yaml"]} if files else {}), "tags": [], "repo": None,
        "verified": about.id.startswith("langgenius/"), **kinds, **_provider(about),
        "meta": {"minimum_dify_version": None, "version": "0.0.1"},
    }  # fmt: skip


def _provider(about: Offer) -> dict[str, Any]:
    """What a package says of the provider in it."""
    words = {"zh_Hans": about.label, "en_US": about.label}
    icon = {"zh_Hans": "icon_s_en.svg", "en_US": "icon_s_en.svg"}
    if about.category == "tool":
        identity = {"author": about.id.partition("/")[0], "name": about.name, "label": words, "description": words,
                    "icon": "icon_s_en.svg", "tags": []}  # fmt: skip
        return {"tool": {"identity": identity, "plugin_id": None, "credentials_schema": [], "tools": []}}
    if about.category != "model":
        return {}
    return {"model": {
        "provider": about.name, "label": words, "description": words, "icon_small": icon, "icon_small_dark": None,
        "background": "#E5E7EB", "help": {"title": words, "url": words}, "supported_model_types": ["llm"],
        "configurate_methods": ["predefined-model"], "models": [],
        "provider_credential_schema": {"credential_form_schemas": []}, "model_credential_schema": None,
        "position": {"llm": [], "text-embedding": []},
    }}  # fmt: skip
