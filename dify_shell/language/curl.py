"""Reads the `curl …` that a browser's developer tools copy as a call of `Invoke-WebRequest`.

So it is coloured, masked, checked and run like any other command. Chrome, Edge, Firefox and Safari write such lines for
bash, and those on Windows also for cmd. Options follow curl 8.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

from ..errors import ParseError
from ..spans import Span
from .shell_words import Word, read_words
from .tree import Array, Command, CommandParameter, Entry, HashtableLiteral, Pipeline, String

_SHORT = {
    "-H": "--header", "-b": "--cookie", "-X": "--request", "-d": "--data", "-A": "--user-agent", "-e": "--referer",
    "-F": "--form", "-u": "--user", "-G": "--get", "-I": "--head", "-T": "--upload-file",
}  # fmt: skip
_DATA = {"--data", "--data-ascii", "--data-raw", "--data-binary", "--data-urlencode", "--json"}
_WITH_VALUE = {
    "-o", "--output", "-m", "--max-time", "--connect-timeout", "-w", "--write-out", "-c", "--cookie-jar", "-x",
    "--proxy", "--resolve", "--cacert", "--cert", "--key", "--retry", "--ciphers", "--interface", "-K", "--config",
}  # fmt: skip
"""Options with a value that mean nothing here; all that is not named in this module takes none."""

_REFUSED = {
    "--form": "Forms with files are not read from curl lines; post PATH field@FILE sends one.",
    "--user": "Dify knows no user and password in this place; connect signs in.",
    "--upload-file": "A pasted line reads no files.",
}


def read_curl(text: str) -> tuple[Command, tuple[ParseError, ...]]:
    """The call that a curl line stands for. What cannot be read of it is an error beside it; nothing is raised."""
    reader = _Reader()
    errors: tuple[ParseError, ...] = ()
    try:
        reader.read(read_words(text))
    except ParseError as error:
        errors = (error,)
    return reader.command(Span(0, len(text))), errors


class _Reader:
    """Sorts the words of a curl line."""

    def __init__(self) -> None:
        self.name = String(Span(0, 0), "Invoke-WebRequest", "bare")
        self.address: String | None = None
        self.method: String | None = None
        self.headers: list[Entry] = []
        self.data: list[String] = []
        self.data_in_query = False
        self.ignored: list[String] = []
        self._values: dict[str, Callable[[Word], None]] = {
            "--header": self._header,
            "--cookie": self._cookie,
            "--request": self._request,
            "--user-agent": lambda word: self._add_header("User-Agent", word.span, *word.part(0)),
            "--referer": lambda word: self._add_header("Referer", word.span, *word.part(0)),
            "--url": self._url,
        }

    def read(self, words: Iterator[Word]) -> None:
        """Take in the whole line. Raises ParseError."""
        self.name = String(next(words).span, "Invoke-WebRequest", "bare")
        for word in words:
            if word.text.startswith("-") and len(word.text) > 1:
                self._option(word, words)
            else:
                self._url(word)
        if self.address is None:
            raise ParseError("curl is given no address.", self.name.span, hint="Copy the request again, as a whole.")

    def _option(self, word: Word, words: Iterator[Word]) -> None:
        """One option, with the word behind it where it takes a value."""
        is_long = word.text.startswith("--")
        written = word.text.partition("=")[0] if is_long else word.text[:2]
        name = _SHORT.get(written, written)
        if reason := _REFUSED.get(name):
            raise ParseError(f"{written} is not read.", word.span, hint=reason)
        if name in self._values or name in _DATA or written in _WITH_VALUE:
            self._with_value(name, self._value(word, len(written), words), word)
        elif name == "--get":
            self.data_in_query = True
        elif name == "--head":
            self.method = String(word.span, "HEAD", "single")
        else:
            self.ignored.append(String(word.span, word.text, "single"))

    def _value(self, option: Word, length: int, words: Iterator[Word]) -> Word:
        """What is given to an option: the rest of its word, or the next word."""
        rest = option.characters[length:]
        if rest and option.text.startswith("--"):
            rest = rest[1:]
        if len(option.text) > length:
            return Word(rest, option.span)
        following = next(words, None)
        if following is None:
            raise ParseError(f"{option.text} needs a value.", option.span, incomplete=True)
        return following

    def _with_value(self, name: str, value: Word, option: Word) -> None:
        if name in _DATA:
            self._body(name, value)
        elif name in self._values:
            self._values[name](value)
        else:
            self.ignored.append(String(option.span.to(value.span), f"{option.text} {value.text}", "single"))

    def _url(self, word: Word) -> None:
        if self.address is not None:
            raise ParseError("A second address cannot be called with the first.", word.span)
        self.address = _string(*word.part(0))

    def _request(self, word: Word) -> None:
        self.method = _string(*word.part(0))

    def _header(self, word: Word) -> None:
        name, colon, value = word.text.partition(":")
        if word.text.startswith("@"):
            raise _no_file(word)
        start = len(name) + len(colon) + len(value) - len(value.lstrip())
        self._add_header(name.rstrip(";"), word.part(0, len(name))[1], *word.part(start))

    def _add_header(self, name: str, span: Span, text: str, value: Span) -> None:
        self.headers.append(Entry(span.to(value), String(span, name, "single"), _statement(_string(text, value))))

    def _cookie(self, word: Word) -> None:
        if "=" not in word.text:
            raise _no_file(word)
        self._add_header("Cookie", word.span, *word.part(0))

    def _body(self, option: str, word: Word) -> None:
        text, span = word.part(0)
        if option == "--data-urlencode":
            name, equals, value = text.partition("=")
            text = f"{name}{equals}{quote(value)}" if equals else quote(text)
        elif text.startswith("@") and option != "--data-raw":
            raise _no_file(word)
        if option == "--json":
            for name in ("Content-Type", "Accept"):
                self._add_header(name, Span(span.start, span.start), "application/json", Span(span.start, span.start))
        self.data.append(String(span, text, "single"))

    def command(self, span: Span) -> Command:
        """The call that was read so far."""
        elements: list[CommandParameter | String | HashtableLiteral | Array] = []

        def give(name: str, value: String | HashtableLiteral | Array) -> None:
            elements.extend((CommandParameter(Span(value.span.start, value.span.start), name, None), value))

        if self.address:
            give("Uri", self.address)
        if self.method:
            give("Method", self.method)
        if self.headers:
            give("Headers", HashtableLiteral(_around(self.headers), tuple(self.headers)))
        if self.data:
            text = "&".join(one.value for one in self.data)
            give("Query" if self.data_in_query else "Body", String(_around(self.data), text, "single"))
        if self.ignored:
            give("Ignored", Array(_around(self.ignored), tuple(self.ignored)))
        return Command(span, self.name, tuple(elements))


def _string(text: str, span: Span) -> String:
    return String(span, text, "single")


def _statement(value: String) -> Pipeline:
    return Pipeline(value.span, (value,), None)


def _around(nodes: list[Entry] | list[String]) -> Span:
    """The span from the first of `nodes` to the last, wherever they stand."""
    return Span(min(node.span.start for node in nodes), max(node.span.end for node in nodes))


def _no_file(word: Word) -> ParseError:
    return ParseError("A pasted line reads no files.", word.span, hint="post PATH -Body '@FILE' sends one.")
