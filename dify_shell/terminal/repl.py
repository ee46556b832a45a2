"""The loop: read, run, show, report."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

from ..errors import Cancelled
from ..language.paste import clean
from ..runtime.signals import ExitShell
from ..runtime.state import HistoryEntry
from ..spans import Source

if TYPE_CHECKING:
    from ..runtime.interpreter import Interpreter
    from ..runtime.state import ShellState
    from .history import History
    from .screen import Screen


class Reader(Protocol):
    """Where the lines come from."""

    def read(self) -> str:
        """What the user wants to run. Raises KeyboardInterrupt on Ctrl-C and EOFError on Ctrl-D."""
        ...


def run_repl(interpreter: Interpreter, state: ShellState, screen: Screen, reader: Reader, history: History) -> int:
    """Read and run until the user leaves; gives the exit status. Nothing that goes wrong in a line ends it."""
    while True:
        if trouble := history.trouble():
            screen.message("warning", trouble)
        try:
            text = clean(reader.read())
        except KeyboardInterrupt:
            continue
        except EOFError:
            return 0
        try:
            if text.strip():
                _run(text, interpreter, state, screen, history)
        except ExitShell as leaving:
            return leaving.status
        except KeyboardInterrupt:
            screen.remark("")  # the terminal has echoed ^C
            screen.report(Cancelled())
        except Exception as error:  # whatever it is, the session must not be lost to it
            screen.report(error, debug="-debug" in text.lower())


def _run(text: str, interpreter: Interpreter, state: ShellState, screen: Screen, history: History) -> None:
    """Run `text`, and note it with how it went. What it makes known as a secret is masked in older lines too."""
    entry = history.add(text)
    started = time.perf_counter()
    succeeded = False
    try:
        screen.show(interpreter.run(Source(text)))
        succeeded = state.succeeded
    except ExitShell:
        succeeded = True
        raise
    finally:
        seconds = time.perf_counter() - started
        state.succeeded = succeeded
        history.scrub()
        state.history.append(HistoryEntry(len(state.history) + 1, entry, seconds, succeeded))
        state.history[:] = [old._replace(text=state.redactor.clean(old.text)) for old in state.history]
