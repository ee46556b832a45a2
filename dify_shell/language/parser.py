"""Text to tree: statements, and `parse`, which reads a whole text.

A recursive descent with one function for each rule of the grammar, the rule being its docstring; they follow the
PowerShell language specification 3.0 (appendix B) as far as dify-shell goes. The rules are spread over `strings`,
`expressions`, `commands` and this module; each knows those before it.

Nothing is raised on the way: an error is noted, `Missing` stands where something must come, and what cannot belong to a
statement is read as another one. So nothing is left out, and colours, menu and masking have the tree of any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, cast

from ..errors import ParseError
from ..spans import Source, Span
from .commands import CommandRules
from .tree import (
    Array,
    Assignment,
    AssignmentOperator,
    Block,
    Branch,
    Break,
    Continue,
    Conversion,
    Exit,
    Expression,
    ForEach,
    If,
    Index,
    Member,
    Missing,
    Number,
    Parenthesis,
    Pipeline,
    Script,
    Statement,
    SubExpression,
    Throw,
    Try,
    Variable,
)
from .unsupported import UNSUPPORTED_STATEMENTS

_KEYWORD = re.compile(r"""[a-z]+(?=[\s|;&(){}<>,"'$@#`]|\Z)""", re.IGNORECASE)
_CATCH_TYPE = re.compile(r"\[\s*([\w.]+)\s*\],?")
_ANY_ERROR = {"exception", "system.exception", "system.management.automation.runtimeexception"}
_ASSIGNABLE = (Variable, Member, Index)
_STEPS: dict[str, AssignmentOperator] = {"++": "+=", "--": "-="}


_FROM_BROWSER = re.compile(r"""\s*(?:curl(?:\.exe)?\s|(?:set-)?cookie\s*:|\[\s*\{\s*"|\{\s*"cookies")""", re.IGNORECASE)
"""How begins what is no sentence of the language: a curl line, a `Cookie` header, the JSON export of cookies."""


class Parsed(NamedTuple):
    """What a text says, as far as it can be understood.

    The first of `errors` is the one to show; `comments` are in the order of the text.
    """

    source: Source
    script: Script
    errors: tuple[ParseError, ...]
    comments: tuple[Span, ...]

    @property
    def incomplete(self) -> bool:
        """Whether only the rest is missing: the text ends within a bracket, a quotation or an expression."""
        return bool(self.errors) and self.errors[0].incomplete

    def check(self) -> Script:
        """The script. Raises the first ParseError, located."""
        if self.errors:
            error = self.errors[0]
            error.locate(self.source, error.span or self.script.span)
            raise error
        return self.script


def parse(source: Source | str) -> Parsed:
    """Read a text; it takes any and never raises. What browsers copy is read as the command that does the same."""
    if isinstance(source, str):
        source = Source(source)
    if _FROM_BROWSER.match(source.text):
        from .browser_copy import read_copy

        script, errors = read_copy(source)
        return Parsed(source, script, errors, ())
    parser = Parser(source)
    try:
        script = parser.script()
    except RecursionError:
        # A limit of our own would have to guess how deep the caller's stack is.
        start = Span(0, 0)
        error = ParseError("This is nested too deeply.", start)
        return Parsed(source, Script(start, ()), (error,), ())
    return Parsed(source, script, tuple(parser.errors), tuple(parser.comments))


class Parser(CommandRules):
    """The rules for statements."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._statement_rules: dict[str, Callable[[int], Statement]] = {
            "if": self.if_statement,
            "foreach": self.foreach_statement,
            "try": self.try_statement,
            "throw": self.throw_statement,
            "exit": self.exit_statement,
            "break": lambda start: Break(Span(start, self.position)),
            "continue": lambda start: Continue(Span(start, self.position)),
        }

    def script(self) -> Script:
        """script = statements ;"""
        return Script(Span(0, len(self.text)), self.statements())

    def statements(self) -> tuple[Statement, ...]:
        """statements = { separator } [ statement { separator { separator } statement } ] { separator } ;"""
        found: list[Statement] = []
        while self._another_statement():
            start = self.position
            statement = self.step(self.statement())
            found.append(statement)
            if not self.at_separator() and not isinstance(statement, (If, ForEach, Try)):
                self.unexpected()
            if self.position == start:
                self.take()
        return tuple(found)

    def _another_statement(self) -> bool:
        """Pass separators, and closing brackets that close nothing; whether a statement follows."""
        self.skip_separators()
        while (token := self.peek()).kind in (")", "}", "]"):
            if self.closes(token.kind):
                return False
            if not self.errors:
                self.error(f"'{token.text}' closes nothing.", token.span)
            self.take()
            self.skip_separators()
        return token.kind != "end"

    def statement(self) -> Statement:
        """statement = if | foreach | try | throw | exit | "break" | "continue" | assignment | pipeline ;"""
        self.skip_space()
        start = self.position
        if keyword := _KEYWORD.match(self.text, start):
            name = keyword[0].lower()
            if rule := self._statement_rules.get(name):
                self.position = keyword.end()
                return rule(start)
            if name in UNSUPPORTED_STATEMENTS:
                message, hint = UNSUPPORTED_STATEMENTS[name]
                self.error(message, Span(*keyword.span()), hint=hint)
                self.position = keyword.end()
                return self._nothing(start)
        first = self.stage()
        if isinstance(first, Expression) and self.check("assignment"):
            return self.assignment(first)
        return self.rest_of_pipeline(first)

    def _nothing(self, start: int) -> Pipeline:
        span = Span(start, self.position)
        return Pipeline(span, (Missing(span),), None)

    # Assignments

    def assignment(self, target: Expression) -> Assignment:
        """assignment = expression ( "=" | "+=" | "-=" | "*=" | "/=" | "%=" ) statement ;"""
        token = self.take()
        if self.text.startswith("=", self.position):
            self.error("dify-shell does not compare with '=='.", Span(token.start, token.end + 1), hint="Use -eq.")
            self.position += 1
        self.skip_lines()
        value = self.statement()
        span = target.span.to(value.span)
        operator = cast(AssignmentOperator, token.text)
        if isinstance(target, Conversion) and isinstance(target.operand, _ASSIGNABLE):
            return Assignment(span, (target.operand,), operator, self._converted(target, value))
        targets = target.items if isinstance(target, Array) else (target,)
        for one in targets:
            if not isinstance(one, (*_ASSIGNABLE, Missing)):
                self.error("Only variables, members and items can be assigned.", one.span)
        return Assignment(span, targets, operator, value)

    @staticmethod
    def _converted(target: Conversion, value: Statement) -> Pipeline:
        """The value of `[type]$name = value`: it is converted once, and the variable keeps no type."""
        bracketed = Parenthesis if isinstance(value, (Pipeline, Assignment)) else None
        operand = bracketed(value.span, value) if bracketed else SubExpression(value.span, (value,))
        return Pipeline(value.span, (Conversion(target.span.to(value.span), target.type_name, operand),), None)

    def step(self, statement: Statement) -> Statement:
        """step = statement [ "++" | "--" ] ;  only on a variable, a member or an item that stands alone."""
        target = statement.stages[-1] if isinstance(statement, Pipeline) else None
        if not isinstance(target, _ASSIGNABLE) or not self.check("step"):
            return statement
        token = self.take()
        one = Pipeline(token.span, (Number(token.span, 1),), None)
        return Assignment(target.span.to(token.span), (target,), _STEPS[token.text], one)

    # Conditions and loops

    def if_statement(self, start: int) -> If:
        """if = "if" condition block { "elseif" condition block } [ "else" block ] ;"""
        branches = [self.branch()]
        while self._follows("elseif"):
            branches.append(self.branch())
        otherwise = self.block() if self._follows("else") else None
        end = (otherwise or branches[-1]).span.end
        return If(Span(start, end), tuple(branches), otherwise)

    def branch(self) -> Branch:
        """The condition and block of an `if`."""
        start = self.position
        condition = self.condition()
        body = self.block()
        return Branch(Span(start, body.span.end), condition, body)

    def foreach_statement(self, start: int) -> ForEach:
        """foreach = "foreach" "(" variable "in" statement ")" block ;"""
        if self._must_follow("(", "foreach ($item in …) { … }"):
            (variable, items), _ = self.enclosed(")", self.foreach_head)
        else:
            variable, items = Variable(Span(start, start), "", ""), self._nothing(self.position)
        body = self.block()
        return ForEach(Span(start, body.span.end), variable, items, body)

    def foreach_head(self) -> tuple[Variable, Statement]:
        """What stands between the parentheses of a `foreach`."""
        if not self.check("variable"):
            self.error("A variable must follow.", self.peek().span, incomplete=self.check("end"))
            return Variable(self.peek().span, "", ""), self._nothing(self.position)
        variable = self.variable()
        self.skip_lines()
        word = self.peek()
        if word.kind != "word" or word.text.lower() != "in":
            self.error("'in' must follow.", word.span, incomplete=word.kind == "end")
            return variable, self._nothing(self.position)
        self.take()
        self.skip_lines()
        return variable, self.statement()

    def condition(self) -> Statement:
        """condition = "(" statement ")" ;"""
        if not self._must_follow("(", "if (…) { … }"):
            return self._nothing(self.position)
        statement, _ = self.enclosed(")", self.statement)
        return statement

    def block(self) -> Block:
        """block = "{" statements "}" ;"""
        if not self._must_follow("{", "Statements stand in braces: { … }"):
            return Block(Span(self.position, self.position), ())
        statements, span = self.enclosed("}", self.statements)
        return Block(span, statements)

    def _must_follow(self, kind: str, hint: str) -> bool:
        """Pass line ends; whether a token of `kind` comes next, else that is noted."""
        end = self.position
        self.skip_lines()
        if self.check(kind):
            return True
        token = self.peek()
        if token.kind != "end":
            self.position = end
        self.error(f"'{kind}' must follow.", self.peek().span, hint=hint, incomplete=token.kind == "end")
        return False

    def _follows(self, keyword: str) -> bool:
        """Pass `keyword` if it comes next, here or on a later line."""
        end = self.position
        self.skip_lines()
        match = _KEYWORD.match(self.text, self.position)
        if match and match[0].lower() == keyword:
            self.position = match.end()
            return True
        self.position = end
        return False

    # Errors and leaving

    def try_statement(self, start: int) -> Try:
        """try = "try" block [ "catch" block ] [ "finally" block ] ;"""
        body = self.block()
        catch = self.catch_block() if self._follows("catch") else None
        while self._follows("catch"):
            self.error("dify-shell runs one catch block.", Span(self.position - len("catch"), self.position))
            self.catch_block()
        cleanup = self.block() if self._follows("finally") else None
        last = cleanup or catch or body
        if last is body:
            at_end = self._at_end_of_text()
            self.error("'catch' or 'finally' must follow.", Span(start, start + 3), incomplete=at_end)
        return Try(Span(start, last.span.end), body, catch, cleanup)

    def _at_end_of_text(self) -> bool:
        """Whether nothing but white space and comments is left; nothing is passed."""
        end = self.position
        self.skip_lines()
        found = self.check("end")
        self.position = end
        return found

    def catch_block(self) -> Block:
        """catch_block = { "[" "Exception" "]" [ "," ] } block ;  any other type is refused."""
        self.skip_lines()
        while type_name := self.read(_CATCH_TYPE):
            if type_name[1].lower() not in _ANY_ERROR:
                hint = "Write catch { … }, and look at $_ there."
                self.error("dify-shell does not catch errors by their type.", Span(*type_name.span()), hint=hint)
            self.skip_lines()
        return self.block()

    def throw_statement(self, start: int) -> Throw:
        """throw = "throw" [ pipeline ] ;"""
        span = Span(start, self.position)
        value = None if self.at_separator() else self.pipeline()
        return Throw(span.to(value.span) if value else span, value)

    def exit_statement(self, start: int) -> Exit:
        """exit = "exit" [ pipeline ] ;"""
        span = Span(start, self.position)
        status = None if self.at_separator() else self.pipeline()
        return Exit(span.to(status.span) if status else span, status)
