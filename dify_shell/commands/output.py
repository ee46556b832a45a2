"""What scripts say and wait for: `Write-…`, `Out-Null`, the date, a pause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from ..errors import DifyShellError
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from ..runtime.convert import convert
from ..runtime.time_span import TIME_SPAN, TimeSpan
from ..runtime.values import format_date, to_text
from .filters import NOTHING, Input

DatePart = Annotated[int | None, Arg("Instead of that of the date")]


@command("Write-Output", aliases=("echo", "write"), examples=(Example("write-output 1 2 3", "Three numbers."),))
def write_output(
    context: Context,
    input_object: Annotated[tuple[Any, ...], Arg("The objects", pipeline=True, remaining=True)] = (),
    *,
    no_enumerate: Annotated[bool, Arg("Pass a list on as one object")] = False,
) -> Iterator[Any]:
    """Pass objects down the pipeline."""
    for item in input_object:
        if isinstance(item, list) and not no_enumerate:
            yield from item
        else:
            yield item


@command("Write-Host", examples=(Example('write-host "done"', "Show a text; it does not go down the pipeline."),))
def write_host(
    context: Context,
    object: Annotated[tuple[Any, ...], Arg("What to show", pipeline=True, remaining=True)] = (),
    *,
    separator: Annotated[str, Arg("What stands between")] = " ",
    foreground_color: Annotated[str, Arg("Accepted, as scripts say it")] = "",
    background_color: Annotated[str, Arg("Accepted, as scripts say it")] = "",
    no_newline: Annotated[bool, Arg("Accepted, as scripts say it")] = False,
) -> None:
    """Show a text on the screen."""
    context.host.message("information", separator.join(to_text(item) for item in object))


@command("Write-Warning", examples=(Example('write-warning "that took long"', "Show a warning."),))
def write_warning(context: Context, message: Annotated[str, Arg("What to warn of", pipeline=True)]) -> None:
    """Show a warning."""
    context.warn(message)


@command("Write-Error")
def write_error(
    context: Context,
    message: Annotated[str, Arg("What went wrong", aliases=("Msg", "Exception"), pipeline=True)],
    *,
    error_id: Annotated[str, Arg("Accepted, as scripts say it")] = "",
    category: Annotated[str, Arg("Accepted, as scripts say it")] = "",
) -> None:
    """Report an error of one's own; with `-ErrorAction Stop` it ends the script."""
    context.report(DifyShellError(message))


@command("Write-Information")
def write_information(
    context: Context,
    message_data: Annotated[Any, Arg("What to show", aliases=("Message", "Msg"), pipeline=True)],
    tags: Annotated[tuple[str, ...], Arg("Accepted, as scripts say it")] = (),
) -> None:
    """Show a text on the screen; it does not go down the pipeline."""
    context.host.message("information", to_text(message_data))


@command("Write-Debug")
def write_debug(context: Context, message: Annotated[str, Arg("What to show", pipeline=True)]) -> None:
    """Show a text if `-Debug` is given."""
    context.debug(message)


@command("Write-Verbose")
def write_verbose(context: Context, message: Annotated[str, Arg("What to show", pipeline=True)]) -> None:
    """Show a text if `-Verbose` is given."""
    context.verbose(message)


@command("Out-Null", examples=(Example("apps | out-null", "Run it, show nothing."),))
def out_null(context: Context, *, input_object: Input = NOTHING) -> None:
    """Drop everything."""
    for _ in input_object:
        pass


@command(
    "Get-Date",
    examples=(
        Example("get-date -Format yyyy-MM-dd", "Today."),
        Example("apps | where UpdatedAt -lt (get-date).AddDays(-90)", "Not touched for 90 days."),
    ),
)
def get_date(
    context: Context,
    date: Annotated[Any, Arg("A date to read; now if not given", aliases=("LastWriteTime",), pipeline=True)] = None,
    *,
    year: DatePart = None,
    month: DatePart = None,
    day: DatePart = None,
    hour: DatePart = None,
    minute: DatePart = None,
    second: DatePart = None,
    as_utc: Annotated[bool, Arg("In universal time")] = False,
    unix_time_seconds: Annotated[float | None, Arg("So many seconds after the start of 1970")] = None,
    format: Annotated[str, Arg("Give a text in this format, such as `yyyy-MM-dd HH:mm` or FileDateTime")] = "",
    u_format: Annotated[str, Arg("Give a text in this format of the `date` program, such as `%F %T`")] = "",
) -> Any:
    """Tell the time, or read a date."""
    given = date if unix_time_seconds is None else unix_time_seconds
    value = datetime.now().astimezone() if given is None else convert(given, datetime)
    parts = {"year": year, "month": month, "day": day, "hour": hour, "minute": minute, "second": second}
    wanted: dict[str, Any] = {name: part for name, part in parts.items() if part is not None}
    try:
        value = value.replace(**wanted, microsecond=0) if wanted else value
        value = value.astimezone(UTC) if as_utc or format.endswith("Universal") else value
    except (ValueError, OverflowError) as error:
        raise DifyShellError(f"There is no such date: {error}.") from error
    if u_format:
        from ..runtime.formatting import unix_date

        return unix_date(value, u_format)
    return format_date(value, format) if format else value


@command(
    "New-TimeSpan",
    output=TIME_SPAN,
    examples=(
        Example("apps | where UpdatedAt -lt ((get-date) - (new-timespan -Days 90))", "Not touched for 90 days."),
        Example("(new-timespan -Start 2026-01-01 -End 2026-02-01).Days", "How long it is from one date to another."),
    ),
)
def new_time_span(
    context: Context,
    start: Annotated[datetime | None, Arg("From this date; now if not given", pipeline=True)] = None,
    end: Annotated[datetime | None, Arg("To this date; now if not given")] = None,
    *,
    days: Annotated[float, Arg("So many days")] = 0,
    hours: Annotated[float, Arg("So many hours")] = 0,
    minutes: Annotated[float, Arg("So many minutes")] = 0,
    seconds: Annotated[float, Arg("So many seconds")] = 0,
) -> TimeSpan:
    """Make a length of time: of so many days, hours, minutes and seconds, or between two dates."""
    if start or end:
        now = datetime.now().astimezone()
        return TimeSpan((end or now) - (start or now))
    try:
        return TimeSpan(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))
    except OverflowError as error:
        raise DifyShellError("That is too long a time.") from error


@command("Start-Sleep", aliases=("sleep",), examples=(Example("start-sleep -Milliseconds 10", "Wait a moment."),))
def start_sleep(
    context: Context,
    seconds: Annotated[float, Arg("How many seconds")] = 0,
    *,
    milliseconds: Annotated[int, Arg("How many milliseconds")] = 0,
) -> None:
    """Wait."""
    from time import sleep

    try:
        sleep(max(0.0, seconds + milliseconds / 1000))
    except (OverflowError, ValueError) as error:
        raise DifyShellError("That is too long a wait.") from error
