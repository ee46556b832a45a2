"""What the marketplace offers, what is installed, and what is being installed."""

from __future__ import annotations

import uuid
from typing import Any

from . import seed

OFFERED = (
    ("langgenius/openai", "model", "OpenAI", ("0.2.7", "0.2.0", "0.1.0")),
    ("langgenius/anthropic", "model", "Anthropic", ("0.1.3", "0.1.0")),
    ("langgenius/openai_tool", "tool", "OpenAI Tool", ("0.0.4",)),
    ("langgenius/wikipedia", "tool", "Wikipedia", ("0.0.3", "0.0.1")),
    ("langgenius/agent", "agent-strategy", "Dify Agent Strategies", ("0.0.20",)),
    ("someone/openai", "model", "OpenAI (unofficial)", ("1.0.0",)),
    ("langgenius/fails", "extension", "Fails to install", ("0.0.1",)),
)


def identifier(id: str, version: str) -> str:
    """What names one package."""
    return f"{id}:{version}@{seed.identifier('package', id, version).replace('-', '')}"


class Plugins:
    """What is installed, and what is being installed. A task takes one step each time somebody looks."""

    def __init__(self) -> None:
        self.installed: list[dict[str, Any]] = [installed(*OFFERED[0][:3], "0.2.0")]
        self.tasks: dict[str, dict[str, Any]] = {}
        self.permission = {"install_permission": "everyone", "debug_permission": "admins"}


def installed(id: str, category: str, label: str, version: str) -> dict[str, Any]:
    name = id.partition("/")[2]
    model = {"provider": name} if category == "model" else None
    return {
        "id": str(uuid.uuid4()), "created_at": "2026-11-01T08:00:00Z", "updated_at": "2026-11-01T08:00:00Z",
        "tenant_id": seed.identifier("workspace", seed.WORKSPACES[0]), "endpoints_setups": 0, "endpoints_active": 0,
        "runtime_type": "local", "source": "marketplace", "meta": {}, "plugin_id": id,
        "plugin_unique_identifier": identifier(id, version), "version": version, "checksum": "", "name": name,
        "installation_id": seed.identifier("installation", id),
        "declaration": {"category": category, "name": name, "label": {"en_US": label}, "model": model,
                        "description": {"en_US": f"{label} for Dify."}},
    }  # fmt: skip
