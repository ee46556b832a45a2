"""The commands there are: found by any of their names, or guessed at from a wrong one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from ..errors import BindingError
from .command import Command

if TYPE_CHECKING:
    from ..spans import Span

_VERBS = {
    "add": "new",
    "create": "new",
    "delete": "remove",
    "describe": "get",
    "edit": "set",
    "list": "get",
    "ls": "get",
    "rm": "remove",
    "search": "find",
    "show": "get",
    "update": "set",
}
"""First words that people try, and the verb that PSDify has for them."""

_LISTING = ("Get-", "Find-")
"""The verbs of commands that list."""

_ELSEWHERE = {
    "cd": "The shell stays in the folder that it was started in; give paths from there.",
    "chdir": "The shell stays in the folder that it was started in; give paths from there.",
    "set-location": "The shell stays in the folder that it was started in; give paths from there.",
    "pwd": "$PWD holds the folder that the shell was started in.",
    "export": 'Variables are set as in $env:NAME = "value" and $name = "value".',
    "set": 'Variables are set as in $env:NAME = "value" and $name = "value".',
    "login": "Run 'connect' to sign in.",
    "signin": "Run 'connect' to sign in.",
    "logout": "Run 'disconnect' to sign out.",
    "signout": "Run 'disconnect' to sign out.",
}
"""What to do instead of well-known commands of other shells and tools that are none here."""


class Registry:
    """All commands, in the order of the help index.

    Names match in any case, and whether the noun begins with `Dify` or `PSDify`.
    Two commands that claim one name are a mistake in the program: ValueError when the first one is looked up.
    A function that gives the commands is called then, too: the prompt need not wait for what declares them.
    """

    def __init__(self, commands: Iterable[Command] | Callable[[], Iterable[Command]]) -> None:
        self._given = commands

    @cached_property
    def _commands(self) -> tuple[Command, ...]:
        return tuple(self._given() if callable(self._given) else self._given)

    @cached_property
    def _by_name(self) -> dict[str, Command]:
        by_name: dict[str, Command] = {}
        for command in self._commands:
            for name in command.names:
                if by_name.setdefault(_key(name), command) is not command:
                    raise ValueError(f"{command} and {by_name[_key(name)]} are both called {name}")
        return by_name

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands)

    def __len__(self) -> int:
        return len(self._commands)

    def find(self, name: str) -> Command | None:
        """The command with this canonical name, short name or alias."""
        return self._by_name.get(_key(name))

    def get(self, name: str, span: Span | None = None) -> Command:
        """The command of this name, which stands at `span`.

        Raises BindingError with the nearest names, or with what to do instead: the text cannot be understood then.
        """
        command = self.find(name)
        if command is None:
            raise BindingError(f"There is no command '{name}'.", span, hint=self._hint(name))
        return command

    def starting_with(self, prefix: str) -> Iterator[tuple[str, Command]]:
        """Every name that begins with `prefix` in any case, sorted, with its command."""
        folded = prefix.lower()
        names = self._sorted_names
        for place in range(bisect_left(names, (folded,)), len(names)):
            lowered, name, command = names[place]
            if not lowered.startswith(folded):
                return
            yield name, command

    def for_noun(self, noun: str) -> Command | None:
        """The command that lists the records of a noun (`App`) when called without arguments."""
        for command in self._commands:
            lists = command.output is not None and command.output.name == noun and command.name.startswith(_LISTING)
            if lists and not any(parameter.required for parameter in command.parameters):
                return command
        return None

    @cached_property
    def _sorted_names(self) -> list[tuple[str, str, Command]]:
        names = {name.lower(): (name, command) for command in self._commands for name in command.names}
        return [(lowered, *names[lowered]) for lowered in sorted(names)]

    def _hint(self, name: str) -> str:
        folded = name.lower()
        if folded in _ELSEWHERE:
            return _ELSEWHERE[folded]
        near = self._near(folded)
        if near:
            return f"Did you mean {' or '.join(near)}?"
        if _is_program(name):
            return f"To run the program of your system, write '!{name}'."
        return "'help' lists the commands, 'help WORD' finds them by what they are about."

    def _near(self, folded: str) -> list[str]:
        """Up to three names that look like `folded`, first with the verb that PSDify has for it."""
        from difflib import get_close_matches

        verb, _, rest = folded.partition("-")
        candidates = (f"{_VERBS[verb]}-{rest}", folded) if rest and verb in _VERBS else (folded,)
        spelled = {lowered: (command, name) for lowered, name, command in self._sorted_names}
        for candidate in candidates:
            near: dict[Command, str] = {}
            for lowered in get_close_matches(candidate, spelled, cutoff=0.75):
                near.setdefault(*spelled[lowered])
            if near:
                return list(near.values())
        return []


def _key(name: str) -> str:
    return name.lower().replace("-psdify", "-dify")


def _is_program(name: str) -> bool:
    from shutil import which

    return which(name) is not None
