"""Colours while typing, from the tree of the text; and the mask over secrets that stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.lexers import Lexer

from ..language.tree import (
    Binary,
    Break,
    Command,
    CommandParameter,
    Continue,
    Conversion,
    Exit,
    ExpandableString,
    ForEach,
    If,
    Node,
    Number,
    Splat,
    String,
    SubExpression,
    Throw,
    Try,
    Unary,
    Variable,
    walk,
)
from ..runtime.masking import spans_to_mask
from ..spans import Span
from .parsed_text import parse_cached

if TYPE_CHECKING:
    from prompt_toolkit.document import Document
    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from ..language.parser import Parsed
    from ..runtime.registry import Registry

_KEYWORD = re.compile(r"\b(?:if|elseif|else|foreach|in|try|catch|finally|throw|break|continue|exit)\b", re.IGNORECASE)
_MASK = "*"


class Highlighter(Lexer):
    """Colours a text by what its parts are. The names of the styles are those of `render.themes`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """The fragments of each line."""
        lines = list(self._lines(document.text))
        return lambda number: lines[number] if number < len(lines) else []

    def _lines(self, text: str) -> Iterator[StyleAndTextTuples]:
        styles = [""] * len(text)
        for span, style in self._styled(parse_cached(text)):
            styles[span.start : span.end] = [style and f"class:{style}"] * (span.end - span.start)
        start = 0
        for line in text.split("\n"):
            yield list(_fragments(line, styles[start : start + len(line)]))
            start += len(line) + 1

    def _styled(self, parsed: Parsed) -> Iterator[tuple[Span, str]]:
        """What to show how; later ones lie on top.

        The error is marked once more text follows it: at the end, what looks wrong may only be unfinished.
        """
        text = parsed.source.text
        for node in walk(parsed.script):
            if isinstance(node, Command):
                yield node.name.span, self._command_style(node, text)
            elif isinstance(node, (If, ForEach, Try, Throw, Break, Continue, Exit)):
                yield from ((word, "keyword") for word in _keywords(node, text))
            else:
                yield from _style_of(node)
        for comment in parsed.comments:
            yield comment, "comment"
        error = parsed.errors[0] if parsed.errors else None
        if error and error.span and not error.incomplete and error.span.end < len(text.rstrip()):
            yield error.span, "error underline"

    def _command_style(self, command: Command, text: str) -> str:
        """A name that nothing is called by is marked once it cannot become one that is."""
        name = command.name.value if isinstance(command.name, String) else ""
        if not name or self._registry.find(name):
            return "command" if name else ""
        being_typed = command.name.span.end == len(text) and any(self._registry.starting_with(name))
        return "" if being_typed else "unknown-command"


def _style_of(node: Node) -> Iterator[tuple[Span, str]]:
    """The style of what a node is by itself; those of the nodes below it lie on top."""
    span = node.span
    match node:
        case CommandParameter(value=value):
            yield Span(span.start, value.span.start if value else span.end), "parameter"
        case String(style=quotes) | ExpandableString(style=quotes) if quotes != "bare":
            yield span, "string"
        case SubExpression():
            yield span, ""
        case Number():
            yield span, "number"
        case Variable() | Splat():
            yield span, "variable"
        case Binary(left=left, right=right):
            yield Span(left.span.end, right.span.start), "operator"
        case Unary(operand=operand) | Conversion(operand=operand):
            yield Span(span.start, operand.span.start), "operator"


def _keywords(statement: Node, text: str) -> Iterator[Span]:
    """Where the words stand that make a statement what it is: between the parts of it."""
    start = statement.span.start
    for part in (*(child.span for child in statement.children()), Span(statement.span.end, statement.span.end)):
        yield from (Span(*word.span()) for word in _KEYWORD.finditer(text, start, part.start))
        start = part.end


def _fragments(line: str, styles: list[str]) -> Iterator[tuple[str, str]]:
    """The line in pieces of one style each."""
    start = 0
    for place in range(1, len(line) + 1):
        if place == len(line) or styles[place] != styles[start]:
            yield styles[start], line[start:place]
            start = place


class SecretMask(Processor):
    """Shows a star for each character of a secret that stands in the text, so that the cursor stays where it is."""

    def __init__(self, registry: Registry) -> None:
        self._spans = lru_cache(maxsize=1)(lambda text: spans_to_mask(registry, parse_cached(text)))

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """The line with its secrets masked."""
        document = transformation_input.document
        line = transformation_input.lineno
        start = document.translate_row_col_to_index(line, 0)
        end = start + len(document.lines[line])
        spans = [Span(max(span.start, start), min(span.end, end)) for span in self._spans(document.text)]
        if not any(span.start < span.end for span in spans):
            return Transformation(transformation_input.fragments)
        fragments = explode_text_fragments(transformation_input.fragments)
        shown = transformation_input.source_to_display
        for span in spans:
            for place in range(span.start, span.end):
                style, *_ = fragments[shown(place - start)]
                fragments[shown(place - start)] = (style, _MASK)
        return Transformation(fragments)
