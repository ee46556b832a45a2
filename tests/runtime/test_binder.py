"""Arguments, as written, find their parameters. The tables read: text, then what the function is called with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

from dify_shell.errors import BindingError
from dify_shell.language import tree
from dify_shell.language.parser import parse
from dify_shell.objects import Hashtable, Record, Secret
from dify_shell.runtime.binder import Bound, bind, bind_input, matching_parameters
from dify_shell.runtime.command import Arg, command, commands_of
from dify_shell.runtime.context import CommonParameters, Context
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import Environment
from dify_shell.spans import Source


@command("Connect-Dify")
def connect(
    context: Context,
    server: Annotated[str, Arg("The server", variable="PSDIFY_URL")] = "https://cloud.dify.ai",
    method: Annotated[
        Literal["Password", "Code", "AccessToken"], Arg("How", name="AuthMethod", variable="PSDIFY_AUTH_METHOD")
    ] = "Password",
    email: Annotated[str, Arg("Who", variable="PSDIFY_EMAIL")] = "",
    password: Annotated[Secret | None, Arg("The password", variable="PSDIFY_PASSWORD")] = None,
    *,
    access_token: Annotated[Secret | None, Arg("The token", variable="PSDIFY_ACCESS_TOKEN")] = None,
    force: Annotated[bool, Arg("Sign in again")] = False,
) -> None:
    """Sign in."""


@command("Get-DifyApp")
def get_app(
    context: Context,
    id: Annotated[str, Arg("Its id")] = "",
    name: Annotated[str, Arg("Its name", aliases=("title",))] = "",
    *,
    tags: Annotated[tuple[str, ...], Arg("Its tags")] = (),
    limit: Annotated[int, Arg("How many")] = 0,
    include_secret: Annotated[bool, Arg("Secrets too")] = False,
    include_count: Annotated[bool, Arg("A count too")] = False,
    since: Annotated[str | None, Arg("Since when")] = None,
) -> None:
    """List apps."""


@command("Export-DifyApp")
def export_app(
    context: Context,
    app: Annotated[tuple[Record | str, ...] | None, Arg("The apps", pipeline=True)] = None,
    path: Annotated[Path, Arg("The folder")] = Path("DSLs"),
) -> None:
    """Export apps."""


@command("Remove-DifyApp")
def remove_app(context: Context, app: Annotated[Record | str, Arg("The app", pipeline=True)]) -> None:
    """Remove an app."""


@command("New-DifyKey")
def new_key(
    context: Context,
    app: Annotated[str, Arg("The app", variable="DIFY_APP")],
    label: Annotated[str, Arg("Its label")],
) -> None:
    """Make a key."""


@command("Get-Thing", aliases=("get",))
def get(
    context: Context,
    path: Annotated[str, Arg("The path")],
    items: Annotated[tuple[str, ...], Arg("The rest", remaining=True)] = (),
    *,
    header: Annotated[str, Arg("A header")] = "",
) -> None:
    """Get a path."""


@command("Where-Object", aliases=("where",))
def where(
    context: Context,
    property: Annotated[str, Arg("The property")],
    value: Annotated[Any, Arg("The value")] = None,
    *,
    input_object: Annotated[Iterator[Any], Arg("The objects", pipeline=True)],
    eq: Annotated[bool, Arg("Equal")] = False,
    in_: Annotated[bool, Arg("One of")] = False,
) -> None:
    """Filter."""


@command("Set-PSDifyConfiguration")
def set_configuration(context: Context, ignore: Annotated[bool, Arg("Off", name="IgnoreSSLVerification")]) -> None:
    """Configure."""


@command("Measure-Number")
def measure(context: Context, number: Annotated[Iterator[int], Arg("The numbers", pipeline=True)]) -> None:
    """Measure."""


@command("Get-DifyProfile")
def get_profile(context: Context) -> None:
    """Show who you are."""


REGISTRY = Registry(commands_of(globals()))
VARIABLES: dict[str, Any] = {
    "true": True,
    "false": False,
    "null": None,
    "table": Hashtable({"Email": "a@x", "force": True}),
    "more": Hashtable({"email": "b@x"}),
    "wrong": Hashtable({"Emial": "a@x"}),
    "list": ["https://x", "Code"],
    "secret": Secret("hunter2"),
    "app": Record({"Name": "Bot"}),
}


def evaluate(expression: tree.Expression) -> Any:
    """Enough of an interpreter for the arguments in these tests."""
    match expression:
        case tree.String() | tree.Number():
            return expression.value
        case tree.Variable() | tree.Splat():
            return VARIABLES.get(expression.name.lower())
        case tree.Array():
            return [evaluate(item) for item in expression.items]
        case _:
            raise AssertionError(f"no test writes {expression!r}")


def bound(text: str, *, has_input: bool = False, **environment: str) -> Bound:
    return bound_by(evaluate, text, has_input=has_input, **environment)


def bound_by(
    evaluate: Callable[[tree.Expression], object], text: str, *, has_input: bool = False, **environment: str
) -> Bound:
    source = Source(text)
    (pipeline,) = parse(source).check().statements
    assert isinstance(pipeline, tree.Pipeline)
    (called,) = pipeline.stages
    assert isinstance(called, tree.Command)
    assert isinstance(called.name, tree.String)
    return bind(
        REGISTRY.get(called.name.value),
        called.elements,
        evaluate,
        source=source,
        span=called.name.span,
        environment=Environment(environment),
        has_input=has_input,
    )


def error_of(text: str, *, has_input: bool = False, **environment: str) -> BindingError:
    with pytest.raises(BindingError) as caught:
        bound(text, has_input=has_input, **environment)
    return caught.value


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("get-app", {}),
        ("get-app -Name Bot", {"name": "Bot"}),
        ("get-app -name Bot", {"name": "Bot"}),
        ("get-app --name Bot", {"name": "Bot"}),
        ("get-app --name=Bot", {"name": "Bot"}),
        ("get-app -Name:Bot", {"name": "Bot"}),
        ("get-app -na Bot", {"name": "Bot"}),
        ("get-app -title Bot", {"name": "Bot"}),
        ("get-app -IncludeSecret", {"include_secret": True}),
        ("get-app --include-secret", {"include_secret": True}),
        ("get-app -includes", {"include_secret": True}),
        ("get-app --include-s", {"include_secret": True}),
        ("get-app -IncludeSecret:$false", {"include_secret": False}),
        ("get-app --include-secret=false", {"include_secret": False}),
        ("get-app -IncludeSecret x", {"include_secret": True, "id": "x"}),
        ("get-app -Limit 5", {"limit": 5}),
        ("get-app -Limit '5'", {"limit": 5}),
        ("set-configuration $true", {"ignore": True}),
        ("set-configuration -Ignore 0", {"ignore": False}),
    ],
)
def test_parameters_are_named_in_any_case_with_or_without_hyphens_and_by_prefix(
    text: str, arguments: dict[str, Any]
) -> None:
    assert bound(text).arguments == arguments


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("get-app 1 Bot", {"id": "1", "name": "Bot"}),
        ("get-app Bot -Id 1", {"id": "1", "name": "Bot"}),
        ("get-app -Name Bot 1", {"id": "1", "name": "Bot"}),
        ("connect https://x code a@x $secret", {"server": "https://x", "method": "Code", "email": "a@x"}),
        ("get /apps", {"path": "/apps"}),
        ("get /apps limit==5 page==2", {"path": "/apps", "items": ("limit==5", "page==2")}),
        ("get /apps a,b c", {"path": "/apps", "items": ("a", "b", "c")}),
        ("get /apps -Header h limit==5", {"path": "/apps", "items": ("limit==5",), "header": "h"}),
        ("where Role -eq owner", {"property": "Role", "eq": True, "value": "owner"}),
        ("where Role -in owner, admin", {"property": "Role", "in_": True, "value": ["owner", "admin"]}),
        ("where Count -eq 5", {"property": "Count", "eq": True, "value": 5}),
    ],
)
def test_what_is_left_over_fills_the_positions_in_order(text: str, arguments: dict[str, Any]) -> None:
    has_input = text.startswith("where")
    assert arguments.items() <= bound(text, has_input=has_input).arguments.items()


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("get-app -Name 1.10", {"name": "1.10"}),
        ("get-app 007", {"id": "007"}),
        ("get-app -Tags 1.0, 0x1F", {"tags": ("1.0", "0x1F")}),
        ("get /apps 1.0 2.0", {"path": "/apps", "items": ("1.0", "2.0")}),
        ("connect -Password 0123", {"password": Secret("0123")}),
    ],
)
def test_a_bare_number_reaches_a_text_as_it_was_written(text: str, arguments: dict[str, Any]) -> None:
    assert bound(text).arguments == arguments


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("get-app -Name ''", {"name": ""}),
        ("get-app -Name $null", {"name": ""}),
        ("get-app -Since $null", {"since": None}),
        ("get-app -Tags $null", {"tags": ()}),
        ("connect -Password $null", {"password": None}),
    ],
)
def test_nothing_counts_as_given_where_the_type_can_be_that(text: str, arguments: dict[str, Any]) -> None:
    assert bound(text, PSDIFY_PASSWORD="from the variable").arguments.items() >= arguments.items()


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("connect @table", {"email": "a@x", "force": True}),
        ("connect @list", {"server": "https://x", "method": "Code"}),
        ("connect @list @table", {"server": "https://x", "method": "Code", "email": "a@x", "force": True}),
        ("connect @table -Email c@x -Force:$false", {"email": "c@x", "force": False}),
        ("connect @nothing", {}),
    ],
)
def test_splatting_a_hashtable_names_parameters_and_a_list_fills_positions(
    text: str, arguments: dict[str, Any]
) -> None:
    assert bound(text).arguments == arguments


def test_an_argument_beats_the_variable_which_beats_the_default() -> None:
    assert bound("connect", PSDIFY_URL="https://v").arguments == {"server": "https://v"}
    assert bound("connect https://a", PSDIFY_URL="https://v").arguments == {"server": "https://a"}
    assert bound("connect").arguments == {}


def test_a_variable_is_converted_like_an_argument() -> None:
    arguments = bound("connect", PSDIFY_AUTH_METHOD="accesstoken", PSDIFY_ACCESS_TOKEN="eyJ").arguments
    assert arguments == {"method": "AccessToken", "access_token": Secret("eyJ")}


def test_a_required_value_may_come_from_its_variable() -> None:
    assert bound("new-key -Label x", DIFY_APP="Bot").arguments == {"app": "Bot", "label": "x"}


@pytest.mark.parametrize(
    ("text", "common"),
    [
        ("get-app -Verbose", CommonParameters(verbose=True)),
        ("get-app -vb -Debug", CommonParameters(verbose=True, debug=True)),
        ("get-app -ErrorAction stop", CommonParameters(error_action="Stop")),
        ("get-app -ea SilentlyContinue -ev errors -ov +apps",
         CommonParameters(error_action="SilentlyContinue", error_variable="errors", out_variable="+apps")),
        ("get-app -WarningAction Ignore -pv x -OutBuffer 5 -infa Continue", CommonParameters()),
        ("get-app -Verb", CommonParameters(verbose=True)),
    ],
)  # fmt: skip
def test_every_command_takes_the_common_parameters_of_powershell(text: str, common: CommonParameters) -> None:
    assert bound(text) == Bound({}, common)


def test_an_own_parameter_beats_a_common_one_that_begins_the_same() -> None:
    get_thing = REGISTRY.get("get")
    assert [parameter.name for parameter in matching_parameters(get_thing, "h")] == ["Header"]
    assert [parameter.name for parameter in matching_parameters(get_thing, "help")] == ["Help"]


@pytest.mark.parametrize("text", ["get-app -?", "get-app -Help", "get-app --help", "get-app -h", "new-key x --bad -?"])
def test_asking_for_help_looks_at_nothing_else(text: str) -> None:
    assert bound(text).help_wanted


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("export-app", {}),
        ("export-app backup", {"path": Path("backup")}),
        ("export-app -Path backup", {"path": Path("backup")}),
    ],
)
def test_positions_pass_by_the_parameter_that_takes_the_input(text: str, arguments: dict[str, Any]) -> None:
    assert bound(text, has_input=True).arguments == arguments


def test_input_supplies_a_required_parameter() -> None:
    assert bound("remove-app", has_input=True).arguments == {}


@pytest.mark.parametrize(
    ("name", "items", "arguments"),
    [
        ("export-app", [], {"app": ()}),
        ("export-app", ["a", VARIABLES["app"]], {"app": ("a", VARIABLES["app"])}),
        ("remove-app", ["a"], {"app": "a"}),
    ],
)
def test_input_is_collected(name: str, items: list[object], arguments: dict[str, Any]) -> None:
    assert bind_input(REGISTRY.get(name), iter(items)) == arguments


def test_input_streams_into_a_parameter_that_is_an_iterator() -> None:
    def numbers() -> Iterator[object]:
        yield "1"
        raise AssertionError("nobody asked for a second one")

    (stream,) = bind_input(REGISTRY.get("measure-number"), numbers()).values()
    assert next(stream) == 1


def test_input_that_does_not_fit_is_an_error_once_it_is_reached() -> None:
    (stream,) = bind_input(REGISTRY.get("measure-number"), iter(["1", "x"])).values()
    assert next(stream) == 1
    with pytest.raises(BindingError, match="-Number takes a whole number, not 'x'"):
        next(stream)


@pytest.mark.parametrize("items", [[], ["a", "b"]])
def test_a_parameter_for_one_object_takes_one(items: list[object]) -> None:
    with pytest.raises(BindingError, match="takes one object from the pipeline"):
        bind_input(REGISTRY.get("remove-app"), iter(items))


@pytest.mark.parametrize(
    ("text", "blamed", "message", "hint"),
    [
        ("get-app -Nmae x", "-Nmae", "get-app has no parameter -Nmae.", "Did you mean -Name?"),
        ("get-app -Zzz", "-Zzz", "get-app has no parameter -Zzz.", None),
        ("get-app -Inc", "-Inc", "-Inc can mean -IncludeSecret or -IncludeCount.", "Write more"),
        ("get-app -Err x", "-Err", "-Err can mean -ErrorAction or -ErrorVariable.", "Write more"),
        ("get-app -Name a -Name b", "b", "-Name is given twice.", None),
        ("get-app -Name a -title b", "b", "-Name is given twice.", None),
        ("connect @table @more", "@more", "-Email is given twice.", None),
        ("get-app -Name", "-Name", "-Name needs a value.", "-Name <text>"),
        ("get-app -Name -Verbose", "-Name", "-Name needs a value.", "quotes"),
        ("get-app -Limit many", "many", "-Limit takes a whole number, not 'many'.", None),
        ("get-app -IncludeSecret:maybe", "maybe", "-IncludeSecret takes $true or $false, not 'maybe'.", None),
        ("connect -AuthMethod passwort", "passwort",
         "-AuthMethod takes Password, Code or AccessToken, not 'passwort'.", "Did you mean 'Password'?"),
        ("get-app -ErrorAction Explode", "Explode", "-ErrorAction takes Continue, Stop,", None),
        ("get-app 1 2 3", "3", "get-app takes 2 arguments without a name, and this is one more.", None),
        ("set-configuration 1 2", "2", "set-configuration takes 1 argument without a name,", None),
        ("get-profile x", "x", "get-profile takes no arguments without a name.", None),
        ("connect @wrong", "@wrong", "connect has no parameter -Emial.", "Did you mean -Email?"),
        ("new-key -Label x", "new-key", "new-key needs -App.", "Give it as -App <text>, or set $env:DIFY_APP."),
        ("new-key Bot", "new-key", "new-key needs -Label.", "Give it as -Label <text>."),
        ("new-key Bot ''", "''", "-Label must not be empty.", "variable"),
        ("new-key $typo x", "$typo", "-App must not be empty.", "variable"),
        ("remove-app", "remove-app", "remove-app needs -App.", "Give it as -App <record|text>, or pipe it in."),
        ("get-app $app", "$app", "-Id takes a text, not a record.", None),
        ("get-app $secret", "$secret", "-Id takes a text, not a secret.", None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place_and_what_to_do(
    text: str, blamed: str, message: str, hint: str | None
) -> None:
    error = error_of(text)
    assert error.message.startswith(message)
    assert error.span is not None
    assert error.span.of(text) == blamed
    assert (hint is None) or hint in (error.hint or "")
    assert error.exit_code == 2


def test_an_error_carries_the_command_the_parameter_and_the_usage() -> None:
    error = error_of("new-key Bot ''")
    assert (error.command, error.parameter) == ("New-DifyKey", "Label")
    assert error.usage == "new-key [-App] <text> [-Label] <text>"


def test_a_wrong_variable_is_named() -> None:
    error = error_of("connect", PSDIFY_AUTH_METHOD="magic")
    assert error.message.startswith("$env:PSDIFY_AUTH_METHOD, which stands for -AuthMethod, takes Password, Code or")


def test_to_name_the_parameter_that_takes_the_input_is_an_error() -> None:
    error = error_of("remove-app -App x", has_input=True)
    assert error.message == "-App gets its value from the pipeline already."


def test_input_for_a_command_that_takes_none_is_an_error() -> None:
    assert error_of("get-profile", has_input=True).message == "get-profile takes no input from the pipeline."


def test_nothing_is_evaluated_unless_the_names_are_right() -> None:
    def explode(_: tree.Expression) -> object:
        raise AssertionError("evaluated")

    with pytest.raises(BindingError, match="-Nmae"):
        bound_by(explode, "get-app $id -Nmae x")


def test_arguments_are_evaluated_in_the_order_written() -> None:
    seen: list[object] = []

    def note(expression: tree.Expression) -> object:
        seen.append(evaluate(expression))
        return seen[-1]

    bound_by(note, "get-app a -Tags b c -Limit 5")
    assert seen == ["a", "b", "c", 5]
