"""The models of a workspace: what its one provider offers, the credentials that were given, the defaults."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

from . import seed
from .model_config import OPENAI

TYPES = ("llm", "text-embedding", "rerank", "speech2text", "moderation", "tts")
OFFERED = {
    "gpt-4o-mini": "llm", "o4-mini": "llm", "text-embedding-3-small": "text-embedding", "whisper-1": "speech2text",
    "text-moderation-stable": "moderation", "tts-1-hd": "tts",
}  # fmt: skip
"""The predefined models and their types."""

_PROPERTIES: dict[str, dict[str, Any]] = {
    "llm": {"context_size": 128000, "mode": "chat"},
    "text-embedding": {"context_size": 8191, "max_chunks": 32},
}
_FEATURES = {"llm": ["tool-call", "multi-tool-call", "stream-tool-call"]}


class Credential(NamedTuple):
    """Named keys. Before Dify 1.8.0 there was one, without a name, where there are now several."""

    id: str
    name: str
    keys: dict[str, str]


def credential(name: str, keys: dict[str, str]) -> Credential:
    """New keys."""
    return Credential(str(uuid.uuid4()), name, keys)


class Models:
    """Credentials of the provider, the first one first; models that were added, with their own; default models."""

    def __init__(self) -> None:
        keys = {"openai_api_key": "sk-sandbox"}
        self.credentials = [Credential(seed.identifier("credential", OPENAI), "API KEY 1", keys)]
        own = Credential(seed.identifier("credential", "acme-large"), "API KEY 1", keys)
        self.custom = {("acme-large", "llm"): [own]}
        self.defaults = {
            "llm": {"provider": OPENAI, "model": "gpt-4o-mini"},
            "text-embedding": {"provider": OPENAI, "model": "text-embedding-3-small"},
        }

    def clear(self) -> None:
        """Have no credentials, no models of one's own and no defaults."""
        self.credentials.clear()
        self.custom.clear()
        self.defaults.clear()

    @property
    def status(self) -> str:
        """Of what the provider offers."""
        return "active" if self.credentials else "no-configure"

    def listed(self) -> list[dict[str, Any]]:
        """All models."""
        offered = [_model(name, kind, "predefined-model", self.status) for name, kind in OFFERED.items()]
        return offered + [_model(name, kind, "customizable-model", "active") for name, kind in self.custom]

    def active(self, kind: str) -> list[dict[str, Any]]:
        """The models of a type that can be used."""
        return [one for one in self.listed() if one["model_type"] == kind and one["status"] == "active"]


def _model(name: str, kind: str, source: str, status: str) -> dict[str, Any]:
    return {
        "model": name, "label": {"zh_Hans": name, "en_US": name}, "model_type": kind, "features": _FEATURES.get(kind),
        "fetch_from": source, "model_properties": _PROPERTIES.get(kind, {}), "deprecated": False, "status": status,
        "load_balancing_enabled": False, "has_invalid_load_balancing_configs": False,
    }  # fmt: skip
