"""What there is to choose from: commands, operators, variables, known names, given values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..language.tree import Assignment, ForEach, Script, Variable, walk
from ..runtime.members import kind
from .paths import paths_starting_with
from .suggestion import MOST, SHORTEST_PART, Suggestion, ranked
from .word import BARE

if TYPE_CHECKING:
    from ..runtime.command import Command
    from ..runtime.known_names import KnownNames
    from ..runtime.registry import Registry
    from ..runtime.state import ShellState
    from .word import Word

_FEW = 10
"""Known names found by their beginning; if there are fewer, those that have the text elsewhere follow."""

_PLAIN_VARIABLE = re.compile(r"\w+|\?")
_SCOPES = {"env:": "environment variables of the session", "script:": "variables, as scripts write them"}
_AUTOMATIC = {
    "_": "the current object, in a script block",
    "args": "the arguments of a script",
    "Error": "the errors so far, newest first",
    "false": "not true",
    "HOME": "your own folder",
    "LASTEXITCODE": "the exit status of the last system command",
    "null": "nothing",
    "PSVersionTable": "the version of the shell",
    "PWD": "the folder that the shell was started in",
    "true": "true",
    "?": "whether the last statement succeeded",
}
_OPERATORS = {
    "-and": "both hold",
    "-contains": "the list on the left has the value",
    "-eq": "equal, in any case",
    "-f": "fill the places in the text on the left",
    "-ge": "greater or equal",
    "-gt": "greater",
    "-in": "the list on the right has the value",
    "-join": "the items as one text",
    "-le": "less or equal",
    "-like": "fits a pattern with * and ?",
    "-lt": "less",
    "-match": "fits a regular expression",
    "-ne": "not equal, in any case",
    "-notcontains": "the list on the left does not have the value",
    "-notin": "the list on the right does not have the value",
    "-notlike": "does not fit a pattern with * and ?",
    "-notmatch": "does not fit a regular expression",
    "-or": "one of the two holds, or both",
    "-replace": "replace what fits a regular expression",
    "-split": "split where a regular expression fits",
    "-xor": "one of the two holds, not both",
    "-ceq": "equal, in the same case",
    "-clike": "fits a pattern, in the same case",
    "-cmatch": "fits a regular expression, in the same case",
    "-cne": "not equal, in the same case",
    "-creplace": "replace what fits, in the same case",
}


def commands(registry: Registry, word: Word, *, has_input: bool = False) -> list[Suggestion]:
    """Commands by their short names and aliases; by their cmdlet names once a capital is typed, or nothing else fits.

    While nothing is typed, each comes once, in the order of the help index.
    With `has_input` those that take piped objects come alone, if there are any.
    """
    taking = [command for command in registry if not has_input or command.pipeline_parameter]
    if not word.typed:
        return [_command(_briefest(command), command, word) for command in taking]
    cmdlets = [(command.name, command) for command in taking]
    short = [(name, command) for command in taking for name in (command.short_name, *command.aliases)]
    first, second = (cmdlets, short) if any(map(str.isupper, word.typed)) else (short, cmdlets)
    found = _named(first, word) or _named(second, word)
    return found or (commands(registry, word) if has_input else [])


def _briefest(command: Command) -> str:
    """The first alias that spells out a word of the short name (`apps`, `where`, not `gci`), or else that name."""
    parts = tuple(command.short_name.split("-"))
    return next((alias for alias in command.aliases if alias.startswith(parts)), command.short_name)


def _named(names: list[tuple[str, Command]], word: Word) -> list[Suggestion]:
    ordered = sorted(names, key=lambda pair: pair[0])
    return ranked(word.typed, [(name, _command(name, command, word)) for name, command in ordered if name[0].isalpha()])


def _command(name: str, command: Command, word: Word) -> Suggestion:
    return Suggestion(word.quoted(name), name, command.summary)


def operators(typed: str) -> list[Suggestion]:
    """The binary operators that begin like this, those that heed the case last."""
    return [Suggestion(name, name, says) for name, says in _OPERATORS.items() if name.startswith(typed.lower())]


def values(names: Iterable[str], word: Word) -> list[Suggestion]:
    """Those of a few texts that fit, quoted where that is needed."""
    return ranked(word.typed, [(name, Suggestion(word.quoted(name), name)) for name in names])


def paths(word: Word, head: str = "", bare: re.Pattern[str] = BARE) -> list[Suggestion]:
    """The files that the word may mean, behind the `head` that it begins with."""
    found = paths_starting_with(word.typed.removeprefix(head))
    return [Suggestion(word.quoted(head + path, bare), path[path.rstrip("/").rfind("/") + 1 :]) for path in found]


def known_names(known: KnownNames, noun: str, word: Word) -> list[Suggestion]:
    """The names of records that begin with the word; then, if they are few, those that have it elsewhere.

    Each record comes once: an id that describes a name offered before it is left out.
    """
    found = _once(known.starting_with(noun, word.typed))
    if len(found) < _FEW and len(word.typed) >= SHORTEST_PART:
        found |= _once(known.containing(noun, word.typed))
    return [Suggestion(word.quoted(name), name, description) for name, description in found.items()]


def _once(names: Iterator[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    described: set[str] = set()
    for name, description in names:
        if name not in described:
            found[name] = description
            described.add(description)
        if len(found) == MOST:
            break
    return found


def variables(variable: Variable, typed: str, state: ShellState, script: Script) -> list[Suggestion]:
    """The variables for `typed`, which stands where the tree has `variable`. Values are never shown."""
    sigil, colon, name = typed.rpartition(":") if variable.scope else (typed[:1], "", typed[1:])
    if variable.scope == "env":
        described = dict.fromkeys(state.environment, "")
    else:
        described = dict.fromkeys(_assigned(script, variable), "") | _held(state)
        described |= {} if colon else _AUTOMATIC | _SCOPES
    return ranked(
        name,
        [
            (one, _variable(sigil + colon, one, description))
            for one, description in sorted(described.items(), key=_fold)
        ],
    )


def variable_names(state: ShellState, word: Word) -> list[Suggestion]:
    """The variables by their names alone, as commands about variables take them."""
    prefix = "env:" if word.typed.lower().startswith("env:") else ""
    names = sorted(state.environment if prefix else state.variables, key=str.lower)
    return values([prefix + name for name in names], word)


def splats(typed: str, state: ShellState) -> list[Suggestion]:
    """The variables that hold arguments for a command: `@name`."""
    held = sorted(_held(state).items(), key=_fold)
    named = [(f"@{name}", description) for name, description in held if description in ("a hashtable", "a list")]
    return ranked(typed, [(name, Suggestion(name, name, description)) for name, description in named])


def _held(state: ShellState) -> dict[str, str]:
    return {name: kind(value) for name, value in state.variables.items()}


def _assigned(script: Script, but: Variable) -> Iterator[str]:
    """The variables that the text itself sets."""
    for node in walk(script):
        targets = node.targets if isinstance(node, Assignment) else ()
        for target in (node.variable,) if isinstance(node, ForEach) else targets:
            if isinstance(target, Variable) and target.name and target is not but and target.scope != "env":
                yield target.name


def _variable(prefix: str, name: str, description: str) -> Suggestion:
    plain = _PLAIN_VARIABLE.fullmatch(name.removesuffix(":"))
    text = f"{prefix}{name}" if plain else f"{prefix[:1]}{{{prefix[1:]}{name}}}"
    return Suggestion(text, text, description)


def _fold(item: tuple[str, str]) -> str:
    return item[0].lower()
