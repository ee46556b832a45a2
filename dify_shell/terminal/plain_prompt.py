"""The prompt where nothing may be redrawn: dumb terminals, serial lines, screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .prompt_text import CONTINUATION, prompt_text
from .validator import should_continue

if TYPE_CHECKING:
    from ..runtime.state import ShellState


class PlainPrompt:
    """Reads line by line. The terminal echoes what is typed, secrets too: `Read-Host -AsSecureString` reads unseen."""

    def __init__(self, state: ShellState) -> None:
        self._state = state

    def read(self) -> str:
        """What the user wants to run. Raises KeyboardInterrupt on Ctrl-C and EOFError on Ctrl-D."""
        try:
            text = input(prompt_text(self._state))
            while should_continue(text):
                text += "\n" + input(CONTINUATION)
        except (KeyboardInterrupt, EOFError):
            print()  # the terminal has left the cursor behind the prompt
            raise
        return text
