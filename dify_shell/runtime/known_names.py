"""The names that Tab offers: identifiers of the records that went by, by noun.

Records are learned on the main thread and listed anew on a background one, while the completer reads.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from threading import Lock

from ..objects import Record


class KnownNames:
    """Values of the identifying properties of records, by noun (`App`), found by prefix without a scan."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: dict[str, dict[str, str]] = {}
        self._sorted: dict[str, list[tuple[str, str, str]]] = {}
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
        known: dict[str, str] = {}
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
        """The known names of `noun` that begin with `prefix` in any case, sorted, each with its description."""
        with self._lock:
            names = self._sorted.get(noun)
            if names is None:
                known = self._names.get(noun, {})
                names = sorted((name.lower(), name, description) for name, description in known.items())
                self._sorted[noun] = names
        folded = prefix.lower()
        for place in range(bisect_left(names, (folded,)), len(names)):
            lowered, name, description = names[place]
            if not lowered.startswith(folded):
                return
            yield name, description


def _identifiers(record: Record) -> dict[str, str]:
    """Each identifying value of `record`, with the next one that differs from it."""
    wanted = record.type.identifiers if record.type else ()
    values = [str(record[name]) for name in wanted if record.get(name)]
    return {value: next((other for other in values if other != value), "") for value in values}
