"""What a command is: a typed function whose signature is the one declaration that all else is derived from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from ..objects import RecordType

Function = TypeVar("Function", bound=Callable[..., Any])


class Arg(NamedTuple):
    """What a signature cannot say about a parameter; stands in `Annotated[type, Arg("help", …)]`.

    `name` is PowerShell's spelling where the Python name does not give it (`csrf_token` → `CSRFToken`).
    `variable` is the environment variable that supplies the value when no argument does.
    `pipeline` marks the one parameter that takes what is piped in: annotated `Iterator[…]` it streams, else the
    input is collected first, so that deleting while listing cannot skip anything.
    `remaining` marks a list that takes every positional argument from its place on.
    `completes` says what Tab offers: the name of a noun whose known identifiers fit, or `Path`, `Command`,
    `Variable`, `Property`; of the API `ApiPath`, `RequestItem` (what the operation of that path takes), `Operation`.
    """

    help: str
    name: str = ""
    aliases: tuple[str, ...] = ()
    variable: str = ""
    pipeline: bool = False
    remaining: bool = False
    completes: str = ""


class Example(NamedTuple):
    """A line a user could type, and what it does. Every example runs as a test, connected to the sandbox."""

    code: str
    explanation: str


class Parameter(NamedTuple):
    """One parameter of a command, as derived from the signature. `keyword` is the Python name."""

    name: str
    keyword: str
    type: Any
    arg: Arg
    position: int | None
    required: bool
    default: Any

    @property
    def switch(self) -> bool:
        """Whether naming it is enough: a `bool` that has no position (one with a position takes a value)."""
        return self.type is bool and self.position is None

    @property
    def many(self) -> bool:
        """Whether it takes a list of values."""
        return any(get_origin(kind) in (tuple, list) for kind in _alternatives(self.type)) or self.streams

    @property
    def streams(self) -> bool:
        """Whether piped input arrives one by one instead of collected."""
        return self.streamed_type is not None

    @property
    def streamed_type(self) -> Any:
        """What the items of a stream are annotated as; None when it takes no stream."""
        return next((get_args(kind)[0] for kind in _alternatives(self.type) if get_origin(kind) is Iterator), None)

    @property
    def choices(self) -> tuple[str, ...]:
        """The values allowed, where they are few and fixed."""
        return tuple(_literals(self.type))


def _switch(name: str, alias: str, keyword: str, help_: str) -> Parameter:
    aliases = (alias,) if alias else ()
    return Parameter(name, keyword, bool, Arg(help_, aliases=aliases), position=None, required=False, default=None)


CONFIRMATION_PARAMETERS = (
    _switch("WhatIf", "wi", "what_if", "Say what would be done, and do nothing"),
    _switch("Confirm", "cf", "confirm", "Ask first, as it does anyway; -Confirm:$false does not ask"),
    _switch("Force", "", "force", "Do not ask"),
)
"""What a command takes besides that asks before it destroys something. The first two are PowerShell's."""


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    """The members of a union; any other annotation alone."""
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _literals(annotation: Any) -> Iterator[str]:
    """The values of every `Literal` in an annotation."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    elif get_origin(annotation) in (tuple, list, Union, UnionType):
        for inner in get_args(annotation):
            yield from _literals(inner)


class Command:
    """A command: the function, and all that can be said about it. Made by the `command` decorator."""

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        *,
        aliases: tuple[str, ...] = (),
        output: RecordType | None = None,
        examples: tuple[Example, ...] = (),
        confirms: bool = False,
        short_name: str = "",
    ) -> None:
        self.name = name
        self._short_name = short_name
        self.function = function
        self.aliases = aliases
        self.output = output
        self.examples = examples
        self.confirms = confirms

    def __repr__(self) -> str:
        return f"Command({self.name})"

    @cached_property
    def short_name(self) -> str:
        """`Get-DifyAppAPIKey` → `get-app-api-key`: without `Dify` or `PSDify`, split into words, lower-case."""
        if self._short_name:
            return self._short_name
        verb, _, noun = self.name.partition("-")
        words = [verb, *_words(re.sub(r"^(PS)?Dify", "", noun))]
        return "-".join(word.lower() for word in words if word)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it can be called by, canonical name first."""
        return tuple(dict.fromkeys((self.name, self.short_name, *self.aliases)))

    @property
    def noun(self) -> str:
        """The part of the canonical name after the verb."""
        return self.name.partition("-")[2]

    @property
    def documentation(self) -> str:
        """The function's docstring, unindented; Python 3.13 and later do so when they compile it."""
        first, *others = (self.function.__doc__ or "").strip().splitlines() or [""]
        margin = min((len(line) - len(line.lstrip()) for line in others if line), default=0)
        return "\n".join([first, *(line[margin:] for line in others)])

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return self.documentation.partition("\n")[0]

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters in positional order, then those by name only; the leading `Context` is not one."""
        code = self.function.__code__
        hints = get_type_hints(self.function, include_extras=True)
        positional = code.co_varnames[1 : code.co_argcount]
        by_name = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        given = self.function.__defaults__ or ()
        defaults = dict(zip(reversed(positional), reversed(given), strict=False))
        defaults |= self.function.__kwdefaults__ or {}
        places = [(name, place) for place, name in enumerate(positional)] + [(name, None) for name in by_name]
        own = tuple(_parameter(name, hints[name], place, defaults) for name, place in places)
        return own + CONFIRMATION_PARAMETERS if self.confirms else own

    @cached_property
    def parameters_by_name(self) -> dict[str, Parameter]:
        """The parameters by their folded names and aliases."""
        return by_folded_name(self.parameters)

    @property
    def pipeline_parameter(self) -> Parameter | None:
        """The parameter that takes piped input."""
        return next((parameter for parameter in self.parameters if parameter.arg.pipeline), None)


def fold(name: str) -> str:
    """A parameter's name as names are compared: in any case, with hyphens or without."""
    return name.replace("-", "").lower()


