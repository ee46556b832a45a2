"""Where the secrets of a typed text stand, going by the commands and variables there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

from ..language.parser import Parsed, parse
from ..language.secrets import mask, secret_spans
from ..language.tree import Command as CommandNode
from ..language.tree import CommandParameter, Expression, String
from ..objects import Secret
from ..spans import Source, Span
from .binder import matching_parameters
from .command import Command, Parameter
from .registry import Registry
from .state import is_secret_name


def spans_to_mask(registry: Registry, parsed: Parsed) -> tuple[Span, ...]:
    """Where the values of secret variables and parameters are written out."""

    def is_parameter(command: str, name: str) -> bool:
        known = registry.find(command) if command else None
        if known is None:
            return is_secret_name(name)
        found = matching_parameters(known, name)
        return any(map(_is_secret, found)) or (not found and is_secret_name(name))

    def arguments(node: CommandNode) -> Iterator[Expression]:
        known = registry.find(node.name.value) if isinstance(node.name, String) else None
        return _positional_secrets(known, node) if known else iter(())

    return secret_spans(parsed, is_parameter, lambda scope, name: is_secret_name(name), arguments)


def masker(registry: Registry) -> Callable[[str], str]:
    """A function that blots the secrets out of a text, for the history."""
    return lambda text: mask(text, spans_to_mask(registry, parse(text)))


def blotted(registry: Registry, source: Source) -> Source:
    """`source` with a star for each character of a secret, so that an error can show a line of it with a caret."""
    text = source.text
    for span in spans_to_mask(registry, parse(source)):
        text = text[: span.start] + "*" * (span.end - span.start) + text[span.end :]
    return source._replace(text=text)


def _is_secret(parameter: Parameter) -> bool:
    return parameter.type is Secret or Secret in get_args(parameter.type)


def _positional_secrets(command: Command, node: CommandNode) -> Iterator[Expression]:
    """The arguments that would fill secret parameters by their position."""
    named: set[str] = set()
    free: list[Expression] = []
    takes_next = False
    for element in node.elements:
        if isinstance(element, CommandParameter):
            found = matching_parameters(command, element.name)
            named |= {parameter.name for parameter in found}
            takes_next = element.value is None and not any(parameter.switch for parameter in found)
        elif takes_next:
            takes_next = False
        else:
            free.append(element)
    left = [one for one in command.parameters if one.position is not None and one.name not in named]
    return (argument for parameter, argument in zip(left, free, strict=False) if _is_secret(parameter))
