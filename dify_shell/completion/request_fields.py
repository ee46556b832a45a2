"""The keys that a call of the API takes besides its path, and their values; as items and in hashtables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from json import dumps
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ..language.tree import (
    Array,
    ArrayExpression,
    Command,
    Entry,
    ExpandableString,
    Expression,
    HashtableLiteral,
    Pipeline,
    String,
)
from .api_paths import operation_of
from .arguments import call_at
from .candidates import paths
from .identifiers import identified, noun_of
from .suggestion import Completions, Suggestion, ranked

if TYPE_CHECKING:
    from ..catalog.operation import Field, Operation, Parameter, Scalar
    from ..runtime.known_names import KnownNames
    from .arguments import Call
    from .properties import Scope
    from .word import Place, Word

Key: TypeAlias = "Field | Parameter"

_ITEM = re.compile(r"([^=:@\[]+)([^=:@]*)(:=@|=@|:=|==|@|=|:)")
"""How a request item begins: its key, what is nested in that, and the sign that says where the value goes."""

_TEXTS = ("string", "date-time", "uri", "uuid")
_MOST_ALLOWED = 5
"""How many allowed values are named beside a key."""

_BARE_ITEM = re.compile(r"[A-Za-z_][\w./~\\:@+=\[\]-]*")
_BARE_KEY = re.compile(r"[^\W\d]\w*")
_NEVER_BARE = re.compile(r"(?!)")
_EQUALS = re.compile(r"\s*=")

_PARTS = {"Body": "body", "Query": "query", "Headers": "header"}
"""By the name of a parameter that takes a hashtable: the part of the request that it is."""

_HEADERS = {
    "Accept": "the kind of content to answer with",
    "Accept-Language": "the language to answer in",
    "Content-Type": "what the body is",
    "User-Agent": "the program that asks",
    "X-WORKSPACE-ID": "the workspace, for the key of the server's admin",
}
"""Headers that Dify (1.5 to 1.17) reads. Those for secrets are not offered: the commands have parameters for them."""


def item_completions(call: Call, word: Word, scope: Scope) -> Completions:
    """The request items that an operation takes and that are not given yet; behind a key and its sign, the values."""
    catalog = scope.state.operations
    if catalog is None:
        return Completions(word.start, wants_catalog=True)
    operation = operation_of(call, catalog)
    if operation is None:
        return Completions(word.start)
    if begun := _ITEM.match(word.typed):
        return _item_values(operation, begun, word, scope.state.known_names)
    given = {(_part(item[3]), item[1]) for item in _items(call)}
    offered = [
        (start, Suggestion(word.quoted(start, _BARE_ITEM), start, _facts(key)))
        for part, start, key in _item_starts(operation)
        if key.type.endswith("[]") or (part, key.name) not in given
    ]
    if word.typed[:1].isupper():
        offered += [(name, Suggestion(f"{name}:", f"{name}:", says)) for name, says in _HEADERS.items()]
    return Completions(word.start, tuple(ranked(word.typed, offered)))


def entry_completions(place: Place, word: Word, scope: Scope) -> Completions | None:
    """The keys and values in the hashtable that is a query, a body or headers; None where the cursor is in none."""
    entries = _entries(scope)
    call = call_at(scope._replace(path=scope.path[: entries.start + 1])) if entries else None
    parameter = call.parameter if call else None
    if not entries or not call or not parameter or parameter.name not in _PARTS:
        return None
    catalog = scope.state.operations
    if catalog is None:
        return Completions(word.start, wants_catalog=True)
    operation = operation_of(call, catalog)
    keys = _keys(operation, _PARTS[parameter.name]) if operation else ()
    *outer, name = entries.names
    for one in outer:
        keys = getattr(_named(keys, one), "children", ())
    if not entries.at_key:
        return _entry_values(_named(keys, name), word, scope.state.known_names)
    follows = "" if word.ended or _EQUALS.match(place.after) else " = "
    found = [
        (key.name, Suggestion(word.quoted(key.name, _BARE_KEY) + follows, key.name, _facts(key)))
        for key in keys
        if key.name not in entries.siblings
    ]
    if parameter.name == "Headers":
        found += [(one, Suggestion(word.quoted(one, _BARE_KEY) + follows, one, says)) for one, says in _HEADERS.items()]
    return Completions(word.start, tuple(ranked(word.typed, found)))


# What an operation takes


def _keys(operation: Operation, part: str) -> Sequence[Key]:
    """The keys of one part of a request, what is required first."""
    if part == "body":
        return operation.body.fields if operation.body else ()
    return [one for one in operation.parameters if one.place == part]


def _named(keys: Sequence[Key], name: str) -> Key | None:
    return next((key for key in keys if key.name == name), None)


def _facts(key: Key) -> str:
    """The type of a key, whether it is required, and what it may be."""
    facts = [key.type, "required" if key.required else ""]
    if key.allowed:
        more = ", …" if len(key.allowed) > _MOST_ALLOWED else ""
        facts.append("one of " + ", ".join(map(_shown, key.allowed[:_MOST_ALLOWED])) + more)
    if key.default is not None:
        facts.append(f"default {_shown(key.default)}")
    return "; ".join(filter(None, facts))


def _shown(value: Scalar) -> str:
    return value if isinstance(value, str) else dumps(value)


def _values(key: Key, typed: str, written: Callable[[Scalar], str], start: int, known: KnownNames) -> Completions:
    """The values of a key that are known, as `written` writes them: those allowed, or ids by the names of records."""
    allowed = key.allowed or ((True, False) if key.type == "boolean" else ())
    fixed = [(_shown(value), Suggestion(written(value), _shown(value))) for value in allowed]
    noun = noun_of(key.name)
    records = identified(known, noun, typed) if noun else {}
    found = ranked(typed, fixed) + [Suggestion(written(id_), name, id_) for id_, name in records.items()]
    return Completions(start, tuple(found), (noun,) if noun else ())


# Items


def _items(call: Call) -> Iterator[re.Match[str]]:
    """The beginnings of the items before the cursor."""
    for value in call.values_for("RequestItem"):
        text = value.parts[0] if isinstance(value, ExpandableString) else value
        if isinstance(text, String) and (item := _ITEM.match(text.value)):
            yield item


def _item_starts(operation: Operation) -> Iterator[tuple[str, str, Key]]:
    """The part of the request, the beginning of the item, and the key; what is required first."""
    is_json = operation.body is not None and operation.body.content_type == "application/json"
    starts: list[tuple[str, str, Key]] = []
    for part, sign in (("body", ""), ("query", "=="), ("header", ":")):
        keys = _keys(operation, part)
        starts += [(part, key.name + (sign or _body_sign(key, is_json=is_json)), key) for key in keys]
    yield from sorted(starts, key=lambda start: not start[2].required)


def _body_sign(key: Key, *, is_json: bool) -> str:
    """What stands between a key of the body and its value. The texts of a list are given one by one."""
    kind = key.type.removesuffix("[]")
    if kind == "file":
        return "@"
    if kind not in _TEXTS and is_json:
        return ":="
    return "[]=" if kind != key.type else "="


def _part(sign: str) -> str:
    return {"==": "query", ":": "header"}.get(sign, "body")


def _item_values(operation: Operation, begun: re.Match[str], word: Word, known: KnownNames) -> Completions:
    """What may follow the sign of an item: files, or the values of its key."""
    name, _, sign = begun.groups()
    if sign.endswith("@"):
        return Completions(word.start, tuple(paths(word, begun[0], _BARE_ITEM)))
    key = _named(_keys(operation, _part(sign)), name)
    if key is None:
        return Completions(word.start)

    def item(value: Scalar) -> str:
        return word.quoted(begun[0] + (dumps(value) if sign == ":=" else _shown(value)), _BARE_ITEM)

    return _values(key, word.typed[begun.end() :], item, word.start, known)


# Hashtables


class _Entries(NamedTuple):
    """The way from a hashtable, at `start` on the path, through the keys `names` to the cursor.

    `siblings` are the other keys of the innermost hashtable.
    """

    start: int
    names: list[str]
    at_key: bool
    siblings: list[str]


def _entries(scope: Scope) -> _Entries | None:
    """The entries that lead to the cursor, if it is in a key or is the whole of a value."""
    *outer, node = scope.path
    if isinstance(outer[-1], Command) and outer[-1].name is node and not outer[-1].elements:
        outer.pop()  # a value that is a word reads as a command
    start = len(outer)
    while isinstance(outer[start - 1], (Entry, Pipeline, HashtableLiteral, ArrayExpression, Array)):
        start -= 1
    tables = [table for table in outer[start:] if isinstance(table, HashtableLiteral)]
    entries = [entry for entry in outer[start:] if isinstance(entry, Entry)]
    if not entries or outer[start] is not tables[0]:
        return None
    keys = [entry.key for entry in tables[-1].entries if entry is not entries[-1]]
    return _Entries(
        start, [_text(entry.key) for entry in entries], entries[-1].key is node, [_text(key) for key in keys]
    )


def _text(key: Expression) -> str:
    return key.value if isinstance(key, String) else ""


def _entry_values(key: Key | None, word: Word, known: KnownNames) -> Completions | None:
    found = _values(key, word.typed, lambda value: _literal(value, word), word.start, known) if key else None
    return found if found and (found.suggestions or found.wanted) else None


def _literal(value: Scalar, word: Word) -> str:
    if isinstance(value, str):
        return word.quoted(value, _NEVER_BARE)
    return f"${_shown(value)}" if value is None or isinstance(value, bool) else _shown(value)
