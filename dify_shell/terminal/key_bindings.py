"""What keys do beyond prompt_toolkit's own bindings: Enter, Tab, pasting, the arrow that searches the history."""

from __future__ import annotations

from prompt_toolkit.application.current import get_app
from prompt_toolkit.buffer import Buffer, CompletionState
from prompt_toolkit.completion import CompleteEvent, Completion, get_common_complete_suffix
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import (
    Condition,
    completion_is_selected,
    emacs_insert_mode,
    has_completions,
    has_focus,
    vi_insert_mode,
)
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from ..language.paste import clean
from .validator import indentation, should_continue


def key_bindings() -> KeyBindings:
    """The bindings of the prompt."""
    bindings = KeyBindings()
    at_input = has_focus(DEFAULT_BUFFER)
    bindings.add("enter", filter=at_input)(_enter)
    bindings.add("enter", filter=at_input & completion_is_selected)(_take_completion)
    bindings.add("tab", filter=at_input & (emacs_insert_mode | vi_insert_mode))(_complete)
    bindings.add("escape", "enter", filter=at_input)(_new_line)
    bindings.add(Keys.BracketedPaste, filter=at_input)(_paste)
    bindings.add("up", filter=at_input & has_completions & ~completion_is_selected & _on_first_line)(_search_history)
    return bindings


@Condition
def _on_first_line() -> bool:
    return get_app().current_buffer.document.cursor_position_row == 0


def _enter(event: KeyPressEvent) -> None:
    """Run what is complete, go on with what is not."""
    buffer = event.current_buffer
    if should_continue(buffer.text):
        buffer.insert_text("\n" + indentation(buffer.document.text_before_cursor))
    else:
        buffer.validate_and_handle()


def _take_completion(event: KeyPressEvent) -> None:
    """Close the menu: the completion that is selected stands in the text already."""
    event.current_buffer.complete_state = None


def _complete(event: KeyPressEvent) -> None:
    """Insert what alone fits, for good, so that the next Tab goes on behind it: into the folder, say. Else the menu.

    Looked up here and now: prompt_toolkit drops a Tab that comes while it completes for the key before.
    """
    buffer = event.current_buffer
    state = buffer.complete_state
    asked = CompleteEvent(completion_requested=True)
    found = state.completions if state else [*buffer.completer.get_completions(buffer.document, asked)]
    if len(found) == 1:
        buffer.apply_completion(found[0])
    elif state:
        buffer.complete_next()
    elif found:
        _open_menu(buffer, found)


def _open_menu(buffer: Buffer, found: list[Completion]) -> None:
    """Show what fits, behind the beginning that all of it shares."""
    if shared := get_common_complete_suffix(buffer.document, found):
        buffer.insert_text(shared)
        found = [one.new_completion_from_position(len(shared)) for one in found]
    buffer.complete_state = CompletionState(buffer.document, found)
    buffer.on_completions_changed.fire()


def _new_line(event: KeyPressEvent) -> None:
    event.current_buffer.newline()


def _paste(event: KeyPressEvent) -> None:
    """Insert what was pasted, less prompts and Markdown fences; nothing runs before Enter."""
    buffer = event.current_buffer
    text = clean(event.data.replace("\r\n", "\n").replace("\r", "\n")).rstrip("\n")
    buffer.insert_text(text if buffer.text else text.lstrip("\n"))


def _search_history(event: KeyPressEvent) -> None:
    """Go back in the history while the menu only offers: it has been typed into, not asked for."""
    event.current_buffer.cancel_completion()
    event.current_buffer.history_backward()
