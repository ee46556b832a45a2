"""The lines that were run, in this session and earlier ones. Masked before they are kept anywhere."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from threading import Lock
from typing import TYPE_CHECKING

from .history_file import HistoryFile, last_uses

if TYPE_CHECKING:
    from ..api.redaction import Redactor

_BEYOND = "\U0010ffff"
"""Sorts behind every character; no text has it."""


class PrefixIndex:
    """Which of many texts that begin alike was added last, found without looking at each."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        ages = {text: age for age, text in enumerate(texts)}
        self._texts = sorted(ages)
        self._ages = [ages[text] for text in self._texts]
        self._next_age = max(self._ages, default=0) + 1

    def add(self, text: str) -> None:
        """Add `text`, or make it the last added one."""
        place = bisect_left(self._texts, text)
        if place == len(self._texts) or self._texts[place] != text:
            self._texts.insert(place, text)
            self._ages.insert(place, 0)
        self._ages[place] = self._next_age
        self._next_age += 1

    def newest(self, prefix: str) -> str | None:
        """The last added text that begins with `prefix`."""
        start = bisect_left(self._texts, prefix)
        end = bisect_left(self._texts, prefix + _BEYOND)
        ages = self._ages[start:end]
        return self._texts[start + ages.index(max(ages))] if ages else None


class History:
    """The entries, oldest first, each once and where it was last used.

    `mask` blots out the secrets of an entry that are known by their place in it, `redactor` those known by now.
    A file that cannot be used is no reason to stop: the session's own entries are there without it.
    """

    def __init__(self, mask: Callable[[str], str], redactor: Redactor, file: HistoryFile) -> None:
        self._mask = mask
        self._redactor = redactor
        self._secrets_seen = 0
        self._file: HistoryFile | None = file
        self._lock = Lock()
        self._entries: dict[str, None] = {}
        self._index = PrefixIndex()
        self._trouble = ""
        self.loaded = False

    def load(self) -> None:
        """Read what earlier sessions left. Meant for a thread of its own."""
        self._use_file(self._load)
        self.loaded = True

    def add(self, text: str) -> str:
        """Keep `text`, masked, and give what was kept."""
        entry = self.masked(text)
        with self._lock:
            self._entries.pop(entry, None)
            self._entries[entry] = None
            self._index.add(entry)
        self._use_file(lambda file: file.append(entry))
        return entry

    def masked(self, text: str) -> str:
        """`text` as it is kept."""
        return self._redactor.clean(self._mask(text))

    def scrub(self) -> None:
        """Blot out, in memory and on disk, what has become known as a secret since it was kept."""
        if self._redactor.size == self._secrets_seen:
            return
        self._secrets_seen = self._redactor.size
        with self._lock:
            scrubbed = [self._redactor.clean(entry) for entry in self._entries]
            if scrubbed == [*self._entries]:
                return
            self._put(scrubbed)
        self._use_file(lambda file: file.rewrite(self._redactor.clean))

    def newest_first(self) -> list[str]:
        """All entries."""
        with self._lock:
            return [*reversed(self._entries)]

    def suggestion(self, beginning: str) -> str | None:
        """The last used entry that begins like this."""
        return self._index.newest(beginning)

    def trouble(self) -> str:
        """Why the file cannot be used, said once; empty when it can be."""
        trouble, self._trouble = self._trouble, ""
        return trouble

    def _load(self, file: HistoryFile) -> None:
        earlier = file.load()
        with self._lock:
            self._put([*earlier, *self._entries])

    def _put(self, entries: Iterable[str]) -> None:
        self._entries = dict.fromkeys(last_uses(entries))
        self._index = PrefixIndex(self._entries)

    def _use_file(self, use: Callable[[HistoryFile], None]) -> None:
        """Use the file, unless it has failed before."""
        if self._file is None:
            return
        try:
            use(self._file)
        except OSError as error:
            self._trouble = f"Lines are remembered for this session only: {self._file.path}: {error.strerror}"
            self._file = None
