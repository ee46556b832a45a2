"""Errors in words."""

from __future__ import annotations

from ..errors import ApiError, BindingError, DifyShellError, LanguageError
from .clean import clean
from .themes import paint


def report(error: BaseException, *, colour: bool = False, debug: bool = False) -> str:
    if not isinstance(error, DifyShellError):
        return paint("error", f"Sorry, this is a mistake in dify-shell: {type(error).__name__}.", colour)
    lines = []
    if error.source and error.source.name and error.span:
        lines.append(f"{error.source.name}:{error.source.line_of(error.span.start)}")
    lines.append(paint("error", clean(error.message), colour))
    if isinstance(error, LanguageError) and error.source and error.span:
        lines.append(error.source.show(error.span))
    if isinstance(error, ApiError):
        lines.append(f"{error.method} {error.path} → {error.status} {error.code}")
    if isinstance(error, BindingError) and error.usage:
        lines.append(f"Usage: {error.usage}")
    if error.hint:
        lines.append(paint("hint", f"Hint: {error.hint}", colour))
    return "\n".join(lines)
