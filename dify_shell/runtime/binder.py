"""A command's arguments, as written, to the keyword arguments of its function.

Parameters are named in any case, with or without hyphens, by an alias, or by the beginning of just one name.
A switch takes no argument (`-Force`, or `-Force:$false`); any other parameter takes the next one, and what is left
over fills the positional parameters in order, those given by name skipped, as in PowerShell.

Where PowerShell leaves a choice or treats people badly:

* A value comes from the argument, else from the parameter's environment variable, else from the default.
  An argument counts as given even if it is `$null` or empty, where its type can be that (see `convert`); for a
  required text it cannot, so that a mistyped `$variable` is an error and no wish for everything.
* While something is piped in, positional arguments pass by the parameter that takes the input
  (`$apps | export-app backup`); to name it is an error.
* A bare number for a parameter that takes text arrives as it was written: `-Version 1.10` is `1.10`.
* An explicit parameter wins over the same one in a splatted hashtable (PowerShell 7.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import BindingError
from ..language.tree import Array, CommandParameter, Expression, Number, Splat
from ..objects import Secret
from .command import CONFIRMATION_PARAMETERS, Command, Parameter, fold
from .common_parameters import COMMON_PARAMETERS, COMMON_PARAMETERS_BY_NAME, HELP
from .context import CommonParameters
from .convert import ConversionError, convert, takes_text
from .usage import type_name, usage

if TYPE_CHECKING:
    from ..spans import Source, Span
    from .state import Environment

Element = CommandParameter | Expression


class Bound(NamedTuple):
    """What to call a command with: keyword arguments without those left to their defaults and without piped input.

    With `help_wanted` (`-?`, `-Help`) nothing else was looked at: the command is to be explained, not run.
    """

    arguments: dict[str, Any]
    common: CommonParameters
    help_wanted: bool = False


class Argument(NamedTuple):
    """An argument: `parameter` is None while it is positional, `value` for a switch that is just named."""

    parameter: Parameter | None
    node: Element
    value: Expression | None


def bind(
    command: Command,
    elements: tuple[Element, ...],
    evaluate: Callable[[Expression], object],
    *,
    source: Source,
    span: Span,
    environment: Environment,
    has_input: bool = False,
) -> Bound:
    """What to call `command` with, given the `elements` after its name.

    `evaluate` is called once for each value, in the order written, once all names are known to be right; for a `Splat`
    it gives the variable's value. `source` is the text that holds the elements, and `span` where the command's name
    stands in it: it is blamed for what is missing. `has_input`: something is piped in (see `bind_input`).
    Raises BindingError, and what `evaluate` raises.
    """
    names = [element.name for element in elements if isinstance(element, CommandParameter)]
    if any(matching_parameters(command, name) == (HELP,) for name in names):
        return Bound({}, CommonParameters(), help_wanted=True)
    binding = _Binding(command, source, span, _input_parameter(command) if has_input else None)
    binding.add_arguments(binding.pair(elements), evaluate)
    binding.add_variables(environment)
    binding.check_required()
    return binding.bound()


def bind_input(command: Command, items: Iterator[object]) -> dict[str, Any]:
    """The keyword argument that takes the piped `items`: converted one by one if it streams, else collected.

    Raises BindingError when the command takes no input, takes one object and another number came, or when an object
    does not fit (a streaming parameter raises that once it gets there).
    """
    parameter = _input_parameter(command)
    value: object
    if parameter.streamed_type in (object, Any):
        value = items
    elif parameter.streams:
        item_parameter = parameter._replace(type=parameter.streamed_type)
        value = (_fit(command, item_parameter, item) for item in items)
    else:
        collected = list(items)
        if not parameter.many and len(collected) != 1:
            message = f"{command.short_name} takes one object from the pipeline, and {len(collected) or 'none'} came."
            raise BindingError(message, command=command.name, parameter=parameter.name, usage=usage(command))
        value = _fit(command, parameter, collected if parameter.many else collected[0])
    return {parameter.keyword: value}


def matching_parameters(command: Command, name: str) -> tuple[Parameter, ...]:
    """The parameters that `-name` may mean: exactly one unless it is unknown or ambiguous.

    A whole name or alias beats the beginning of one, and the command's own parameters beat the common ones.
    """
    wanted = fold(name)
    groups = (command.parameters_by_name, COMMON_PARAMETERS_BY_NAME)
    for parameters in groups:
        if wanted in parameters:
            return (parameters[wanted],)
    for parameters in groups:
        found = {parameter.name: parameter for known, parameter in parameters.items() if known.startswith(wanted)}
        if found:
            return tuple(found.values())
    return ()


def _input_parameter(command: Command) -> Parameter:
    parameter = command.pipeline_parameter
    if parameter is None:
        raise BindingError(f"{command.short_name} takes no input from the pipeline.", command=command.name)
    return parameter


def _fit(command: Command, parameter: Parameter, value: object, node: Element | None = None, origin: str = "") -> Any:
    """`value` as the type of `parameter`; `origin` says where it comes from if no argument gave it."""
    subject = origin or f"-{parameter.name}"
    try:
        fitting = convert(value, parameter.type)
    except ConversionError as error:
        message, hint = f"{subject} takes {error.expected}, not {error.got}.", error.hint
    else:
        empty = isinstance(fitting, (str, Secret)) and not fitting
        if not (empty and parameter.required and parameter.type not in (object, Any)):
            return fitting
        message, hint = f"{subject} must not be empty.", "Was a variable meant that has no value?"
    span = node.span if node else None
    raise BindingError(message, span, command=command.name, parameter=parameter.name, usage=usage(command), hint=hint)


class _Binding:
    """The values found so far for the parameters of one call, by parameter name."""

    def __init__(self, command: Command, source: Source, span: Span, piped: Parameter | None) -> None:
        self.command = command
        self.source = source
        self.span = span
        self.piped = piped
        self.values: dict[str, tuple[Parameter, Any]] = {}

    def pair(self, elements: tuple[Element, ...]) -> list[Argument]:
        """The arguments: each parameter that is named, with its value; and what is left over."""
        arguments: list[Argument] = []
        pending = list(reversed(elements))
        while pending:
            node = pending.pop()
            if not isinstance(node, CommandParameter):
                arguments.append(Argument(None, node, node))
                continue
            parameter = self._named(node.name, node)
            value = node.value
            if value is None and not parameter.switch:
                value = self._following(parameter, node, pending)
            arguments.append(Argument(parameter, node, value))
        return arguments

    def _following(self, parameter: Parameter, node: CommandParameter, pending: list[Element]) -> Expression:
        """The argument after the name of a parameter that needs a value."""
        following = pending.pop() if pending else None
        if isinstance(following, Expression) and not isinstance(following, Splat):
            return following
        hint = f"Write -{parameter.name} <{type_name(parameter.type)}>."
        if isinstance(following, CommandParameter):
            hint += " Put quotes around a value that begins with a hyphen."
        raise self._error(f"-{parameter.name} needs a value.", node, parameter, hint)

    def _named(self, name: str, node: Element) -> Parameter:
        found = matching_parameters(self.command, name)
        if len(found) == 1:
            return found[0]
        if found:
            candidates = " or ".join(f"-{parameter.name}" for parameter in found)
            raise self._error(f"-{name} can mean {candidates}.", node, hint="Write more of the name.")
        raise self._error(f"{self.command.short_name} has no parameter -{name}.", node, hint=self._nearest(name))

    def _nearest(self, name: str) -> str | None:
        from difflib import get_close_matches

        known = {**COMMON_PARAMETERS_BY_NAME, **self.command.parameters_by_name}
        near = get_close_matches(fold(name), known, n=1)
        return f"Did you mean -{known[near[0]].name}?" if near else None

    def add_arguments(self, arguments: list[Argument], evaluate: Callable[[Expression], object]) -> None:
        """Evaluate the arguments in the order written; then the named ones find their places, then the others."""
        positional: list[tuple[object, Element]] = []
        splatted: list[tuple[Parameter, object, Element]] = []
        for parameter, node, expression in arguments:
            value = True if expression is None else evaluate(expression)
            if parameter is not None:
                node = expression or node
                self._accept(parameter, self._as_written(parameter, value, node), node)
            elif isinstance(node, Splat) and isinstance(value, Mapping):
                splatted += [(self._named(str(name), node), item, node) for name, item in value.items()]
            elif isinstance(node, Splat):
                positional += [(item, node) for item in _listed(value)]
            else:
                positional.append((value, node))
        explicit = frozenset(self.values)
        for parameter, value, node in splatted:
            if parameter.name not in explicit:
                self._accept(parameter, value, node)
        self._place(positional)

    def _accept(self, parameter: Parameter, value: object, node: Element) -> None:
        if parameter.name in self.values:
            raise self._error(f"-{parameter.name} is given twice.", node, parameter)
        if parameter == self.piped:
            raise self._error(f"-{parameter.name} gets its value from the pipeline already.", node, parameter)
        self.values[parameter.name] = (parameter, _fit(self.command, parameter, value, node))

    def _as_written(self, parameter: Parameter, value: object, node: Element) -> object:
        """The text of a number, also within a list, for a parameter that takes text; else `value`."""
        if isinstance(node, Number) and takes_text(parameter.type):
            return node.span.of(self.source.text)
        if isinstance(node, Array) and isinstance(value, list):
            return [self._as_written(parameter, *pair) for pair in zip(value, node.items, strict=True)]
        return value

    def _place(self, positional: list[tuple[object, Element]]) -> None:
        free = [
            parameter
            for parameter in self.command.parameters
            if parameter.position is not None and parameter.name not in self.values and parameter != self.piped
        ]
        for place, (value, node) in enumerate(positional):
            if not free:
                raise self._error(self._too_many(), node)
            parameter = free.pop(0)
            if parameter.arg.remaining:
                rest = [self._as_written(parameter, *pair) for pair in positional[place:]]
                self._accept(parameter, [item for one in rest for item in _listed(one)], node)
                return
            self._accept(parameter, self._as_written(parameter, value, node), node)

    def _too_many(self) -> str:
        most = sum(parameter.position is not None for parameter in self.command.parameters)
        if not most:
            return f"{self.command.short_name} takes no arguments without a name."
        return f"{self.command.short_name} takes {most} argument{'s'[: most > 1]} without a name, and this is one more."

    def add_variables(self, environment: Environment) -> None:
        """Where no argument was given, take the parameter's environment variable if that is set."""
        for parameter in self.command.parameters:
            variable = parameter.arg.variable
            if variable and parameter.name not in self.values and environment.get(variable):
                origin = f"$env:{variable}, which stands for -{parameter.name},"
                value = _fit(self.command, parameter, environment.text(variable), origin=origin)
                self.values[parameter.name] = (parameter, value)

    def check_required(self) -> None:
        """Raises BindingError for the first parameter that must have a value and has none."""
        for parameter in self.command.parameters:
            if parameter.required and parameter.name not in self.values and parameter != self.piped:
                ways = [f"give it as -{parameter.name} <{type_name(parameter.type)}>"]
                if parameter.arg.variable:
                    ways.append(f"set $env:{parameter.arg.variable}")
                if parameter.arg.pipeline:
                    ways.append("pipe it in")
                hint = ", or ".join(ways)
                message = f"{self.command.short_name} needs -{parameter.name}."
                raise self._error(message, None, parameter, f"{hint[0].upper()}{hint[1:]}.")

    def bound(self) -> Bound:
        """The values gathered, common parameters apart."""
        common, own = {}, {}
        for parameter, value in self.values.values():
            if parameter in COMMON_PARAMETERS or parameter in CONFIRMATION_PARAMETERS:
                common[parameter.keyword] = value
            else:
                own[parameter.keyword] = value
        heeded = {keyword: value for keyword, value in common.items() if keyword in CommonParameters._fields}
        return Bound(own, CommonParameters(**heeded))

    def _error(
        self, message: str, node: Element | None, parameter: Parameter | None = None, hint: str | None = None
    ) -> BindingError:
        return BindingError(
            message,
            node.span if node else self.span,
            command=self.command.name,
            parameter=parameter.name if parameter else "",
            usage=usage(self.command),
            hint=hint,
        )


def _listed(value: object) -> list[object]:
    """The items of a list; a single value as a list of one, nothing as an empty one."""
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
