"""What is offered, place by place. ▮ marks the cursor where it is not at the end of the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dify_shell.completion.complete import complete
from dify_shell.completion.suggestion import MOST
from dify_shell.language.parser import parse
from dify_shell.language.tree import Command, Pipeline, String
from dify_shell.objects import Record
from dify_shell.runtime.state import ShellState

from .conftest import APP, CURSOR, REGISTRY, app, completions


def texts(marked: str, state: ShellState) -> list[str]:
    return [one.text for one in completions(marked, state).suggestions]


COMMANDS = {
    "co": ["connect"],
    "CO": ["Connect-Dify"],
    "Get-D": ["Get-DifyApp", "Get-DifyCurrentWorkspace", "Get-DifyWorkspace"],
    "get-dify": ["Get-DifyApp", "Get-DifyCurrentWorkspace", "Get-DifyWorkspace"],
    "g-w": ["get-workspace", "get-current-workspace"],
    "gcw": ["get-current-workspace"],
    "app": ["apps", "get-app", "remove-app"],
    "re": ["remove-app"],
    "apps; co": ["connect"],
    "$x = co": ["connect"],
    "(co": ["connect"],
    "if (co": ["connect"],
    "if ($x) { co": ["connect"],
    "foreach ($x in co": ["connect"],
    "@{ a = co": ["connect"],
    '"text $(co': ["connect"],
    "apps | where { co": ["connect"],
    "apps |\n re": ["remove-app"],
    "apps | co": ["connect"],
    "apps | wh": ["where", "where-object"],
    "apps | ": ["remove-app", "where", "group"],
    f"co{CURSOR} -Force": ["connect"],
    "connect": [],
    "zzz": [],
}


@pytest.mark.parametrize(("text", "expected"), COMMANDS.items())
def test_commands(text: str, expected: list[str], state: ShellState) -> None:
    """By short name, or by cmdlet name once one is written; after a pipe those that take objects."""
    assert texts(text, state) == expected


def test_while_nothing_is_typed_each_command_comes_once(state: ShellState) -> None:
    found = completions("", state).suggestions
    assert [one.text for one in found][:4] == ["connect", "apps", "remove-app", "workspaces"]
    assert [one.text for one in found][-2:] == ["get-content", "set-configuration"]
    assert len(found) == len(REGISTRY)
    assert found[0].description == "Sign in."


PARAMETERS = {
    "get-app -": ["-Name", "-Mode", "-Tags", "-Detail"],
    "get-app -na": ["-Name"],
    "get-app –na": ["-Name"],
    "get-app --": ["--name", "--mode", "--tags", "--detail"],
    "connect --c": ["--csrf-token"],
    "connect --auth-m": ["--auth-method"],
    "connect -authm": ["-AuthMethod"],
    "connect -am": ["-AuthMethod"],
    "connect -met": ["-AuthMethod"],
    "connect -xt": ["-CSRFToken"],
    "get-app -Name x -": ["-Mode", "-Tags", "-Detail"],
    "get-app -n x -Det -": ["-Mode", "-Tags"],
    "get-app -v": ["-Verbose"],
    "get-app -Verbose -v": [],
    "get-app -e": ["-ErrorAction", "-ErrorVariable"],
    "apps | where Name -": ["-Property", "-Value", "-Eq"],
    "connect ": ["-Server", "-AuthMethod", "-Password", "-CSRFToken", "-Force"],
    "connect https://x Code -Password ": [],
    "nope -": [],
    "get-app -- -": [],
}


@pytest.mark.parametrize(("text", "expected"), PARAMETERS.items())
def test_parameters(text: str, expected: list[str], state: ShellState) -> None:
    """Those not given yet; common ones only once they are begun."""
    assert texts(text, state) == expected


def test_a_parameter_comes_with_its_type_and_help(state: ShellState) -> None:
    descriptions = {one.text: one.description for one in completions("connect -", state).suggestions}
    assert descriptions["-Server"] == "text: The address"
    assert descriptions["-AuthMethod"] == "choice: How to sign in"
    assert descriptions["-Force"] == "Sign in again"


VALUES = {
    "connect -AuthMethod ": ["Password", "Code", "AccessToken"],
    "connect -AuthMethod:": ["Password", "Code", "AccessToken"],
    "connect --auth-method=c": ["Code"],
    "connect -AuthMethod 'pa": ["'Password'"],
    "connect https://x c": ["Code"],
    "connect -Server https://x c": ["Code"],
    "connect -Force x c": ["Code"],
    "get-app -Mode ": ["chat", "'agent chat'"],
    "set-configuration ": ["$true", "$false"],
    "connect -Force:": ["$true", "$false"],
    "connect -Password ": [],
    "help conn": ["connect"],
    "help get-app Conn": ["Connect-Dify"],
    "get-variable ta": ["table"],
    "get-variable env:psdify_u": ["env:PSDIFY_URL"],
}


@pytest.mark.parametrize(("text", "expected"), VALUES.items())
def test_values(text: str, expected: list[str], state: ShellState) -> None:
    """Of a parameter that is named, or that the argument would go to by its position."""
    assert texts(text, state) == expected


NAMES = {
    "get-app -Name supp": ["'Support Bot'", "'Support Desk'"],
    "get-app supp": ["'Support Bot'", "'Support Desk'"],
    "get-app pl": ["plain"],
    "get-app 'Support B": ["'Support Bot'"],
    "get-app 'Support Bot'": [],
    f"get-app 'Support B{CURSOR}' -Detail": ["'Support Bot"],
    'get-app "supp': ['"Support Bot"', '"Support Desk"'],
    'get-app "prod': ['"Prod `$x"'],
    "get-app prod": ["'Prod $x'"],
    "get-app it": ["'It''s ours'"],
    "get-app 'it''s": ["'It''s ours'"],
    "get-app plain, supp": ["'Support Bot'", "'Support Desk'"],
    "get-app desk": ["'Support Desk'"],
    "get-app a000": [f"a000000{number}-0000-4000-8000-000000000000" for number in range(5)],
    "get-app (supp": [],
}


@pytest.mark.parametrize(("text", "expected"), NAMES.items())
def test_known_names(text: str, expected: list[str], state: ShellState) -> None:
    assert texts(text, state) == expected


def test_a_record_is_offered_once_by_the_name_that_says_most(state: ShellState) -> None:
    """Its id is there once it is begun."""
    assert texts("get-app ", state) == ["'It''s ours'", "plain", "'Prod $x'", "'Support Bot'", "'Support Desk'"]


@pytest.mark.parametrize(
    "name", ["日本語アプリ", "🚀 Launch", "מוקד", "👨‍👩‍👧", "5", "1e3", "-x", "a;b", "a|b", "#1", "“x”", "@x"]
)
def test_names_in_any_script_bind_as_they_are(name: str, state: ShellState) -> None:
    state.known_names.replace("App", [app(name)])
    (text,) = texts("get-app ", state)
    (statement,) = parse(f"get-app {text}").check().statements
    assert isinstance(statement, Pipeline)
    assert isinstance(statement.stages[0], Command)
    (argument,) = statement.stages[0].elements
    assert isinstance(argument, String)
    assert argument.value == name


def test_a_name_that_cannot_be_typed_is_not_offered(state: ShellState) -> None:
    state.known_names.replace("App", [app("evil\x1b[2J"), app("two\nlines"), app("good")])
    assert texts("get-app ", state) == ["good"]


def test_the_nouns_looked_for_are_named(state: ShellState) -> None:
    """So that somebody can list them, also when nothing is known of them."""
    assert completions("get-app su", state).wanted == ("App",)
    assert completions("get-app -Tags ", state).wanted == ("Tag",)
    assert completions("get-app -Mode c", state).wanted == ()


def test_among_many_names_the_first_are_offered(state: ShellState) -> None:
    state.known_names.replace("App", [app(f"App {number:05}", number) for number in range(10_000)])
    assert texts("get-app ", state) == [f"'App {number:05}'" for number in range(MOST)]
    assert texts("get-app 'app 0999", state) == [f"'App {number:05}'" for number in range(9990, 10_000)]
    assert texts("get-app 9999", state)[-1] == "'App 09999'"


VARIABLES = {
    "$ta": ["$table"],
    "$TA": ["$table"],
    "$odd": ["${odd name}"],
    "get-app -Name $ta": ["$table"],
    '"text $ta': ["$table"],
    "$tr": ["$true"],
    "$e": ["$env:", "$Error"],
    "$env:": ["${env:A(B)}", "$env:PSDIFY_PASSWORD", "$env:PSDIFY_URL"],
    "$env:psdify_u": ["$env:PSDIFY_URL"],
    "$script:ta": ["$script:table"],
    "$mine = 1; $mi": ["$mine"],
    "foreach ($each in $apps) { $ea": ["$each"],
    "get-app @ta": ["@table"],
    "get-app @to": [],
    "'$ta": [],
}


@pytest.mark.parametrize(("text", "expected"), VARIABLES.items())
def test_variables(text: str, expected: list[str], state: ShellState) -> None:
    assert texts(text, state) == expected


def test_a_variable_s_value_is_never_shown(state: ShellState) -> None:
    for text in ("$", "$env:", "$script:", "get-variable ", "get-variable env:", "get-app @"):
        assert "hunter2" not in repr(completions(text, state))


PROPERTIES = {
    "$apps.": ["Id", "Name", "Mode", "Count"],
    "$apps[0].": ["Id", "Name", "Mode"],
    "$apps[0].na": ["Name"],
    "$apps[0].Name.": ["Length"],
    "$table.": ["'a b'", "inner"],
    "$table.inner.": ["deep"],
    "$table['": ["'a b'", "'inner'"],
    "(get-app).": ["Id", "Name", "Mode"],
    "(apps | where Name)[0].m": ["Mode"],
    "(apps | group Mode).": ["Count", "Key"],
    "@(get-app).n": ["Name"],
    "$mine = get-app; $mine.n": ["Name"],
    "$mine = @{ One = 1 }\n$mine.": ["One"],
    "foreach ($one in $apps) { $one.n": ["Name"],
    "foreach ($one in apps) { $one.n": ["Name"],
    "apps | where n": ["Name"],
    "apps | group ": ["Id", "Name", "Mode"],
    "apps | group Id, ": ["Id", "Name", "Mode"],
    "apps | where Id | group n": ["Name"],
    "apps | group Mode | where c": ["Count"],
    "$apps | where n": ["Name"],
    "apps | where { $_.": ["Id", "Name", "Mode"],
    "apps | where { $_.Mode -eq 'chat' -and $_.n": ["Name"],
    "apps | where { $apps | group { $_.n": ["Name"],
    "apps | group @{ Expression = { $_.n": ["Name"],
    "apps | where { (get-app $_.n": ["Name"],
    "$token.": [],
    "$_.": [],
    "$unknown.": [],
    "where n": [],
    "$loop = $loop; $loop.": [],
    "apps | where { $_ | where { $_.n": ["Name"],
}


@pytest.mark.parametrize(("text", "expected"), PROPERTIES.items())
def test_properties(text: str, expected: list[str], state: ShellState) -> None:
    """Of the value that a variable holds, or of the noun that comes out of a command."""
    assert texts(text, state) == expected


OPERATORS = {
    "$x -e": ["-eq"],
    "$x -eq": [],
    "$x -EQ": ["-eq"],
    "$x -n": ["-ne", "-notcontains", "-notin", "-notlike", "-notmatch"],
    "apps | where { $_.Name -li": ["-like"],
    "apps | where { $_.Name -eq 1 -a": ["-and"],
    "(get-app).Count -g": ["-ge", "-gt"],
    "$x -eq ": [],
}


@pytest.mark.parametrize(("text", "expected"), OPERATORS.items())
def test_operators(text: str, expected: list[str], state: ShellState) -> None:
    assert texts(text, state) == expected


@pytest.mark.parametrize(
    "text",
    ["# get-a", "apps # get-a", "<# get-a", "'get-a", '"get-a', "@'\nget-a", "get-app 'x')", "(get-app)", "! ls"],
)
def test_nothing_in_comments_plain_texts_and_behind_brackets(text: str, state: ShellState) -> None:
    assert texts(text, state) == []


def test_files(state: ShellState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my docs").mkdir()
    (tmp_path / "my docs" / "one.yml").touch()
    (tmp_path / "my.yml").touch()
    (tmp_path / ".hidden").touch()
    monkeypatch.chdir(tmp_path)
    assert texts("get-content ", state) == ["'my docs/'", "my.yml"]
    assert texts("apps > my.", state) == ["my.yml"]
    assert texts("get-content 'my docs/'", state) == ["'my docs/one.yml'"]
    assert texts("get-content 'nowhere/", state) == []
    assert completions("get-content 'my docs/o", state).suggestions[0].display == "one.yml"


def test_what_is_replaced_begins_where_the_word_does(state: ShellState) -> None:
    for text, start in {
        "get-app -Name 'su": 14,
        "$apps[0].na": 9,
        "get-app -na": 8,
        "$env:PS": 0,
        "apps | ": 7,
    }.items():
        assert completions(text, state).start == start


@given(st.text(alphabet="abn$_.-:'\"`{}()[]@|,;= \n#<>&!0é“–"), st.integers(0, 40))
def test_any_text_can_be_completed(text: str, cursor: int) -> None:
    state = ShellState({})
    state.variables["a"] = Record({"n": 1}, type=APP)
    cursor = min(cursor, len(text))
    found = complete(text, cursor, registry=REGISTRY, state=state)
    assert 0 <= found.start <= cursor


@pytest.mark.parametrize("text", ["$a" + ".n" * 5000, "(" * 5000, "$a" + "[0]" * 5000 + ".", "{" * 5000 + "get-"])
def test_what_is_nested_deeper_than_anybody_types_is_no_failure(text: str, state: ShellState) -> None:
    assert texts(text, state) == []
