"""The file that keeps the lines of earlier sessions: one entry a line, for several shells at once, for nobody else.

An entry's line breaks are written as `\\n` and its backslashes doubled, so that one write appends a whole entry.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TextIO

CAPACITY = 20_000
"""How many entries are kept. The file may grow to twice as many before it is written anew."""

_ESCAPE = re.compile(r"\\(.)")


class HistoryFile:
    """The history at `path`, by default where the platform keeps state. Every method may raise OSError."""

    def __init__(self, path: str = "") -> None:
        self._given_path = path

    @cached_property
    def path(self) -> str:
        """Where it is; not behind a link, which writing anew would replace."""
        return os.path.realpath(self._given_path or _usual_path())

    def load(self) -> list[str]:
        """The entries, oldest first; what occurs more than once only where it was last used."""
        entries = self._read()
        if len(entries) > 2 * CAPACITY:
            self.rewrite(lambda entry: entry)
        return last_uses(entries)

    def append(self, entry: str) -> None:
        """Add an entry."""
        with self._locked(), _private(self.path, os.O_APPEND) as file:
            file.write(_line(entry))

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Put `change(entry)` in the place of every entry; other shells wait with theirs."""
        with self._locked():
            entries = last_uses(map(change, self._read()))
            with _private(f"{self.path}.new", os.O_TRUNC) as file:
                file.writelines(map(_line, entries))
            os.replace(f"{self.path}.new", self.path)

    def _read(self) -> list[str]:
        try:
            with open(self.path, encoding="utf-8", errors="replace", newline="\n") as file:
                return [_entry(line) for line in file.read().split("\n") if line]
        except FileNotFoundError:
            return []

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep other shells from writing meanwhile."""
        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        with _private(f"{self.path}.lock", os.O_APPEND) as file:
            if sys.platform == "win32":
                from msvcrt import LK_LOCK, locking

                locking(file.fileno(), LK_LOCK, 1)
            else:
                from fcntl import LOCK_EX, flock

                flock(file, LOCK_EX)
            yield  # closing the file unlocks it


def _usual_path() -> str:
    from platformdirs import user_state_path

    return str(user_state_path("dify-shell", appauthor=False) / "history")


def _private(path: str, how: int) -> TextIO:
    """Open `path` for writing; made anew it is readable by its owner alone."""
    number = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    return open(number, "a" if how & os.O_APPEND else "w", encoding="utf-8", errors="replace", newline="\n")


def last_uses(entries: Iterable[str]) -> list[str]:
    """The last `CAPACITY` different entries, in the order of their last use."""
    newest_first = dict.fromkeys(reversed([*entries]))
    return [*newest_first][:CAPACITY][::-1]


def _line(entry: str) -> str:
    escaped = entry.replace("\\", "\\\\").replace("\n", "\\n")
    return f"{escaped}\n"


def _entry(line: str) -> str:
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], line) if "\\" in line else line
