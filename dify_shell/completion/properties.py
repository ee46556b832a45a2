"""The properties that a value will have, as far as that can be told without running anything.

A value that a variable holds is asked itself; the output of a command is told by its noun.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..errors import EvaluationError
from ..language.tree import (
    Array,
    ArrayExpression,
    Assignment,
    Command,
    Expression,
    ForEach,
    HashtableLiteral,
    Index,
    Member,
    Node,
    Number,
    Parenthesis,
    Pipeline,
    ScriptBlock,
    Statement,
    String,
    SubExpression,
    SystemCommand,
    Variable,
    walk,
)
from ..runtime.members import get_item, get_member, property_names

if TYPE_CHECKING:
    from ..runtime.registry import Registry
    from ..runtime.state import ShellState

_CURRENT_ITEM = ("_", "psitem")


class Scope(NamedTuple):
    """What names mean: the commands, the variables, and the nodes from the script down to where they are used."""

    registry: Registry
    state: ShellState
    path: tuple[Node, ...]


def properties(expression: Expression, scope: Scope) -> list[str]:
    """The names of the properties of an expression's value; of a list, those of its items."""
    value = _value(expression, scope.state)
    if value is not None:
        return _property_names(value)
    match expression:
        case Variable():
            return _of_variable(expression, scope)
        case Index(target=target):
            return properties(target, scope)
        case Parenthesis(statement=statement):
            return _of_output(statement, scope)
        case Array(items=(first, *_)):
            return properties(first, scope)
        case ArrayExpression(statements=(*_, last)) | SubExpression(statements=(*_, last)):
            return _of_output(last, scope)
        case HashtableLiteral(entries=entries):
            return [entry.key.value for entry in entries if isinstance(entry.key, String)]
    return []


def input_properties(scope: Scope) -> list[str]:
    """The names of the properties of what is piped into the innermost command on the path."""
    places = [place for place, node in enumerate(scope.path) if isinstance(node, Command)]
    pipeline = scope.path[places[-1] - 1] if places else None
    if not isinstance(pipeline, Pipeline):
        return []
    command = scope.path[places[-1]]
    before = next(place for place, stage in enumerate(pipeline.stages) if stage is command)
    return _of_stages(pipeline.stages[:before], scope._replace(path=scope.path[: places[-1] - 1]))


def _value(expression: Expression, state: ShellState) -> object:
    """What a variable, or a member or item of one, holds now; None if that is nothing, or not known."""
    match expression:
        case Variable(scope=scope, name=name) if scope != "env":
            return state.variables.get(name)
        case Member(target=target, name=String(value=name)):
            return get_member(_value(target, state), name)
        case Index(target=target, index=Number(value=place) | String(value=place)):
            try:
                return get_item(_value(target, state), place)
            except EvaluationError:
                return None
    return None


def _property_names(value: object) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [*(property_names(value[0]) if value else ()), "Count"]
    return property_names(value)


def _of_variable(variable: Variable, scope: Scope) -> list[str]:
    name = variable.name.lower()
    if name in _CURRENT_ITEM:
        return _of_current_item(scope)
    for place, node in enumerate(scope.path):
        if isinstance(node, ForEach) and node.variable.name.lower() == name:
            return _of_output(node.items, scope._replace(path=scope.path[:place]))
    assigned = [
        node.value
        for node in walk(scope.path[0])
        if isinstance(node, Assignment) and node.span.end <= variable.span.start and _sets(node, name)
    ]
    return _of_output(assigned[-1], scope) if assigned else []


def _sets(assignment: Assignment, name: str) -> bool:
    return any(isinstance(target, Variable) and target.name.lower() == name for target in assignment.targets)


def _of_current_item(scope: Scope) -> list[str]:
    """The properties of `$_` in the innermost script block on the path."""
    places = [place for place, node in enumerate(scope.path) if isinstance(node, ScriptBlock)]
    return input_properties(scope._replace(path=scope.path[: places[-1]])) if places else []


def _of_output(statement: Statement, scope: Scope) -> list[str]:
    match statement:
        case Pipeline(stages=stages):
            return _of_stages(stages, scope)
        case Assignment(value=value):
            return _of_output(value, scope)
    return []


def _of_stages(stages: Sequence[Command | SystemCommand | Expression], scope: Scope) -> list[str]:
    """The properties of what the last stage puts out: those of its noun, or those of its input for a filter."""
    if not stages:
        return []
    *before, last = stages
    if isinstance(last, Expression):
        return properties(last, scope)
    if not isinstance(last, Command) or not isinstance(last.name, String):
        return []
    command = scope.registry.find(last.name.value)
    if command is None:
        return []
    if command.output is not None:
        return [one.name for one in command.output.properties]
    return _of_stages(before, scope) if command.pipeline_parameter else []
