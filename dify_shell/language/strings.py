"""Texts: quoted strings, here-strings and unquoted words, with what expands in them.

Where PowerShell treats people badly: a string that begins with a plain quote ends only at a plain one, so that
typographic quotes can stand in it (with PowerShell they end it), a typographic apostrophe within an unquoted word is
text, and `"$name?"` and `"$name:"` read the variable `name`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache

from ..spans import Span
from .tokens import DOUBLE_QUOTES, NEWLINE, SCOPES, SINGLE_QUOTES, VARIABLE, WORD_END, Tokenizer
from .tree import ExpandableString, Expression, Statement, String, StringStyle, SubExpression, Variable

_FLAGS = re.IGNORECASE | re.VERBOSE
_EXPANSION = rf"(?P<variable>{VARIABLE}) | (?P<subexpression>\$\()"
_ESCAPE = r"(?P<escape>`(?:u\{[0-9a-f]{1,6}\}|[\s\S]))"


# Compiled when first needed: few texts need them all.


@cache
def _double_quoted(quotes: str) -> re.Pattern[str]:
    """What a text in double quotes is made of, if one of `quotes` ends it."""
    return re.compile(
        rf"""(?P<text>[^`${quotes}]+) | (?P<doubled>[{quotes}]{{2}}) | (?P<close>[{quotes}])
        | {_ESCAPE} | {_EXPANSION} | (?P<other>[`$])""",
        _FLAGS,
    )


@cache
def _single_quoted(quotes: str) -> re.Pattern[str]:
    """A text in single quotes, if one of `quotes` ends it; its second group is the end, which may not have come yet."""
    return re.compile(rf"[{quotes}]([^{quotes}]*(?:[{quotes}]{{2}}[^{quotes}]*)*)([{quotes}])?")


@cache
def _here_double() -> re.Pattern[str]:
    """What a here-string in double quotes is made of."""
    return re.compile(
        rf"""(?P<close>(?:{NEWLINE})"@) | (?P<text>[^`$\r\n]+|{NEWLINE})
        | {_ESCAPE} | {_EXPANSION} | (?P<other>[`$])""",
        _FLAGS,
    )


_PLAIN_DOUBLE = re.compile('"([^"`$]*)"(?!")')

_NEWLINE = re.compile(NEWLINE)
_HERE_HEADER = re.compile(r"""@(["'])[^\S\r\n]*(?=[\r\n]|\Z)""")
_HERE_SINGLE = re.compile(rf"(?:{NEWLINE})(?:(.*?)(?:{NEWLINE}))??'@|(?:{NEWLINE})?(.*)", re.DOTALL)
_HERE_DOUBLE_END = re.compile(rf'(?:{NEWLINE})"@')

_IN_WORD = rf"[^\s|;&(){{}}<>,'`${DOUBLE_QUOTES}:]"
_NO_JSON = r":(?!=[\[{])"
_PLACEHOLDER = r"(?<=/)\{[a-z_]\w*(?::[^{}\r\n]*)?\}"
_PLAIN_WORD = re.compile(rf"{_IN_WORD}*(?:{_NO_JSON}{_IN_WORD}*)*(?={WORD_END})(?!{_PLACEHOLDER})", re.IGNORECASE)
_WORD = re.compile(
    rf"""(?P<json>(?<=:=)(?=[\[{{])) | (?P<text>(?:{_IN_WORD}|{_NO_JSON})+|:=|{_PLACEHOLDER})
    | (?P<double>[{DOUBLE_QUOTES}]) | (?P<single>')
    | (?P<escape>`(?:u\{{[0-9a-f]{{1,6}}\}}|[^\r\n])) | {_EXPANSION} | (?P<other>\$)""",
    _FLAGS,
)
_JSON = re.compile(r'"(?:[^"\\\r\n]|\\.)*"?|[^][{}"]+|(?P<open>[\[{])|(?P<close>[]}])')

_ESCAPED = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_BACKTICKED = re.compile("`(.)")


class _Parts:
    """The parts of a text while it is read; neighbouring texts become one."""

    def __init__(self, style: StringStyle, start: int) -> None:
        self.style = style
        self.start = start
        self.parts: list[Expression] = []
        self._texts: list[str] = []
        self._text_span = Span(start, start)

    def add_text(self, text: str, span: Span) -> None:
        """Add a text that reads as `text` and stands at `span`."""
        self._text_span = self._text_span.to(span) if self._texts else span
        self._texts.append(text)

    def add(self, expression: Expression) -> None:
        """Add an expansion, or the content of a quoted string within an unquoted word."""
        if isinstance(expression, ExpandableString):
            for part in expression.parts:
                self.add(part)
        elif isinstance(expression, String):
            self.add_text(expression.value, expression.span)
        else:
            self._end_text()
            self.parts.append(expression)

    def _end_text(self) -> None:
        if text := "".join(self._texts):
            self.parts.append(String(self._text_span, text, self.style))
        self._texts.clear()

    def finish(self, end: int) -> String | ExpandableString:
        """The whole text, which ends at `end`."""
        span = Span(self.start, end)
        if not self.parts:
            return String(span, "".join(self._texts), self.style)
        self._end_text()
        return ExpandableString(span, tuple(self.parts), self.style)


