"""How much an app was used, by day."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from flask import Blueprint, Response

from .answers import Refused, json
from .app_logs import period, state_of
from .app_state import AppState

routes = Blueprint("app_statistics", __name__, url_prefix="/console/api/apps/<uuid:id>")

PRICE = 0.0000005


class Use(NamedTuple):
    """One message, or one run of a workflow: when, in which conversation, by whom, how long and for how many tokens."""

    at: int
    conversation: str
    user: str
    seconds: float
    tokens: int


Row = Callable[[list[Use]], dict[str, Any]]

OF_MESSAGES: dict[str, Row] = {
    "daily-messages": lambda uses: {"message_count": len(uses)},
    "daily-conversations": lambda uses: {"conversation_count": _count(uses, "conversation")},
    "daily-end-users": lambda uses: {"terminal_count": _count(uses, "user")},
    "token-costs": lambda uses: {"token_count": _tokens(uses), "total_price": f"{_tokens(uses) * PRICE:.7f}",
                                 "currency": "USD"},
    "average-session-interactions": lambda uses: {"interactions": round(len(uses) / _count(uses, "conversation"), 2)},
    "average-response-time": lambda uses: {"latency": round(1000 * sum(one.seconds for one in uses) / len(uses), 4)},
    "tokens-per-second": lambda uses: {"tps": round(_tokens(uses) / sum(one.seconds for one in uses), 4)},
    "user-satisfaction-rate": lambda uses: {"rate": 0.0},
}  # fmt: skip
OF_RUNS: dict[str, Row] = {
    "daily-conversations": lambda uses: {"runs": len(uses)},
    "daily-terminals": lambda uses: {"terminal_count": _count(uses, "user")},
    "token-costs": lambda uses: {"token_count": _tokens(uses)},
    "average-app-interactions": lambda uses: {"interactions": round(len(uses) / _count(uses, "user"), 2)},
}
"""What is told of a day, by kind of statistics."""


def _count(uses: list[Use], name: str) -> int:
    return len({getattr(one, name) for one in uses})


def _tokens(uses: list[Use]) -> int:
    return sum(one.tokens for one in uses)


@routes.get("/statistics/<kind>")
def of_messages(id: uuid.UUID, kind: str) -> Response:
    return _by_day(_messages(state_of(id)), OF_MESSAGES.get(kind))


@routes.get("/workflow/statistics/<kind>")
def of_runs(id: uuid.UUID, kind: str) -> Response:
    return _by_day(_runs(state_of(id)), OF_RUNS.get(kind))


def _messages(state: AppState) -> list[Use]:
    """What end users asked: what was tried in the console does not count (recording of 1.13.2)."""
    return [
        Use(
            one["created_at"], one["conversation_id"], one["from_end_user_id"], one["provider_response_latency"],
            one["message_tokens"] + one["answer_tokens"],
        )
        for said in state.messages.values() for one in said
        if one["from_source"] == "api"
    ]  # fmt: skip


def _runs(state: AppState) -> list[Use]:
    return [
        Use(one["created_at"], one["id"], one["user"]["id"], one["elapsed_time"], one["total_tokens"])
        for one in state.runs
        if one["triggered_from"] == "app-run"
    ]


def _by_day(uses: list[Use], row: Row | None) -> Response:
    if row is None:
        raise Refused(404, "not_found", "There are no such statistics.")
    start, end = period()
    days: dict[str, list[Use]] = {}
    for use in sorted(uses):
        if start <= use.at < end:
            days.setdefault(datetime.fromtimestamp(use.at, UTC).strftime("%Y-%m-%d"), []).append(use)
    return json({"data": [{"date": day, **row(found)} for day, found in days.items()]})
