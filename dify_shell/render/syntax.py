"""JSON and YAML in colours, by Pygments, which is loaded with the first text of these."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Literal

from .themes import paint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygments.token import _TokenType

_STYLES = {"Name.Tag": "parameter", "Literal.String": "string", "Literal.Number": "number", "Keyword": "keyword"}
"""Our styles, by the beginnings of Pygments' names of tokens. Plain scalars of YAML are as plain on the screen."""


def coloured(text: str, syntax: Literal["json", "yaml"]) -> str:
    """A cleaned `text` in colours. What looks alike is painted in one piece, so that a secret in it can be found."""
    return "".join(
        paint(style, "".join(piece for _, piece in pieces), True) if style else "".join(piece for _, piece in pieces)
        for style, pieces in groupby(_pieces(text, syntax), key=lambda found: found[0])
    )


def _pieces(text: str, syntax: Literal["json", "yaml"]) -> Iterator[tuple[str, str]]:
    """The style and the characters of each token."""
    from pygments.lexers.data import JsonLexer, YamlLexer

    lexer = (JsonLexer if syntax == "json" else YamlLexer)(stripnl=False, ensurenl=False)
    for kind, piece in lexer.get_tokens(text):
        yield _style(kind), piece


def _style(kind: _TokenType) -> str:
    name = str(kind).removeprefix("Token.")
    return next((style for beginning, style in _STYLES.items() if name.startswith(beginning)), "")
