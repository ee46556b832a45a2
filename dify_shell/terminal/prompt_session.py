"""The prompt: one prompt_toolkit session for the whole life of the shell."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, DynamicCompleter
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Always, Condition
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.renderer import CPR_Support, Renderer
from prompt_toolkit.styles import Style

from ..render.themes import STYLES
from .highlighter import Highlighter, SecretMask
from .key_bindings import key_bindings
from .prompt_history import HistorySuggestion, PromptHistory
from .prompt_text import CONTINUATION, bar_text, prompt_text
from .settings import wants_vi
from .warm_up import CatalogLoader, import_http, run_aside

if TYPE_CHECKING:
    from prompt_toolkit.application import Application

    from ..runtime.registry import Registry
    from ..runtime.state import ShellState
    from .history import History

MINUTE = 60.0

SWITCH_INTERVAL = 0.0005
"""Seconds until a thread that waits for the interpreter gets it, a tenth of Python's own: keys do not wait."""

ESCAPE_TIMEOUT = 0.05
"""Seconds after which Escape is a key and not the beginning of an arrow's code."""

MENU_LINES = 8
"""How high the menu may become."""

OTHER_LINES = 3
"""What stands beside the menu at the least: the prompt, the bar, and a line of the buffer that is wrapped."""

_STYLE = {
    **STYLES,
    "prompt": "bold",
    "prompt-continuation": "ansibrightblack",
    "bottom-toolbar": "noreverse ansibrightblack",
}


class Prompt:
    """Reads what to run: with menus, colours, the history, and secrets masked while they stand there."""

    def __init__(self, registry: Registry, state: ShellState, history: History, *, colour: bool) -> None:
        self._state = state
        self._history = history
        self._registry = registry
        self.session: PromptSession[str] = PromptSession(
            lambda: prompt_text(state),
            multiline=True,
            prompt_continuation=CONTINUATION,
            bottom_toolbar=lambda: bar_text(state, self.session.app.output.get_size().columns),
            completer=DynamicCompleter(lambda: self._completer),
            lexer=Highlighter(registry),
            input_processors=[SecretMask(registry)],
            history=PromptHistory(history),
            auto_suggest=HistorySuggestion(history),
            search_ignore_case=True,
            enable_suspend=True,
            enable_open_in_editor=Condition(self._holds_no_secret),
            tempfile_suffix=".ps1",
            key_bindings=key_bindings(),
            style=Style.from_dict(_STYLE),
            include_default_pygments_style=False,
            color_depth=None if colour else ColorDepth.DEPTH_1_BIT,
        )
        # Not through the session, which would give up completing while typing for it.
        self.session.default_buffer.enable_history_search = Always()
        _adapt(self.session.app)
        self.session.app.before_render += self._fit_menu
        self.session.app.after_render += _once(self._prepare_for_keys)
        # With the first key and not before, so that a shell that nobody uses stays small.
        self.session.default_buffer.on_text_insert += _once(lambda: run_aside(import_http))

    def read(self) -> str:
        """What the user wants to run. Raises KeyboardInterrupt on Ctrl-C and EOFError on Ctrl-D."""
        connection = self._state.connection
        vi = wants_vi(self._state.environment)
        self.session.editing_mode = EditingMode.VI if vi else EditingMode.EMACS
        self.session.refresh_interval = MINUTE if connection and connection.client.credentials.expires_at else 0
        try:
            return self.session.prompt()
        finally:
            _stop_asking_in_vain(self.session.app.renderer)

    @cached_property
    def _completer(self) -> Completer:
        from .completer import ShellCompleter
        from .name_refresher import NameRefresher

        names = NameRefresher(self._registry, self._state, self._more_is_known)
        catalog = CatalogLoader(self._state, self._more_is_known)
        return ShellCompleter(self._registry, self._state, names.want, catalog.want)

    def _fit_menu(self, app: Application[str]) -> None:
        """Keep no more room for the menu than a low terminal has: without room for all, nothing would be drawn."""
        self.session.reserve_space_for_menu = max(0, min(MENU_LINES, app.output.get_size().rows - OTHER_LINES))

    def _prepare_for_keys(self) -> None:
        """Load what the first keys need, now that the prompt is drawn."""
        sys.setswitchinterval(SWITCH_INTERVAL)
        run_aside(self._history.load, lambda: self._registry.find(""), lambda: self._completer)

    def _holds_no_secret(self) -> bool:
        """Whether an editor may see the text: it is handed over in a file."""
        text = self.session.default_buffer.text
        return self._history.masked(text) == text

    def _more_is_known(self) -> None:
        """Called by a thread: let the menu show it."""
        app = self.session.app
        if app.loop and app.context is not None:  # a context without variables is false
            with suppress(RuntimeError):  # the prompt has just ended
                app.loop.call_soon_threadsafe(self._complete_again, context=app.context.copy())

    def _complete_again(self) -> None:
        buffer = self.session.default_buffer
        if buffer.complete_state is None or buffer.complete_state.complete_index is None:
            buffer.complete_state = None
            buffer.start_completion(complete_event=CompleteEvent(text_inserted=True))


def _once(action: Callable[[], None]) -> Callable[[object], None]:
    """A handler of an event: it acts the first time."""
    actions = [action]
    return lambda sender: actions.pop()() if actions else None


def _adapt(app: Application[str]) -> None:
    """Set what a session does not offer to set."""
    app.ttimeoutlen = ESCAPE_TIMEOUT
    app.renderer.cpr_not_supported_callback = None  # it would print a warning that nobody can do anything about
    if hasattr(signal, "SIGWINCH"):
        app.terminal_size_polling_interval = None  # the signal tells of every new size


def _stop_asking_in_vain(renderer: Renderer) -> None:
    """Take a terminal that has not said where its cursor is for one that never does: each question costs a second."""
    if renderer.cpr_support is CPR_Support.UNKNOWN:
        renderer.cpr_support = CPR_Support.NOT_SUPPORTED
