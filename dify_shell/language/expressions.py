"""Expressions: literals, variables, members and operators."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..spans import Span
from .operators import BINARY, UNARY, UNSUPPORTED, plain
from .strings import TextRules
from .tokens import DASHES, NUMBER, Token
from .tree import (
    Array,
    ArrayExpression,
    Assignment,
    Binary,
    Conversion,
    Entry,
    Expression,
    HashtableLiteral,
    Index,
    Invocation,
    Member,
    Missing,
    Number,
    Parenthesis,
    Pipeline,
    ScriptBlock,
    Statement,
    String,
    Unary,
)

if TYPE_CHECKING:
    from ..spans import Source

_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_TYPE = re.compile(r"\[\s*(\w[\w.]*(?:\[[\w.,\s]*(?:\[[\w.,\s]*\][\w.,\s]*)*\])*)\s*\]")
_UTF8_BYTES = re.compile(r"\[(?:System\.)?Text\.Encoding\]::UTF8\.GetBytes(?=\()", re.IGNORECASE)
"""What Chrome writes around a body that is not plain ASCII. Texts go as UTF-8 anyway, so that it means nothing here."""

_OPEN_TYPE = re.compile(r"\[(?:\w[\w.]*(?:\[[\w.,]*)?)?\s*\Z")
_ATTRIBUTE = re.compile(r"\[\s*\w+\s*\(")
_MEMBER_DOT = re.compile(r"\.(?![.\d])")
_MEMBER_NAME = re.compile(r"[^\W\d]\w*")
_KEY = re.compile(rf"[^\W\d][{DASHES}\w]*")
_MULTIPLIERS = {"kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40, "pb": 1 << 50}


def number_value(text: str) -> int | float | None:
    """What a number reads as; None if it is too large."""
    digits, multiplier = text.lower(), 1
    if digits[-2:] in _MULTIPLIERS and not digits.startswith("0x"):
        digits, multiplier = digits[:-2], _MULTIPLIERS[digits[-2:]]
    sign = -1 if digits[0] in DASHES else 1
    digits = digits.lstrip(DASHES)
    try:
        if digits.startswith("0x"):
            return sign * int(digits.rstrip("l"), 16)
        real = any(character in digits for character in ".ed")
        digits = digits.rstrip("ld")
        value = sign * multiplier * (float(digits) if real else int(digits))
    except ValueError:  # more digits than Python takes
        return None
    return None if value in (float("inf"), float("-inf")) else value


class ExpressionRules(TextRules):
    """The rules for all that has a value."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._values: dict[str, Callable[[], Expression]] = {
            "variable": self.variable,
            "double": self.double_quoted,
            "single": self.single_quoted,
            "here": self.here_string,
            "number": self.number,
            "(": self.parenthesis,
            "$(": self.sub_expression,
            "@(": self.array_expression,
            "@{": self.hashtable,
            "{": self.script_block,
        }

    def statement(self) -> Statement:
        """See `parser`; here because parentheses and hashtables hold statements."""
        raise NotImplementedError

    # Operators

    def expression(self, lowest: int = 0, *, lists: bool = True) -> Expression:
        """expression = array { binary_operator array } ;

        Operators bind as `operators.BINARY` says, from the left; those looser than `lowest` are left alone, and so are
        commas without `lists`.
        """
        left = self.array() if lists else self.unary()
        while True:
            token = self.peek()
            if token.kind != "operator":
                return left
            operator, precedence = self._binary_operator(token)
            if precedence < lowest:
                return left
            self.position = token.end
            self.skip_lines()
            right = self.expression(precedence + 1, lists=lists)
            left = Binary(left.span.to(right.span), operator, left, right)

    def _binary_operator(self, token: Token) -> tuple[str, int]:
        spelling = plain(token.text).lower()
        if spelling in BINARY:
            return BINARY[spelling]
        self._no_operator(token, spelling)
        return spelling, 0

    def _no_operator(self, token: Token, spelling: str) -> None:
        if spelling in UNSUPPORTED:
            self.error(f"dify-shell does not run {UNSUPPORTED[spelling]} ({spelling}).", token.span)
        else:
            self.error(f"'{spelling}' is no operator.", token.span)

    def array(self) -> Expression:
        """array = unary { "," unary } ;"""
        first = self.unary()
        if not self.check(","):
            return first
        items = [first]
        while self.accept(","):
            self.skip_lines()
            items.append(self.unary())
        return Array(first.span.to(items[-1].span), tuple(items))

    def unary(self) -> Expression:
        """unary = ( "!" | "-not" | "-" | "+" | "-split" | "-join" | "," | "[" type "]" ) unary | postfix ;"""
        token = self.peek()
        if token.kind == "operator":
            return self._prefixed(token)
        if token.kind == "!":
            return self._unary("!", token)
        if token.kind == ",":
            self.position = token.end
            self.skip_lines()
            item = self.unary()
            return Array(token.span.to(item.span), (item,))
        if token.kind == "[":
            return self.conversion()
        return self.postfix(self.primary())

    def _prefixed(self, token: Token) -> Expression:
        spelling = plain(token.text).lower()
        if spelling == "-" and (number := _NUMBER.match(self.text, token.end)):
            self.position = number.end()
            return self.postfix(self._number(Span(token.start, number.end())))
        if spelling in UNARY:
            return self._unary(UNARY[spelling], token)
        if spelling in BINARY:
            return self.missing()
        self._no_operator(token, spelling)
        return self._unary(spelling, token)

    def _unary(self, operator: str, token: Token) -> Unary:
        self.position = token.end
        self.skip_lines()
        operand = self.unary()
        return Unary(token.span.to(operand.span), operator, operand)

    def conversion(self) -> Expression:
        """conversion = "[" type "]" unary ;"""
        start = self.position
        if self.read(_UTF8_BYTES):
            return self.parenthesis()
        match = self.read(_TYPE)
        if match is None:
            return self._no_type(start)
        span = Span(*match.span())
        if self.text.startswith("::", self.position):
            hint = "Dates come from Get-Date; numbers and texts have operators and members."
            self.error(f"dify-shell does not run .NET calls ({match[0]}::).", Span(start, self.position + 2), hint=hint)
            self.position += len("::")
            return self.postfix(self.member(Missing(span)))
        if self.at_separator():
            self.error("A type is no value in dify-shell.", span, hint="Put a value after it to convert that.")
            return Missing(span)
        operand = self.unary()
        return Conversion(span.to(operand.span), match[1], operand)

    def _no_type(self, start: int) -> Missing:
        if attribute := self.read(_ATTRIBUTE):
            self.error("dify-shell does not run attributes.", Span(*attribute.span()))
        elif _OPEN_TYPE.match(self.text, start):
            self.error("A type's name and ']' must follow.", Span(start, start + 1), incomplete=True)
        else:
            self.error("'[' was not expected here.", Span(start, start + 1), hint="A list is written @(1, 2).")
        self.position = max(self.position, start + 1)
        return Missing(Span(start, self.position))

    # Members

    def postfix(self, target: Expression) -> Expression:
        """postfix = primary { "." name [ "(" arguments ")" ] | "[" expression "]" } ;

        Nothing but the name may stand apart: after the dot the line may end.
        """
        while True:
            if self.text.startswith("[", self.position):
                index, span = self.enclosed("]", self.expression)
                target = Index(target.span.to(span), target, index)
            elif self.read(_MEMBER_DOT):
                target = self.member(target)
            else:
                return target

    def member(self, target: Expression) -> Expression:
        """member = name | string | variable | "(" statement ")" ;"""
        name = self.member_name()
        if not self.text.startswith("(", self.position) or isinstance(name, Missing):
            return Member(target.span.to(name.span), target, name)
        arguments, span = self.enclosed(")", self.arguments)
        return Invocation(target.span.to(span), target, name, arguments)

    def member_name(self) -> Expression:
        """The part of a `member` after its dot."""
        if match := self.read(_MEMBER_NAME):
            return String(Span(*match.span()), match[0], "bare")
        after_dot = self.position
        token = self.peek()
        if token.kind in ("newline", "end"):
            self.skip_lines()
            if match := self.read(_MEMBER_NAME):
                return String(Span(*match.span()), match[0], "bare")
            token = self.peek()
        if token.kind in ("single", "double", "variable", "("):
            return self.primary()
        self.error("A member's name must follow the dot.", Span(after_dot, after_dot), incomplete=token.kind == "end")
        return Missing(Span(after_dot, after_dot))

    def arguments(self) -> tuple[Expression, ...]:
        """arguments = [ expression { "," expression } ] ;"""
        if self.check(")"):
            return ()
        found = [self.expression(lists=False)]
        self.skip_lines()
        while self.accept(","):
            self.skip_lines()
            found.append(self.expression(lists=False))
            self.skip_lines()
        return tuple(found)

    # Values

    def primary(self) -> Expression:
        """primary = number | string | variable | "(" … ")" | "$(" … ")" | "@(" … ")" | "@{" … "}" | "{" … "}" ;"""
        return self._values.get(self.peek().kind, self.missing)()

    def missing(self) -> Missing:
        """Note that a value must come here; a word in its place is passed."""
        token = self.peek()
        if token.kind == "word":
            hint = "Put quotes around a text, and parentheses around a command."
            self.error(f"'{token.text}' is no value.", token.span, hint=hint)
            return Missing(self.take().span)
        if token.kind == "splat":
            self.error(f"'{token.text}' can only be an argument of a command.", token.span)
            return Missing(self.take().span)
        if token.kind in ("end", "newline"):
            self.error("A value must follow.", token.span, incomplete=token.kind == "end")
        else:
            self.unexpected(hint="A value must stand here.")
        return Missing(Span(token.start, token.start))

    def number(self) -> Number | Missing:
        """number = digits [ "." digits ] [ "e" digits ] [ "kb" | "mb" | "gb" | … ] | "0x" hex_digits ;"""
        return self._number(self.take().span)

    def _number(self, span: Span) -> Number | Missing:
        value = number_value(span.of(self.text))
        if value is None:
            self.error("This number is too large.", span)
            return Missing(span)
        return Number(span, value)

    def parenthesis(self) -> Parenthesis:
        """parenthesis = "(" ( pipeline | assignment ) ")" ;"""
        statement, span = self.enclosed(")", self.statement)
        if not isinstance(statement, (Pipeline, Assignment)):
            self.error("Parentheses hold a value or a command.", statement.span, hint="Use $( … ) around statements.")
        return Parenthesis(span, statement)

    def array_expression(self) -> ArrayExpression:
        """array_expression = "@(" statements ")" ;"""
        statements, span = self.enclosed(")", self.statements)
        return ArrayExpression(span, statements)

    def script_block(self) -> ScriptBlock:
        """script_block = "{" statements "}" ;"""
        statements, span = self.enclosed("}", self.statements)
        return ScriptBlock(span, statements)

    def hashtable(self) -> HashtableLiteral:
        """hashtable = "@{" { entry separator } "}" ;"""
        entries, span = self.enclosed("}", self.entries)
        return HashtableLiteral(span, entries)

    def entries(self) -> tuple[Entry, ...]:
        """What stands between the braces of a `hashtable`."""
        found: list[Entry] = []
        self.skip_separators()
        while not self.check("}", ")", "]", "end"):
            start = self.position
            found.append(self.entry())
            if not self.at_separator():
                self.unexpected(hint="Entries are separated by ';' or a new line.")
            if self.position == start:
                self.take()
            self.skip_separators()
        return tuple(found)

    def entry(self) -> Entry:
        """entry = ( word | unary ) "=" statement ;"""
        if word := self.read(_KEY):
            key: Expression = String(Span(*word.span()), word[0], "bare")
        else:
            key = self.unary()
        if not (self.check("assignment") and self.peek().text == "="):
            end = Span(key.span.end, key.span.end)
            self.error("'=' and a value must follow a key.", end, incomplete=self.check("end"))
            return Entry(key.span, key, Pipeline(end, (Missing(end),), None))
        self.take()
        self.skip_lines()
        value = self.statement()
        return Entry(key.span.to(value.span), key, value)
