"""One run of an app: where it is asked, and what comes of its events."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import DifyShellError, TransportError

if TYPE_CHECKING:
    from ..api.client import DifyClient
    from ..api.event_stream import Event

CHAT_MODES = ("chat", "agent-chat", "advanced-chat")

_HINTS = {
    "provider_not_initialize": "The app's model has no credentials: get-model-provider-credential",
    "provider_quota_exceeded": "The quota of the model's provider is used up.",
    "model_currently_not_support": "The app's model cannot be used now; choose another one in the app.",
    "rate_limit_error": "Wait a while, then ask again.",
}
"""What to do about errors inside a stream, by Dify's code for them (E1)."""


class Place(NamedTuple):
    """Where a run is asked for: the published app by its key, or the draft through the console.

    `stop` makes the path of the request that stops the run of a task.
    """

    client: DifyClient
    run: str
    stop: Callable[[str], str]
    upload: str
    user: str = ""

    @property
    def who(self) -> dict[str, str]:
        """What tells the service API whose run this is; the console knows."""
        return {"user": self.user} if self.user else {}


class Progress:
    """What a run has said so far. `show` gets the answer's text as it comes, and lines about nodes."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self.answer = ""
        self.ids: dict[str, str] = {}
        self.status = ""
        self.outputs: Any = None
        self.files: list[Any] = []
        self.usage: dict[str, Any] = {}
        self.ended = False
        self._show = show
        self._begun = perf_counter()
        self._at_line_start = True

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return round(perf_counter() - self._begun, 3)

    def take(self, event: Event) -> None:
        """Heed one event. Raises DifyShellError for one that says that the run failed."""
        for name in ("task_id", "conversation_id", "message_id", "workflow_run_id"):
            if event.data.get(name):
                self.ids[name] = str(event.data[name])
        handle = _HANDLERS.get(event.name)
        if handle:
            handle(self, event.data)

    def check_whole(self, server: str) -> None:
        """Raises TransportError when the events ended before the run did."""
        if not self.ended:
            raise TransportError(
                f"{server} ended the answer early.", server=server, hint="What came so far is kept; ask again."
            )

    def _text(self, data: dict[str, Any]) -> None:
        self._add(str(data.get("answer") or ""))
        if "metadata" in data:  # the whole answer in one piece, from a server that does not stream this one
            self._message_end(data)

    def _chunk(self, data: dict[str, Any]) -> None:
        self._add(str((data.get("data") or {}).get("text") or ""))

    def _add(self, text: str) -> None:
        self.answer += text
        self._say(text)

    def _say(self, text: str) -> None:
        if text:
            self._show(text)
            self._at_line_start = text.endswith("\n")

    def _replace(self, data: dict[str, Any]) -> None:
        """Another answer in the place of all that came so far, as moderation does."""
        self.answer = str(data.get("answer") or (data.get("data") or {}).get("text") or "")
        self._say(("" if self._at_line_start else "\n") + "(replaced by)\n" + self.answer)

    def _node(self, data: dict[str, Any]) -> None:
        node = data.get("data") or {}
        if self._at_line_start:
            seconds = f", {node['elapsed_time']:.1f} s" if isinstance(node.get("elapsed_time"), (int, float)) else ""
            trouble = f": {node['error']}" if node.get("error") else ""
            self._say(f"[{node.get('title') or node.get('node_type')}: {node.get('status')}{seconds}{trouble}]\n")

    def _thought(self, data: dict[str, Any]) -> None:
        if data.get("tool") and not data.get("observation"):
            self._say(("" if self._at_line_start else "\n") + f"[{data['tool']}]\n")

    def _file(self, data: dict[str, Any]) -> None:
        self.files.append({key: data.get(key) for key in ("id", "type", "url")})

    def _message_end(self, data: dict[str, Any]) -> None:
        self.usage = (data.get("metadata") or {}).get("usage") or self.usage
        self.files += data.get("files") or []
        self.status = self.status or "succeeded"
        self.ended = True

    def _finished(self, data: dict[str, Any]) -> None:
        run = data.get("data") or {}
        self.status = str(run.get("status") or "")
        self.outputs = run.get("outputs")
        self.usage = self.usage or {"total_tokens": run.get("total_tokens")}
        self.files += run.get("files") or []
        self.ended = True
        if self.status == "failed":
            raise DifyShellError(f"The workflow failed: {run.get('error') or 'Dify does not say why'}")

    def _paused(self, data: dict[str, Any]) -> None:
        self.status = "paused"
        self.ended = True

    def _error(self, data: dict[str, Any]) -> None:
        code = str(data.get("code") or "")
        self.ended = True
        raise DifyShellError(str(data.get("message") or code or "The run failed."), hint=_HINTS.get(code))


_HANDLERS: dict[str, Callable[[Progress, dict[str, Any]], None]] = {
    "message": Progress._text,
    "agent_message": Progress._text,
    "text_chunk": Progress._chunk,
    "message_replace": Progress._replace,
    "text_replace": Progress._replace,
    "agent_thought": Progress._thought,
    "message_file": Progress._file,
    "message_end": Progress._message_end,
    "node_finished": Progress._node,
    "workflow_finished": Progress._finished,
    "workflow_paused": Progress._paused,
    "error": Progress._error,
}
"""Dify's events that mean something here (E1); others are passed over."""


def follow(place: Place, body: dict[str, Any], progress: Progress) -> None:
    """Ask for a run and heed its events until it ends. Ctrl-C stops it on the server, too.

    Raises DifyShellError when it fails; what came until then is in `progress`.
    """
    try:
        with place.client.events(place.run, json=body) as events:
            for event in events:
                progress.take(event)
        progress.check_whole(place.client.server)
    except KeyboardInterrupt:
        _stop(place, progress.ids.get("task_id"))
        raise


def _stop(place: Place, task: str | None) -> None:
    """Stop a run by its task; given another id, Dify says yes and stops nothing. A refusal changes nothing here."""
    if task:
        try:
            place.client.post(place.stop(task), json=place.who)
        except DifyShellError:
            return
