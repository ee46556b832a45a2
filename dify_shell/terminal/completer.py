"""The menu: what `completion` suggests, as prompt_toolkit wants it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion

from ..completion.complete import complete
from ..render.clean import clean_cell
from .parsed_text import parse_cached

if TYPE_CHECKING:
    from prompt_toolkit.document import Document

    from ..runtime.registry import Registry
    from ..runtime.state import ShellState

_WORTH_A_MENU = re.compile(r"[^\s'\"]\Z|\s--?[a-z][\w-]* \Z", re.IGNORECASE)
"""Behind a word that has begun, and behind the name of a parameter, which wants a value."""


class ShellCompleter(Completer):
    """Suggests while the user types, where a word has begun; and on Tab. Never waits for anything.

    `want` is told the nouns whose names may be unknown or out of date; `want_catalog` is called where the operations
    of the API are looked for and not loaded yet.
    """

    def __init__(
        self,
        registry: Registry,
        state: ShellState,
        want: Callable[[Iterable[str]], None],
        want_catalog: Callable[[], None],
    ) -> None:
        self._registry = registry
        self._state = state
        self._want = want
        self._want_catalog = want_catalog
        self._asked: Document | None = None

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What fits at the cursor, best first. What Tab asked for comes also later, when more is known."""
        if complete_event.completion_requested:
            self._asked = document
        elif document != self._asked and not _WORTH_A_MENU.search(document.text_before_cursor):
            return
        place = document.cursor_position
        found = complete(document.text, place, registry=self._registry, state=self._state, parse=parse_cached)
        self._want(found.wanted)
        if found.wants_catalog:
            self._want_catalog()
        for one in found.suggestions:
            yield Completion(
                one.text,
                found.start - place,
                display=clean_cell(one.display),
                display_meta=clean_cell(one.description),
            )
