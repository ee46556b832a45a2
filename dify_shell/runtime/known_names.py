"""The names that Tab offers: identifiers of the records that went by, by noun.

Records are learned on the main thread and listed anew on a background one, while the completer reads.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from threading import Lock
from typing import NamedTuple

from ..objects import Record


class _Known(NamedTuple):
    """A name: the place of its property among those that identify, best first, and what else identifies the record."""

    place: int
    description: str


class _Sorted(NamedTuple):
    """The names of one place: `entries` are folded, as they are, and described.

    `text` has the folded names one below the other, each from its offset in `starts` on: one search goes through all.
    """

    entries: list[tuple[str, str, str]]
    text: str
    starts: list[int]


class KnownNames:
    """Values of the identifying properties of records, by noun (`App`), found without looking at each."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: dict[str, dict[str, _Known]] = {}
        self._sorted: dict[str, list[_Sorted]] = {}
        self._listed: set[str] = set()

    def learn(self, record: Record) -> None:
        """Note the identifiers of `record`, each with what else identifies it as its description."""
        if record.type is None:
            return
        noun, identifiers = record.type.name, _identifiers(record)
        with self._lock:
            known = self._names.setdefault(noun, {})
            if not identifiers.items() <= known.items():
                known |= identifiers
                self._sorted.pop(noun, None)

    def replace(self, noun: str, records: Iterable[Record]) -> None:
        """Forget the names of `noun` and learn those of `records`, which are all that there are."""
        known: dict[str, _Known] = {}
        for record in records:
            known |= _identifiers(record)
        lists = _sorted_by_place(known)  # here, on the background thread, and not at the next key
        with self._lock:
            self._names[noun] = known
            self._sorted[noun] = lists
            self._listed.add(noun)

    def forget(self, noun: str | None = None) -> None:
        """Drop the names of one noun, or all of them."""
        with self._lock:
            for dropped in list(self._names) if noun is None else [noun]:
                self._names.pop(dropped, None)
                self._sorted.pop(dropped, None)
                self._listed.discard(dropped)

    def knows(self, noun: str) -> bool:
        """Whether all records of `noun` were listed, so that a name that is not known does not exist."""
        return noun in self._listed

    def starting_with(self, noun: str, prefix: str) -> Iterator[tuple[str, str]]:
        """The known names of `noun` that begin with `prefix` in any case, each with its description.

        They come sorted: first those that identify best, as a rule names, then the others, as a rule ids.
        """
        folded = prefix.lower()
        for names in self._by_place(noun):
            for position in range(bisect_left(names.entries, (folded,)), len(names.entries)):
                lowered, name, description = names.entries[position]
                if not lowered.startswith(folded):
                    break
                yield name, description

    def containing(self, noun: str, part: str) -> Iterator[tuple[str, str]]:
        """The known names of `noun` that have `part` in them in any case, sorted and described likewise."""
        folded = part.lower()
        for names in self._by_place(noun):
            found = names.text.find(folded)
            while found >= 0:
                position = bisect_right(names.starts, found) - 1
                yield names.entries[position][1:]
                found = names.text.find(folded, names.starts[position] + len(names.entries[position][0]) + 1)

    def _by_place(self, noun: str) -> list[_Sorted]:
        with self._lock:
            lists = self._sorted.get(noun)
            if lists is None:
                lists = self._sorted[noun] = _sorted_by_place(self._names.get(noun, {}))
        return lists


def _identifiers(record: Record) -> dict[str, _Known]:
    """Each identifying value of `record`, with the next one that differs from it as its description."""
    wanted = record.type.identifiers if record.type else ()
    values = [(place, str(record[name])) for place, name in enumerate(wanted) if record.get(name)]
    return {value: _Known(place, next((other for _, other in values if other != value), "")) for place, value in values}


def _sorted_by_place(known: dict[str, _Known]) -> list[_Sorted]:
    lists: dict[int, list[tuple[str, str, str]]] = {}
    for name, (place, description) in known.items():
        lists.setdefault(place, []).append((name.lower(), name, description))
    return [_sorted(lists[place]) for place in sorted(lists)]


def _sorted(entries: list[tuple[str, str, str]]) -> _Sorted:
    entries.sort()
    folded = [name for name, _, _ in entries]
    starts = [0, *accumulate(len(name) + 1 for name in folded)]
    return _Sorted(entries, "\n".join(folded), starts[:-1])
