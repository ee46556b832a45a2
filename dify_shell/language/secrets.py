"""Where secrets stand in a text, so that the screen and the history can mask them.

Pure, and told by its caller which parameters and variables are secret. When in doubt, more is masked than must be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ..spans import Span
from .tokens import DOUBLE_QUOTES, SINGLE_QUOTES
from .tree import (
    Assignment,
    Command,
    CommandParameter,
    Entry,
    ExpandableString,
    Expression,
    Index,
    Invocation,
    Member,
    Node,
    Number,
    Pipeline,
    String,
    Variable,
    walk,
)

if TYPE_CHECKING:
    from .parser import Parsed

_SECURE_STRING = "converttosecurestring"
MASK = "*" * 8

_JWT = re.compile(r"eyJ(?:[\w-]+\.[\w-]+\.[\w-]*|[\w-]{20,})(?:\.[\w-]*)*", re.ASCII)
_REQUEST_ITEM = re.compile(r"([\w-]+)(?>==|:=|=|:)(?!(?:true|false|null)\Z)(?=.)", re.DOTALL)
_BODY_KEY = re.compile(r'"([\w-]+)"\s*:|(?:\A|&)([\w-]+)=')
_VERB_AND_NOUN = re.compile(r"[a-z]+-[a-z-]+", re.IGNORECASE)
_OPENING = re.compile(rf"""@["'][^\r\n]*[\r\n]*|[{DOUBLE_QUOTES}{SINGLE_QUOTES}]""")
_CLOSING = re.compile(rf"""(?:[\r\n]+["']@|[{DOUBLE_QUOTES}{SINGLE_QUOTES}])\Z""")


def _none(_: Command) -> Iterable[Expression]:
    return ()


class _Secrets(NamedTuple):
    """What the caller knows to be secret; see `secret_spans`."""

    is_parameter: Callable[[str, str], bool]
    is_variable: Callable[[str, str], bool]
    arguments: Callable[[Command], Iterable[Expression]]

    def within(self, node: Node) -> Iterator[Node]:
        """The secret values that `node` itself names as such."""
        match node:
            case Assignment(targets=targets, value=value) if any(map(self._is_target, targets)):
                yield value
            case Entry(key=String(value=key), value=value) if self.is_parameter("", key):
                yield value
            case String() | ExpandableString() if self._holds_secret(node):
                yield node
            case Pipeline(stages=(first, *others)) if any(_name(stage) == _SECURE_STRING for stage in others):
                yield first
            case Command():
                yield from self.arguments(node)
                yield from self._named(node)

    def _holds_secret(self, node: String | ExpandableString) -> bool:
        """Whether a quoted text is JSON or a form with a secret in it, such as a pasted request to sign in."""
        if node.style == "bare":
            return False
        texts = [node] if isinstance(node, String) else [part for part in node.parts if isinstance(part, String)]
        keys = (key for text in texts for key in _BODY_KEY.findall(text.value))
        return any(self.is_parameter("", json_key or form_key) for json_key, form_key in keys)

    def _is_target(self, target: Expression) -> bool:
        match target:
            case Variable(scope=scope, name=name):
                return self.is_variable(scope, name)
            case Member(name=String(value=key)) | Index(index=String(value=key)):
                return self.is_parameter("", key)
        return False

    def _named(self, command: Command) -> Iterator[Node]:
        """The arguments of secret parameters, and all of ConvertTo-SecureString."""
        all_secret = _name(command) == _SECURE_STRING
        name = command.name.value if isinstance(command.name, String) else ""
        secret = all_secret
        for element in command.elements:
            if not isinstance(element, CommandParameter):
                if secret:
                    yield element
                secret = all_secret
                continue
            secret = all_secret or self.is_parameter(name, element.name)
            if element.value is not None:
                if secret:
                    yield element.value
                secret = all_secret

    def request_item(self, element: Node, text: str) -> Span | None:
        """The value of a secret request item such as `password=…`, whose key stands in the same word."""
        if isinstance(element, (String, ExpandableString)) and element.style == "bare":
            item = _REQUEST_ITEM.match(text, *element.span)
            if item and self.is_parameter("", item[1]):
                return Span(item.end(), element.span.end)
        return None


def secret_spans(
    parsed: Parsed,
    is_secret_parameter: Callable[[str, str], bool],
    is_secret_variable: Callable[[str, str], bool],
    secret_arguments: Callable[[Command], Iterable[Expression]] = _none,
) -> tuple[Span, ...]:
    """Where values that must not be seen are written out, without their quotes; in order, none touching another.

    These are what is assigned to secret variables, members and items; the arguments of secret parameters, keys of
    hashtables and request items (`key=value`); quoted bodies with a secret in them; what becomes a SecureString; and
    all that looks like a JSON Web Token.
    `is_secret_parameter` is given a command's name as written (empty for the others) and the name of a parameter or
    key, perhaps only its beginning; `is_secret_variable` a scope and a name; `secret_arguments` a command, to tell
    which of its arguments are secret by their position.
    """
    text = parsed.source.text
    secrets = _Secrets(is_secret_parameter, is_secret_variable, secret_arguments)
    spans = [Span(*token.span()) for token in _JWT.finditer(text)]
    for node in walk(parsed.script):
        spans += [_content(literal, text) for value in secrets.within(node) for literal in _literals(value)]
        if item := secrets.request_item(node, text):
            spans.append(item)
    return _merged(spans)


def mask(text: str, spans: Iterable[Span]) -> str:
    """`text` with eight stars in place of each of `spans`, which are in order and apart."""
    pieces: list[str] = []
    end = 0
    for span in spans:
        pieces += (text[end : span.start], MASK)
        end = span.end
    return "".join(pieces) + text[end:]


def _name(stage: Node) -> str:
    """The name of a command without case and hyphens."""
    match stage:
        case Command(name=String(value=name)):
            return name.lower().replace("-", "")
    return ""


def _literals(value: Node) -> Iterator[String | ExpandableString | Number]:
    """The texts and numbers that make up a value, but not the arguments of a command in it."""
    pending = [value]
    while pending:
        match node := pending.pop():
            case String() | ExpandableString() | Number():
                yield node
            case Command(name=String(value=name)) if not _VERB_AND_NOUN.fullmatch(name):
                yield from (part for part in node.children() if isinstance(part, String))  # a text without its quotes
            case Command() | Variable():
                pass
            case Member(target=target) | Index(target=target):
                pending.append(target)
            case Invocation(target=target, arguments=arguments):
                pending += (target, *arguments)
            case Entry(value=item):
                pending.append(item)
            case _:
                pending.extend(node.children())


def _content(literal: String | ExpandableString | Number, text: str) -> Span:
    """Where the text of a literal stands between its quotes; the last one may not be there yet."""
    start, end = literal.span
    if isinstance(literal, Number) or literal.style == "bare":
        return literal.span
    opening = _OPENING.match(text, start, end)
    start = opening.end() if opening else start
    closing = _CLOSING.search(text, start, end)
    return Span(start, closing.start() if closing else end)


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.start < span.end):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
