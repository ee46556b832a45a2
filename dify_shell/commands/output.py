"""What scripts say and wait for: `Write-…`, `Out-Null`, the date, a pause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from ..errors import DifyShellError
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from ..runtime.values import format_date, to_text
from .filters import NOTHING, Input


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
def write_error(context: Context, message: Annotated[str, Arg("What went wrong", pipeline=True)]) -> None:
    """Report an error of one's own; with `-ErrorAction Stop` it ends the script."""
    context.report(DifyShellError(message))


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
    date: Annotated[Any, Arg("A date to read; now if not given", pipeline=True)] = None,
    *,
    format: Annotated[str, Arg("Give a text in this format, such as `yyyy-MM-dd HH:mm`")] = "",
) -> Any:
    """Tell the time, or read a date."""
    from datetime import datetime

    from ..runtime.convert import convert

    value = datetime.now().astimezone() if date is None else convert(date, datetime)
    return format_date(value, format) if format else value


@command("Start-Sleep", aliases=("sleep",), examples=(Example("start-sleep -Milliseconds 10", "Wait a moment."),))
def start_sleep(
    context: Context,
    seconds: Annotated[float, Arg("How many seconds")] = 0,
    *,
    milliseconds: Annotated[int, Arg("How many milliseconds")] = 0,
) -> None:
    """Wait."""
    from time import sleep

    sleep(max(0.0, seconds + milliseconds / 1000))
