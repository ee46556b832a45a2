"""What went on in apps: conversations and their messages, runs of workflows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, NamedTuple

from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .apps import APP, Apps, find_apps
from .references import described

LOG = RecordType(
    "AppLog",
    (
        Property("AppId"),
        Property("Id", "id"),
        Property("CreatedAt", "created_at", local_time, priority=1),
        Property("User", priority=3),
        Property("Summary", priority=2),
        Property("Status", priority=4),
        Property("Messages", "message_count", priority=5),
        Property("Tokens", priority=6),
        Property("Seconds", priority=7),
    ),
    identifiers=("Id",),
)

MESSAGE = RecordType(
    "AppMessage",
    (
        Property("AppId"),
        Property("ConversationId", "conversation_id"),
        Property("Id", "id"),
        Property("CreatedAt", "created_at", local_time, priority=1),
        Property("User", priority=4),
        Property("Query", "query", priority=2),
        Property("Answer", "answer", priority=3),
        Property("Status", "status", priority=5),
        Property("Error", "error"),
        Property("Tokens", priority=6),
        Property("Seconds", "provider_response_latency", priority=7),
    ),
    identifiers=("Id",),
)

Status = Literal["succeeded", "failed", "stopped", "running", "partial-succeeded"]

_DAY = timedelta(days=1)


class _Filter(NamedTuple):
    after: datetime | None
    before: datetime | None
    search: str
    status: str | None

    def holds(self, seconds: float | None) -> bool:
        """Whether a time in Unix seconds lies between the two."""
        time = local_time(seconds)
        if time is None:
            return self.after is None and self.before is None
        return (self.after is None or time >= self.after) and (self.before is None or time < self.before)


@command(
    "Get-DifyAppLog",
    output=LOG,
    examples=(
        Example('get-app-log "Support Bot" | select -First 5', "The five latest conversations."),
        Example('get-app-log "Support Bot" -After 2026-11-01 -Messages | export-csv log.csv', "Every message since."),
        Example('get-app-log "Support Triage" -Status failed', "Runs of a workflow that failed."),
    ),
)
def get_app_log(
    context: Context,
    app: Apps,
    after: Annotated[datetime | None, Arg("Only what began at this time or later")] = None,
    before: Annotated[datetime | None, Arg("Only what began before this time")] = None,
    search: Annotated[str, Arg("Only what has this text in it; the server searches")] = "",
    *,
    status: Annotated[Status | None, Arg("Only runs of a workflow that ended like this")] = None,
    messages: Annotated[bool, Arg("The messages of each conversation instead of one line for it")] = False,
) -> Iterator[Record]:
    """List the conversations of apps, or the runs of workflows, the latest first.

    Pages are fetched as they are needed: `… | select -First 5` asks for one.
    """
    wanted = _Filter(_aware(after), _aware(before), search, status)
    for one in find_apps(context, app):
        with context.reporting(described(one, APP)):
            if one["Mode"] == "workflow":
                yield from _runs(context, one["Id"], wanted)
            else:
                kind = "completion" if one["Mode"] == "completion" else "chat"
                for raw in _conversations(context, one["Id"], kind, wanted):
                    yield from _messages(context, one["Id"], kind, raw) if messages else [_conversation(one["Id"], raw)]


def _aware(time: datetime | None) -> datetime | None:
    return time.astimezone() if time is not None else None


def _conversations(context: Context, app: str, kind: str, wanted: _Filter) -> Iterator[dict[str, Any]]:
    """The JSON of conversations. The server takes times in the account's own zone: it gets a day more each way."""
    from ..api.server import path

    query: dict[str, Any] = {"sort_by": "-created_at"} if kind == "chat" else {}
    if wanted.search:
        query["keyword"] = wanted.search
    if wanted.after:
        query["start"] = f"{wanted.after - _DAY:%Y-%m-%d %H:%M}"
    if wanted.before:
        query["end"] = f"{wanted.before + _DAY:%Y-%m-%d %H:%M}"
    for raw in context.api.pages(path("apps", app, f"{kind}-conversations"), query=query):
        if wanted.holds(raw.get("created_at")):
            yield raw


def _conversation(app: str, raw: dict[str, Any]) -> Record:
    message = raw.get("message") or {}
    return LOG.record(
        raw,
        AppId=app,
        User=raw.get("from_end_user_session_id") or raw.get("from_account_name") or raw.get("from_account_id"),
        Summary=raw.get("summary") or raw.get("name") or message.get("query"),
        Status=raw.get("status"),
    )


def _messages(context: Context, app: str, kind: str, conversation: dict[str, Any]) -> Iterator[Record]:
    """The messages of a conversation, the first one first; a page reaches back from the message that it is given."""
    from ..api.server import path

    user = _conversation(app, conversation)["User"]
    if kind == "completion":
        detail = context.api.get(path("apps", app, "completion-conversations", str(conversation["id"])))
        yield _message(app, detail["message"], user)
        return
    query: dict[str, Any] = {"conversation_id": conversation["id"], "limit": 100}
    found: list[dict[str, Any]] = []
    while True:
        answer = context.api.get(path("apps", app, "chat-messages"), query=query)
        found[:0] = answer["data"]
        if not answer.get("has_more") or not answer["data"]:
            break
        query["first_id"] = answer["data"][0]["id"]
    for raw in found:
        yield _message(app, raw, user)


def _message(app: str, raw: dict[str, Any], user: str | None) -> Record:
    tokens = (raw.get("message_tokens") or 0) + (raw.get("answer_tokens") or 0)
    return MESSAGE.record(raw, AppId=app, User=user, Tokens=tokens)


def _runs(context: Context, app: str, wanted: _Filter) -> Iterator[Record]:
    from ..api.server import path

    query: dict[str, Any] = {"keyword": wanted.search, "status": wanted.status}
    query |= {"created_at__after": wanted.after and wanted.after.isoformat()}
    query |= {"created_at__before": wanted.before and wanted.before.isoformat()}
    given = {key: value for key, value in query.items() if value}
    for raw in context.api.pages(path("apps", app, "workflow-app-logs"), query=given):
        if wanted.holds(raw.get("created_at")):
            yield _run(app, raw)


def _run(app: str, raw: dict[str, Any]) -> Record:
    run = raw.get("workflow_run") or {}
    user = (raw.get("created_by_end_user") or {}).get("session_id") or (raw.get("created_by_account") or {}).get("name")
    return LOG.record(
        raw,
        AppId=app,
        User=user,
        Summary=run.get("error") or raw.get("created_from"),
        Status=run.get("status"),
        Tokens=run.get("total_tokens"),
        Seconds=run.get("elapsed_time"),
    )
