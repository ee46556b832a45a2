"""The words of a command line that was written for another shell: for bash, or for Windows' cmd.

Nothing in them is expanded or run. Each character keeps the place where it stands in the text, so that an error can
point at it and a secret can be masked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import ParseError
from ..spans import Span

_QUOTE = re.compile(r"""['"]""")
_CMD = re.compile(r'\^"|\^\r?\n|(?<=\S)""(?=\S)|"%"')
"""How a line for cmd gives itself away. Its first quote is a double one; that of a line for bash is a single one."""

_BASH_END = re.compile(r"[;&|<>()`]|\r?\n")
_GOES_ON = re.compile(r"\\\s*\Z")
_CMD_END = re.compile(r"[&|<>]|\r?\n")
_ANSI_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))", re.DOTALL
)
_ANSI = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}


class Character(NamedTuple):
    """One character of a word, and the span of the text that stands for it."""

    text: str
    span: Span


class Word(NamedTuple):
    """A word without its quotes. `span` covers it with them."""

    characters: tuple[Character, ...]
    span: Span

    @property
    def text(self) -> str:
        """What the word says."""
        return "".join(character.text for character in self.characters)

    def part(self, start: int, end: int | None = None) -> tuple[str, Span]:
        """Some of the word's characters, and where they stand."""
        chosen = self.characters[start:end]
        if not chosen:
            return "", Span(self.span.end, self.span.end)
        return "".join(one.text for one in chosen), chosen[0].span.to(chosen[-1].span)


def read_words(text: str) -> Iterator[Word]:
    """The words of one command line. Raises ParseError for a quotation without an end and for a second command."""
    quote = _QUOTE.search(text)
    is_for_cmd = bool(_CMD.search(text)) and not (quote and quote[0] == "'")
    return _cmd_words(text) if is_for_cmd else _BashReader(text).words()


def _another_command(start: int, end: int) -> ParseError:
    return ParseError(
        "Only the one curl command is read, and nothing behind it.",
        Span(start, end),
        hint="Paste it alone; what it gives can go on in a line after: $answer | …",
    )


def _unended(start: int, end: int) -> ParseError:
    return ParseError("The quotation does not end.", Span(start, end), incomplete=True)