class TextRules(Tokenizer):
    """The rules for all that reads as a text, and for the variables in it."""

    def statements(self) -> tuple[Statement, ...]:
        """See `parser`; here because a text may hold `$( )`."""
        raise NotImplementedError

    def variable(self) -> Variable:
        """variable = "$" [ scope ":" ] name | "${" [ scope ":" ] character { character } "}" | "$?" ;"""
        token = self.take()
        name = token.text[1:]
        if name.startswith("{"):
            name = _BACKTICKED.sub(r"\1", name[1:-1])
        scope, colon, rest = name.partition(":")
        if not colon or scope.lower() not in SCOPES:
            scope, rest = "", name
        if not rest:
            self.error("A variable's name must follow.", token.span)
        return Variable(token.span, scope.lower(), rest)

    def sub_expression(self) -> SubExpression:
        """sub_expression = "$(" statements ")" ;"""
        statements, span = self.enclosed(")", self.statements)
        return SubExpression(span, statements)

    def single_quoted(self) -> String:
        """single_quoted = "'" { character | "''" } "'" ;"""
        start = self.position
        quotes = "'" if self.text[start] == "'" else SINGLE_QUOTES
        match = self.match(_single_quoted(quotes))
        self.position = match.end()
        if match[2] is None:
            self._not_ended(start, start + 1)
        return String(Span(*match.span()), re.sub(f"([{quotes}])[{quotes}]", r"\1", match[1]), "single")

    def double_quoted(self) -> String | ExpandableString:
        """double_quoted = '"' { character | '""' | escape | variable | sub_expression } '"' ;"""
        start = self.position
        if plain := self.read(_PLAIN_DOUBLE):
            return String(Span(*plain.span()), plain[1], "double")
        self.position += 1
        pattern = _double_quoted('"' if self.text[start] == '"' else DOUBLE_QUOTES)
        return self._expandable(_Parts("double", start), pattern, start + 1)

    def here_string(self) -> String | ExpandableString:
        """here_string = "@'" line_end { character } line_end "'@" | '@"' line_end { … } line_end '"@' ;"""
        start = self.position
        header = self.read(_HERE_HEADER)
        if header is None:
            self.error("A here-string's text begins on the next line.", Span(start, start + 2))
            self.position += 1
            return self.single_quoted() if self.text[self.position] == "'" else self.double_quoted()
        if header[1] == "'":
            return self._here_single(start)
        if not _HERE_DOUBLE_END.match(self.text, self.position):
            self.read(_NEWLINE)
        return self._expandable(_Parts("here-double", start), _here_double(), start + 2)

    def _here_single(self, start: int) -> String:
        match = self.match(_HERE_SINGLE)
        self.position = match.end()
        if match[2] is not None:
            self._not_ended(start, start + 2)
        return String(Span(start, match.end()), match[1] or match[2] or "", "here-single")

    def word(self, first: Expression | None = None) -> String | ExpandableString:
        """word = { plain | quoted | escape | variable | sub_expression | ":=" json | placeholder } ;

        A text without quotes, up to white space or one of `|;&(){}<>,`; `first` is what it begins with if that was read
        already. Quoted parts belong to it, without their quotes; so does `{app_id}` or `{app:Support Bot}` after a
        slash, as paths of the API have them.
        """
        if first is None and (plain := self.read(_PLAIN_WORD)):
            return String(Span(*plain.span()), plain[0], "bare")
        parts = _Parts("bare", first.span.start if first else self.position)
        if first:
            parts.add(first)
        self._read_parts(parts, _WORD)
        return parts.finish(self.position)

    def json(self) -> String:
        """json = "[" … "]" | "{" … "}" ;

        A list or object after `key:=` is taken as it is, with its quotes, commas, blanks and `$`.
        """
        start = self.position
        depth = 0
        while match := self.read(_JSON):
            depth += bool(match["open"]) - bool(match["close"])
            if not depth:
                break
        else:
            self.error("The JSON value is not closed.", Span(start, start + 1), incomplete=True)
        return String(Span(start, self.position), self.text[start : self.position], "bare")

    def _expandable(self, parts: _Parts, pattern: re.Pattern[str], opener_end: int) -> String | ExpandableString:
        if not self._read_parts(parts, pattern):
            self._not_ended(parts.start, opener_end)
        return parts.finish(self.position)

    def _read_parts(self, parts: _Parts, pattern: re.Pattern[str]) -> bool:
        """Read what `pattern` knows; whether it came to the closing quote."""
        rules: dict[str | None, Callable[[], Expression]] = {
            "variable": self.variable,
            "subexpression": self.sub_expression,
            "double": self.double_quoted,
            "single": self.single_quoted,
            "json": self.json,
        }
        while match := pattern.match(self.text, self.position):
            if rule := rules.get(match.lastgroup):
                parts.add(rule())
                continue
            self.position = match.end()
            if match.lastgroup == "close":
                return True
            parts.add_text(self._plain(match), Span(*match.span()))
        return False

    def _plain(self, match: re.Match[str]) -> str:
        """What a piece of a text reads as."""
        text = match[0]
        if match.lastgroup == "doubled":
            return text[0]
        if match.lastgroup != "escape":
            return text
        if not text.startswith("`u{"):
            return _ESCAPED.get(text[1], text[1:])
        code = int(text[3:-1], 16)
        if code > sys.maxunicode or 0xD800 <= code <= 0xDFFF:
            self.error("There is no such character.", Span(*match.span()))
            return ""
        return chr(code)

    def _not_ended(self, start: int, end: int) -> None:
        self.error(f"The text that begins with {self.text[start:end]} does not end.", Span(start, end), incomplete=True)
