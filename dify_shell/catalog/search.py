"""Finds operations by words: in their paths, parameters, fields and summaries, typing errors borne."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher, get_close_matches

from .operation import Field, Operation
from .routes import split

_WORD = re.compile(r"[a-z0-9]+")
_IDENTIFIER = re.compile(r"/(?:\{[^/]*\}|[0-9a-fA-F-]*\d[0-9a-fA-F-]*)(?=[/:]|$)")

_DEEDS = {
    "GET": ("get", "list", "read", "show"),
    "POST": ("post", "add", "create", "new"),
    "PUT": ("put", "change", "edit", "update"),
    "PATCH": ("patch", "change", "edit", "update"),
    "DELETE": ("delete", "remove"),
}
"""What users call what a method does."""

_LAST_IN_PATH, _IN_PATH, _DEED, _NAME, _SUMMARY = 4.0, 3.0, 2.0, 2.0, 1.0
"""How much it says about an operation that a word stands there."""

_MISSPELT = 0.75
_ALIKE = 0.5
"""From which likeness on, of 1, a word counts as misspelt, and a path as near."""


class Index:
    """Operations by the words that they have, and by the shapes of their paths."""

    __slots__ = ("_operations", "_shapes", "_weights")

    def __init__(self, operations: Sequence[Operation]) -> None:
        self._operations = operations
        self._shapes: defaultdict[str, list[Operation]] = defaultdict(list)
        self._weights: defaultdict[str, dict[int, float]] = defaultdict(dict)
        for number, operation in enumerate(operations):
            self._shapes[operation.shape].append(operation)
            for word, weight in _words(operation):
                self._weights[word][number] = max(weight, self._weights[word].get(number, 0))

    def search(self, words: Iterable[str], limit: int) -> list[Operation]:
        """The operations that fit the most of `words` and fit them best, best first."""
        fits: defaultdict[int, list[float]] = defaultdict(list)
        for word in _WORD.findall(" ".join(words).lower()):
            for number, fit in self._fits(word).items():
                fits[number].append(fit)

        def rank(number: int) -> tuple[int, float, bool, int, str, str]:
            one, each = self._operations[number], fits[number]
            return -len(each), -sum(each), one.deprecated, len(split(one.path)), one.path, one.method

        return [self._operations[number] for number in sorted(fits, key=rank)[:limit]]

    def nearest(self, method: str, path: str, count: int) -> list[Operation]:
        """The operations whose paths are most like `path`; of one path, only `method` where it takes that."""
        shape = _IDENTIFIER.sub("/{}", path)
        near: list[Operation] = []
        for close in get_close_matches(shape, self._shapes, n=count, cutoff=_ALIKE):
            same_path = self._shapes[close]
            near += [one for one in same_path if one.method == method] or same_path
        return near[:count]

    def _fits(self, word: str) -> dict[int, float]:
        """How well each operation that has something like `word` fits it."""
        fits: dict[int, float] = {}
        for known, likeness in self._alike(word).items():
            for number, weight in self._weights[known].items():
                fits[number] = max(fits.get(number, 0), weight * likeness)
        return fits

    def _alike(self, word: str) -> dict[str, float]:
        """The known words that `word` may stand for and how likely: its whole, its beginning, a part, or misspelt."""
        found = {known: _likeness(word, known) for known in self._weights if known.startswith(word)}
        found = found or {known: 0.4 * len(word) / len(known) for known in self._weights if word in known}
        if not found:
            close = get_close_matches(word, self._weights, n=5, cutoff=_MISSPELT)
            found = {known: 0.4 * SequenceMatcher(None, known, word).ratio() for known in close}
        return found


def _likeness(word: str, known: str) -> float:
    """How likely `word` stands for `known`, which begins with it: surely for the same, nearly so for the plural."""
    if known == word:
        return 1
    return 0.95 if known == word + "s" else 0.25 + 0.25 * len(word) / len(known)


def _words(operation: Operation) -> Iterator[tuple[str, float]]:
    """The words of `operation`, and how much each says about it."""
    literals = [text for text in split(operation.path) if "{" not in text]
    for weight, texts in (
        (_LAST_IN_PATH, literals[-1:]),
        (_IN_PATH, literals[:-1]),
        (_DEED, _DEEDS.get(operation.method, ())),
        (_NAME, [parameter.name for parameter in operation.parameters]),
        (_NAME, _names(operation.body.fields) if operation.body else ()),
        (_SUMMARY, [operation.summary]),
    ):
        for word in _WORD.findall(" ".join(texts).lower()):
            yield word, weight


def _names(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        yield field.name
        yield from _names(field.children)
