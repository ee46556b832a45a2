"""What fits at the cursor: which rule of the grammar stands there, and what that takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..language.parser import parse as parse_anew
from ..language.tree import (
    Binary,
    Command,
    CommandParameter,
    ExpandableString,
    Index,
    Member,
    Missing,
    Redirection,
    Splat,
    Variable,
)
from . import candidates
from .api_paths import operation_completions, path_completions
from .arguments import call_at, is_piped_into, parameter_suggestions
from .properties import Scope, input_properties, properties
from .request_fields import entry_completions, item_completions
from .suggestion import MOST, Completions, Suggestion, ranked
from .word import Place, Word, find_place, find_word

if TYPE_CHECKING:
    from ..language.parser import Parsed
    from ..runtime.command import Parameter
    from ..runtime.registry import Registry
    from ..runtime.state import ShellState
    from .arguments import Call

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_OPERATOR = re.compile(r"\s*(-\w*)\Z")


def complete(
    text: str,
    cursor: int,
    *,
    registry: Registry,
    state: ShellState,
    parse: Callable[[str], Parsed] = parse_anew,
) -> Completions:
    """What can come next in `text` where the cursor stands. Takes any text, runs none of it, raises nothing.

    Names with control characters are left out: they cannot be typed.
    """
    try:
        place = find_place(text, cursor, parse)
        found = _at(place, Scope(registry, state, place.path)) if place else Completions(cursor)
    except RecursionError:  # nested deeper than anybody completes
        return Completions(cursor)
    offered = tuple(one for one in found.suggestions if not _CONTROL.search(one.text))[:MOST]
    if [one.text for one in offered] == [text[found.start : cursor]]:
        offered = ()
    return found._replace(suggestions=offered)


def _at(place: Place, scope: Scope) -> Completions:
    """What fits at the innermost node."""
    node = place.node
    start = node.span.start
    if isinstance(node, Variable):
        found = candidates.variables(node, place.typed(node), scope.state, place.script)
        return Completions(start, tuple(found))
    if isinstance(node, Splat):
        return Completions(start, tuple(candidates.splats(place.typed(node), scope.state)))
    if isinstance(node, CommandParameter):
        return Completions(start, tuple(_parameters(place, node, scope)))
    if isinstance(node, Missing):
        return _operators(place)
    word = find_word(place)
    return _for_word(place, word, scope) if word else Completions(start)


def _operators(place: Place) -> Completions:
    """What can stand between an expression and one that is missing yet."""
    binary = place.path[-2]
    if isinstance(binary, Binary) and (written := _OPERATOR.match(place.before, binary.left.span.end)):
        return Completions(written.start(1), tuple(candidates.operators(written[1])))
    return Completions(len(place.before))


def _for_word(place: Place, word: Word, scope: Scope) -> Completions:
    """What fits where a text stands."""
    if entry := entry_completions(place, word, scope):
        return entry
    parent = place.path[-2]
    if isinstance(parent, Command) and parent.name is place.node:
        found = candidates.commands(scope.registry, word, has_input=is_piped_into(parent, scope))
    elif isinstance(parent, Redirection):
        found = candidates.paths(word)
    elif isinstance(parent, Member) or (isinstance(parent, Index) and word.quote):
        names = properties(parent.target, scope)
        found = ranked(word.typed, [(name, Suggestion(word.quoted(name, _IDENTIFIER), name)) for name in names])
    elif isinstance(parent, ExpandableString):
        return _part(word, scope)
    else:
        return _argument(word, scope)
    return Completions(word.start, tuple(found))


# Arguments of commands


def _parameters(place: Place, node: CommandParameter, scope: Scope) -> list[Suggestion]:
    call = call_at(scope)
    if call is None or call.element is not node:
        return []
    return parameter_suggestions(call.declared, call.given, place.typed(node), has_input=call.has_input)


def _argument(word: Word, scope: Scope) -> Completions:
    """What fits as an argument, or as an item of one; where no value is known, the parameters there are."""
    call = call_at(scope)
    if call is None:
        return Completions(word.start)
    parameter = call.parameter
    found = _values(parameter, call, word, scope) if parameter else Completions(word.start)
    free = call.element is scope.path[-1] and not (call.given.waiting or word.typed or word.quote)
    if not free or found != Completions(word.start):
        return found
    return Completions(
        word.start, tuple(parameter_suggestions(call.declared, call.given, "", has_input=call.has_input))
    )


def _part(word: Word, scope: Scope) -> Completions:
    """What fits behind a variable within a text: more of a path."""
    call = call_at(scope)
    if call is None or call.parameter is None or call.parameter.arg.completes != "ApiPath":
        return Completions(word.start)
    return path_completions(call, word, scope)


def _values(parameter: Parameter, call: Call, word: Word, scope: Scope) -> Completions:
    """The values that are known to fit a parameter."""
    state = scope.state
    wanted: tuple[str, ...] = ()
    match parameter.arg.completes:
        case "":
            found = _truth(word) if parameter.type is bool else candidates.values(parameter.choices, word)
        case "Path":
            found = candidates.paths(word)
        case "Command":
            found = candidates.commands(scope.registry, word)
        case "Variable":
            found = candidates.variable_names(state, word)
        case "Property":
            found = candidates.values(input_properties(scope), word)
        case "ApiPath":
            return path_completions(call, word, scope)
        case "RequestItem":
            return item_completions(call, word, scope)
        case "Operation":
            return operation_completions(call, word, scope)
        case noun:
            found = candidates.known_names(state.known_names, noun, word)
            wanted = (noun,)
    return Completions(word.start, tuple(found), wanted)


def _truth(word: Word) -> list[Suggestion]:
    return ranked(word.typed, [(name, Suggestion(f"${name}", f"${name}")) for name in ("true", "false")])
