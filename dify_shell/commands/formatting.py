"""Choosing how objects are shown, and texts of other forms: JSON, YAML, CSV, there and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Annotated, Any, Literal

from ..errors import DifyShellError
from ..objects import Hashtable, Record, View
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from ..runtime.members import property_names
from ..runtime.patterns import is_wildcard, wildcard
from ..runtime.script_block import ScriptBlock
from ..runtime.values import to_text
from .files import Paths, WhatEncoding, codec, expand, open_to_read, write_text
from .filters import NOTHING, Column, Input, column_of

Columns = Annotated[
    tuple[ScriptBlock | Hashtable | str, ...],
    Arg("Properties to show, `*` for all; or @{ Name = …; Expression = { … } }", completes="Property"),
]
Depth = Annotated[int, Arg("How many levels deep; what lies deeper becomes a text")]


@command(
    "Format-Table",
    aliases=("table", "ft"),
    examples=(
        Example("apps | select -First 3 | table Name, Mode", "With these columns."),
        Example(
            "apps | select -First 3 | table Name, Description -Wrap", "Nothing is cut: long values take more lines."
        ),
    ),
)
def format_table(
    context: Context,
    property: Columns = (),
    *,
    input_object: Input = NOTHING,
    auto_size: Annotated[bool, Arg("Let all objects decide how wide columns are, not only the first hundred")] = False,
    wrap: Annotated[
        bool, Arg("Fold what is too long for its column over several lines, instead of cutting it")
    ] = False,
) -> Iterator[View]:
    """Show objects as a table."""
    objects, columns = _chosen(input_object, property)
    yield View("table", objects, columns, wrap=wrap, auto_size=auto_size)


@command(
    "Format-List",
    aliases=("list", "fl"),
    examples=(Example("get-app 'Support Bot' | list", "Every property on a line of its own."),),
)
def format_list(context: Context, property: Columns = (), *, input_object: Input = NOTHING) -> Iterator[View]:
    """Show objects as lists of their properties."""
    objects, columns = _chosen(input_object, property)
    yield View("list", objects, columns)


def _chosen(
    objects: Iterator[Any], selectors: Iterable[ScriptBlock | Hashtable | str]
) -> tuple[Iterator[Any], tuple[Column, ...] | None]:
    """The objects, and the columns that are chosen of them; wildcards stand for properties of the first one."""
    if not selectors:
        return objects, None
    first = list(islice(objects, 1))
    own = [name for one in first for name in property_names(one)]
    return chain(first, objects), tuple(column_of(name) for selector in selectors for name in _named(selector, own))


def _named(selector: ScriptBlock | Hashtable | str, own: list[str]) -> Iterable[ScriptBlock | Hashtable | str]:
    if isinstance(selector, str) and is_wildcard(selector):
        return [name for name in own if wildcard(selector).fullmatch(name)]
    return (selector,)


@command(
    "Out-String",
    examples=(Example("(apps | select -First 3 | out-string).Length", "What the shell would print, as a text."),),
)
def out_string(
    context: Context,
    *,
    input_object: Input = NOTHING,
    width: Annotated[int | None, Arg("How wide tables may be; as wide as they need if not given")] = None,
    stream: Annotated[bool, Arg("A text for each line")] = False,
) -> Iterator[str]:
    """Make a text of what the shell would print."""
    from ..render import render

    text = "".join(render(input_object, width=width, colour=False))
    yield from text.splitlines() if stream else (text,)


@command(
    "ConvertTo-Json",
    aliases=("json",),
    examples=(
        Example("apps | select Name, Mode -First 3 | json", "Of several objects, a list."),
        Example("@{ name = 'Bot'; mode = 'chat' } | ConvertTo-Json -Compress", "On one line."),
    ),
)
def convert_to_json(
    context: Context,
    *,
    input_object: Input = NOTHING,
    depth: Depth = 2,
    compress: Annotated[bool, Arg("Without spaces and line breaks")] = False,
    as_array: Annotated[bool, Arg("A list even of one object")] = False,
) -> str:
    """Make JSON of objects. The text is the same wherever it goes, and secrets in it are masked."""
    from ..render.formats import to_json

    return to_json(_collected(context, input_object, depth, as_array), depth=depth, compress=compress)


@command(
    "ConvertTo-Yaml",
    aliases=("yaml",),
    examples=(Example("apps | select Name, Tags -First 2 | yaml", "Of several objects, a list."),),
)
def convert_to_yaml(context: Context, *, input_object: Input = NOTHING, depth: Depth = 100) -> str:
    """Make YAML of objects; secrets in it are masked."""
    from ..render.formats import to_yaml

    return to_yaml(_collected(context, input_object, depth, False), depth=depth)


def _collected(context: Context, items: Iterator[Any], depth: int, as_array: bool) -> Any:
    from ..render.formats import is_deeper

    every = list(items)
    value = every[0] if len(every) == 1 and not as_array else every
    levels = depth + 1 if len(every) > 1 or as_array else depth
    if is_deeper(value, levels):
        context.warn(f"The objects are deeper than {depth} levels; the rest became texts. -Depth takes more.")
    return value


def _text(items: Iterator[Any]) -> str:
    return "\n".join(map(to_text, items))


@command(
    "ConvertFrom-Json",
    examples=(Example('(\'{"name": "Bot"}\' | ConvertFrom-Json).name', "Objects of a text."),),
)
def convert_from_json(
    context: Context,
    *,
    input_object: Input = NOTHING,
    as_hashtable: Annotated[bool, Arg("Hashtables instead of records")] = False,
) -> Any:
    """Read JSON."""
    import json

    try:
        return _objects(json.loads(_text(input_object)), Hashtable if as_hashtable else Record)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise DifyShellError(f"That is no JSON: {error.msg} ({where}).") from error


@command("ConvertFrom-Yaml", examples=(Example("('name: Bot' | ConvertFrom-Yaml).name", "Objects of a text."),))
def convert_from_yaml(context: Context, *, input_object: Input = NOTHING) -> Any:
    """Read YAML. Only plain data is read: a text cannot make objects of other kinds."""
    import yaml

    try:
        return _objects(yaml.safe_load(_text(input_object)), Record)
    except yaml.YAMLError as error:
        raise DifyShellError(f"That is no YAML: {str(error).splitlines()[0]}.") from error


def _objects(value: Any, kind: type[Record] | type[Hashtable]) -> Any:
    if isinstance(value, dict):
        return kind((str(name), _objects(inner, kind)) for name, inner in value.items())
    return [_objects(inner, kind) for inner in value] if isinstance(value, list) else value


Delimiter = Annotated[str, Arg("What stands between the fields")]
UseQuotes = Annotated[
    Literal["Always", "AsNeeded", "Never"], Arg("Which fields stand in quotes; without any, they may not read back")
]
NoHeader = Annotated[bool, Arg("Leave out the line with the names of the columns")]


@command(
    "ConvertTo-Csv",
    aliases=("csv",),
    examples=(Example("apps | select Name, Mode -First 3 | csv", "A header and a line each."),),
)
def convert_to_csv(
    context: Context,
    delimiter: Delimiter = ",",
    *,
    input_object: Input = NOTHING,
    use_quotes: UseQuotes = "Always",
    no_header: NoHeader = False,
    no_type_information: Annotated[bool, Arg("Accepted: there is none")] = False,
) -> Iterator[str]:
    """Make CSV of objects, line by line; the first object says which columns there are."""
    from ..render.formats import to_csv

    return to_csv(input_object, delimiter=_single(delimiter), quotes=use_quotes, header=not no_header)


@command("ConvertFrom-Csv", examples=(Example("('a,b', '1,2' | ConvertFrom-Csv).b", "Objects of lines."),))
def convert_from_csv(
    context: Context,
    delimiter: Delimiter = ",",
    *,
    input_object: Input = NOTHING,
    header: Annotated[tuple[str, ...], Arg("Names of the columns, if the first line does not say them")] = (),
) -> Iterator[Record]:
    """Read CSV."""
    return _records((to_text(line) + "\n" for line in input_object), delimiter, header)


@command("Export-Csv", aliases=("epcsv",))
def export_csv(
    context: Context,
    path: Annotated[str, Arg("The file", completes="Path")],
    delimiter: Delimiter = ",",
    *,
    input_object: Input = NOTHING,
    encoding: WhatEncoding = "utf8",
    append: Annotated[bool, Arg("Keep what is in the file, and write no header")] = False,
    use_quotes: UseQuotes = "Always",
    no_header: NoHeader = False,
    no_type_information: Annotated[bool, Arg("Accepted: there is none")] = False,
    force: Annotated[bool, Arg("Accepted, as scripts say it")] = False,
) -> None:
    """Write objects to a CSV file, whole or not at all."""
    from ..render.formats import to_csv

    header = not (append or no_header)
    lines = to_csv(input_object, delimiter=_single(delimiter), quotes=use_quotes, header=header)
    write_text(path, (line + "\n" for line in lines), codec(encoding), append=append)


@command("Import-Csv", aliases=("ipcsv",))
def import_csv(
    context: Context,
    path: Paths,
    delimiter: Delimiter = ",",
    *,
    header: Annotated[tuple[str, ...], Arg("Names of the columns, if the first line does not say them")] = (),
    encoding: WhatEncoding = "utf8",
) -> Iterator[Record]:
    """Read CSV files."""
    for found in expand(path):
        with open_to_read(found, encoding, newline="") as file:
            yield from _records(file, delimiter, header)


def _records(lines: Iterable[str], delimiter: str, header: tuple[str, ...]) -> Iterator[Record]:
    import csv

    names = list(header)
    for fields in csv.reader(lines, delimiter=_single(delimiter)):
        if not names:
            names = fields
        elif fields:
            padded = [*fields, *[None] * (len(names) - len(fields))]
            yield Record(zip(names, padded, strict=False))


def _single(delimiter: str) -> str:
    if len(delimiter) != 1:
        raise DifyShellError("What stands between fields is one character.", hint='Such as ";" or "`t".')
    return delimiter
