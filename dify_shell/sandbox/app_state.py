"""What an app has besides what the listing says: its site, keys, tracing, drafts and versions, conversations, runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import seed
from .app_past import fill
from .workflow_state import Workflow

if TYPE_CHECKING:
    from .world import World

DSL_VERSIONS = (("1.16.0", "0.7.0"), ("1.13.0", "0.6.0"), ("1.10.0", "0.5.0"), ("1.8.0", "0.4.0"), ("1.7.0", "0.3.1"),
                ("1.5.0", "0.3.0"), ("0", "0.1.5"))  # fmt: skip
"""Since which version of Dify which version of the DSL (E4)."""

WITH_WORKFLOW = ("workflow", "advanced-chat")


class AppState:
    """Everything about one app that its own endpoints read and write."""

    def __init__(self, app: dict[str, Any]) -> None:
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
            fill(self)

    def new_key(self, *parts: object) -> dict[str, Any]:
        """A key of the app's service API, named by `parts`; the last of them is when it was made."""
        parts = (self.app["id"], *parts)
        token = "app-" + seed.identifier("key", *parts).replace("-", "")[:24]
        return {"id": seed.identifier("key id", *parts), "type": "app", "token": token, "last_used_at": None,
                "created_at": parts[-1]}  # fmt: skip

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
