"""Commands, their arguments, and pipelines of them."""

from __future__ import annotations

import re

from ..spans import Span
from .expressions import ExpressionRules, number_value
from .operators import plain
from .tokens import ARGUMENT, STAGE, WORD_END, Token
from .tree import (
    Array,
    Command,
    CommandParameter,
    Expression,
    Missing,
    Number,
    Pipeline,
    Redirection,
    Splat,
    String,
    SystemCommand,
    Variable,
)

Stage = Command | SystemCommand | Expression

_NEXT_LINE_PIPE = re.compile(r"(?:\s|#[^\r\n]*[\r\n])*\|(?!\|)")
_WORD_FOLLOWS = re.compile(rf"(?!{WORD_END})")
_REDIRECTION_HINT = "Output goes to a file with > or >>; errors are always shown."
_BRACKETS = {"(": ")", "{": "}", "[": "]"}
_SYSTEM_TEXT = re.compile(r"""[^\r\n"'(){}\[\]]+|"(?:[^"\\\r\n]|\\.)*"?|'[^'\r\n]*'?|[(){}\[\]]""")
_REST_OF_LINE = re.compile(r"[^\r\n]*")


class CommandRules(ExpressionRules):
    """The rules for pipelines, and for the words of a command."""

    # Pipelines

    def pipeline(self) -> Pipeline:
        """pipeline = stage [ redirection ] { "|" stage [ redirection ] } ;"""
        first = self.stage()
        return self.rest_of_pipeline(first)

    def rest_of_pipeline(self, first: Stage) -> Pipeline:
        """The part of a `pipeline` after its first stage."""
        stages = [first]
        redirection = self.redirection(first)
        while self._another_stage():
            if redirection:
                self.error("Only the last command's output can go to a file.", redirection.span)
            self.take()
            self.skip_lines()
            stages.append(self.stage(first=False))
            redirection = self.redirection(stages[-1])
        last = redirection or stages[-1]
        return Pipeline(first.span.to(last.span), tuple(stages), redirection)

    def _another_stage(self) -> bool:
        """Whether `|` comes next, here or at the start of the next line (as PowerShell 7 has it)."""
        if self.check("newline") and _NEXT_LINE_PIPE.match(self.text, self.position):
            self.skip_lines()
        return self.check("|")

    def stage(self, *, first: bool = True) -> Stage:
        """stage = command | "&" command | "!" system_command | expression ;"""
        self.skip_space()
        kind = self.match(STAGE).lastgroup
        if kind == "command":
            return self.command()
        if kind == "call":
            return self.call()
        if kind == "system":
            return self.system_command()
        if kind == "dot":
            span = Span(self.position, self.position + 1)
            self.error("dify-shell does not run scripts with '.'.", span, hint="Write the script's path alone.")
            self.position += 1
            self.skip_space()
            return self.command()
        if kind == "nothing" and not first:
            return self._missing_stage()
        stage = self.expression() if kind == "expression" else self.missing()
        if not first and not isinstance(stage, Missing):
            self.error(
                "A value can only stand at the start of a pipeline.", stage.span, hint="Use ForEach-Object { … }."
            )
        return stage

    def _missing_stage(self) -> Missing:
        token = self.peek()
        self.error("A command must follow '|'.", token.span, incomplete=token.kind == "end")
        return Missing(Span(token.start, token.start))

    def system_command(self) -> SystemCommand:
        """system_command = "!" { character } ;

        All the rest of the line, pipes included; within brackets, up to the bracket that closes them.
        """
        start = self.position
        self.position += 1
        if not self.enclosing:
            self.read(_REST_OF_LINE)
        awaited: list[str] = []
        while self.enclosing and (piece := _SYSTEM_TEXT.match(self.text, self.position)):
            if piece[0] in _BRACKETS:
                awaited.append(_BRACKETS[piece[0]])
            elif awaited and piece[0] == awaited[-1]:
                awaited.pop()
            elif piece[0] == self.enclosing:
                break
            self.position = piece.end()
        text = self.text[start + 1 : self.position].strip()
        span = Span(start, self.position)
        if not text:
            self.error("A system command must follow '!'.", span)
        return SystemCommand(span, text)

    def redirection(self, stage: Stage) -> Redirection | None:
        """redirection = [ "1" ] ( ">" | ">>" ) argument | "2>&1" | "2>$null" ;

        The last two are accepted and do nothing: errors are shown, and never part of the output.
        """
        found: Redirection | None = None
        while self.check("redirection"):
            token = self.take()
            operator = token.text.lstrip("1")
            if operator == "2>&1":
                continue
            if operator not in (">", ">>", "2>"):
                self.error(f"dify-shell does not redirect with {token.text}.", token.span, hint=_REDIRECTION_HINT)
                continue
            self.skip_space()
            target = self.argument()
            if operator == "2>":
                self._check_discarded(token, target)
            elif found:
                self.error("The output goes to a file already.", token.span)
            elif isinstance(target, Number) and isinstance(stage, Expression):
                self.error("'>' writes to a file.", token.span, hint="Compare with -gt or -ge.")
            else:
                found = Redirection(token.span.to(target.span), operator == ">>", target)
        return found

    def _check_discarded(self, token: Token, target: Expression) -> None:
        if not (isinstance(target, Variable) and target.name.lower() == "null"):
            self.error(f"dify-shell does not redirect with {token.text}.", token.span, hint=_REDIRECTION_HINT)

    # Commands

    def command(self) -> Command:
        """command = word { element } ;"""
        name = self.word()
        if not isinstance(name, String):
            self.error("A command's name has no variables in it.", name.span, hint="Put & before it.")
            return self._with_elements(name.span, name)
        return self._with_elements(name.span, String(name.span, plain(name.value), "bare"))

    def call(self) -> Command:
        """call = "&" argument { element } ;"""
        ampersand = self.take().span
        self.skip_space()
        return self._with_elements(ampersand, self.argument(lists=False))

    def _with_elements(self, start: Span, name: Expression) -> Command:
        elements = self.elements()
        last = elements[-1] if elements else name
        return Command(start.to(last.span), name, elements)

    def elements(self) -> tuple[CommandParameter | Expression, ...]:
        """element = parameter | argument { "," argument } ;  after "--" there are no parameters."""
        found: list[CommandParameter | Expression] = []
        parameters = True
        while True:
            self.skip_space()
            kind = self.match(ARGUMENT).lastgroup
            if kind == "end":
                return tuple(found)
            if kind == "stop" and parameters:
                parameters = False
                self.position += 2
            elif kind == "parameter" and parameters:
                found.append(self.parameter())
            else:
                found.append(self.argument())

    def parameter(self) -> CommandParameter:
        """parameter = ( "-" | "--" ) name [ ( ":" | "=" ) argument ] ;"""
        match = self.match(ARGUMENT)
        self.position = match.end()
        span = Span(*match.span())
        name = match["name"]
        if match[0][-1] not in ":=":
            return CommandParameter(span, name, None)
        self.skip_space()
        value = self.argument()
        return CommandParameter(span.to(value.span), name, value)

    # Arguments

    def argument(self, *, lists: bool = True) -> Expression:
        """argument = single_argument { "," single_argument } ;"""
        first = self.single_argument()
        if not lists:
            return first
        items = [first]
        while self._comma():
            self.skip_lines()
            items.append(self.single_argument(after_comma=True))
        return Array(first.span.to(items[-1].span), tuple(items)) if len(items) > 1 else first

    def _comma(self) -> bool:
        """Pass a comma, with blanks before it."""
        end = self.position
        self.skip_space()
        if self.text.startswith(",", self.position):
            self.position += 1
            return True
        self.position = end
        return False

    def single_argument(self, *, after_comma: bool = False) -> Expression:
        """single_argument = number | splat | word | postfix ;"""
        match = self.match(ARGUMENT)
        span = Span(*match.span())
        kind = match.lastgroup
        if kind in ("end", "comma"):
            return self._missing_argument(after_comma)
        if kind == "number" and (value := number_value(match[0])) is not None:
            self.position = span.end
            return Number(span, value)
        if kind == "splat":
            return self.splat()
        if kind == "expression":
            return self.postfix(self.primary())
        if kind == "expandable":
            first = self.postfix(self.primary())
            return self.word(first) if _WORD_FOLLOWS.match(self.text, self.position) else first
        return self.word()

    def _missing_argument(self, after_comma: bool) -> Missing:
        token = self.peek()
        self.error("An argument must follow.", token.span, incomplete=after_comma and token.kind == "end")
        self.accept(",")
        return Missing(Span(token.start, token.start))

    def splat(self) -> Splat:
        """splat = "@" [ scope ":" ] name ;"""
        token = self.take()
        scope, _, name = token.text[1:].rpartition(":")
        return Splat(token.span, scope.lower(), name)
