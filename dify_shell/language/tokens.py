"""Text to tokens: white space, comments and the smallest parts of the language; errors are noted here as well.

PowerShell reads the same characters differently inside an expression and as a command's argument, so there is no list
of tokens: the parser asks for the next one in the mode it is in (`peek` for expressions; `ARGUMENT` and `STAGE` tell
what begins at the current position otherwise).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from ..errors import ParseError
from ..spans import Span

if TYPE_CHECKING:
    from ..spans import Source

Content = TypeVar("Content")

# PowerShell takes what word processors make of hyphens and quotes for the plain ones (about_Quoting_Rules).
# Hyphen first: so it is itself in a character class, too, where this must stand first.
DASHES = "-\u2013\u2014\u2015"
DOUBLE_QUOTES = '"\u201c\u201d\u201e'
SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b"

NEWLINE = r"\r\n|\r|\n"
NUMBER = r"(?:0x[0-9a-f]+|(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:e[+-]?[0-9]+)?)[ld]?(?:[kmgtp]b)?(?!\w)"
SCOPES = ("env", "script", "global", "local")
SCOPE = "|".join(SCOPES)
VARIABLE = rf"\$(?:(?:{SCOPE}):\w*|\w+|\?|\{{(?:[^`}}\r\n]|`.)*\}})"
WORD_END = r"[\s|;&(){}<>,]|\Z"
"""What ends an unquoted word of a command."""

_SPACE = re.compile(rf"(?:[^\S\r\n]+|`(?:{NEWLINE}))*")
_TRIVIA = re.compile(r"(?P<comment>#[^\r\n]*|<#.*?#>)|(?P<open_comment><#.*)|(?P<continuation>`\Z)", re.DOTALL)
_LINE_END = re.compile(r"[\r\n]|\Z")
_LINES = re.compile(r"[\r\n]+")
_SEPARATORS = re.compile(r"[\r\n;]+")
_TOKEN = re.compile(
    rf"""
      (?P<newline>{NEWLINE})
    | (?P<variable>{VARIABLE} | \$(?!\())
    | (?P<double>[{DOUBLE_QUOTES}])
    | (?P<single>[{SINGLE_QUOTES}])
    | (?P<here>@["'])
    | (?P<splat>@(?:(?:{SCOPE}):)?\w+)
    | (?P<redirection>(?:[1-6*](?=>))?>>?(?:&[12])?)
    | (?P<number>{NUMBER})
    | (?P<assignment>[-+*/%]?=)
    | (?P<step>\+\+|--)
    | (?P<operator>\.\.|[+*/%]|[{DASHES}][a-z]+|[{DASHES}])
    | (?P<symbol>&&|\|\||\$\(|@[({{]|\?\?=?|::|[][(){{}};|&,!<.:?])
    | (?P<word>\w[{DASHES}\w]*)
    | (?P<end>\Z)
    | (?P<unknown>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
STAGE = re.compile(
    rf"""
      (?P<call>&(?!&))
    | (?P<dot>\.(?=[\s"'$(&{{]))
    | (?P<system>!(?![!\s]*[$(]))
    | (?P<expression>[{DASHES}\]\[$@({{,+!{DOUBLE_QUOTES}{SINGLE_QUOTES}]|{NUMBER})
    | (?P<nothing>[\r\n;|&)}}<>=]|\Z)
    | (?P<command>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
"""What begins at the start of a pipeline's stage."""
ARGUMENT = re.compile(
    rf"""
      (?P<end>[\r\n;|&)}}<>]|[1-6*]>|\Z)
    | (?P<number>[{DASHES}]?{NUMBER}(?={WORD_END}))
    | (?P<stop>--(?={WORD_END}))
    | (?P<parameter>[{DASHES}]{{1,2}}(?P<name>[^\W\d][\w-]*|\?)[:=]?)
    | (?P<expandable>\$(?:[\w{{?(]|(?={WORD_END})))
    | (?P<splat>@(?:(?:{SCOPE}):)?\w+)
    | (?P<expression>[({{{DOUBLE_QUOTES}{SINGLE_QUOTES}]|@[({{"'])
    | (?P<comma>,)
    | (?P<word>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
"""What begins where an argument of a command may stand."""

_UNEXPECTED: dict[str, tuple[str, str | None]] = {
    "&&": ("dify-shell does not chain commands with &&.", "Use ';' or a new line: the first failure ends the text."),
    "||": ("dify-shell does not chain commands with ||.", "Use try { … } catch { … }, or 'if (-not $?) { … }'."),
    "&": ("dify-shell does not run commands in the background.", None),
    "<": ("dify-shell does not redirect input with <.", "Use 'Get-Content FILE | …'; to compare, use -lt or -le."),
    "?": ("dify-shell does not run the ternary operator.", "Use if (…) { … } else { … }."),
    "??": ("dify-shell does not run ??.", "Use if (…) { … } else { … }."),
    "??=": ("dify-shell does not run ??=.", "Use if (…) { … } else { … }."),
    "::": ("dify-shell does not run .NET calls.", None),
    "step": ("++ and -- are statements of their own here.", "Write '$i += 1' on a line before."),
}


class Token(NamedTuple):
    """A part of an expression; of a symbol, `kind` is its text."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where the token stands."""
        return Span(self.start, self.end)


class Tokenizer:
    """A position in a text that only moves forward, and what was noted on the way: errors and comments."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.position = 1 if source.text.startswith("\ufeff") else 0
        self.errors: list[ParseError] = []
        self.comments: list[Span] = []
        self._closers: list[str] = []
        self._line_with_error = range(0)
        self._token = Token("", "", -1, -1)

    # Reading

    def peek(self) -> Token:
        """The next token of an expression; only white space before it is passed."""
        self.skip_space()
        if self._token.start != self.position:
            match = _TOKEN.match(self.text, self.position)
            if match is None:
                raise AssertionError("the pattern matches any text")
            kind = match.lastgroup or ""
            self._token = Token(match[0] if kind == "symbol" else kind, match[0], match.start(), match.end())
        return self._token

    def check(self, *kinds: str) -> bool:
        """Whether the next token is of one of these kinds."""
        return self.peek().kind in kinds

    def take(self) -> Token:
        """The next token, which is passed."""
        token = self.peek()
        self.position = token.end
        return token

    def accept(self, kind: str) -> Token | None:
        """The next token if it is of this kind; else nothing is passed."""
        return self.take() if self.check(kind) else None

    def match(self, pattern: re.Pattern[str]) -> re.Match[str]:
        """What `pattern`, which matches anywhere, finds right here; nothing is passed."""
        match = pattern.match(self.text, self.position)
        if match is None:
            raise AssertionError(f"{pattern.pattern} matches any text")
        return match

    def read(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What `pattern` finds right here, which is passed."""
        match = pattern.match(self.text, self.position)
        if match is not None:
            self.position = match.end()
        return match

    # What stands between tokens

    def skip_space(self) -> None:
        """Pass blanks, comments and line ends after a backtick."""
        self.read(_SPACE)
        while self.text.startswith(("#", "<#", "`"), self.position) and (trivia := self.read(_TRIVIA)):
            span = Span(*trivia.span())
            if trivia.lastgroup == "continuation":
                self.error("The line goes on after a backtick.", span, incomplete=True)
            elif not self.comments or self.comments[-1].start < span.start:
                self.comments.append(span)
            if trivia.lastgroup == "open_comment":
                self.error("The comment '<#' is not closed.", Span(span.start, span.start + 2), incomplete=True)
            self.read(_SPACE)

    def skip_lines(self) -> None:
        """Pass white space and line ends."""
        self.skip_space()
        while self.read(_LINES):
            self.skip_space()

    def skip_separators(self) -> None:
        """Pass white space, line ends and semicolons."""
        self.skip_space()
        while self.read(_SEPARATORS):
            self.skip_space()

    def at_separator(self) -> bool:
        """Whether a statement may end here."""
        return self.check("newline", ";", "end", ")", "}", "]")

    # Brackets

    def enclosed(self, closer: str, rule: Callable[[], Content]) -> tuple[Content, Span]:
        """Pass the opening bracket, what `rule` reads, and `closer`; with the span from bracket to bracket."""
        opener = self.take()
        self._closers.append(closer)
        self.skip_lines()
        content = rule()
        self._closers.pop()
        self.skip_lines()
        if self.text.startswith(closer, self.position):
            self.position += len(closer)
        elif self.check("end"):
            self.error(f"'{opener.text}' is not closed.", opener.span, incomplete=True)
        else:
            self.unexpected(hint=f"'{closer}' closes the '{opener.text}' before it.")
        return content, Span(opener.start, self.position)

    def closes(self, closer: str) -> bool:
        """Whether `closer` closes a bracket that is open here."""
        return closer in self._closers

    @property
    def enclosing(self) -> str:
        """The closing bracket that is awaited; empty outside of brackets."""
        return self._closers[-1] if self._closers else ""

    # Errors

    def error(self, message: str, span: Span, *, hint: str | None = None, incomplete: bool = False) -> None:
        """Note what is wrong at `span`, unless the last error is on the same line: one often leads to others."""
        if span.start not in self._line_with_error:
            self.errors.append(ParseError(message, span, hint=hint, incomplete=incomplete))
            start = max(self.text.rfind(line_end, 0, span.start) for line_end in "\r\n") + 1
            end = _LINE_END.search(self.text, span.start)
            self._line_with_error = range(start, end.start() + 1 if end else start)

    def unexpected(self, *, hint: str | None = None) -> None:
        """Note that the next token cannot stand here."""
        token = self.peek()
        if token.kind == "end":
            self.error("The text ends too early.", token.span, hint=hint, incomplete=True)
            return
        shown = "The end of the line" if token.kind == "newline" else f"'{token.text}'"
        message, known_hint = _UNEXPECTED.get(token.kind, (f"{shown} was not expected here.", None))
        self.error(message, token.span, hint=known_hint or hint)
