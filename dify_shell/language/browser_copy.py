"""Reads what browsers put on the clipboard, and what is no sentence of the language, as the command that fits it."""

from __future__ import annotations

import json
import re

from ..errors import ParseError
from ..spans import Source, Span
from .curl import read_curl
from .tree import Command, CommandParameter, Pipeline, Script, String

_CURL = re.compile(r"\s*curl", re.IGNORECASE)


def read_copy(source: Source) -> tuple[Script, tuple[ParseError, ...]]:
    """A curl line as a call of `Invoke-WebRequest`, and cookies as one of `Connect-Dify`; with what is wrong in it."""
    text = source.text
    command, errors = read_curl(text) if _CURL.match(text) else _read_cookies(text)
    span = Span(0, len(text))
    return Script(span, (Pipeline(span, (command,), None),)), errors


def _read_cookies(text: str) -> tuple[Command, tuple[ParseError, ...]]:
    """The whole text as the cookies to connect with. JSON that breaks off goes on."""
    start = len(text) - len(text.lstrip())
    here, span = Span(start, start), Span(start, len(text.rstrip()))
    elements = (CommandParameter(here, "Cookie", None), String(span, text.strip(), "single"))
    command = Command(Span(0, len(text)), String(here, "Connect-Dify", "bare"), elements)
    if text[start] not in "[{":
        return command, ()
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        unfinished = not text[error.pos :].strip()
        return command, (
            ParseError(f"This is no JSON: {error.msg}.", Span(error.pos, len(text)), incomplete=unfinished),
        )
    except RecursionError:
        return command, (ParseError("This is nested too deeply.", span),)
    return command, ()
