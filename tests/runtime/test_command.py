"""A command is derived from a typed function: its names, its parameters and its help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import pytest

from dify_shell.objects import Secret
from dify_shell.runtime.command import Arg, Command, Parameter, by_folded_name, command, commands_of
from dify_shell.runtime.context import Context
from dify_shell.runtime.usage import type_name, usage


@command("Send-DifyAppAPIKey", aliases=("send",))
def send_key(
    context: Context,
    app: Annotated[str, Arg("The app")],
    mode: Annotated[Literal["chat", "workflow"] | None, Arg("Its mode")] = None,
    tags: Annotated[tuple[str, ...], Arg("Its tags")] = (),
    *,
    csrf_token: Annotated[Secret, Arg("The token", name="CSRFToken", aliases=("csrf",))],
    items: Annotated[Iterator[Any], Arg("What to send", pipeline=True)],
    in_: Annotated[bool, Arg("A switch whose name is a word of Python")] = False,
) -> None:
    """Send a key.

    Indented text
        keeps what is deeper.
    """


SEND: Command = commands_of(globals())[0]


def parameter(name: str) -> Parameter:
    return next(one for one in SEND.parameters if one.name == name)


def test_a_module_declares_its_own_commands_and_not_those_it_imports() -> None:
    assert commands_of({"__name__": __name__, "send_key": send_key, "other": 5}) == [SEND]
    assert commands_of({"__name__": "elsewhere", "send_key": send_key}) == []


@pytest.mark.parametrize(
    ("name", "short_name"),
    [
        ("Connect-Dify", "connect"),
        ("Get-DifyApp", "get-app"),
        ("Get-DifyAppAPIKey", "get-app-api-key"),
        ("Set-PSDifyConfiguration", "set-configuration"),
        ("Get-DifyDSLContent", "get-dsl-content"),
        ("Where-Object", "where-object"),
        ("ConvertTo-Json", "convertto-json"),
    ],
)
def test_the_short_name_follows_one_rule(name: str, short_name: str) -> None:
    assert Command(name, send_key).short_name == short_name


def test_a_command_is_called_by_its_canonical_name_its_short_name_and_its_aliases() -> None:
    assert SEND.names == ("Send-DifyAppAPIKey", "send-app-api-key", "send")
    assert SEND.noun == "DifyAppAPIKey"


def test_the_docstring_is_the_help() -> None:
    assert SEND.summary == "Send a key."
    assert SEND.documentation.endswith("Indented text\n    keeps what is deeper.")


def test_parameters_are_the_signature_without_the_context() -> None:
    assert [(one.name, one.keyword, one.position, one.required) for one in SEND.parameters] == [
        ("App", "app", 0, True),
        ("Mode", "mode", 1, False),
        ("Tags", "tags", 2, False),
        ("CSRFToken", "csrf_token", None, True),
        ("Items", "items", None, True),
        ("In", "in_", None, False),
    ]


def test_a_bool_without_a_position_is_a_switch() -> None:
    assert [one.name for one in SEND.parameters if one.switch] == ["In"]


def test_lists_and_streams_take_many_values() -> None:
    assert [one.name for one in SEND.parameters if one.many] == ["Tags", "Items"]
    assert [one.name for one in SEND.parameters if one.streams] == ["Items"]
    assert SEND.pipeline_parameter == parameter("Items")


def test_the_choices_of_a_parameter_are_its_literals() -> None:
    assert parameter("Mode").choices == ("chat", "workflow")
    assert parameter("Tags").choices == ()


def test_parameters_are_found_by_folded_names_and_aliases() -> None:
    found = by_folded_name(SEND.parameters)
    assert found["csrftoken"] is found["csrf"] is parameter("CSRFToken")


def test_a_parameter_without_help_is_a_mistake_in_the_program() -> None:
    def undocumented(context: Context, name: str) -> None:
        """Nothing."""

    with pytest.raises(TypeError, match="name needs Annotated"):
        _ = Command("Get-Nothing", undocumented).parameters


def test_the_usage_has_brackets_around_what_can_be_left_out() -> None:
    assert usage(SEND) == (
        "send-app-api-key [-App] <text> [[-Mode] <chat|workflow>] [[-Tags] <text, …>]"
        " -CSRFToken <secret> -Items <value, …> [-In]"
    )


@pytest.mark.parametrize(
    ("annotation", "words"),
    [
        (str | None, "text"),
        (int, "number"),
        (int | float, "number"),
        (bool, "$true|$false"),
        (list[int], "number, …"),
        (dict, "value"),
        (object, "value"),
        (Literal["a", "b"], "a|b"),
    ],
)
def test_types_have_plain_words(annotation: Any, words: str) -> None:
    assert type_name(annotation) == words
