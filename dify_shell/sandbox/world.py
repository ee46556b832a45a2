"""The state of a sandbox: everything that a request can read or change, in one object."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Any, NamedTuple

from . import seed
from .app_state import AppState
from .file_state import Files
from .knowledge_state import Knowledge
from .model_state import Models
from .plugin_state import Plugins


class Fault(NamedTuple):
    """How the next request to `path` (any, when empty) is answered instead of by Dify. No status: the line drops."""

    path: str = ""
    status: int | None = 500
    body: str | bytes | dict[str, Any] = ""
    headers: tuple[tuple[str, str], ...] = ()


class Mail(NamedTuple):
    """A mailed login code."""

    email: str
    code: str
    token: str
    sent_at: float


class ChatSwitches:
    """How the next answers of apps come.

    `error` comes inside the stream after the text, in the place of the end; `ends_early` leaves the end out; `fails`
    lets the model of workflows fail; `pings` come after each piece of text. `held` keeps a stream after each piece
    until it is set, or the task stopped. `silent` workflows send one ping and nothing more until `released` is set, as
    those of a server without a worker do. `stopped` has the tasks that were stopped.
    """

    def __init__(self) -> None:
        self.error = ""
        self.ends_early = False
        self.replaced_by = ""
        self.fails = False
        self.pings = 0
        self.silent = False
        self.released = threading.Event()
        self.held: threading.Event | None = None
        self.stopped: list[str] = []


def release(version: str) -> tuple[int, ...]:
    """`1.17.0-pre` → (1, 17, 0)."""
    return tuple(int(part) for part in version.replace("+", "-").partition("-")[0].split("."))


class World:
    """One Dify server with its database, mail and clock. `reset` makes it new."""

    def __init__(self, version: str = "1.13.2", apps: int = 30) -> None:
        self._app_count = apps
        self._default_version = version
        self.reset()

    def reset(self, version: str | None = None) -> None:
        """Forget everything; play `version` from now on, or the first one again."""
        self.version = version or self._default_version
        self.offset = 0.0
        self.is_set_up = True
        self.init_password = ""
        self.init_sessions: set[str] = set()
        self.owner = {"email": seed.OWNER_EMAIL, "password": seed.OWNER_PASSWORD, "name": seed.PEOPLE[0][0]}
        self.accounts = seed.accounts()
        self.banned: set[str] = set()
        self.without_workspace: set[str] = set()
        self.invitations: dict[str, str] = {}
        self.workspaces = [
            {"id": seed.identifier("workspace", name), "name": name, "plan": "sandbox", "status": "normal",
             "created_at": seed.NEWEST - 500 * seed.DAY}
            for name in seed.WORKSPACES
        ]  # fmt: skip
        self.current_workspace = self.workspaces[0]["id"]
        self.tags = seed.tags()
        self.apps = seed.apps(self._app_count)
        self.app_states: dict[str, AppState] = {}
        self.imports: dict[str, dict[str, Any]] = {}
        self.missing_plugins: list[dict[str, Any]] = []
        self.chat = ChatSwitches()
        self.files = Files()
        self.knowledge = Knowledge(self.files)
        self.models = Models()
        self.tool_credentials = seed.tool_credentials()
        self.plugin_store = Plugins()
        self.refresh_tokens: dict[str, str] = {}
        self.failed_logins: dict[str, int] = {}
        self.mails_sent: dict[str, list[float]] = {}
        self.resets_sent: dict[str, float] = {}
        self.outbox: list[Mail] = []
        self.codes: dict[str, Mail] = {}
        self.faults: deque[Fault] = deque()
        self.mail_works = True
        self.turnstile = False
        self.password_login = True
        self.gives_cookies = True
        self.https_configured = False
        self.publishes_operations = False
        self.plugins = True
        self.marketplace_answers = True
        self.tracing_services_answer = True
        self.access_seconds = 3600
        self.refresh_seconds = 30 * seed.DAY

    def state_of(self, app: dict[str, Any]) -> AppState:
        """What an app has besides what the listing says."""
        if app["id"] not in self.app_states:
            self.app_states[app["id"]] = AppState(app)
        return self.app_states[app["id"]]

    @property
    def now(self) -> float:
        """The time here, in Unix seconds."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.offset += seconds

    def since(self, version: str) -> bool:
        """Whether this server is of `version` or later."""
        return release(self.version) >= release(version)

    def account(self, email: str) -> dict[str, Any] | None:
        """The account with this e-mail address, in any case."""
        return next((one for one in self.accounts if one["email"].lower() == email.lower()), None)

    def fail_next(self, path: str = "", **answer: Any) -> None:
        """Answer the next request to `path` with a `Fault`."""
        self.faults.append(Fault(path, **answer))

    def take_fault(self, path: str) -> Fault | None:
        """The fault meant for `path`, once."""
        for fault in self.faults:
            if fault.path in ("", path):
                self.faults.remove(fault)
                return fault
        return None
