"""The registry in words: one command explained, all of them listed, those that have to do with a word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..runtime.command import Command, Parameter
from ..runtime.registry import Registry
from ..runtime.usage import type_name, usage

_BEYOND_SUMMARY = 1


def command_help(command: Command) -> str:
    """What a command does, how it is called, and examples."""
    names = [command.name, *(name for name in command.aliases if name != command.short_name)]
    sections = [
        command.summary,
        _section("Usage", [usage(command)]),
        _section("Also called", [", ".join(names)]),
        _section("Parameters", [line for parameter in command.parameters for line in _parameter_lines(parameter)]),
        _section("Description", _description(command)),
        _section("Examples", [line for one in command.examples for line in (one.code, f"    {one.explanation}")]),
    ]
    return "\n\n".join(section for section in sections if section)


def _section(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([f"{heading}:", *(f"  {line}" for line in lines)]) if lines else ""


def _description(command: Command) -> list[str]:
    return command.documentation.split("\n")[_BEYOND_SUMMARY:] and [
        line for line in command.documentation.split("\n")[_BEYOND_SUMMARY:] if line
    ]


def _parameter_lines(parameter: Parameter) -> list[str]:
    kind = "" if parameter.switch else f" <{type_name(parameter.type)}>"
    facts = [
        f"position {parameter.position}" if parameter.position is not None else "",
        "required" if parameter.required else "",
        "from the pipeline" if parameter.arg.pipeline else "",
        f"else $env:{parameter.arg.variable}" if parameter.arg.variable else "",
        f"also -{', -'.join(parameter.arg.aliases)}" if parameter.arg.aliases else "",
    ]
    told = "; ".join(fact for fact in facts if fact)
    return [f"-{parameter.name}{kind}", f"    {parameter.arg.help}." + (f" ({told})" if told else "")]


def command_index(registry: Registry) -> str:
    """All commands with their summaries, by what they are about."""
    groups: dict[str, list[Command]] = {}
    for command in registry:
        groups.setdefault(command.function.__module__.rpartition(".")[2], []).append(command)
    sections = [_section(module.capitalize(), _lines(commands)) for module, commands in groups.items()]
    return "\n\n".join([*sections, "'help NAME' explains a command, 'help WORD' finds those that have to do with it."])


def _lines(commands: Iterable[Command]) -> list[str]:
    names = [(_typed(command), command) for command in commands]
    width = max(len(name) for name, _ in names)
    return [f"{name.ljust(width)}  {command.summary}" for name, command in names]


def _typed(command: Command) -> str:
    words = [name for name in command.aliases if len(name) > 1]
    return f"{command.short_name} ({', '.join(words)})" if words else command.short_name


def search(registry: Registry, words: Sequence[str]) -> str:
    """The commands in whose names, summaries or parameters all `words` occur."""
    found = [command for command in registry if all(word.lower() in _text(command) for word in words)]
    if not found:
        return f"No command has to do with '{' '.join(words)}'. 'help' lists all of them."
    return "\n".join(_lines(found))


def _text(command: Command) -> str:
    parameters = " ".join(f"{parameter.name} {parameter.arg.help}" for parameter in command.parameters)
    return " ".join((*command.names, command.documentation, parameters)).lower()
