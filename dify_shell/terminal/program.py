"""Programs of the system, as in `!git status` and `apps | !less -S`."""

from __future__ import annotations

import subprocess
from collections.abc import Generator, Iterator
from threading import Thread
from typing import IO, TYPE_CHECKING

from ..render import render

if TYPE_CHECKING:
    from .screen import Screen

INTERRUPTED = (-2, 130)
"""What a program ends with that Ctrl-C has ended: a signal to itself, or to what a system's shell ran for it."""


def run_program(
    screen: Screen, command_line: str, objects: Iterator[object] | None, *, capture: bool
) -> Generator[str, None, int]:
    """Run `command_line` with the system's own shell; gives its lines of output if they are to be captured.

    `objects` go to its standard input the way the shell prints them, without colours; without any it has the keyboard.
    Its environment is the process's own, which never holds what the session knows. Returns its exit status.
    """
    with screen.handed_over():
        process = subprocess.Popen(  # noqa: S602  # the line is the user's own, for exactly this
            command_line,
            shell=True,
            stdin=None if objects is None else subprocess.PIPE,
            stdout=subprocess.PIPE if capture else None,
            encoding="utf-8",
            errors="replace",
        )
        try:
            yield from _exchange(screen, process, objects)
        except BaseException:
            process.kill()
            process.wait()
            raise
        return _wait(process)


def _exchange(screen: Screen, process: subprocess.Popen[str], objects: Iterator[object] | None) -> Iterator[str]:
    """Feed the program and give what it says."""
    if process.stdout is None:
        if objects is not None:
            _feed(screen, process.stdin, objects)
        return
    feeder = Thread(target=_feed, args=(screen, process.stdin, objects or iter(())), daemon=True)
    if objects is not None:
        feeder.start()
    for line in process.stdout:
        yield line.rstrip("\r\n")
    process.stdout.close()


def _feed(screen: Screen, pipe: IO[str] | None, objects: Iterator[object]) -> None:
    """Write `objects` into the pipe until all are written or nobody reads on, which is how one leaves `less`."""
    if pipe is None:
        return
    try:
        with pipe:
            for chunk in render(objects, width=None, colour=False):
                pipe.write(screen.redacted(chunk))
    except (BrokenPipeError, OSError):
        return


def _wait(process: subprocess.Popen[str]) -> int:
    """The exit status. Ctrl-C is the program's to heed; it is passed on once that has ended of it."""
    while True:
        try:
            status = process.wait()
        except KeyboardInterrupt:
            continue
        if status in INTERRUPTED:
            raise KeyboardInterrupt
        return status
