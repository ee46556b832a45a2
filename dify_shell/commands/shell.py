"""The shell itself: help, what there is, variables, history, leaving; and what pasted scripts expect to be there."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal, NoReturn

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType, Secret
from ..runtime.command import Arg, Command, Example, command
from ..runtime.context import Context

COMMAND = RecordType(
    "Command",
    (
        Property("ShortName", priority=1),
        Property("Name", priority=2),
        Property("Summary", priority=3),
        Property("Aliases"),
    ),
    identifiers=("ShortName", "Name"),
)

VARIABLE = RecordType("Variable", (Property("Name", priority=1), Property("Value", priority=2)))

HISTORY = RecordType(
    "History",
    (
        Property("Id", priority=1),
        Property("CommandLine", priority=2),
        Property("Seconds", priority=3),
        Property("Succeeded", priority=4),
    ),
)


@command(
    "Get-Help",
    aliases=("help", "man"),
    examples=(
        Example("help", "The commands, by what they are about."),
        Example("help connect", "One command: its parameters and examples."),
        Example("help workspace", "No command has this name: those that have to do with it."),
    ),
)
def get_help(
    context: Context,
    name: Annotated[tuple[str, ...], Arg("A command, or words to look for", remaining=True, completes="Command")] = (),
) -> str:
    """Explain a command, or list all of them."""
    from ..help import command_help, command_index, search

    if not name:
        return command_index(context.registry)
    found = context.registry.find(name[0]) if len(name) == 1 else None
    return command_help(found) if found else search(context.registry, name)


@command(
    "Get-Command",
    output=COMMAND,
    examples=(
        Example("get-command *app*", "Commands with `app` in one of their names."),
        Example("get-command -Verb Get", "All that only look."),
    ),
)
def get_command(
    context: Context,
    name: Annotated[str, Arg("Only commands named like this; `*` and `?` are wildcards", completes="Command")] = "*",
    *,
    verb: Annotated[str, Arg("Only commands with this verb")] = "*",
    noun: Annotated[str, Arg("Only commands with a noun like this, such as `DifyApp`")] = "*",
) -> Iterator[Record]:
    """List the commands there are."""
    for known in context.registry:
        names = (known.name.lower(), known.short_name, *known.aliases)
        own_verb, _, own_noun = known.name.lower().partition("-")
        if (
            any(fnmatchcase(one, name.lower()) for one in names)
            and fnmatchcase(own_verb, verb.lower())
            and fnmatchcase(own_noun, noun.lower())
        ):
            yield _command_record(known)


def _command_record(known: Command) -> Record:
    return COMMAND.of(known.short_name, known.name, known.summary, list(known.aliases))


@command(
    "Get-Variable",
    output=VARIABLE,
    examples=(
        Example("get-variable", "The variables you have set."),
        Example("get-variable env:PSDIFY*", "Environment variables, secrets masked."),
    ),
)
def get_variable(
    context: Context,
    name: Annotated[str, Arg("Only variables named like this; `env:` looks at `$env:`", completes="Variable")] = "*",
) -> Iterator[Record]:
    """List variables and what is in them."""
    pattern = name.lower().removeprefix("$")
    in_environment = pattern.startswith("env:")
    variables = context.state.environment if in_environment else context.state.variables
    for variable, value in sorted(variables.items()):
        if fnmatchcase(variable.lower(), pattern.removeprefix("env:")):
            yield VARIABLE.of(variable, value)


@command(
    "Get-History",
    aliases=("history",),
    output=HISTORY,
    examples=(Example("history 5", "The last five lines that ran."),),
)
def get_history(
    context: Context,
    count: Annotated[int, Arg("How many of the last lines; all when not given")] = 0,
) -> Iterator[Record]:
    """List what ran in this session; secrets in it are masked."""
    for entry in context.state.history[-count:]:
        yield HISTORY.of(entry.id, entry.text, round(entry.seconds, 3), entry.succeeded)


@command("Clear-Host", aliases=("clear", "cls"))
def clear_host(context: Context) -> None:
    """Clear the screen."""
    context.host.clear()


@command("Exit-DifyShell", aliases=("exit", "quit"))
def exit_shell(
    context: Context,
    status: Annotated[int, Arg("The exit status for whoever started the shell")] = 0,
) -> NoReturn:
    """Leave the shell. Nothing of the session stays behind; the server's own session lasts until it expires."""
    from ..runtime.signals import ExitShell

    raise ExitShell(status)


@command(
    "ConvertTo-SecureString",
    examples=(
        Example(
            'connect -Password (ConvertTo-SecureString "AwesomeDify123!" -AsPlainText -Force)',
            "As PSDify's documentation has it; the text is masked in the history.",
        ),
    ),
)
def convert_to_secure_string(
    context: Context,
    string: Annotated[Secret, Arg("The text to keep secret", pipeline=True)],
    *,
    as_plain_text: Annotated[bool, Arg("Say that the text is readable here")] = False,
    force: Annotated[bool, Arg("Say so twice, as PowerShell 5.1 wants it")] = False,
) -> Secret:
    """Make a secret of a text: it is masked wherever it would be shown."""
    if not as_plain_text:
        raise DifyShellError("Only plain texts can be made secret.", hint="Add -AsPlainText -Force.")
    context.state.redactor.add(string)
    return string


@command(
    "Read-Host",
    examples=(Example('$password = Read-Host "Password" -AsSecureString', "Ask for a password without showing it."),),
)
def read_host(
    context: Context,
    prompt: Annotated[str, Arg("What to ask")] = "",
    *,
    as_secure_string: Annotated[bool, Arg("Do not show what is typed, and keep it secret")] = False,
) -> str | Secret:
    """Ask the user for a line of text."""
    question = f"{prompt}: " if prompt else ""
    if not as_secure_string:
        return context.host.ask(question)
    answer = Secret(context.host.ask(question, secret=True))
    context.state.redactor.add(answer)
    return answer


@command("Import-Module", aliases=("ipmo",))
def import_module(
    context: Context,
    name: Annotated[tuple[str, ...], Arg("The module")] = (),
    *,
    force: Annotated[bool, Arg("Accepted, as scripts say it")] = False,
) -> None:
    """Do nothing: what PSDify offers is built in, and pasted scripts begin with this."""
    _only_psdify(context, name)


@command("Install-Module")
def install_module(
    context: Context,
    name: Annotated[tuple[str, ...], Arg("The module")] = (),
    *,
    scope: Annotated[Literal["CurrentUser", "AllUsers"] | None, Arg("Accepted, as scripts say it")] = None,
    force: Annotated[bool, Arg("Accepted, as scripts say it")] = False,
) -> None:
    """Do nothing: what PSDify offers is built in, and pasted scripts begin with this."""
    _only_psdify(context, name)


def _only_psdify(context: Context, names: tuple[Any, ...]) -> None:
    for name in names:
        if str(name).lower() != "psdify":
            context.warn(f"dify-shell has no modules; {name} was not loaded.")
