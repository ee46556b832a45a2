"""The names that Tab offers: identifiers of the records that went by, by noun.

Records are learned on the main thread and listed anew on a background one, while the completer reads.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from threading import Lock
from typing import NamedTuple

from ..objects import Record


class _Known(NamedTuple):
    """A name: the place of its property among those that identify, best first, and what else identifies the record."""

    place: int
    description: str


class KnownNames:
    """Values of the identifying properties of records, by noun (`App`), found by prefix without a scan."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: dict[str, dict[str, _Known]] = {}
        self._sorted: dict[str, list[list[tuple[str, str, str]]]] = {}
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
        with self._lock:
            self._names[noun] = known
            self._sorted.pop(noun, None)
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
        with self._lock:
            lists = self._sorted.get(noun)
            if lists is None:
                lists = self._sorted[noun] = _sorted_by_place(self._names.get(noun, {}))
        folded = prefix.lower()
        for names in lists:
            for position in range(bisect_left(names, (folded,)), len(names)):
                lowered, name, description = names[position]
                if not lowered.startswith(folded):
                    break
                yield name, description


def _identifiers(record: Record) -> dict[str, _Known]:
    """Each identifying value of `record`, with the next one that differs from it as its description."""
    wanted = record.type.identifiers if record.type else ()
    values = [(place, str(record[name])) for place, name in enumerate(wanted) if record.get(name)]
    return {value: _Known(place, next((other for _, other in values if other != value), "")) for place, value in values}


def _sorted_by_place(known: dict[str, _Known]) -> list[list[tuple[str, str, str]]]:
    """By place, the names folded, as they are, and described."""
    lists: dict[int, list[tuple[str, str, str]]] = {}
    for name, (place, description) in known.items():
        lists.setdefault(place, []).append((name.lower(), name, description))
    return [sorted(lists[place]) for place in sorted(lists)]
