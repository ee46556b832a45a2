"""Paths of the API, segment by segment; where a segment is an id, the records that have one, by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..catalog.operation import METHODS
from ..language.tokens import DOUBLE_QUOTES, SINGLE_QUOTES
from ..language.tree import ExpandableString, Expression, String
from .identifiers import identified, kinds_of, noun_of
from .suggestion import MOST, Completions, Suggestion, ranked

if TYPE_CHECKING:
    from ..catalog.catalog import Catalog
    from ..catalog.operation import Operation
    from ..catalog.routes import Segment
    from ..runtime.command import Command
    from ..runtime.known_names import KnownNames
    from .arguments import Call
    from .properties import Scope
    from .word import Word

_ANY = "*"
"""Stands in a path for what is not known before it runs: a variable, or a name that is looked up."""

_NAME = re.compile(r"\{[^{}/]*:[^{}]*\}")
_LAST = re.compile(rf"(?:\{{[^{{}}/]*:[^{{}}]*|[^/{SINGLE_QUOTES}{DOUBLE_QUOTES}]*)\Z")
"""The segment that is being typed. A name that is looked up may hold slashes and quotes."""

_BARE_PATH = re.compile(r"(?:/(?:[\w.-]+|\{\w+\}))+")
_PLAIN = re.compile(r"[\w.:@~-]+")
"""The segments that are offered: what a server sends must never read as code, or as another path."""

_PLAIN_NAME = re.compile(r"[^{}]+")

_MOST_NAMED = 3
"""How many of the segments that follow are named beside one."""


def method_of(command: Command) -> str | None:
    """The HTTP method that a command calls the API with: its short name."""
    method = command.short_name.upper()
    return method if method in METHODS else None


def operation_of(call: Call, catalog: Catalog) -> Operation | None:
    """The operation that a call names by a path before the cursor."""
    method = method_of(call.declared)
    path = next(iter(call.values_for("ApiPath")), None)
    if method is None or not isinstance(path, (String, ExpandableString)):
        return None
    return catalog.find(method, _concrete(_joined((path,) if isinstance(path, String) else path.parts)))


def path_completions(call: Call, word: Word, scope: Scope) -> Completions:
    """What may stand as the last segment of a path, of which `word` is all, or what follows a variable in it."""
    catalog = scope.state.operations
    if catalog is None:
        return Completions(word.start, wants_catalog=True)
    typed = _last(word.typed)
    path = _concrete(_before(scope) + word.typed.removesuffix(typed))
    if "?" in path or (path and not path.endswith("/")):
        return Completions(word.start)
    following = _Following(path, typed, method_of(call.declared), catalog, word)
    segments = catalog.segments(following.method, path)
    fixed = [one for one in segments if not one.parameter and _PLAIN.fullmatch(one.text)]
    literals = ranked(typed, [(one.text, following.literal(one)) for one in fixed])
    nouns = [(one, noun) for one in segments if (noun := noun_of(one.parameter, path.rstrip("/").rpartition("/")[2]))]
    values = [value for one, noun in nouns for value in following.values(one, noun, scope.state.known_names)]
    # Whoever has not begun yet looks for a record, as a rule.
    found = literals + values if typed else values[: MOST - len(literals)] + literals
    start = word.start + len(word.written) - len(_last(word.written))
    return Completions(start, tuple(found), tuple(noun for _, noun in nouns))


def operation_completions(call: Call, word: Word, scope: Scope) -> Completions:
    """Operations as `POST /apps`, found by their paths or by any part of that; paths alone behind a method."""
    catalog = scope.state.operations
    if catalog is None:
        return Completions(word.start, wants_catalog=True)
    texts = [value.value.upper() for value in call.values_for("Operation") if isinstance(value, String)]
    method = texts[-1] if texts and texts[-1] in METHODS else None
    named = [(f"{one.method} {one.path}", one) for one in catalog if method in (None, one.method)]
    typed = word.typed.lower()
    begun = [(name, one) for name, one in named if one.path.startswith(typed) or name.lower().startswith(typed)]
    found = begun or [(name, one) for name, one in named if typed in name.lower()]
    found.sort(key=lambda pair: (pair[1].path, pair[0]))
    shown = [(one.path if method else name, one.summary) for name, one in found]
    return Completions(word.start, tuple(Suggestion(word.quoted(text, _BARE_PATH), text, note) for text, note in shown))


class _Following(NamedTuple):
    """What can follow `path` in a call with `method`, where `typed` stands already as the end of `word`.

    What is put there ends in `/` where more must follow, and with the quote that is open where nothing can.
    """

    path: str
    typed: str
    method: str | None
    catalog: Catalog
    word: Word

    def literal(self, segment: Segment) -> Suggestion:
        """A segment that is always the same, with the operation that it leads to, or what comes behind it."""
        path = self.path + segment.text
        operation = self.catalog.find(self.method, path) if self.method and segment.ends else None
        if operation:
            description = f"{operation.method} {operation.summary or operation.path}"
        else:
            description = ", ".join(one.text for one in self.catalog.segments(self.method, path)[:_MOST_NAMED])
        shown = segment.text if segment.ends else segment.text + "/"
        return Suggestion(self._written(segment, segment.text), shown, description)

    def values(self, segment: Segment, noun: str, known: KnownNames) -> Iterator[Suggestion]:
        """What a parameter may be: ids, shown by the names of their records; behind `{app:` the names themselves."""
        if self.typed.startswith("{"):
            yield from self._names(segment, noun, known)
            return
        for id_, name in identified(known, noun, self.typed).items():
            value = segment.text.replace(f"{{{segment.parameter}}}", id_)
            if _PLAIN.fullmatch(value):
                yield Suggestion(self._written(segment, value), name, id_)

    def _names(self, segment: Segment, noun: str, known: KnownNames) -> Iterator[Suggestion]:
        kind, colon, typed = self.typed[1:].partition(":")
        if not colon:
            texts = [f"{{{one}:" for one in kinds_of(noun) if one.startswith(kind)]
            yield from (Suggestion(text, text, "the id of a name") for text in texts)
        elif kind in kinds_of(noun):
            for id_, name in identified(known, noun, typed).items():
                if _PLAIN_NAME.fullmatch(name):
                    written = self.word.escaped(name) if self.word.quote else name
                    yield Suggestion(self._written(segment, f"{{{kind}:{written}}}"), name, id_)

    def _written(self, segment: Segment, value: str) -> str:
        start = "" if self.path else "/"
        if segment.continues and (not segment.ends or value == self.typed):
            return f"{start}{value}/"
        end = "" if segment.continues or self.word.ended else self.word.quote
        return start + value + end


def _last(text: str) -> str:
    """The segment that `text` ends with, as far as it is there."""
    found = _LAST.search(text)
    return found[0] if found else ""


def _before(scope: Scope) -> str:
    """What stands before the word at the cursor in the same argument."""
    argument = scope.path[-2]
    return _joined(argument.parts[:-1]) if isinstance(argument, ExpandableString) else ""


def _joined(parts: Iterable[Expression]) -> str:
    return "".join(part.value if isinstance(part, String) else _ANY for part in parts)


def _concrete(path: str) -> str:
    """`path` with something in the place of each name that is looked up."""
    return _NAME.sub(_ANY, path)