def by_folded_name(parameters: Iterable[Parameter]) -> dict[str, Parameter]:
    """`parameters` by their folded names and aliases."""
    return {fold(name): parameter for parameter in parameters for name in (parameter.name, *parameter.arg.aliases)}


def _parameter(keyword: str, hint: Any, position: int | None, defaults: dict[str, Any]) -> Parameter:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"the parameter {keyword} needs Annotated[type, Arg(…)]")
    type_, arg = get_args(hint)
    name = arg.name or "".join(word.capitalize() for word in keyword.rstrip("_").split("_"))
    return Parameter(name, keyword, type_, arg, position, keyword not in defaults, defaults.get(keyword))


def _words(noun: str) -> list[str]:
    """`AppAPIKey` → `App`, `API`, `Key`."""
    return re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+", noun)


def command(
    name: str,
    *,
    aliases: tuple[str, ...] = (),
    output: RecordType | None = None,
    examples: tuple[Example, ...] = (),
    confirms: bool = False,
    short_name: str = "",
) -> Callable[[Function], Function]:
    """Declare the decorated function as the command `name`; `commands_of` finds it in its module.

    The function takes a `Context`, then its parameters: positional ones in PSDify's order, keyword-only ones by
    name. It returns or yields what goes down the pipeline; a returned list or iterator is passed on item by item.
    With `confirms` it takes `-WhatIf`, `-Confirm` and `-Force` too, which `Context.confirmed` heeds.
    `short_name` stands in for the one made by rule where that is a command of PowerShell's.
    """

    def declare(function: Function) -> Function:
        declared = Command(
            name,
            function,
            aliases=aliases,
            output=output,
            examples=examples,
            confirms=confirms,
            short_name=short_name,
        )
        function.command = declared  # type: ignore[attr-defined]  # read back by commands_of
        return function

    return declare


def commands_of(namespace: dict[str, Any]) -> list[Command]:
    """The commands declared in a module, given its `vars()`, in the order written; not those that it imports."""
    own = (value for value in namespace.values() if getattr(value, "__module__", "") == namespace["__name__"])
    return [value.command for value in own if hasattr(value, "command")]
