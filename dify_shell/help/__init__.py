"""The registry in words: one command explained, all of them listed, those that have to do with a word.

The texts are laid out by indentation (see `render.manual`, which folds and colours them): headings and prose at the
margin, what can be typed by two, and two spaces before its explanation or four before one on lines of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..objects import RecordType, Text
from ..runtime.command import Command, Parameter
from ..runtime.common_parameters import COMMON_PARAMETERS
from ..runtime.registry import Registry
from ..runtime.usage import type_name, usage


def command_help(command: Command) -> Text:
    """What a command does, how it is called, what it gives, and examples."""
    names = ", ".join(name for name in command.names if name != command.short_name)
    sections = [
        *_paragraphs(command.documentation),
        _section("Usage", [usage(command)]),
        _section("Also called", [names] if names else []),
        _section("Parameters", [line for parameter in command.parameters for line in _parameter_lines(parameter)]),
        _section("Gives", [_output(command.output)] if command.output else []),
        _section("Examples", [line for one in command.examples for line in (one.code, f"    {one.explanation}")]),
    ]
    return _text(sections)


def command_index(registry: Registry) -> Text:
    """All commands with their summaries, by what they are about."""
    groups: dict[str, list[Command]] = {}
    for command in registry:
        groups.setdefault(command.function.__module__.rpartition(".")[2], []).append(command)
    sections = [_section(module.replace("_", " ").capitalize(), _lines(group)) for module, group in groups.items()]
    common = [(f"-{one.name}", f"{one.arg.help}.") for one in COMMON_PARAMETERS if one.type is not object]
    closing = "'help NAME' explains a command, 'help WORD' finds those that have to do with it."
    return _text([*sections, _section("Every command takes", _aligned(common)), closing])


def search(registry: Registry, words: Sequence[str]) -> Text:
    """The commands in whose names, summaries or parameters all `words` occur, those with one in a name first."""
    wanted = [word.lower() for word in words]
    found = [command for command in registry if all(word in _searched(command) for word in wanted)]
    if not found:
        return _text([f"No command has to do with '{' '.join(words)}'. 'help' lists all of them."])
    found.sort(key=lambda command: not any(word in " ".join(command.names).lower() for word in wanted))
    return _text([_section(f"Commands that have to do with '{' '.join(words)}'", _lines(found))])


def readme_table(registry: Registry) -> str:
    """All commands as a table in Markdown: what they are called, PSDify's or PowerShell's name, what they do."""
    rows = ["| name | cmdlet | what it does |", "|---|---|---|"]
    for command in registry:
        names = ", ".join(f"`{name}`" for name in (command.short_name, *command.aliases))
        cells = (names, f"`{command.name}`", command.summary)
        rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(rows) + "\n"


def _text(sections: Iterable[str]) -> Text:
    return Text("\n\n".join(section for section in sections if section), "help")


def _section(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{heading}:", *(f"  {line}" for line in lines)]) if lines else ""


def _paragraphs(documentation: str) -> Iterator[str]:
    """The paragraphs of a docstring, each as one line; the summary is the first."""
    for paragraph in documentation.split("\n\n"):
        yield " ".join(line.strip() for line in paragraph.splitlines())


def _parameter_lines(parameter: Parameter) -> Iterator[str]:
    yield f"-{parameter.name}" if parameter.switch else f"-{parameter.name} <{type_name(parameter.type)}>"
    yield f"    {parameter.arg.help}."
    facts = "; ".join(_facts(parameter))
    if facts:
        yield f"    {facts[0].upper()}{facts[1:]}."


def _facts(parameter: Parameter) -> Iterator[str]:
    if parameter.required:
        yield "required"
    if parameter.position is not None:
        yield "every further argument" if parameter.arg.remaining else f"argument {parameter.position + 1}"
    if parameter.arg.pipeline:
        yield "from the pipeline"
    if parameter.arg.variable:
        yield f"else $env:{parameter.arg.variable}"
    if parameter.default and isinstance(parameter.default, str | int | float):
        yield f"else {_default(parameter.default)}"
    if parameter.arg.aliases:
        yield f"also -{', -'.join(parameter.arg.aliases)}"


def _default(value: str | float) -> str:
    return "$true" if value is True else str(value)


def _output(noun: RecordType) -> str:
    return f"{noun.name}  {', '.join(one.name for one in noun.properties)}"


def _lines(commands: Iterable[Command]) -> list[str]:
    return _aligned([(_typed(command), command.summary) for command in commands])


def _aligned(explained: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(typed) for typed, _ in explained)
    return [f"{typed.ljust(width)}  {explanation}" for typed, explanation in explained]


def _typed(command: Command) -> str:
    """The names of a command that one would type."""
    words = [name for name in command.aliases if len(name) > 1]
    return f"{command.short_name} ({', '.join(words)})" if words else command.short_name


def _searched(command: Command) -> str:
    parameters = " ".join(f"{parameter.name} {parameter.arg.help}" for parameter in command.parameters)
    return " ".join((*command.names, command.documentation, parameters)).lower()
