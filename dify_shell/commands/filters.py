"""Commands that choose, order, count and reshape the objects of a pipeline, under PowerShell's names.

`Where-Object`, `Select-Object -First` and `ForEach-Object` are lazy: the source stops when enough has come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from ..errors import DifyShellError
from ..objects import Hashtable, Record
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from ..runtime.members import get_member, has_method, invoke, property_names
from ..runtime.operators import apply_binary
from ..runtime.patterns import is_wildcard, wildcard
from ..runtime.script_block import ScriptBlock
from ..runtime.values import is_true, sort_key

if TYPE_CHECKING:
    import re

NOTHING: Iterator[Any] = iter(())
Input = Annotated[Iterator[Any], Arg("The objects", name="InputObject", pipeline=True)]
SameCase = Annotated[bool, Arg("As without `c`, but in the same case")]


def value_of(selector: ScriptBlock | str, item: Any) -> Any:
    """What a property name, or a script block with `$_`, gives for `item`."""
    if isinstance(selector, str):
        return get_member(item, selector)
    output = selector(item)
    return output[0] if len(output) == 1 else (output or None)


@command(
    "Where-Object",
    aliases=("where", "?"),
    examples=(
        Example("apps | where mode -eq workflow", "Those whose property has this value, in any case."),
        Example("apps | where name -like 'Support*' | select name, mode", "With wildcards."),
        Example("apps | where { $_.Tags -contains 'internal' -and $_.Mode -ne 'chat' }", "Any condition."),
        Example("get-workspace | where Current", "Those with something true there."),
    ),
)
def where_object(
    context: Context,
    property: Annotated[
        ScriptBlock | str,
        Arg("A property to look at, or a condition in braces", aliases=("FilterScript",), completes="Property"),
    ],
    value: Annotated[Any, Arg("What to compare the property with")] = None,
    *,
    input_object: Input = NOTHING,
    eq: Annotated[bool, Arg("Equal, in any case", aliases=("Ieq",))] = False,
    ne: Annotated[bool, Arg("Not equal", aliases=("Ine",))] = False,
    gt: Annotated[bool, Arg("Greater", aliases=("Igt",))] = False,
    ge: Annotated[bool, Arg("Greater or equal", aliases=("Ige",))] = False,
    lt: Annotated[bool, Arg("Less", aliases=("Ilt",))] = False,
    le: Annotated[bool, Arg("Less or equal", aliases=("Ile",))] = False,
    like: Annotated[bool, Arg("Fits a pattern with `*` and `?`", aliases=("Ilike",))] = False,
    not_like: Annotated[bool, Arg("Does not fit a pattern with `*` and `?`", aliases=("Inotlike",))] = False,
    match: Annotated[bool, Arg("Fits a regular expression", aliases=("Imatch",))] = False,
    not_match: Annotated[bool, Arg("Does not fit a regular expression", aliases=("Inotmatch",))] = False,
    contains: Annotated[bool, Arg("The property is a list that has the value", aliases=("Icontains",))] = False,
    not_contains: Annotated[bool, Arg("The property is a list without the value", aliases=("Inotcontains",))] = False,
    in_: Annotated[bool, Arg("The property is one of the values", aliases=("Iin",))] = False,
    not_in: Annotated[bool, Arg("The property is none of the values", aliases=("Inotin",))] = False,
    ceq: SameCase = False,
    cne: SameCase = False,
    cgt: SameCase = False,
    cge: SameCase = False,
    clt: SameCase = False,
    cle: SameCase = False,
    clike: SameCase = False,
    cnot_like: SameCase = False,
    cmatch: SameCase = False,
    cnot_match: SameCase = False,
    ccontains: SameCase = False,
    cnot_contains: SameCase = False,
    cin: SameCase = False,
    cnot_in: SameCase = False,
    not_: Annotated[bool, Arg("There is nothing, or nothing true, in the property")] = False,
) -> Iterator[Any]:
    """Let the objects through for which a condition holds."""
    switches = {
        "-eq": eq, "-ne": ne, "-gt": gt, "-ge": ge, "-lt": lt, "-le": le, "-like": like, "-notlike": not_like,
        "-match": match, "-notmatch": not_match, "-contains": contains, "-notcontains": not_contains,
        "-in": in_, "-notin": not_in, "-ceq": ceq, "-cne": cne, "-cgt": cgt, "-cge": cge, "-clt": clt, "-cle": cle,
        "-clike": clike, "-cnotlike": cnot_like, "-cmatch": cmatch, "-cnotmatch": cnot_match,
        "-ccontains": ccontains, "-cnotcontains": cnot_contains, "-cin": cin, "-cnotin": cnot_in,
    }  # fmt: skip
    operator = _only_one([name for name, given in switches.items() if given], value)
    for item in input_object:
        found = value_of(property, item)
        if is_true(apply_binary(operator, found, value) if operator else found) != not_:
            yield item


def _only_one(operators: list[str], value: Any) -> str:
    """The comparison that is asked for; none where the property itself decides."""
    if len(operators) > 1:
        raise DifyShellError(f"Where-Object takes one comparison, not {' and '.join(operators)}.", hint="Use { … }.")
    if not operators and value is not None:
        raise DifyShellError("Where-Object needs a comparison, such as -eq, between property and value.")
    return operators[0] if operators else ""


@command(
    "ForEach-Object",
    aliases=("foreach", "%"),
    examples=(
        Example("apps | foreach Name", "One property of each."),
        Example('apps | % { "$($_.Name): $($_.Mode)" }', "Run statements for each, with it in `$_`."),
        Example("(apps).Name | % Replace Bot Robot", "A method of each, with what it takes."),
    ),
)
def foreach_object(
    context: Context,
    process: Annotated[
        ScriptBlock | str,
        Arg("Statements in braces, or a property or method", aliases=("MemberName",), completes="Property"),
    ],
    argument_list: Annotated[tuple[Any, ...], Arg("What the method takes", aliases=("Args",), remaining=True)] = (),
    *,
    input_object: Input = NOTHING,
    begin: Annotated[ScriptBlock | None, Arg("Statements to run before the first object")] = None,
    end: Annotated[ScriptBlock | None, Arg("Statements to run after the last object")] = None,
) -> Iterator[Any]:
    """Run statements for each object, or take one property of each.

    Of two blocks without a name the first one runs before the objects; a third one runs after them.
    """
    blocks: list[Any] = [process, *argument_list]
    if len(blocks) > 1 and all(isinstance(block, ScriptBlock) for block in blocks):
        begin, process, end = begin or blocks[0], blocks[1], blocks[2] if len(blocks) > 2 else end
    if begin:
        yield from begin(None)
    for item in input_object:
        yield from process(item) if isinstance(process, ScriptBlock) else _member_of(item, process, argument_list)
    if end:
        yield from end(None)


def _member_of(item: Any, name: str, arguments: tuple[Any, ...]) -> list[Any]:
    """The values of a property, or what a method gives."""
    called = arguments or has_method(item, name)
    value = invoke(item, name, list(arguments)) if called else get_member(item, name)
    return value if isinstance(value, list) else [value]


@command(
    "Select-Object",
    aliases=("select",),
    examples=(
        Example("apps | select name, mode -First 5", "The first five, with two properties."),
        Example("apps | select -ExpandProperty Id", "Only the values."),
        Example("apps | select Name, @{ Name = 'Length'; Expression = { $_.Name.Length } }", "A property of your own."),
    ),
)
def select_object(
    context: Context,
    property: Annotated[
        tuple[ScriptBlock | Hashtable | str, ...],
        Arg("Properties to keep, `*` for all; or @{ Name = …; Expression = { … } }", completes="Property"),
    ] = (),
    *,
    input_object: Input = NOTHING,
    expand_property: Annotated[str, Arg("Give the values of this property", completes="Property")] = "",
    exclude_property: Annotated[tuple[str, ...], Arg("Properties to leave out", completes="Property")] = (),
    first: Annotated[int | None, Arg("How many from the start")] = None,
    last: Annotated[int | None, Arg("How many from the end")] = None,
    skip: Annotated[int, Arg("How many to pass over at the start; with -Last, at the end")] = 0,
    skip_last: Annotated[int, Arg("How many to leave out at the end")] = 0,
    index: Annotated[tuple[int, ...], Arg("Only those at these places, from 0")] = (),
    unique: Annotated[bool, Arg("Each only once")] = False,
) -> Iterator[Any]:
    """Choose among the objects, and among their properties."""
    items = _at(input_object, index) if index else _without_last(input_object, skip_last)
    chosen: Iterable[Any] = _slice(items, first, last, skip)
    if expand_property:
        chosen = _expand(chosen, expand_property)
    elif property or exclude_property:
        excluded = [wildcard(name) for name in exclude_property]
        chosen = (_project(item, property or ("*",), excluded) for item in chosen)
    return _distinct(chosen) if unique else iter(chosen)


def _slice(items: Iterator[Any], first: int | None, last: int | None, skip: int) -> Iterator[Any]:
    if last is None:
        yield from islice(items, max(0, skip), None if first is None else max(0, skip) + max(0, first))
        return
    from collections import deque

    yield from islice(items, 0, first or 0)
    kept = deque(items, maxlen=max(0, last) + max(0, skip))
    yield from islice(kept, 0, max(0, len(kept) - skip))


def _at(items: Iterator[Any], places: tuple[int, ...]) -> Iterator[Any]:
    """The items at `places`, in their own order; nothing is read beyond the last one."""
    for place, item in enumerate(islice(items, max(0, max(places) + 1))):
        if place in places:
            yield item


def _without_last(items: Iterator[Any], count: int) -> Iterator[Any]:
    from collections import deque

    if count <= 0:
        yield from items
        return
    held = deque(islice(items, count))
    for item in items:
        held.append(item)
        yield held.popleft()


def _expand(items: Iterable[Any], name: str) -> Iterator[Any]:
    for item in items:
        if name.lower() not in map(str.lower, property_names(item)):
            raise DifyShellError(f"There is no property '{name}' to expand.", hint=_names_hint(item))
        value = get_member(item, name)
        yield from value if isinstance(value, list) else (value,)


def _names_hint(item: Any) -> str | None:
    names = property_names(item)
    return f"There are: {', '.join(names)}." if names else None


Column = tuple[str, Callable[[Any], Any]]


def column_of(selector: ScriptBlock | Hashtable | str) -> Column:
    """A column's name (`*` patterns stand for several) and what it shows of an object."""
    if isinstance(selector, Hashtable):
        expression = selector.get("Expression", selector.get("E"))
        name = selector.get("Name", selector.get("Label", selector.get("N", selector.get("L", str(expression)))))
        if not isinstance(expression, ScriptBlock | str):
            hint = "@{ Name = 'X'; Expression = { … } }"
            raise DifyShellError("A calculated property needs an Expression: a block or a property's name.", hint=hint)
        return str(name), lambda item: value_of(expression, item)
    return str(selector).strip(), lambda item: value_of(selector, item)


def _project(
    item: Any, selectors: tuple[ScriptBlock | Hashtable | str, ...], excluded: list[re.Pattern[str]]
) -> Record:
    record = Record(raw=item.raw if isinstance(item, Record) else None)
    own_names = property_names(item)
    for selector in selectors:
        if isinstance(selector, str) and is_wildcard(selector):
            record.update((own, get_member(item, own)) for own in own_names if wildcard(selector).fullmatch(own))
        else:
            name, value = column_of(selector)
            record[_own_name(item, name)] = value(item)
    for name in [name for name in record if any(pattern.fullmatch(name) for pattern in excluded)]:
        del record[name]
    return record


def _own_name(item: Any, name: str) -> str:
    """`name` as `item` spells it, if it has such a property."""
    return next((own for own in property_names(item) if own.lower() == name.lower()), name)


def _distinct(items: Iterable[Any]) -> Iterator[Any]:
    seen = set()
    for item in items:
        key = sort_key(item)
        if key not in seen:
            seen.add(key)
            yield item
