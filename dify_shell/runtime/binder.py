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

from collections.abc import Callable, Iterator
from types import UnionType
from typing import TYPE_CHECKING, Any, NamedTuple, Union, get_args, get_origin

from ..errors import BindingError
from ..language.tree import Array, CommandParameter, Expression, Number, Splat
from ..objects import CaseInsensitiveMapping
from .command import Command, Parameter
from .common_parameters import COMMON_PARAMETERS, HELP
from .context import CommonParameters
from .convert import ConversionError, convert
from .usage import type_name, usage

if TYPE_CHECKING:
    from ..spans import Source, Span
    from .state import Environment

Element = CommandParameter | Expression
Evaluate = Callable[[Expression], object]


class Bound(NamedTuple):
    """What to call a command with: keyword arguments without those left to their defaults and without piped input.

    With `help_wanted` (`-?`, `-Help`) nothing else was looked at: the command is to be explained, not run.
    """

    arguments: dict[str, Any]
    common: CommonParameters
    help_wanted: bool = False


class Argument(NamedTuple):
    """An argument as written: `parameter` is None while it is positional, `value` for a switch that is just named."""

    parameter: Parameter | None
    node: Element
    value: Expression | None


def bind(
    command: Command,
    elements: tuple[Element, ...],
    evaluate: Evaluate,
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
    raise NotImplementedError


def bind_input(command: Command, items: Iterator[object]) -> dict[str, Any]:
    """The keyword argument that takes the piped `items`: converted one by one if it streams, else collected.

    Raises BindingError when the command takes no input, takes one object and another number came, or when an object
    does not fit (a streaming parameter raises that once it gets there).
    """
    raise NotImplementedError


def matching_parameters(command: Command, name: str) -> tuple[Parameter, ...]:
    """The parameters that `-name` may mean: exactly one unless it is unknown or ambiguous."""
    raise NotImplementedError
