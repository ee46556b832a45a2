"""Errors in words."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import ApiError, BindingError, DifyShellError, LanguageError
from .clean import clean
from .themes import paint


def report(error: BaseException, *, colour: bool = False, debug: bool = False) -> str:
    """What went wrong, where, and what to do next; with `debug` the traceback of what is a mistake of ours."""
    parts = _parts(error) if isinstance(error, DifyShellError) else _mistake(error, debug)
    return "\n".join(paint(style, clean(text), colour) for style, text in parts)


def _parts(error: DifyShellError) -> Iterator[tuple[str, str]]:
    """Style and text of each part."""
    if error.source and error.source.name and error.span:
        yield "", f"{error.source.name}:{error.source.line_of(error.span.start)}"
    yield "error", error.message
    if isinstance(error, LanguageError) and error.source and error.span:
        yield "", error.source.show(error.span)
    if isinstance(error, ApiError):
        yield "", f"{error.method} {error.path} → {error.status} {error.code}"
    if isinstance(error, BindingError) and error.usage:
        yield "", f"Usage: {error.usage}"
    if error.hint:
        yield "hint", f"Hint: {error.hint}"


def _mistake(error: BaseException, debug: bool) -> Iterator[tuple[str, str]]:
    yield "error", f"Sorry, this is a mistake in dify-shell: {type(error).__name__}."
    if debug:
        from traceback import format_exception

        yield "", "".join(format_exception(error)).rstrip()
