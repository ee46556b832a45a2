"""The time between two dates, with the properties of .NET's TimeSpan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..objects import Property, Record, RecordType

if TYPE_CHECKING:
    from datetime import timedelta

TIME_SPAN = RecordType(
    "TimeSpan",
    tuple(
        Property(name)
        for name in (
            "Days", "Hours", "Minutes", "Seconds", "Milliseconds",
            "TotalDays", "TotalHours", "TotalMinutes", "TotalSeconds", "TotalMilliseconds",
        )
    ),
)  # fmt: skip


class TimeSpan(Record):
    """So much time; as a text `1.02:03:04`, one day and so many hours, minutes and seconds."""

    __slots__ = ("delta",)

    def __init__(self, delta: timedelta) -> None:
        self.delta = delta
        sign = -1 if delta.days < 0 else 1
        size = abs(delta)
        hours, seconds = divmod(size.seconds, 3600)
        parts = (size.days, hours, seconds // 60, seconds % 60, size.microseconds // 1000)
        total = delta.total_seconds()
        totals = (total / 86400, total / 3600, total / 60, total, total * 1000)
        names = (one.name for one in TIME_SPAN.properties)
        super().__init__(zip(names, (*(sign * part for part in parts), *totals), strict=True), type=TIME_SPAN)

    def __str__(self) -> str:
        size = abs(self.delta)
        days = f"{size.days}." if size.days else ""
        hours, seconds = divmod(size.seconds, 3600)
        fraction = f".{size.microseconds:06d}0" if size.microseconds else ""
        sign = "-" if self.delta.days < 0 else ""
        return f"{sign}{days}{hours:02d}:{seconds // 60:02d}:{seconds % 60:02d}{fraction}"
