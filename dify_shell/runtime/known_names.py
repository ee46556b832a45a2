"""The names that Tab offers: identifiers of the records that went by, by noun."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from ..objects import Record


class KnownNames:
    """Values of the identifying properties of records, by noun (`App`), found by prefix without a scan."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, str]] = {}
        self._sorted: dict[str, list[tuple[str, str]]] = {}

    def learn(self, record: Record) -> None:
        """Note the identifiers of `record`, each with what else identifies it as its description."""
        if record.type is None or not record.type.identifiers:
            return
        values = [str(record[name]) for name in record.type.identifiers if record.get(name)]
        known = self._names.setdefault(record.type.name, {})
        for value in values:
            if value not in known:
                self._sorted.pop(record.type.name, None)
            known[value] = next((other for other in values if other != value), "")

    def replace(self, noun: str, records: Iterable[Record]) -> None:
        """Forget the names of `noun` and learn those of `records`."""
        self.forget(noun)
        self._names[noun] = {}
        for record in records:
            self.learn(record)

    def forget(self, noun: str | None = None) -> None:
        """Drop the names of one noun, or all of them."""
        for names in (self._names, self._sorted):
            if noun is None:
                names.clear()
            else:
                names.pop(noun, None)

    def knows(self, noun: str) -> bool:
        """Whether any listing of `noun` was seen, an empty one included."""
        return noun in self._names

    def starting_with(self, noun: str, prefix: str) -> Iterator[tuple[str, str]]:
        """The known names of `noun` that begin with `prefix` in any case, sorted, each with its description."""
        names = self._sorted.get(noun)
        if names is None:
            names = sorted((name.lower(), name) for name in self._names.get(noun, ()))
            self._sorted[noun] = names
        folded = prefix.lower()
        for place in range(bisect_left(names, (folded, "")), len(names)):
            if not names[place][0].startswith(folded):
                return
            name = names[place][1]
            yield name, self._names[noun].get(name, "")
