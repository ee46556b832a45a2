"""Values as JSON, YAML and CSV: the same bytes whatever the terminal, with secrets masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from ..objects import Secret, Text
from .clean import CONTROL
from .values import text_of

if TYPE_CHECKING:
    import yaml

Quotes = Literal["Always", "AsNeeded", "Never"]
"""Which fields of CSV stand in quotes."""


def plain(value: Any, depth: int) -> Any:
    """A value as JSON knows it. What lies deeper than `depth` levels becomes its text, as in PowerShell."""
    if isinstance(value, str):
        return str(value)  # YAML knows no texts that are marked
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): plain(inner, depth - 1) for name, inner in value.items()} if depth >= 0 else text_of(value)
    if isinstance(value, list | tuple | range):
        return [plain(inner, depth - 1) for inner in value] if depth >= 0 else text_of(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def is_deeper(value: Any, depth: int) -> bool:
    """Whether something in `value` lies deeper than `depth` levels."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else None
    if inner is None:
        return False
    return depth < 0 or any(is_deeper(one, depth - 1) for one in inner)


def to_json(value: Any, *, depth: int, compress: bool) -> Text:
    """JSON text, indented by two unless compressed.

    Characters of all scripts stay as they are; control characters are escaped in JSON's own way, so that the text is
    the same wherever it goes, and means the same where it is shown.
    """
    import json

    form: dict[str, Any] = {"separators": (",", ":")} if compress else {"indent": 2}
    return Text(_escaped(json.dumps(plain(value, depth), ensure_ascii=False, **form)), "json")


def to_yaml(value: Any, *, depth: int) -> Text:
    """YAML text, in the order of the properties, without a line break at its end; escaped as JSON is."""
    import yaml

    form: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 1_000}
    text: str = yaml.dump(plain(value, depth), Dumper=_dumper(), **form)
    return Text(_escaped(text.removesuffix("\n...\n").rstrip("\n")), "yaml")


def _escaped(text: str) -> str:
    return CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@cache
def _dumper() -> type[yaml.SafeDumper]:
    """PyYAML's, but quoting texts with control characters doubly: only there they can be escaped."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """What knows plain data only."""

    def represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if CONTROL.search(text) else None)

    Dumper.add_representer(str, represent)
    return Dumper


def to_csv(items: Iterable[Any], *, delimiter: str, quotes: Quotes = "Always", header: bool = True) -> Iterator[str]:
    """Lines of CSV (RFC 4180) without line ends; the first record says which columns there are."""
    line = _csv_line(delimiter, quotes)
    names: list[str] | None = None
    for item in items:
        record = item if isinstance(item, Mapping) else {"Value": item}
        if names is None:
            names = list(record)
            if header:
                yield line(names)
        yield line([_field(record.get(name)) for name in names])


def _csv_line(delimiter: str, quotes: Quotes) -> Callable[[list[str]], str]:
    """A function that makes a line of fields."""
    if quotes == "Never":
        return delimiter.join
    import csv
    from io import StringIO

    buffer = StringIO()
    writer = csv.writer(
        buffer,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if quotes == "Always" else csv.QUOTE_MINIMAL,
        lineterminator="",
    )

    def line(fields: list[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(fields)
        return buffer.getvalue()

    return line


def _field(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat(sep=" ", timespec="seconds"))
    return str(value) if isinstance(value, Secret) else text_of(value)
