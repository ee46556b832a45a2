"""JSON and YAML in colours, by Pygments, which is loaded with the first text of these."""

from __future__ import annotations

from typing import Literal

from .themes import paint

_STYLES = {
    "json": {"Name.Tag": "parameter", "Literal.String": "string", "Literal.Number": "number", "Keyword": "keyword"},
    "yaml": {"Name.Tag": "parameter"},
}
"""Our styles, by the beginnings of Pygments' names of tokens. It takes YAML's values apart at each blank, and a secret
could not be found in one that is painted piece by piece; so only names are painted there."""


def coloured(text: str, syntax: Literal["json", "yaml"]) -> str:
    """A cleaned `text` in colours."""
    from pygments.lexers.data import JsonLexer, YamlLexer

    lexer = (JsonLexer if syntax == "json" else YamlLexer)(stripnl=False, ensurenl=False)
    return "".join(_painted(piece, str(kind), _STYLES[syntax]) for kind, piece in lexer.get_tokens(text))


def _painted(piece: str, kind: str, styles: dict[str, str]) -> str:
    name = kind.removeprefix("Token.")
    style = next((style for beginning, style in styles.items() if name.startswith(beginning)), None)
    return paint(style, piece, True) if style else piece
