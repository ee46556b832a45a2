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


class _Index(NamedTuple):
    """What is known of a noun: its names by place, best first, and each record by its name, described by its id."""

    by_place: list[_Sorted]
    records: _Sorted


class KnownNames:
    """Values of the identifying properties of records, by noun (`App`), found without looking at each."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: dict[str, dict[str, _Known]] = {}
        self._indexes: dict[str, _Index] = {}

    def learn(self, record: Record) -> None:
        """Note the identifiers of `record`, each with what else identifies it as its description."""
        if record.type is None:
            return
        noun, identifiers = record.type.name, _identifiers(record)
        with self._lock:
            known = self._names.setdefault(noun, {})
            if not identifiers.items() <= known.items():
                known |= identifiers
                self._indexes.pop(noun, None)

    def replace(self, noun: str, records: Iterable[Record]) -> None:
        """Forget the names of `noun` and learn those of `records`, which are all that there are."""
        known: dict[str, _Known] = {}
        for record in records:
            known |= _identifiers(record)
        index = _indexed(known)  # here, on the background thread, and not at the next key
        with self._lock:
            self._names[noun] = known
            self._indexes[noun] = index

    def forget(self, noun: str | None = None) -> None:
        """Drop the names of one noun, or all of them."""
        with self._lock:
            for dropped in list(self._names) if noun is None else [noun]:
                self._names.pop(dropped, None)
                self._indexes.pop(dropped, None)

    def starting_with(self, noun: str, prefix: str) -> Iterator[tuple[str, str]]:
        """The known names of `noun` that begin with `prefix` in any case, each with its description.

        They come sorted: first those that identify best, as a rule names, then the others, as a rule ids.
        """
        for names in self._index(noun).by_place:
            yield from _beginning(names, prefix.lower())

    def containing(self, noun: str, part: str) -> Iterator[tuple[str, str]]:
        """The known names of `noun` that have `part` in them in any case, sorted and described likewise."""
        for names in self._index(noun).by_place:
            yield from _having(names, part.lower())

    def records_starting_with(self, noun: str, prefix: str) -> Iterator[tuple[str, str]]:
        """Name and id of the known records of `noun` whose name begins with `prefix` in any case, sorted by name.

        Behind them come those whose id does. A record without a name has its id for one.
        """
        folded = prefix.lower()
        index = self._index(noun)
        yield from _beginning(index.records, folded)
        for id_, name in _beginning(index.by_place[-1], folded) if index.by_place else ():
            if not name.lower().startswith(folded):
                yield name, id_

    def records_containing(self, noun: str, part: str) -> Iterator[tuple[str, str]]:
        """Name and id of the known records of `noun` that have `part` in their name in any case, sorted by name."""
        yield from _having(self._index(noun).records, part.lower())

    def _index(self, noun: str) -> _Index:
        with self._lock:
            index = self._indexes.get(noun)
            if index is None:
                index = self._indexes[noun] = _indexed(self._names.get(noun, {}))
        return index


def _beginning(names: _Sorted, folded: str) -> Iterator[tuple[str, str]]:
    """The entries whose folded name begins with `folded`."""
    for position in range(bisect_left(names.entries, (folded,)), len(names.entries)):
        lowered, name, description = names.entries[position]
        if not lowered.startswith(folded):
            break
        yield name, description


def _having(names: _Sorted, folded: str) -> Iterator[tuple[str, str]]:
    """The entries that have `folded` somewhere in their folded name."""
    found = names.text.find(folded)
    while found >= 0:
        position = bisect_right(names.starts, found) - 1
        yield names.entries[position][1:]
        found = names.text.find(folded, names.starts[position] + len(names.entries[position][0]) + 1)


def _identifiers(record: Record) -> dict[str, _Known]:
    """Each identifying value of `record`, with the next one that differs from it as its description."""
    wanted = record.type.identifiers if record.type else ()
    values = [(place, str(record[name])) for place, name in enumerate(wanted) if record.get(name)]
    return {value: _Known(place, next((other for _, other in values if other != value), "")) for place, value in values}


def _indexed(known: dict[str, _Known]) -> _Index:
    places: dict[int, list[tuple[str, str, str]]] = {}
    for name, (place, description) in known.items():
        places.setdefault(place, []).append((name.lower(), name, description))
    by_place = [_sorted(places[place]) for place in sorted(places)]
    # What identifies a record last is its id, and the id's description its name.
    ids = by_place[-1].entries if by_place else []
    return _Index(by_place, _sorted([((name or id_).lower(), name or id_, id_) for _, id_, name in ids]))


def _sorted(entries: list[tuple[str, str, str]]) -> _Sorted:
    entries.sort()
    folded = [name for name, _, _ in entries]
    starts = [0, *accumulate(len(name) + 1 for name in folded)]
    return _Sorted(entries, "\n".join(folded), starts[:-1])
