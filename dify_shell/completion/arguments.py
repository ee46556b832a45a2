"""The arguments of a command: which names are still free, and to which parameter a value would go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..language.tokens import DASHES
from ..language.tree import CommandParameter, Expression, Splat
from ..runtime.binder import matching_parameters
from ..runtime.command import Command, Parameter
from ..runtime.common_parameters import COMMON_PARAMETERS
from ..runtime.usage import type_name
from .suggestion import Suggestion, ranked, words

_LONGEST_TYPE = 20
"""Characters of a type's name beside a parameter's help."""


class Given(NamedTuple):
    """What the arguments before the cursor are for; `waiting` is a parameter that was named and awaits its value."""

    named: tuple[Parameter, ...]
    waiting: Parameter | None
    positional: int


def given_by(command: Command, elements: Sequence[CommandParameter | Expression]) -> Given:
    """What `elements` give to `command`, as the binder would see it; names that it would refuse do not count."""
    named: list[Parameter] = []
    waiting: Parameter | None = None
    positional = 0
    for element in elements:
        if isinstance(element, CommandParameter):
            parameter = named_parameter(command, element)
            named += [parameter] if parameter else []
            waiting = parameter if parameter and element.value is None and not parameter.switch else None
        elif waiting is not None:
            waiting = None
        elif not isinstance(element, Splat):
            positional += 1
    return Given(tuple(named), waiting, positional)


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
