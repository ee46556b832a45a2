"""What went on in an app: conversations with their messages, and runs of workflows; and the past of seeded apps."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from . import seed, workflow_state

if TYPE_CHECKING:
    from .app_state import AppState

QUESTIONS = (
    "Where is my order?",
    "返品できますか？",
    "How do I reset my password?",
    "Merci !",
    "هل يمكنني الدفع لاحقًا؟",
)
FAILURE = "The model did not answer."


def end_user(name: str) -> dict[str, Any]:
    """Somebody who uses an app through its service API, as runs name them."""
    return {"id": seed.identifier("end user", name), "user": name}


def fill(state: AppState) -> None:
    """Give an app of the first workspace a past: the same one in every run."""
    app = state.app
    chance = random.Random(str(app["id"]))  # noqa: S311  # the same past in every run
    state.keys = [] if chance.random() < 0.5 else [state.new_key("seed", app["created_at"])]
    if app["model_config"] is None:
        _fill_workflows(state, chance)
    for number in range(30):
        at = seed.NEWEST - number * 8 * 3600 - chance.randint(0, 3600)
        user = end_user(f"user-{number % 4}")
        if app["mode"] == "workflow":
            status = chance.choice(("succeeded", "succeeded", "failed", "stopped"))
            state.runs.append(run(state, number, at=at, user=user, status=status))
        else:
            _remember(state, number, at, user, chance.choice(QUESTIONS))


def _fill_workflows(state: AppState, chance: random.Random) -> None:
    app = state.app
    state.draft = workflow_state.new(app, "draft", at=app["updated_at"], secret="sk-sandbox-secret-value")  # noqa: S106
    known = any(name == app["name"] for name, *_ in seed.APPS)
    for number in range(3 if known else chance.randint(0, 3), 0, -1):
        published = workflow_state.new(app, number, at=app["created_at"] + number * 3600)
        name = {"version": f"2026-10-0{number} 08:00:00.000000", "marked_name": f"v{number}", "updated_by": None}
        state.versions.append(published | name)


def _remember(state: AppState, number: int, at: int, user: dict[str, Any], question: str) -> None:
    id = seed.identifier("conversation", state.app["id"], number)
    answered = message(state, id, question, f"About “{question}”: please see the handbook.", number, at=at, user=user)
    state.conversations.append(conversation(state, id, question, at=at, user=user))
    state.messages[id] = [answered]
    if state.app["mode"] == "advanced-chat":
        made = run(state, number, at=at, user=user, status="succeeded")
        answered["workflow_run_id"] = made["id"]
        state.runs.append(made | {"conversation_id": id, "message_id": answered["id"]})


def conversation(state: AppState, id: str, question: str, *, at: int, user: dict[str, Any]) -> dict[str, Any]:
    """A conversation as the list of them tells it (recording of 1.13.2)."""
    counted = state.app["mode"] == "advanced-chat"
    counts = {"success": 1, "failed": 0, "partial_success": 0, "paused": 0}
    config = state.app["model_config"] or {}
    return {
        "id": id, "status": "normal", **_whose(user), "from_end_user_session_id": user.get("user"),
        "from_account_name": user.get("name"), "name": question, "summary": question, "read_at": None,
        "created_at": at, "updated_at": at, "annotated": False,
        "model_config": {"model": None, "pre_prompt": config.get("pre_prompt")}, "message_count": 1,
        "user_feedback_stats": {"like": 0, "dislike": 0}, "admin_feedback_stats": {"like": 0, "dislike": 0},
        "status_count": counts if counted else dict.fromkeys(counts),
    }  # fmt: skip


def _whose(user: dict[str, Any]) -> dict[str, Any]:
    """Where something comes from: the service API, or the console."""
    if "user" in user:
        return {"from_source": "api", "from_end_user_id": user["id"], "from_account_id": None}
    return {"from_source": "console", "from_end_user_id": None, "from_account_id": user["id"]}


def message(
    state: AppState, conversation: str, question: str, answer: str, *parts: object, at: int, user: dict[str, Any]
) -> dict[str, Any]:
    """A message with its answer, as the list of them tells it (recording of 1.13.2)."""
    return {
        "id": seed.identifier("message", state.app["id"], conversation, *parts), "conversation_id": conversation,
        "inputs": {}, "query": question, "message": "", "message_tokens": len(question), "answer": answer,
        "answer_tokens": len(answer), "provider_response_latency": 0.4, **_whose(user), "feedbacks": [],
        "workflow_run_id": None, "annotation": None, "annotation_hit_history": None, "created_at": at,
        "agent_thoughts": [], "message_files": [], "extra_contents": [], "metadata": {}, "status": "normal",
        "error": None, "parent_message_id": None,
    }  # fmt: skip


def run(state: AppState, *parts: object, at: int, user: dict[str, Any], status: str) -> dict[str, Any]:
    """A run of a workflow: of the published version for end users, of the draft for accounts."""
    published = state.published if "user" in user else state.draft
    number = next((part for part in parts if isinstance(part, int)), 0)
    return {
        "id": seed.identifier("run", state.app["id"], *parts), "version": published["version"] if published else "",
        "workflow_id": published["id"] if published else None, "status": status,
        "error": FAILURE if status == "failed" else None, "elapsed_time": 0.5 + number / 100,
        "total_tokens": 100 + number, "total_steps": 3, "created_at": at, "finished_at": at + 1,
        "exceptions_count": 0, "triggered_from": "app-run" if "user" in user else "debugging", "user": user,
        "inputs": {"text": f"Ticket {number}"}, "outputs": {"result": f"Ticket {number}"},
    }  # fmt: skip
