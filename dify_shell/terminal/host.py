"""The host at the prompt: questions with line editing, and a line that says what goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .plain_host import PlainHost
from .progress import Progress

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from .screen import Screen


class PromptHost(PlainHost):
    """Asks through prompt_toolkit, which also has what was typed ahead."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen, interactive=True)

    def progress(self, label: str, total: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        """See `Host`. Drawn when it takes longer than a moment, and gone afterwards."""
        return Progress(self._screen.show_progress, label, total)

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
