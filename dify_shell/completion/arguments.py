"""The arguments of a command: which names are still free, and to which parameter a value would go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from ..language.tokens import DASHES
from ..language.tree import Array, CommandParameter, ExpandableString, Expression, Node, Pipeline, Splat, String
from ..language.tree import Command as CommandNode
from ..runtime.binder import matching_parameters
from ..runtime.command import Command, Parameter
from ..runtime.common_parameters import COMMON_PARAMETERS
from ..runtime.usage import type_name
from .suggestion import Suggestion, ranked, words

if TYPE_CHECKING:
    from .properties import Scope

_LONGEST_TYPE = 20
"""Characters of a type's name beside a parameter's help."""


class Given(NamedTuple):
    """What the arguments before the cursor are for; `waiting` is a parameter that was named and awaits its value."""

    named: tuple[Parameter, ...]
    waiting: Parameter | None
    positional: int


NOTHING_GIVEN = Given((), None, 0)


class Call(NamedTuple):
    """The command that the cursor is in an argument of: that argument, those before it, and what they give."""

    declared: Command
    element: Node
    before: tuple[CommandParameter | Expression, ...]
    given: Given
    has_input: bool

    @property
    def parameter(self) -> Parameter | None:
        """The parameter that the argument at the cursor goes to."""
        return self._parameter(self.element, self.given)

    def values_for(self, completes: str) -> list[Expression]:
        """The arguments before the cursor that go to the parameter that completes to `completes`."""
        values = []
        given = NOTHING_GIVEN
        for element in self.before:
            parameter = self._parameter(element, given)
            value = element.value if isinstance(element, CommandParameter) else element
            if value is not None and parameter and parameter.arg.completes == completes:
                values.append(value)
            given = _with(given, self.declared, element)
        return values

    def _parameter(self, element: Node, given: Given) -> Parameter | None:
        if isinstance(element, CommandParameter):
            return named_parameter(self.declared, element)
        return next_parameter(self.declared, given, has_input=self.has_input)


def call_at(scope: Scope) -> Call | None:
    """The call that the node at the cursor is an argument of, alone, in a list or in a text; None where it is not."""
    for command, element in zip(reversed(scope.path[:-1]), reversed(scope.path), strict=False):
        if isinstance(command, CommandNode):
            declared = scope.registry.find(command.name.value) if isinstance(command.name, String) else None
            if declared is None:
                return None
            before = command.elements[: next(n for n, one in enumerate(command.elements) if one is element)]
            return Call(declared, element, before, given_by(declared, before), is_piped_into(command, scope))
        if not isinstance(command, (Array, CommandParameter, ExpandableString)):
            return None
    return None


def is_piped_into(command: CommandNode, scope: Scope) -> bool:
    """Whether something is piped into `command`, which stands on the path."""
    pipelines = [node for node in scope.path if isinstance(node, Pipeline)]
    return pipelines[-1].stages[0] is not command


def given_by(command: Command, elements: Iterable[CommandParameter | Expression]) -> Given:
    """What `elements` give to `command`, as the binder would see it; names that it would refuse do not count."""
    given = NOTHING_GIVEN
    for element in elements:
        given = _with(given, command, element)
    return given


def _with(given: Given, command: Command, element: CommandParameter | Expression) -> Given:
    """What is given once `element` has been read as well."""
    if isinstance(element, CommandParameter):
        parameter = named_parameter(command, element)
        waits = parameter is not None and element.value is None and not parameter.switch
        named = (*given.named, parameter) if parameter else given.named
        return Given(named, parameter if waits else None, given.positional)
    if given.waiting is not None:
        return given._replace(waiting=None)
    return given if isinstance(element, Splat) else given._replace(positional=given.positional + 1)


def named_parameter(command: Command, node: CommandParameter) -> Parameter | None:
    """The one parameter that is meant by the name in `node`."""
    found = matching_parameters(command, node.name)
    return found[0] if len(found) == 1 else None


def next_parameter(command: Command, given: Given, *, has_input: bool) -> Parameter | None:
    """The parameter that a value at the cursor would go to."""
    if given.waiting:
        return given.waiting
    taken = (*given.named, command.pipeline_parameter if has_input else None)
    free = [one for one in command.parameters if one.position is not None and one not in taken]
    for place, parameter in enumerate(free):
        if place == given.positional or parameter.arg.remaining:
            return parameter
    return None


def parameter_suggestions(command: Command, given: Given, typed: str, *, has_input: bool) -> list[Suggestion]:
    """The parameters that can still be named, in order; behind them the common ones that begin with what is typed."""
    taken = (*given.named, command.pipeline_parameter if has_input else None)
    name = typed.lstrip(DASHES).replace("-", "")
    hyphenated = len(typed) - len(typed.lstrip(DASHES)) > 1
    own = _named_like(name, [one for one in command.parameters if one not in taken], hyphenated)
    common = [one for one in COMMON_PARAMETERS if one not in taken and one.name.lower().startswith(name.lower())]
    return own + (_named_like(name, common, hyphenated) if name else [])


def _named_like(typed: str, parameters: list[Parameter], hyphenated: bool) -> list[Suggestion]:
    return ranked(
        typed,
        [
            (name, _suggestion(parameter, hyphenated))
            for parameter in parameters
            for name in (parameter.name, *parameter.arg.aliases)
        ],
    )


def _suggestion(parameter: Parameter, hyphenated: bool) -> Suggestion:
    written = "--" + "-".join(words(parameter.name)) if hyphenated else f"-{parameter.name}"
    kind = "" if parameter.switch else type_name(parameter.type)
    if len(kind) > _LONGEST_TYPE:
        kind = "choice" if parameter.choices else "value"
    return Suggestion(written, written, f"{kind}: {parameter.arg.help}" if kind else parameter.arg.help)
