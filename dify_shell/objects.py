"""What flows through pipelines: records and the nouns they are of, hashtables, secrets, marked texts, views."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn

from .errors import DifyShellError

if TYPE_CHECKING:
    from datetime import datetime

MASK = "********"
_MASKED = re.compile(rf"(?<!\*){re.escape(MASK)}(?!\*)")


class Secret:
    """A text that is never shown: a password, token, cookie or API key.

    It reads as a mask wherever it is printed, formatted or interpolated, and refuses to be pickled.
    Only code that hands it to the server calls `reveal`.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __str__(self) -> str:
        return MASK

    def __repr__(self) -> str:
        return "Secret(********)"

    def __format__(self, specification: str) -> str:
        return format(MASK, specification)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret cannot be pickled")


def revealed(value: Any) -> Any:
    """A value as JSON with the secrets in it as they are: only for what the server is meant to get.

    Raises DifyShellError for a text that a secret was put into: it has nothing but the mask.
    """
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, str) and _MASKED.search(value):
        raise DifyShellError(
            "A secret inside a text would be sent as its mask.",
            hint="Give it alone: -Body @{ key = $secret }; as the credential of the call: -Token $secret",
        )
    if isinstance(value, Mapping):
        return {str(key): revealed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [revealed(item) for item in value]
    return value


class Text(str):
    """A text that says what is written in it, for a screen to colour or fold it; anywhere else it is a text as any."""

    __slots__ = ("syntax",)

    syntax: Literal["json", "yaml", "help"]

    def __new__(cls, text: str, syntax: Literal["json", "yaml", "help"]) -> Text:
        self = super().__new__(cls, text)
        self.syntax = syntax
        return self


class CaseInsensitiveMapping(MutableMapping[str, Any]):
    """An ordered mapping whose keys are found in any case and keep the spelling they came with."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        self._items: dict[str, tuple[str, Any]] = {}
        self.update(items)

    def __getitem__(self, name: str) -> Any:
        return self._items[_fold(name)][1]

    def __setitem__(self, name: str, value: Any) -> None:
        folded = _fold(name)
        spelling = self._items[folded][0] if folded in self._items else name
        self._items[folded] = (spelling, value)

    def __delitem__(self, name: str) -> None:
        del self._items[_fold(name)]

    def __contains__(self, name: object) -> bool:
        return _fold(name) in self._items

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items.values())

    def __len__(self) -> int:
        return len(self._items)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({dict(self)!r})"


def _fold(name: Any) -> Any:
    return name.lower() if isinstance(name, str) else name


class Hashtable(CaseInsensitiveMapping):
    """The value of `@{ … }`. A pipeline passes it on whole."""

    __slots__ = ()


class Record(CaseInsensitiveMapping):
    """One object of a pipeline: named properties in order, of a noun where it has one.

    `raw` is the untouched JSON that it was made from (empty for records made in the shell).
    """

    __slots__ = ("raw", "type")

    def __init__(
        self,
        items: Mapping[str, Any] | Iterable[tuple[str, Any]] = (),
        *,
        type: RecordType | None = None,
        raw: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(items)
        self.type = type
        self.raw: Mapping[str, Any] = raw if raw is not None else {}


class Property(NamedTuple):
    """One property of a noun.

    `path` leads to its value in the JSON, dotted (`workflow.id`); it is empty where no JSON is behind the record.
    `convert` makes the value shown of the JSON value.
    `priority` places it in tables: 1 is shown first and dropped last when the terminal is narrow; 0 never stands
    in a table, only in lists.
    """

    name: str
    path: str = ""
    convert: Callable[[Any], Any] | None = None
    priority: int = 0


class RecordType:
    """A noun: what its records are called, how they are made from JSON, and how they are shown.

    `identifiers` are the properties by which users name one (`Name`, `Id`), best first; Tab offers their values.
    """

    __slots__ = ("identifiers", "name", "properties")

    def __init__(self, name: str, properties: tuple[Property, ...], *, identifiers: tuple[str, ...] = ()) -> None:
        self.name = name
        self.properties = properties
        self.identifiers = identifiers

    def __repr__(self) -> str:
        return f"RecordType({self.name!r})"

    def record(self, raw: Mapping[str, Any], **more: Any) -> Record:
        """A record made of `raw`; `more` gives or replaces properties that the JSON alone cannot say."""
        record = Record(type=self, raw=raw)
        for property_ in self.properties:
            value = _follow(raw, property_.path)
            record[property_.name] = property_.convert(value) if property_.convert else value
        record.update(more)
        return record

    def of(self, *values: Any) -> Record:
        """A record made in the shell, of one value for each property."""
        return Record(zip((one.name for one in self.properties), values, strict=True), type=self)

    def shown_by(self, *names: str) -> RecordType:
        """The same noun, of which tables show these properties, the most important first."""
        places = {name: place for place, name in enumerate(names, 1)}
        properties = (one._replace(priority=places.get(one.name, 0)) for one in self.properties)
        return RecordType(self.name, tuple(properties), identifiers=self.identifiers)


def _follow(value: Any, path: str) -> Any:
    """The value at a dotted `path` of a JSON value; None where the path leads nowhere, or there is none."""
    if not path:
        return None
    for step in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value


def local_time(seconds: float | None) -> datetime | None:
    """Unix seconds as a local, zone-aware time; None for nothing and for 0, as PSDify 0.12 has it.

    What no calendar has is None too: one odd value of a server must not hide the records around it.
    """
    from datetime import datetime

    try:
        return datetime.fromtimestamp(seconds).astimezone() if seconds else None
    except (OverflowError, OSError, TypeError, ValueError):
        return None


JSON = RecordType("JSON", ())
"""The noun of what the API answered: it is shown as JSON."""


class View(NamedTuple):
    """Objects together with how to draw them: what `Format-Table` and `Format-List` pass to the screen.

    `properties` are (label, function of the object) pairs; None leaves the choice to the objects' noun.
    """

    kind: Literal["table", "list"]
    objects: Iterable[Any]
    properties: tuple[tuple[str, Callable[[Any], Any]], ...] | None = None
    wrap: bool = False
    auto_size: bool = False
