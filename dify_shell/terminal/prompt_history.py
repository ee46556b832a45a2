"""The history as prompt_toolkit wants it: for the arrow keys, Ctrl-R and the suggestion behind the cursor."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.history import History as PromptToolkitHistory

if TYPE_CHECKING:
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document

    from .history import History

CHUNK = 500
"""Entries that are handed over between two looks at the keyboard."""


class PromptHistory(PromptToolkitHistory):
    """Reads from `History`. The loop writes to it, because it knows what ran and what is secret in it."""

    def __init__(self, history: History) -> None:
        super().__init__()
        self._history = history

    async def load(self) -> AsyncGenerator[str, None]:
        """The entries, newest first; called anew for every prompt."""
        while not self._history.loaded:
            await asyncio.sleep(0.02)
        for count, entry in enumerate(self._history.newest_first(), 1):
            yield entry
            if count % CHUNK == 0:
                await asyncio.sleep(0)

    def get_strings(self) -> list[str]:
        """The entries, oldest first."""
        return self._history.newest_first()[::-1]

    def append_string(self, string: str) -> None:
        """Leave it to the loop."""

    def load_history_strings(self) -> list[str]:
        """Never called, as `load` is replaced."""
        return self._history.newest_first()

    def store_string(self, string: str) -> None:
        """Never called, as `append_string` is replaced."""


class HistorySuggestion(AutoSuggest):
    """Suggests the last used entry that begins with what is typed."""

    def __init__(self, history: History) -> None:
        self._history = history

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        """The rest of that entry."""
        text = document.text
        found = self._history.suggestion(text) if text.strip() else None
        return Suggestion(found[len(text) :]) if found else None
