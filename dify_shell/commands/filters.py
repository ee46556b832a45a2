"""Commands that choose, order, count and reshape the objects of a pipeline, under PowerShell's names.

`Where-Object`, `Select-Object -First` and `ForEach-Object` are lazy: the source stops when enough has come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Annotated, Any

from ..errors import DifyShellError
from ..objects import Hashtable, Record
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from ..runtime.members import get_member, has_method, invoke, property_names
from ..runtime.operators import apply_binary, is_true, sort_key
from ..runtime.script_block import ScriptBlock

NOTHING: Iterator[Any] = iter(())
Input = Annotated[Iterator[Any], Arg("The objects", name="InputObject", pipeline=True)]


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
        ScriptBlock | str, Arg("A property to look at, or a condition in braces", completes="Property")
    ],
    value: Annotated[Any, Arg("What to compare the property with")] = None,
    *,
    input_object: Input = NOTHING,
    eq: Annotated[bool, Arg("Equal, in any case")] = False,
    ceq: Annotated[bool, Arg("Equal, in the same case")] = False,
    ne: Annotated[bool, Arg("Not equal, in any case")] = False,
    cne: Annotated[bool, Arg("Not equal, in the same case")] = False,
    gt: Annotated[bool, Arg("Greater")] = False,
    ge: Annotated[bool, Arg("Greater or equal")] = False,
    lt: Annotated[bool, Arg("Less")] = False,
    le: Annotated[bool, Arg("Less or equal")] = False,
    like: Annotated[bool, Arg("Fits a pattern with `*` and `?`, in any case")] = False,
    clike: Annotated[bool, Arg("Fits a pattern with `*` and `?`, in the same case")] = False,
    not_like: Annotated[bool, Arg("Does not fit a pattern with `*` and `?`")] = False,
    match: Annotated[bool, Arg("Fits a regular expression, in any case")] = False,
    cmatch: Annotated[bool, Arg("Fits a regular expression, in the same case")] = False,
    not_match: Annotated[bool, Arg("Does not fit a regular expression")] = False,
    contains: Annotated[bool, Arg("The property is a list that has the value")] = False,
    not_contains: Annotated[bool, Arg("The property is a list without the value")] = False,
    in_: Annotated[bool, Arg("The property is one of the values")] = False,
    not_in: Annotated[bool, Arg("The property is none of the values")] = False,
    not_: Annotated[bool, Arg("There is nothing, or nothing true, in the property")] = False,
) -> Iterator[Any]:
    """Let the objects through for which a condition holds."""
    switches = {
        "-eq": eq, "-ceq": ceq, "-ne": ne, "-cne": cne, "-gt": gt, "-ge": ge, "-lt": lt, "-le": le,
        "-like": like, "-clike": clike, "-notlike": not_like, "-match": match, "-cmatch": cmatch,
        "-notmatch": not_match, "-contains": contains, "-notcontains": not_contains, "-in": in_, "-notin": not_in,
    }  # fmt: skip
    chosen = [operator for operator, given in switches.items() if given]
    if len(chosen) > 1:
        raise DifyShellError(f"Where-Object takes one comparison, not {' and '.join(chosen)}.", hint="Use { … }.")
    if not chosen and value is not None:
        raise DifyShellError("Where-Object needs a comparison, such as -eq, between property and value.")
    for item in input_object:
        found = value_of(property, item)
        holds = apply_binary(chosen[0], found, value) if chosen else found
        if is_true(holds) != not_:
            yield item


@command(
    "ForEach-Object",
    aliases=("foreach", "%"),
    examples=(
        Example("apps | foreach Name", "One property of each."),
        Example('apps | % { "$($_.Name): $($_.Mode)" }', "Run statements for each, with it in `$_`."),
    ),
)
def foreach_object(
    context: Context,
    process: Annotated[ScriptBlock | str, Arg("Statements in braces, or a property", completes="Property")],
    *,
    input_object: Input = NOTHING,
    begin: Annotated[ScriptBlock | None, Arg("Statements to run before the first object")] = None,
    end: Annotated[ScriptBlock | None, Arg("Statements to run after the last object")] = None,
) -> Iterator[Any]:
    """Run statements for each object, or take one property of each."""
    if begin:
        yield from begin(None)
    for item in input_object:
        if isinstance(process, ScriptBlock):
            yield from process(item)
        else:
            value = invoke(item, process, []) if has_method(item, process) else get_member(item, process)
            yield from value if isinstance(value, list) else (value,)
    if end:
        yield from end(None)


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
    skip: Annotated[int, Arg("How many to pass over at the start")] = 0,
    unique: Annotated[bool, Arg("Each only once")] = False,
) -> Iterator[Any]:
    """Choose among the objects, and among their properties."""
    chosen: Iterable[Any] = _slice(input_object, first, last, skip)
    if expand_property:
        chosen = _expand(chosen, expand_property)
    elif property or exclude_property:
        columns = [column_of(one) for one in property or ("*",)]
        chosen = (_project(item, columns, exclude_property) for item in chosen)
    return _distinct(chosen) if unique else iter(chosen)


def _slice(items: Iterator[Any], first: int | None, last: int | None, skip: int) -> Iterator[Any]:
    if last is None:
        yield from islice(items, skip, None if first is None else skip + first)
        return
    if first is not None:
        yield from islice(items, skip, skip + first)
    from collections import deque

    yield from deque(items, maxlen=last)


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
            raise DifyShellError(
                "A calculated property needs an Expression.", hint="@{ Name = 'X'; Expression = { … } }"
            )
        return str(name), lambda item: value_of(expression, item)
    return str(selector).strip(), lambda item: value_of(selector, item)


def _project(item: Any, columns: list[Column], excluded: tuple[str, ...]) -> Record:
    from fnmatch import fnmatchcase

    record = Record(raw=item.raw if isinstance(item, Record) else None)
    for name, value in columns:
        if "*" in name or "?" in name:
            matching = [own for own in property_names(item) if fnmatchcase(own.lower(), name.lower())]
            record.update((own, get_member(item, own)) for own in matching)
        else:
            record[_own_name(item, name)] = value(item)
    for name in excluded:
        record.pop(name, None)
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
