"""Commands that need to see all objects of a pipeline: ordering, grouping, counting, comparing; and `query`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from ..errors import DifyShellError, EvaluationError
from ..objects import JSON, Hashtable, Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from ..runtime.members import get_member, property_names
from ..runtime.operators import sort_key, to_number, to_text
from ..runtime.script_block import ScriptBlock
from .files import write_text
from .filters import NOTHING, Input, value_of

Objects = Annotated[tuple[Any, ...], Arg("The objects", name="InputObject", pipeline=True)]
Selectors = tuple[ScriptBlock | Hashtable | str, ...]

GROUP = RecordType(
    "Group", (Property("Count", priority=1), Property("Name", priority=2), Property("Group", priority=3))
)
GROUP_COUNT = RecordType("GroupCount", (Property("Count", priority=1), Property("Name", priority=2)))
MEASURE = RecordType(
    "Measure", tuple(Property(name) for name in ("Count", "Average", "Sum", "Maximum", "Minimum", "Property"))
)
TEXT_MEASURE = RecordType("TextMeasure", tuple(Property(name) for name in ("Lines", "Words", "Characters")))
DIFFERENCE = RecordType("Difference", (Property("InputObject", priority=1), Property("SideIndicator", priority=2)))
MEMBER = RecordType(
    "MemberDefinition", (Property("Name", priority=1), Property("Type", priority=2), Property("Value", priority=3))
)


@command(
    "Sort-Object",
    aliases=("sort",),
    examples=(
        Example("apps | sort Name", "By one property."),
        Example("apps | sort Mode, UpdatedAt -Descending", "By several, the greatest first."),
    ),
)
def sort_object(
    context: Context,
    property: Annotated[
        Selectors, Arg("What to sort by; the objects themselves when not given", completes="Property")
    ] = (),
    *,
    input_object: Objects = (),
    descending: Annotated[bool, Arg("The greatest first")] = False,
    unique: Annotated[bool, Arg("Each only once")] = False,
    case_sensitive: Annotated[bool, Arg("Tell capitals from small letters")] = False,
) -> list[Any]:
    """Put the objects in order; those that are alike keep theirs."""
    items = list(input_object)
    for selector in reversed(property or (None,)):
        value, backwards = _sort_column(selector, descending)
        items.sort(key=lambda item: sort_key(value(item), case_sensitive=case_sensitive), reverse=backwards)
    if not unique:
        return items
    values = [_sort_column(selector, descending)[0] for selector in property or (None,)]
    return list({tuple(sort_key(value(item)) for value in values): item for item in reversed(items)}.values())[::-1]


def _sort_column(selector: ScriptBlock | Hashtable | str | None, descending: bool) -> tuple[Any, bool]:
    """How to get the value to sort by, and whether its order is reversed."""
    if selector is None:
        return lambda item: item, descending
    if isinstance(selector, Hashtable):
        expression = selector.get("Expression", selector.get("E"))
        backwards = selector.get("Descending", selector.get("D", descending))
        return lambda item: value_of(expression, item), bool(backwards)
    return lambda item: value_of(selector, item), descending


@command(
    "Group-Object",
    aliases=("group",),
    output=GROUP,
    examples=(Example("apps | group Mode -NoElement | sort Count -Descending", "How many apps of each kind."),),
)
def group_object(
    context: Context,
    property: Annotated[Selectors, Arg("What those of one group share", completes="Property")] = (),
    *,
    input_object: Objects = (),
    no_element: Annotated[bool, Arg("Leave the objects themselves out")] = False,
    as_hash_table: Annotated[bool, Arg("Give one hashtable, the groups by name")] = False,
) -> Iterator[Any]:
    """Put objects that share a value into groups, and count them."""
    groups: dict[Any, list[Any]] = {}
    for item in input_object:
        values = [value_of(one, item) for one in property if not isinstance(one, Hashtable)] if property else [item]
        groups.setdefault(tuple(sort_key(value) for value in values), []).append((values, item))
    named = [(", ".join(map(to_text, found[0][0])), [item for _, item in found]) for _, found in sorted(groups.items())]
    if as_hash_table:
        yield Hashtable(named)
        return
    for name, items in named:
        yield GROUP_COUNT.of(len(items), name) if no_element else GROUP.of(len(items), name, items)


@command(
    "Measure-Object",
    aliases=("measure",),
    output=MEASURE,
    examples=(
        Example("(apps | measure).Count", "How many."),
        Example("apps | % { $_.Name.Length } | measure -Average -Maximum", "Of numbers: the average and the greatest."),
    ),
)
def measure_object(
    context: Context,
    property: Annotated[
        str, Arg("The property to measure; the objects themselves when not given", completes="Property")
    ] = "",
    *,
    input_object: Input = NOTHING,
    sum: Annotated[bool, Arg("Add them up")] = False,
    average: Annotated[bool, Arg("Their mean")] = False,
    maximum: Annotated[bool, Arg("The greatest")] = False,
    minimum: Annotated[bool, Arg("The least")] = False,
    word: Annotated[bool, Arg("Count the words of texts")] = False,
    line: Annotated[bool, Arg("Count the lines of texts")] = False,
    character: Annotated[bool, Arg("Count the characters of texts")] = False,
) -> Record:
    """Count objects, and add up what is in them."""
    if word or line or character:
        return _measured_text([to_text(item) for item in input_object], word, line, character)
    values = [get_member(item, property) if property else item for item in input_object]
    values = [value for value in values if value is not None]
    numbers = [_number(value, property) for value in values] if sum or average else []
    return MEASURE.of(
        len(values),
        _mean(numbers) if average else None,
        _add(numbers) if sum else None,
        max(values, key=sort_key, default=None) if maximum else None,
        min(values, key=sort_key, default=None) if minimum else None,
        property or None,
    )


def _measured_text(texts: list[str], word: bool, line: bool, character: bool) -> Record:
    return TEXT_MEASURE.of(
        sum(len(text.splitlines()) for text in texts) if line else None,
        sum(len(text.split()) for text in texts) if word else None,
        sum(map(len, texts)) if character else None,
    )


def _number(value: Any, property: str) -> int | float:
    try:
        return to_number(value)
    except EvaluationError as error:
        raise DifyShellError(f"Measure-Object adds up numbers; {property or 'one object'} is none.") from error


def _add(numbers: list[int | float]) -> int | float:
    return sum(numbers)


def _mean(numbers: list[int | float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


@command(
    "Compare-Object",
    aliases=("compare", "diff"),
    output=DIFFERENCE,
    examples=(
        Example("compare (apps).Name (get-content examples/expected-apps.txt)", "What is only here, only there."),
    ),
)
def compare_object(
    context: Context,
    reference_object: Annotated[tuple[Any, ...], Arg("What should be there")],
    difference_object: Annotated[tuple[Any, ...], Arg("What is there", pipeline=True)],
    property: Annotated[Selectors, Arg("What to compare of them", completes="Property")] = (),
    *,
    include_equal: Annotated[bool, Arg("Show those on both sides too")] = False,
) -> Iterator[Record]:
    """Tell what is in one list and not in the other: `<=` only in the first, `=>` only in the second."""

    def key(item: Any) -> Any:
        values = [value_of(one, item) for one in property if not isinstance(one, Hashtable)] if property else [item]
        return tuple(sort_key(value) for value in values)

    from collections import Counter

    first, second = Counter(map(key, reference_object)), Counter(map(key, difference_object))
    common = first & second
    for items, left, side in ((difference_object, second - common, "=>"), (reference_object, first - common, "<=")):
        if include_equal and side == "=>":
            yield from (DIFFERENCE.of(item, "==") for item in reference_object if common[key(item)] > 0)
        for item in items:
            if left[key(item)] > 0:
                left[key(item)] -= 1
                yield _difference(item, property, side)


def _difference(item: Any, property: Selectors, side: str) -> Record:
    """An object on one side alone; of one that was compared by properties, these."""
    named = {str(one): value_of(one, item) for one in property if isinstance(one, str)}
    return Record({**named, "SideIndicator": side}) if named else DIFFERENCE.of(item, side)


@command("Get-Unique", examples=(Example("apps | % Mode | sort | get-unique", "Each value once, of sorted ones."),))
def get_unique(context: Context, *, input_object: Input = NOTHING) -> Iterator[Any]:
    """Drop objects that equal the one before them."""
    before: Any = object()
    for item in input_object:
        key = sort_key(item, case_sensitive=True)
        if key != before:
            yield item
        before = key


@command(
    "Get-Member",
    aliases=("gm",),
    output=MEMBER,
    examples=(Example("apps | select -First 1 | get-member", "What an app has."),),
)
def get_member_(context: Context, *, input_object: Input = NOTHING) -> Iterator[Record]:
    """List the properties of the first object of each kind."""
    seen = set()
    for item in input_object:
        names = tuple(property_names(item))
        if names not in seen:
            seen.add(names)
            for name in sorted(names, key=str.lower):
                value = get_member(item, name)
                yield MEMBER.of(name, type(value).__name__ if value is not None else "", value)


@command(
    "Tee-Object",
    aliases=("tee",),
    examples=(Example("apps | tee -Variable all | where mode -eq chat", "Keep what passes by in `$all`."),),
)
def tee_object(
    context: Context,
    *,
    input_object: Input = NOTHING,
    variable: Annotated[str, Arg("The variable to keep the objects in")] = "",
    file_path: Annotated[str, Arg("The file to write to what the shell would print", completes="Path")] = "",
    append: Annotated[bool, Arg("Keep what is in the file")] = False,
) -> Iterator[Any]:
    """Keep the objects in a variable or a file, and pass them on; a file is written once all have come."""
    if bool(variable) == bool(file_path):
        raise DifyShellError("Where are they to be kept?", hint="Give -Variable or -FilePath.")
    kept: list[Any] = []
    if variable:
        context.state.variables[variable] = kept
    for item in input_object:
        kept.append(item)
        yield item
    if file_path:
        from ..render import render

        write_text(file_path, render(kept, width=None, colour=False), append=append)


@command(
    "Query-Object",
    aliases=("query",),
    examples=(
        Example(
            "apps | query \"[?mode=='chat'].{name: name, by: author_name}\"", "JMESPath over the server's own JSON."
        ),
    ),
)
def query_object(
    context: Context,
    expression: Annotated[str, Arg("A JMESPath expression, as the AWS command line takes it")],
    *,
    input_object: Objects = (),
) -> Any:
    """Search the JSON of the objects with JMESPath: a list of records, or one JSON object such as `get` gives."""
    import jmespath
    from jmespath.exceptions import JMESPathError

    items = [dict(item.raw) if isinstance(item, Record) and item.raw else _plain(item) for item in input_object]
    whole = len(input_object) == 1 and _is_document(input_object[0])
    try:
        return jmespath.search(expression, items[0] if whole else items)
    except JMESPathError as error:
        raise DifyShellError(f"That is no JMESPath expression: {error}", hint="See https://jmespath.org") from error


def _is_document(item: Any) -> bool:
    """Whether an object is no record of a noun: a hashtable, or JSON."""
    return isinstance(item, Hashtable) or (isinstance(item, Record) and item.type is JSON)


def _plain(item: Any) -> Any:
    return dict(item) if isinstance(item, Record | Hashtable) else item
