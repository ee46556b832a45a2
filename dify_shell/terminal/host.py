"""The host at the prompt: questions with line editing, and a line that says what goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .plain_host import PlainHost
from .progress import Progress

if TYPE_CHECKING:
    from .screen import Screen


class PromptHost(PlainHost):
    """Asks through prompt_toolkit, which also has what was typed ahead."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen, interactive=True)
        self._innermost: Progress | None = None

    @contextmanager
    def progress(self, label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """See `Host`. Drawn when it takes longer than a moment, and gone afterwards; of several, only the innermost."""

        def draw(text: str) -> None:
            if self._innermost is line:
                self._screen.show_progress(text)

        line = Progress(draw, label, total)
        outer, self._innermost = self._innermost, line
        try:
            with line as advance:
                yield advance
        finally:
            self._innermost = outer

    def clear(self) -> None:
        """See `Host`."""
        from prompt_toolkit.shortcuts import clear

        clear()

    def _read(self, question: str, secret: bool) -> str:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.renderer import CPR_Support

        session = PromptSession[str](question, is_password=secret, enable_suspend=True)
        session.app.renderer.cpr_support = CPR_Support.NOT_SUPPORTED  # where a question stands does not matter
        return session.prompt()
