"""Commands that need to see all objects of a pipeline: ordering, grouping, counting, comparing; and `query`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import sqrt
from typing import Annotated, Any

from ..errors import DifyShellError, EvaluationError
from ..objects import JSON, Hashtable, Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from ..runtime.members import get_member, property_names
from ..runtime.patterns import wildcard
from ..runtime.script_block import ScriptBlock
from ..runtime.values import is_true, sort_key, to_number, to_text
from .files import write_text
from .filters import NOTHING, Input, column_of, value_of

Objects = Annotated[tuple[Any, ...], Arg("The objects", name="InputObject", pipeline=True)]
Selectors = tuple[ScriptBlock | Hashtable | str, ...]
CaseSensitive = Annotated[bool, Arg("Tell capitals from small letters")]

GROUP = RecordType(
    "Group", (Property("Count", priority=1), Property("Name", priority=2), Property("Group", priority=3))
)
GROUP_COUNT = RecordType("GroupCount", (Property("Count", priority=1), Property("Name", priority=2)))
MEASURE = RecordType(
    "Measure",
    tuple(
        Property(name) for name in ("Count", "Average", "Sum", "Maximum", "Minimum", "StandardDeviation", "Property")
    ),
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
    case_sensitive: CaseSensitive = False,
    top: Annotated[int | None, Arg("How many from the start of the order")] = None,
    bottom: Annotated[int | None, Arg("How many from its end")] = None,
    stable: Annotated[bool, Arg("Accepted: the order always is")] = False,
) -> list[Any]:
    """Put the objects in order; those that are alike keep theirs."""
    items = list(input_object)
    if unique:
        key = _key(property, case_sensitive)
        items = list({key(item): item for item in reversed(items)}.values())[::-1]
    values = _values(property)
    for value, backwards in reversed(list(zip(values, _directions(property, descending), strict=True))):
        items.sort(key=lambda item: sort_key(value(item), case_sensitive=case_sensitive), reverse=backwards)
    if top is not None:
        return items[: max(0, top)]
    return items if bottom is None else items[max(0, len(items) - max(0, bottom)) :]


def _directions(selectors: Selectors, descending: bool) -> list[bool]:
    """Of each value to sort by, whether its order is reversed."""
    return [
        is_true(one.get("Descending", not is_true(one.get("Ascending", not descending))))
        if isinstance(one, Hashtable)
        else descending
        for one in selectors or ("",)
    ]


def _values(selectors: Selectors) -> list[Callable[[Any], Any]]:
    """What selectors take of an object; the object itself without any."""
    return [column_of(one)[1] for one in selectors] or [lambda item: item]


def _key(selectors: Selectors, case_sensitive: bool) -> Callable[[Any], Any]:
    """What objects that count as the same have in common."""
    values = _values(selectors)
    return lambda item: tuple(sort_key(value(item), case_sensitive=case_sensitive) for value in values)


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
    as_string: Annotated[bool, Arg("Accepted: the names of groups are always texts")] = False,
    case_sensitive: CaseSensitive = False,
) -> Iterator[Any]:
    """Put objects that share a value into groups, and count them."""
    key = _key(property, case_sensitive)
    groups: dict[Any, list[Any]] = {}
    for item in input_object:
        groups.setdefault(key(item), []).append(item)
    values = _values(property)
    named = [(", ".join(to_text(value(items[0])) for value in values), items) for _, items in sorted(groups.items())]
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
        tuple[ScriptBlock | str, ...],
        Arg("The properties to measure; the objects themselves when not given", completes="Property"),
    ] = (),
    *,
    input_object: Objects = (),
    sum: Annotated[bool, Arg("Add them up")] = False,
    average: Annotated[bool, Arg("Their mean")] = False,
    maximum: Annotated[bool, Arg("The greatest")] = False,
    minimum: Annotated[bool, Arg("The least")] = False,
    standard_deviation: Annotated[bool, Arg("How far they are from their mean, as of a sample")] = False,
    all_stats: Annotated[bool, Arg("All of that")] = False,
    word: Annotated[bool, Arg("Count the words of texts")] = False,
    line: Annotated[bool, Arg("Count the lines of texts")] = False,
    character: Annotated[bool, Arg("Count the characters of texts")] = False,
) -> Iterator[Record]:
    """Count objects, and add up what is in them."""
    figures = {
        "Average": average, "Sum": sum, "Maximum": maximum, "Minimum": minimum,
        "StandardDeviation": standard_deviation,
    }  # fmt: skip
    wanted = {name for name, given in figures.items() if given or all_stats}
    for selector in property or ("",):
        values = [value_of(selector, item) if selector else item for item in input_object]
        values = [value for value in values if value is not None]
        if word or line or character:
            yield _measured_text(list(map(to_text, values)), word, line, character)
        else:
            yield _measured(values, str(selector), wanted)


def _measured(values: list[Any], property: str, wanted: set[str]) -> Record:
    """The count of the values, and of the figures those that are wanted."""
    numbers = [_number(value, property) for value in values] if wanted & {"Average", "Sum", "StandardDeviation"} else []
    mean = sum(numbers) / len(numbers) if numbers else None
    figures = {
        "Average": mean,
        "Sum": sum(numbers),
        "Maximum": max(values, key=sort_key, default=None),
        "Minimum": min(values, key=sort_key, default=None),
        "StandardDeviation": _deviation(numbers, mean),
    }
    shown = (figure if name in wanted else None for name, figure in figures.items())
    return MEASURE.of(len(values), *shown, property or None)


def _deviation(numbers: list[int | float], mean: float | None) -> float | None:
    if mean is None:
        return None
    return sqrt(sum((number - mean) ** 2 for number in numbers) / max(1, len(numbers) - 1))


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
    exclude_different: Annotated[bool, Arg("Show only those on both sides")] = False,
    pass_thru: Annotated[bool, Arg("Give the objects themselves, not where they are")] = False,
    case_sensitive: CaseSensitive = False,
) -> Iterator[Any]:
    """Tell what is in one list and not in the other: `<=` only in the first, `=>` only in the second."""
    from collections import Counter

    key = _key(property, case_sensitive)
    first, second = Counter(map(key, reference_object)), Counter(map(key, difference_object))
    sides = [(reference_object, first & second, "==")] if include_equal or exclude_different else []
    if not exclude_different:
        sides += [(difference_object, second - first, "=>"), (reference_object, first - second, "<=")]
    for items, wanted, side in sides:
        for item in items:
            if wanted[key(item)] > 0:
                wanted[key(item)] -= 1
                yield item if pass_thru else _difference(item, property, side)


def _difference(item: Any, selectors: Selectors, side: str) -> Record:
    """An object and the side it is on; of one that was compared by properties, these."""
    named = [(name, value(item)) for name, value in map(column_of, selectors)]
    return Record([*named, ("SideIndicator", side)]) if named else DIFFERENCE.of(item, side)


@command("Get-Unique", examples=(Example("apps | % Mode | sort | get-unique", "Each value once, of sorted ones."),))
def get_unique(
    context: Context,
    *,
    input_object: Input = NOTHING,
    as_string: Annotated[bool, Arg("Compare the objects' texts")] = False,
    case_insensitive: Annotated[bool, Arg("Take capitals and small letters for the same")] = False,
) -> Iterator[Any]:
    """Drop objects that equal the one before them."""
    before: Any = object()
    for item in input_object:
        key = sort_key(to_text(item) if as_string else item, case_sensitive=not case_insensitive)
        if key != before:
            yield item
        before = key


@command(
    "Get-Member",
    aliases=("gm",),
    output=MEMBER,
    examples=(Example("apps | select -First 1 | get-member", "What an app has."),),
)
def get_member_(
    context: Context,
    name: Annotated[tuple[str, ...], Arg("Only these; `*` and `?` are wildcards", completes="Property")] = (),
    *,
    input_object: Input = NOTHING,
) -> Iterator[Record]:
    """List the properties of the first object of each kind."""
    patterns = [wildcard(one) for one in name]
    seen = set()
    for item in input_object:
        names = tuple(property_names(item))
        if names in seen:
            continue
        seen.add(names)
        for own in sorted(names, key=str.lower):
            if not patterns or any(pattern.fullmatch(own) for pattern in patterns):
                value = get_member(item, own)
                yield MEMBER.of(own, type(value).__name__ if value is not None else "", value)


@command(
    "Tee-Object",
    aliases=("tee",),
    examples=(Example("apps | tee -Variable all | where mode -eq chat", "Keep what passes by in `$all`."),),
)
def tee_object(
    context: Context,
    file_path: Annotated[str, Arg("The file to write to what the shell would print", completes="Path")] = "",
    *,
    input_object: Input = NOTHING,
    variable: Annotated[str, Arg("The variable to keep the objects in")] = "",
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
