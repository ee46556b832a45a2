"""Colours while typing, from the tree of the text; and the mask over secrets that stand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.lexers import Lexer

from ..language.tree import (
    Command,
    CommandParameter,
    ExpandableString,
    Node,
    Number,
    Splat,
    String,
    SystemCommand,
    Variable,
    walk,
)
from ..spans import Span
from .masking import parse_cached, spans_to_mask

if TYPE_CHECKING:
    from prompt_toolkit.document import Document

    from ..language.parser import Parsed
    from ..runtime.registry import Registry

_STYLES: dict[type[Node], str] = {
    CommandParameter: "parameter",
    ExpandableString: "string",
    Number: "number",
    Splat: "variable",
    SystemCommand: "command",
    Variable: "variable",
}


class Highlighter(Lexer):
    """Colours a text by what its parts are. What is wrong is marked once it is certain that it is."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """The fragments of each line."""
        lines = list(self._lines(document.text))
        return lambda number: lines[number] if number < len(lines) else []

    def _lines(self, text: str) -> Iterator[StyleAndTextTuples]:
        styles = [""] * len(text)
        for span, style in self._spans(parse_cached(text)):
            styles[span.start : span.end] = [f"class:{style}"] * (span.end - span.start)
        start = 0
        for line in text.split("\n"):
            yield list(_fragments(line, styles[start : start + len(line)]))
            start += len(line) + 1

    def _spans(self, parsed: Parsed) -> Iterator[tuple[Span, str]]:
        """What to colour how; later ones lie on top."""
        for node in walk(parsed.script):
            if isinstance(node, Command) and isinstance(node.name, String):
                known = self._registry.find(node.name.value) is not None
                yield node.name.span, "command" if known else "unknown-command"
            elif isinstance(node, String) and node.style != "bare":
                yield node.span, "string"
            elif isinstance(node, CommandParameter):
                yield Span(node.span.start, node.value.span.start if node.value else node.span.end), "parameter"
            elif type(node) in _STYLES:
                yield node.span, _STYLES[type(node)]
        for comment in parsed.comments:
            yield comment, "comment"
        for error in parsed.errors:
            if error.span and not error.incomplete:
                yield error.span, "error"


def _fragments(line: str, styles: list[str]) -> Iterator[tuple[str, str]]:
    """The line in pieces of one style each."""
    start = 0
    for place in range(1, len(line) + 1):
        if place == len(line) or styles[place] != styles[start]:
            yield styles[start], line[start:place]
            start = place


class SecretMask(Processor):
    """Shows a star for each character of a secret that stands in the text."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """The line with its secrets masked, each character by one, so that the cursor stays where it is."""
        document = transformation_input.document
        line = transformation_input.lineno
        start = document.translate_row_col_to_index(line, 0)
        end = start + len(document.lines[line])
        spans = [span for span in self._spans(document.text) if span.start < end and span.end > start]
        if not spans:
            return Transformation(transformation_input.fragments)
        fragments = explode_text_fragments(transformation_input.fragments)
        before = transformation_input.source_to_display(0)
        for span in spans:
            for place in range(max(span.start, start) - start + before, min(span.end, end) - start + before):
                if place < len(fragments):
                    fragments[place] = (fragments[place][0], "*")
        return Transformation(fragments)

    def _spans(self, text: str) -> tuple[Span, ...]:
        return spans_to_mask(self._registry, parse_cached(text))
