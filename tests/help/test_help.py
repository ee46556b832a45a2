"""The registry in words."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent
from typing import Annotated, Any, Literal

import pytest

from dify_shell.help import command_help, command_index, readme_table, search
from dify_shell.objects import Property, Record, RecordType, Secret
from dify_shell.runtime.command import Arg, Command, Example, command, commands_of
from dify_shell.runtime.registry import Registry

THING = RecordType("Thing", (Property("Name", priority=1), Property("Id")))


@command(
    "Get-DifyThing",
    aliases=("things", "%"),
    output=THING,
    examples=(Example("things | select -First 3", "The first ones."),),
)
def get_thing(
    context: Any,
    name: Annotated[str, Arg("Only things of this name", variable="PSDIFY_THING")],
    kind: Annotated[Literal["big", "small"], Arg("What kind", aliases=("Sort",))] = "small",
    *,
    input_object: Annotated[Iterator[Any], Arg("The objects", pipeline=True)] = iter(()),
    password: Annotated[Secret | None, Arg("The password")] = None,
    force: Annotated[bool, Arg("Do not ask")] = False,
) -> Iterator[Record]:
    """List the things of the workspace.

    Pages are fetched as they
    are needed.

    A second paragraph.
    """
    raise NotImplementedError


@command("Clear-Host")
def clear_host(context: Any) -> None:
    """Clear the screen of things|texts."""


COMMANDS = {one.name: one for one in commands_of(globals())}


@pytest.fixture
def registry() -> Registry:
    return Registry(COMMANDS.values())


def test_a_command_is_explained_in_full() -> None:
    assert command_help(COMMANDS["Get-DifyThing"]) == dedent("""\
        List the things of the workspace.

        Pages are fetched as they are needed.

        A second paragraph.

        Usage:
          get-thing [-Name] <text> [[-Kind] <big|small>] [-InputObject <value, …>] [-Password <secret>] [-Force]

        Also called:
          Get-DifyThing, things, %

        Parameters:
          -Name <text>
              Only things of this name.
              Required; argument 1; else $env:PSDIFY_THING.
          -Kind <big|small>
              What kind.
              Argument 2; else small; also -Sort.
          -InputObject <value, …>
              The objects.
              From the pipeline.
          -Password <secret>
              The password.
          -Force
              Do not ask.

        Gives:
          Thing  Name, Id

        Examples:
          things | select -First 3
              The first ones.""")


def test_what_a_command_lacks_has_no_heading() -> None:
    assert command_help(COMMANDS["Clear-Host"]) == (
        "Clear the screen of things|texts.\n\nUsage:\n  clear-host\n\nAlso called:\n  Clear-Host"
    )


def test_the_index_lists_commands_by_their_module_and_what_all_of_them_take(registry: Registry) -> None:
    index = command_index(registry)
    assert "  get-thing (things)  List the things of the workspace.\n  clear-host          Clear the screen" in index
    assert "  -ErrorAction    What to do when one of several items fails.\n" in index
    assert "-ProgressAction" not in index


def test_the_search_looks_at_names_documentation_and_parameters(registry: Registry) -> None:
    def found(*words: str) -> list[str]:
        return [line.split()[0] for line in search(registry, words).splitlines()[1:]]

    assert found("THINGS", "second") == ["get-thing"]
    assert found("password") == ["get-thing"]
    assert found("things") == ["get-thing", "clear-host"]
    assert found("host") == ["clear-host"]


def test_a_command_with_a_word_in_its_name_is_found_first(registry: Registry) -> None:
    reversed_registry = Registry([*COMMANDS.values()][::-1])
    assert search(reversed_registry, ["things"]).splitlines()[1].split()[0] == "get-thing"


def test_a_search_in_vain_says_what_to_do(registry: Registry) -> None:
    assert search(registry, ["nothing", "here"]) == (
        "No command has to do with 'nothing here'. 'help' lists all of them."
    )


def test_the_table_for_the_readme_is_markdown(registry: Registry) -> None:
    assert readme_table(registry) == dedent("""\
        | name | cmdlet | what it does |
        |---|---|---|
        | `get-thing`, `things`, `%` | `Get-DifyThing` | List the things of the workspace. |
        | `clear-host` | `Clear-Host` | Clear the screen of things\\|texts. |
    """)


@pytest.mark.parametrize("one", COMMANDS.values(), ids=str)
def test_help_is_marked_as_such(one: Command) -> None:
    assert command_help(one).syntax == "help"
