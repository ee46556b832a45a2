"""The configuration of the apps that ask a model without a workflow: chat, agent-chat and completion."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

OPENAI = "langgenius/openai/openai"
LISTED = ("model", "pre_prompt", "created_by", "created_at", "updated_by", "updated_at")
"""What listings of apps tell of it (recording of 1.13.2)."""

_NEW: dict[str, Any] = {
    "opening_statement": None, "suggested_questions": [], "suggested_questions_after_answer": {"enabled": False},
    "speech_to_text": {"enabled": False}, "text_to_speech": {"enabled": False}, "retriever_resource": {"enabled": True},
    "annotation_reply": {"enabled": False}, "more_like_this": {"enabled": False},
    "sensitive_word_avoidance": {"enabled": False, "type": "", "config": {}}, "external_data_tools": [],
    "model": {"provider": OPENAI, "name": "gpt-4o-mini", "mode": "chat", "completion_params": {}},
    "user_input_form": [], "dataset_query_variable": None, "pre_prompt": None,
    "agent_mode": {"enabled": False, "strategy": None, "tools": [], "prompt": None}, "prompt_type": "simple",
    "chat_prompt_config": {}, "completion_prompt_config": {}, "dataset_configs": {"retrieval_model": "multiple"},
    "file_upload": {"image": {"enabled": False, "number_limits": 3, "detail": "high",
                              "transfer_methods": ["remote_url", "local_file"]}},
}  # fmt: skip
_OF_COMPLETION = {
    "user_input_form": [{"paragraph": {"label": "Query", "variable": "query", "required": True, "default": ""}}],
    "pre_prompt": "{{query}}",
}


def new(mode: str, account: str, created_at: int, updated_at: int) -> dict[str, Any]:
    """The configuration of a new app (recording of 1.13.2, with a default model in the workspace)."""
    author = {"created_by": account, "created_at": created_at, "updated_by": account, "updated_at": updated_at}
    return deepcopy(_NEW | (_OF_COMPLETION if mode == "completion" else {}) | author)


def content(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration alone, without who made it and when: what DSL texts have."""
    return {key: deepcopy(config[key]) for key in _NEW if key in config}


def accepted(config: dict[str, Any]) -> dict[str, Any]:
    """What the server makes of a configuration that it is given (recording of 1.13.2)."""
    given = {key: deepcopy(value) for key, value in config.items() if key in _NEW}
    given["model"]["completion_params"].setdefault("stop", [])
    given["text_to_speech"] = {"language": "", "voice": "", **given.get("text_to_speech", {"enabled": False})}
    return _NEW | given
