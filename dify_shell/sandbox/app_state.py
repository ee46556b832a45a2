"""What an app has besides what the listing says: its site, keys, tracing, drafts and versions, conversations, runs."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from . import seed, workflow_state
from .workflow_state import Workflow

if TYPE_CHECKING:
    from .world import World

DSL_VERSIONS = (("1.16.0", "0.7.0"), ("1.13.0", "0.6.0"), ("1.10.0", "0.5.0"), ("1.8.0", "0.4.0"), ("1.7.0", "0.3.1"),
                ("1.5.0", "0.3.0"), ("0", "0.1.5"))  # fmt: skip
"""Since which version of Dify which version of the DSL (E4)."""

WITH_WORKFLOW = ("workflow", "advanced-chat")


class AppState:
    """Everything about one app that its own endpoints read and write."""

    def __init__(self, app: dict[str, Any], world: World) -> None:
        self.app = app
        self.enable_site = self.enable_api = True
        self.site = _site(app)
        self.keys: list[dict[str, Any]] = []
        self.tracing: dict[str, Any] = {"enabled": False, "tracing_provider": None}
        self.trace_configs: dict[str, dict[str, Any]] = {}
        self.draft: Workflow | None = None
        self.versions: list[Workflow] = []
        self.dependencies: list[dict[str, Any]] = []
        self.imported_at = 0.0
        self.conversations: list[dict[str, Any]] = []
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.runs: list[dict[str, Any]] = []
        if app.get("seeded"):
            _fill(self, world)

    @property
    def published(self) -> Workflow | None:
        """The latest published version."""
        return self.versions[0] if self.versions else None


def dsl_version(world: World) -> str:
    """The version of the DSL that this server writes."""
    return next(dsl for since, dsl in DSL_VERSIONS if world.since(since))


def _site(app: dict[str, Any]) -> dict[str, Any]:
    token = seed.identifier("site", app["id"]).replace("-", "")[:16]
    return {
        "access_token": token, "code": token, "title": app["name"], "icon_type": app["icon_type"], "icon": app["icon"],
        "icon_background": app["icon_background"], "description": None, "default_language": "en-US",
        "chat_color_theme": None, "chat_color_theme_inverted": False, "customize_domain": None, "copyright": None,
        "privacy_policy": None, "custom_disclaimer": "", "enable_homepage": False,
        "customize_token_strategy": "not_allow", "prompt_public": False, "show_workflow_steps": True,
        "show_answer_disclaimer": False, "use_icon_as_answer_icon": False, "created_by": app["created_by"],
        "created_at": app["created_at"], "updated_by": app["created_by"], "updated_at": app["created_at"],
        "icon_url": None,
    }  # fmt: skip


def _fill(state: AppState, world: World) -> None:
    """Give an app of the first workspace a past: the same one in every run."""
    app = state.app
    chance = random.Random(str(app["id"]))  # noqa: S311  # the same past in every run
    if app["mode"] in WITH_WORKFLOW:
        state.draft = workflow_state.new(app, "draft", at=app["updated_at"], secret="sk-sandbox-secret-value")  # noqa: S106
        for number in (3, 2, 1):
            published = workflow_state.new(app, number, at=app["created_at"] + number * 3600)
            published |= {
                "version": f"2026-10-0{number} 08:00:00.000000",
                "marked_name": f"v{number}",
                "updated_by": None,
            }
            state.versions.append(published)
    state.keys = [] if chance.random() < 0.5 else [key(app["id"], "seed", app["created_at"])]
    for number in range(30):
        at = seed.NEWEST - number * 8 * 3600 - chance.randint(0, 3600)
        if app["mode"] == "workflow":
            state.runs.append(run(app, number, at, chance.choice(("succeeded", "succeeded", "failed", "stopped"))))
        else:
            _remember(state, number, at, chance)


def key(app: str, *parts: object) -> dict[str, Any]:
    """A key of an app's service API."""
    at = next((part for part in reversed(parts) if isinstance(part, int)), seed.NEWEST)
    token = "app-" + seed.identifier("key", app, *parts).replace("-", "")[:24]
    return {"id": seed.identifier("key id", app, *parts), "type": "app", "token": token, "last_used_at": None,
            "created_at": at}  # fmt: skip


def run(app: dict[str, Any], number: int, at: int, status: str) -> dict[str, Any]:
    """A run of a workflow, as the list of runs tells it."""
    return {
        "id": seed.identifier("run", app["id"], number), "version": "2026-10-03 08:00:00.000000", "status": status,
        "error": "The model did not answer." if status == "failed" else None, "elapsed_time": 0.5 + number / 100,
        "total_tokens": 100 + number, "total_steps": 3, "created_at": at, "finished_at": at + 1, "exceptions_count": 0,
        "user": f"user-{number % 4}",
    }  # fmt: skip


def _remember(state: AppState, number: int, at: int, chance: random.Random) -> None:
    id = seed.identifier("conversation", state.app["id"], number)
    question = chance.choice(("Where is my order?", "返品できますか？", "How do I reset my password?", "Merci !"))
    state.conversations.append(conversation(id, question, at, f"user-{number % 4}"))
    state.messages[id] = [message(id, question, f"About “{question}”: please see the handbook.", at)]


def conversation(id: str, question: str, at: int, user: str) -> dict[str, Any]:
    """A conversation as the list of them tells it."""
    return {
        "id": id, "status": "normal", "from_source": "api", "from_end_user_id": seed.identifier("end user", user),
        "from_end_user_session_id": user, "from_account_id": None, "from_account_name": None, "name": question,
        "summary": question, "read_at": None, "created_at": at, "updated_at": at, "annotated": False,
        "model_config": {"model": None, "pre_prompt": None}, "message_count": 1,
        "user_feedback_stats": {"like": 0, "dislike": 0}, "admin_feedback_stats": {"like": 0, "dislike": 0},
        "status_count": {"success": None, "failed": None, "partial_success": None, "paused": None},
    }  # fmt: skip


def message(conversation: str, question: str, answer: str, at: int, *parts: object) -> dict[str, Any]:
    """A message with its answer."""
    return {
        "id": seed.identifier("message", conversation, at, *parts), "conversation_id": conversation, "inputs": {},
        "query": question, "message": "", "message_tokens": len(question), "answer": answer,
        "answer_tokens": len(answer), "provider_response_latency": 0.4, "from_source": "api", "from_end_user_id": None,
        "from_account_id": None, "feedbacks": [], "workflow_run_id": None, "annotation": None,
        "annotation_hit_history": None, "created_at": at, "agent_thoughts": [], "message_files": [],
        "extra_contents": [], "metadata": {}, "status": "normal", "error": None, "parent_message_id": None,
    }  # fmt: skip
