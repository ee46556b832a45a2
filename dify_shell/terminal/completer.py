"""The menu: what `completion` suggests, as prompt_toolkit wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion

from ..completion.complete import complete
from ..render.clean import clean_cell
from .masking import parse_cached

if TYPE_CHECKING:
    from prompt_toolkit.document import Document

    from ..runtime.registry import Registry
    from ..runtime.state import ShellState


class ShellCompleter(Completer):
    """Suggests while the user types and on Tab. `want` is told the nouns whose names may be out of date."""

    def __init__(self, registry: Registry, state: ShellState, want: Callable[[Iterable[str]], None]) -> None:
        self._registry = registry
        self._state = state
        self._want = want

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What fits at the cursor; while typing, nothing where nothing of a word stands yet."""
        before = document.text_before_cursor
        if not complete_event.completion_requested and (not before or before[-1:].isspace()):
            return
        found = complete(
            document.text, document.cursor_position, registry=self._registry, state=self._state, parse=parse_cached
        )
        self._want(found.wanted)
        start = found.start - document.cursor_position
        for one in found.suggestions:
            yield Completion(one.text, start, display=clean_cell(one.display), display_meta=clean_cell(one.description))
