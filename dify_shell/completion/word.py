"""Where the cursor stands in the tree, and the word there that a suggestion would replace."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from ..language.tokens import DOUBLE_QUOTES, NUMBER, SINGLE_QUOTES
from ..language.tree import Node, Number, Script, String, path_to

if TYPE_CHECKING:
    from ..language.parser import Parsed

_STAND_IN = "x"
"""Put where nothing is typed yet, so that the tree has a node there."""

_OPEN_NAME = re.compile(r"(?<=/)\{([a-z_]\w*(?::[^{}\r\n]*)?)?\Z", re.IGNORECASE)
"""`{app:Support b` in a path; unless it is closed, it reads as the beginning of a block."""

_WORD_ENDS = re.compile(rf"[\w{DOUBLE_QUOTES}{SINGLE_QUOTES}]\Z")
_BRACKET_ENDS = re.compile(r"[)\]}]\Z")
BARE = re.compile(r"[\w./~\\:][\w./~\\:@+-]*")
"""What an argument can be without quotes."""

_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_ESCAPED = re.compile(rf"[`${DOUBLE_QUOTES}]")


class Place(NamedTuple):
    """The cursor's place: `path` leads from the script down to the node at the end of the text `before` it.

    `after` is the text behind the cursor; the tree does not know it.
    """

    before: str
    after: str
    path: tuple[Node, ...]
    stand_in: str

    @property
    def node(self) -> Node:
        """The innermost node."""
        return self.path[-1]

    @property
    def script(self) -> Script:
        """The tree of the text before the cursor."""
        script = self.path[0]
        if not isinstance(script, Script):
            raise AssertionError("a path begins with the script")
        return script

    def typed(self, node: Node) -> str:
        """The source text of `node`, which ends at the cursor."""
        return self.before[node.span.start :]

    def without_stand_in(self, text: str) -> str:
        """`text`, which the tree has of the node at the cursor, as the user typed it."""
        return text.removesuffix(self.stand_in)


def find_place(text: str, cursor: int, parse: Callable[[str], Parsed]) -> Place | None:
    """Where the cursor stands; None in a comment, and behind a bracket that closes."""
    before = text[:cursor]
    if _BRACKET_ENDS.search(before):
        return None
    stand_in = _stand_in(before)
    parsed = parse(before + stand_in)
    if any(comment.start < cursor <= comment.end for comment in parsed.comments):
        return None
    return Place(before, text[cursor:], path_to(parsed.script, cursor + len(stand_in)), stand_in)


def _stand_in(before: str) -> str:
    """What to put behind `before` for the tree to have a whole node at its end."""
    if name := _OPEN_NAME.search(before):
        return "}" if name[1] else _STAND_IN + "}"
    return "" if _WORD_ENDS.search(before) else _STAND_IN


class Word(NamedTuple):
    """A text at the cursor: where it starts, quote included; how it is written and what it says so far; the open quote.

    `ended` says that the quote's end stands behind the cursor already.
    """

    start: int
    written: str
    typed: str
    quote: str = ""
    ended: bool = False

    def quoted(self, text: str, bare: re.Pattern[str] = BARE) -> str:
        """`text` as it has to be written here: in the quotes that are open, or in single ones where it needs any."""
        if not self.quote and bare.fullmatch(text) and not _NUMBER.fullmatch(text):
            return text
        quote = self.quote or "'"
        return quote + self.escaped(text) + ("" if self.ended else quote)

    def escaped(self, text: str) -> str:
        """`text` as it has to be written between quotes."""
        return _ESCAPED.sub(r"`\g<0>", text) if self.quote == '"' else text.replace("'", "''")


def find_word(place: Place) -> Word | None:
    """The word at the cursor, if it is a literal text that can be replaced as a whole."""
    node = place.node
    written = place.typed(node)
    if not isinstance(node, (String, Number)):
        return None
    if isinstance(node, Number) or node.style == "bare":
        plain = isinstance(node, Number) or place.without_stand_in(node.value) == written
        return Word(node.span.start, written, written) if plain else None
    if node.style not in ("single", "double"):
        return None
    quote = '"' if node.style == "double" else "'"
    return Word(node.span.start, written, place.without_stand_in(node.value), quote, place.after.startswith(quote))
