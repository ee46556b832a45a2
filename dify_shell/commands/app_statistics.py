"""How much apps are used, and what it costs, by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, NamedTuple

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .apps import Apps, asked_of_each

STATISTIC = RecordType(
    "AppStatistic",
    (
        Property("AppId"),
        Property("App", priority=2),
        Property("Date", priority=1),
        Property("Messages", priority=3),
        Property("Conversations", priority=5),
        Property("Users", priority=4),
        Property("Tokens", priority=6),
        Property("Cost", priority=7),
        Property("Currency", priority=8),
    ),
)


class _Series(NamedTuple):
    """A listing of numbers by day: where it is, and which of its fields become which properties."""

    path: tuple[str, ...]
    fields: dict[str, str]


_Listing = tuple[_Series, list[dict[str, Any]]]

_COSTS = {"token_count": "Tokens", "total_price": "Cost", "currency": "Currency"}
_OF_CHAT = (
    _Series(("statistics", "daily-messages"), {"message_count": "Messages"}),
    _Series(("statistics", "daily-conversations"), {"conversation_count": "Conversations"}),
    _Series(("statistics", "daily-end-users"), {"terminal_count": "Users"}),
    _Series(("statistics", "token-costs"), _COSTS),
)
_OF_WORKFLOWS = (
    _Series(("workflow", "statistics", "daily-conversations"), {"runs": "Messages"}),
    _Series(("workflow", "statistics", "daily-terminals"), {"terminal_count": "Users"}),
    _Series(("workflow", "statistics", "token-costs"), _COSTS),
)


@command(
    "Get-DifyAppStatistic",
    output=STATISTIC,
    examples=(
        Example('get-app-statistic "Support Bot"', "The last seven days."),
        Example("apps | get-app-statistic -After 2026-11-01 | measure -Property Cost -Sum", "What all of it cost."),
    ),
)
def get_app_statistic(
    context: Context,
    app: Apps,
    after: Annotated[datetime | None, Arg("From this day on; seven days ago if not given")] = None,
    before: Annotated[datetime | None, Arg("Until the end of the day before this one; until now if not given")] = None,
) -> Iterator[Record]:
    """Count messages (of workflows: runs), users, tokens and cost of apps by day.

    Days are those of the account's time zone, as in Dify's own console. Days on which nothing happened are left out.
    """
    first = after or datetime.now().astimezone() - timedelta(days=7)
    if before is not None and before <= first:
        raise DifyShellError("-Before lies before -After.")
    period = {"start": f"{first:%Y-%m-%d 00:00}"}
    if before is not None:
        period["end"] = f"{before:%Y-%m-%d 00:00}"

    def ask(one: Record) -> list[_Listing]:
        series = _OF_WORKFLOWS if one["Mode"] == "workflow" else _OF_CHAT
        return [(each, _listing(context, one["Id"], each, period)) for each in series]

    for one, listings in asked_of_each(context, app, ask):
        yield from _by_day(one, listings)


def _listing(context: Context, app: str, series: _Series, period: dict[str, str]) -> list[dict[str, Any]]:
    from ..api.server import path

    listing: list[dict[str, Any]] = context.api.get(path("apps", app, *series.path), query=period)["data"]
    return listing


def _by_day(app: Record, listings: list[_Listing]) -> Iterator[Record]:
    days: dict[str, dict[str, Any]] = {}
    for each, listing in listings:
        for raw in listing:
            numbers = days.setdefault(str(raw["date"]), {})
            numbers |= {name: _number(raw.get(field)) for field, name in each.fields.items()}
    for date, numbers in sorted(days.items()):
        yield Record(
            {**STATISTIC.record({}), "AppId": app["Id"], "App": app["Name"], "Date": date, **numbers}, type=STATISTIC
        )


def _number(value: Any) -> Any:
    """Dify sends prices as texts, for exactness; as numbers they can be added up."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value