class _BashReader:
    """Reads by the quoting rules of bash: `'…'`, `"…"`, `$'…'` and the backslash."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.word: list[Character] | None = None
        self.start = 0

    def words(self) -> Iterator[Word]:
        while self.position < len(self.text):
            character = self.text[self.position]
            if character in " \t" or self.text.startswith(("\\\n", "\\\r\n"), self.position):
                yield from self._finished()
                self.position = self.text.index("\n", self.position) + 1 if character == "\\" else self.position + 1
            elif end := _BASH_END.match(self.text, self.position):
                yield from self._finished()
                return self._must_end(end.start())
            else:
                self._read(character)
        if _GOES_ON.search(self.text):
            raise _unended(len(self.text) - 1, len(self.text))
        yield from self._finished()

    def _finished(self) -> Iterator[Word]:
        if self.word is not None:
            yield Word(tuple(self.word), Span(self.start, self.position))
        self.word = None

    def _must_end(self, start: int) -> None:
        if self.text[start:].strip(" \t\r\n;&"):
            raise _another_command(start, len(self.text))

    def _read(self, character: str) -> None:
        if self.word is None:
            self.word, self.start = [], self.position
        if self.text.startswith("$'", self.position):
            self._ansi_quoted()
        elif character == "'":
            self._single_quoted()
        elif character == '"':
            self._double_quoted()
        elif character == "$":
            raise self._variable()
        else:
            self._plain(2 if character == "\\" else 1)

    def _plain(self, length: int) -> None:
        """A character that stands for itself, perhaps behind a backslash."""
        assert self.word is not None  # noqa: S101  # begun by _read
        span = Span(self.position, self.position + length)
        if length == 1 or span.end <= len(self.text):
            self.word.append(Character(self.text[span.end - 1], span))
        self.position = span.end

    def _variable(self) -> ParseError:
        return ParseError(
            "Variables of another shell are not filled in.",
            Span(self.position, self.position + 1),
            hint="Write the value itself; a literal $ stands in single quotes.",
        )

    def _quotation(self, opening: str, closing: re.Pattern[str]) -> int:
        """Step into a quotation; the place of its closing quote."""
        start = self.position
        self.position += len(opening)
        found = closing.match(self.text, self.position)
        if not found:
            raise _unended(start, len(self.text))
        return found.end() - 1

    def _single_quoted(self) -> None:
        end = self._quotation("'", re.compile(r"[^']*'"))
        while self.position < end:
            self._plain(1)
        self.position += 1

    def _double_quoted(self) -> None:
        end = self._quotation('"', re.compile(r'(?:[^"\\]|\\.)*"', re.DOTALL))
        while self.position < end:
            following = self.text[self.position + 1]
            if self.text[self.position] in "$`":
                raise self._variable()
            if self.text[self.position] == "\\" and following == "\n":
                self.position += 2
            else:
                self._plain(2 if self.text[self.position] == "\\" and following in '"\\$`' else 1)
        self.position += 1

    def _ansi_quoted(self) -> None:
        end = self._quotation("$'", re.compile(r"(?:[^'\\]|\\.)*'", re.DOTALL))
        while self.position < end:
            escape = _ANSI_ESCAPE.match(self.text, self.position)
            if escape is None:
                self._plain(1)
                continue
            assert self.word is not None  # noqa: S101  # begun by _read
            self.word.append(Character(_unescaped(escape), Span(*escape.span())))
            self.position = escape.end()
        self.position += 1
        self._join_surrogates()

    def _join_surrogates(self) -> None:
        """Make one character of each two that Chrome writes as `\\ud83d\\ude00`."""
        assert self.word is not None  # noqa: S101  # begun by _read
        joined: list[Character] = []
        for one in self.word:
            if joined and "\udc00" <= one.text <= "\udfff" and "\ud800" <= joined[-1].text <= "\udbff":
                pair = (joined[-1].text + one.text).encode("utf-16", "surrogatepass").decode("utf-16")
                joined[-1] = Character(pair, joined[-1].span.to(one.span))
            else:
                joined.append(one)
        self.word = [one._replace(text=one.text.encode("utf-8", "replace").decode()) for one in joined]


def _unescaped(escape: re.Match[str]) -> str:
    """The character that an escape of `$'…'` stands for; what is no character becomes `?`."""
    short, long, byte, octal, other = escape.groups()
    if other is not None:
        return _ANSI.get(other, other)
    code = int(octal, 8) if octal else int(short or long or byte, 16)
    return chr(code) if code <= 0x10FFFF else "?"


_ARGUMENT_PART = re.compile(r'(?P<backslashes>\\*)"(?P<second>")?|(?P<blank>[ \t])|\\\\|.', re.DOTALL)
"""What the program looks at next. Backslashes stand before a quote, or in pairs: browsers double every one, although
the C library of Windows halves only those before a quote, so that the line is read as it was meant."""


def _cmd_words(text: str) -> Iterator[Word]:
    """The words after the two who read them: cmd, which knows the caret, and the program itself."""
    characters = list(_cmd_characters(text))
    line = "".join(character.text for character in characters)
    word: list[Character] | None = None
    quoted = False
    place = first = 0
    while found := _ARGUMENT_PART.match(line, place):
        if found["blank"] and not quoted:
            if word is not None:
                yield _cmd_word(word, characters[first:place])
            word, place = None, found.end()
            continue
        if word is None:
            word, first = [], place
        start, place = place, found.end()
        if found["backslashes"] is None:
            word.append(characters[start])
            continue
        half, odd = divmod(len(found["backslashes"]), 2)
        quote = start + len(found["backslashes"])
        word += characters[start : start + half]
        doubled = bool(quoted and not odd and found["second"])
        if odd or doubled:
            word.append(characters[quote])
        else:
            quoted = not quoted
        place = quote + 1 + doubled
    if quoted:
        raise _unended(characters[first].span.start, len(text))
    if word is not None:
        yield _cmd_word(word, characters[first:])


def _cmd_word(word: list[Character], characters: list[Character]) -> Word:
    return Word(tuple(word), characters[0].span.to(characters[-1].span))


def _cmd_characters(text: str) -> Iterator[Character]:
    """What cmd hands on: outside of quotes a caret gives the character behind it its plain meaning."""
    quoted = False
    place = 0
    while place < len(text):
        start = place
        if text[place] == "^" and not quoted:
            line_end = re.compile(r"\r?\n").match(text, place + 1)
            place = line_end.end() if line_end else place + 1
            if place >= len(text):
                raise _unended(start, len(text))
        elif not quoted and _CMD_END.match(text, place):
            if text[place:].strip(" \t\r\n&"):
                raise _another_command(place, len(text))
            return
        else:
            quoted ^= text[place] == '"'
        yield Character(text[place], Span(start, place + 1))
        place += 1
