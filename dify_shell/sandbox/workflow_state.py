"""Workflows as they are kept: a draft, and the versions that were published of it."""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from itertools import pairwise
from typing import Any

from . import model_config, seed

Workflow = dict[str, Any]

CONTENT = ("graph", "features", "environment_variables", "conversation_variables")
"""What of a workflow can be edited, exported and published."""

MASK = "*" * 20
"""Stands for a secret wherever a workflow is told (recording of 1.13.2)."""

_FEATURES: dict[str, Any] = {
    "file_upload": {"enabled": False}, "opening_statement": "", "retriever_resource": {"enabled": True},
    "sensitive_word_avoidance": {"enabled": False}, "speech_to_text": {"enabled": False}, "suggested_questions": [],
    "suggested_questions_after_answer": {"enabled": False},
    "text_to_speech": {"enabled": False, "language": "", "voice": ""},
}  # fmt: skip
_TEXT = {"variable": "text", "label": "text", "type": "text-input", "required": True, "max_length": 256, "options": []}


def new(app: dict[str, Any], *parts: object, at: int, secret: str = "") -> Workflow:
    """A workflow of an app, named by `parts`: a start, a model, an end; with `secret` in its environment, if given."""
    account = author(app["author_name"])
    environment = [
        {"id": seed.identifier("variable", app["id"]), "name": "API_KEY", "value": secret, "value_type": "secret",
         "description": ""}
    ]  # fmt: skip
    return {
        "id": seed.identifier("workflow", app["id"], *parts), "graph": _graph(app["mode"]),
        "features": deepcopy(_FEATURES), "version": "draft", "marked_name": "", "marked_comment": "",
        "created_by": account, "created_at": at, "updated_by": account, "updated_at": at, "tool_published": False,
        "environment_variables": environment if secret else [], "conversation_variables": [],
    }  # fmt: skip


def author(name: str) -> dict[str, str]:
    """An account as workflows and their runs name it."""
    email = seed.email_of(name)
    return {"id": seed.identifier("account", email), "name": name, "email": email}


def _graph(mode: str) -> dict[str, Any]:
    model = {"provider": model_config.OPENAI, "name": "gpt-4o-mini", "mode": "chat", "completion_params": {}}
    if mode == "advanced-chat":
        start, end = _node("start", "Start", variables=[]), _node("answer", "Answer", answer="{{#llm.text#}}")
    else:
        result = {"variable": "result", "value_selector": ["llm", "text"], "value_type": "string"}
        start, end = _node("start", "Start", variables=[_TEXT]), _node("end", "End", outputs=[result])
    nodes = [start, _node("llm", "Model", model=model), end]
    return {"nodes": nodes, "edges": [_edge(*pair) for pair in pairwise(nodes)],
            "viewport": {"x": 0, "y": 0, "zoom": 1}}  # fmt: skip


def _node(kind: str, title: str, **data: Any) -> dict[str, Any]:
    return {"id": kind, "type": "custom", "data": {"type": kind, "title": title, "desc": "", **deepcopy(data)}}


def _edge(source: dict[str, Any], target: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{source['id']}-source-{target['id']}-target", "type": "custom", "source": source["id"],
        "sourceHandle": "source", "target": target["id"], "targetHandle": "target",
        "data": {"sourceType": source["data"]["type"], "targetType": target["data"]["type"], "isInIteration": False},
    }  # fmt: skip


def content(workflow: Workflow) -> dict[str, Any]:
    """A copy of what of a workflow can be edited, exported and published."""
    return {key: deepcopy(workflow[key]) for key in CONTENT if key in workflow}


def nodes(workflow: Workflow) -> list[dict[str, Any]]:
    """The nodes in the order in which they run: workflows of the sandbox have no branches."""
    found: list[dict[str, Any]] = workflow["graph"].get("nodes") or []
    return found


def form(workflow: Workflow) -> list[dict[str, Any]]:
    """The inputs that a workflow asks for: those of its first node."""
    variables: list[dict[str, Any]] = next((node["data"].get("variables") or [] for node in nodes(workflow)), [])
    return variables


def digest(workflow: Workflow) -> str:
    """What tells two states of a workflow apart: a publication has that of its draft."""
    return hashlib.sha256(json.dumps([workflow["graph"], workflow["features"]], sort_keys=True).encode()).hexdigest()


def told(workflow: Workflow) -> dict[str, Any]:
    """A workflow as it is answered, without secrets."""
    variables = [
        {key: one.get(key, "") for key in ("id", "name", "value", "value_type", "description")}
        | ({"value": MASK} if one["value_type"] == "secret" else {})
        for one in workflow["environment_variables"]
    ]
    return workflow | {
        "hash": digest(workflow), "environment_variables": variables, "rag_pipeline_variables": [],
    }  # fmt: skip
