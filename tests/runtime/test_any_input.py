"""Whatever is typed, the shell gives output or an error of its own: no other exception, no endless loop."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dify_shell.errors import DifyShellError
from dify_shell.render import render
from dify_shell.runtime.operators import BINARY
from dify_shell.runtime.signals import ExitShell
from dify_shell.spans import Source

SHARED = Path(os.environ.get("DIFY_SHELL_SHARED", Path(__file__).parents[3] / "shared"))
SNIPPETS = SHARED / "reference" / "snippets.md"
EXAMPLES = [path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "examples").glob("*.ps1")]
BLOCKS = re.findall(
    r"```(?:powershell)?\n(.*?)```", SNIPPETS.read_text(encoding="utf-8") if SNIPPETS.exists() else "", re.DOTALL
)
OFFLINE = EXAMPLES + [block for block in BLOCKS if not re.search("connect|initialize|wait-dify|https", block, re.I)]

MANY = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def check(shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs a text in an empty folder and prints its output, as the prompt would."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setattr("socket.getaddrinfo", _no_network)

    def check(text: str) -> None:
        shell.state.variables.clear()
        shell.state.errors.clear()
        try:
            for piece in render(shell.interpreter.run(Source(text)), width=80, colour=False):
                assert isinstance(piece, str)
        except (DifyShellError, ExitShell):
            pass

    return check


def _no_network(*address: object) -> None:
    raise OSError("there is no network")


@given(st.text(max_size=60))
@MANY
def test_any_text(check: Any, text: str) -> None:
    check(text)


PIECES = (
    "$a $_ $null $true @( ) @{ } { } ( ) [ ] | ; , = += "
    "-eq -match -split -replace -f -join .. + - * / % ! -not . :: "
    "'x' \"$(1)\" 1 0x1 1e9 -1 'a' if else foreach in try catch throw break "
    "where select sort group measure % ? json csv "
    "-First -Unique -Property Name Length Count table list tee 1..3 \n & > $Error $? $Matches `"
).split(" ")


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14))
@MANY
def test_any_words(check: Any, words: list[str]) -> None:
    check(" ".join(words))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A text that people use, with a part of it lost, doubled or replaced."""
    text: str = draw(st.sampled_from(OFFLINE))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 20)))
    return text[:start] + draw(st.sampled_from(["", text[start:end] * 2, *PIECES])) + text[end:]


@given(mutated())
@MANY
def test_a_text_that_people_use_with_a_mistake_in_it(check: Any, text: str) -> None:
    check(text)


VALUES = """
$null; $true; 0; -1; 2.5; 1e308; 1kb; ''; 'a'; 'A b'; '5'; '['; '('; '*'; '{0:N2}'; '2026-01-31'; $undefined; @(); @{};
(Get-Date); @{a='x'}; ([PSCustomObject]@{Name='n'}); {$_}; {1/0}; {throw 'x'}; ([datetime]'2026-01-31'); (1,2); (1..3);
(ConvertTo-SecureString 'hunter2hunter2' -AsPlainText); ((Get-Date)-(Get-Date)); ([pscustomobject]'a'); ([hashtable]5);
(New-TimeSpan -Days 2); $Error; (Get-Command get-date); $PWD; (Get-Command); (',' | ConvertFrom-Csv); "`u{1b}[31m"
"""


def operands() -> st.SearchStrategy[str]:
    """Values of every kind, as they are written."""
    return st.recursive(st.sampled_from([value.strip() for value in VALUES.split(";")]), _larger, max_leaves=4)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(sorted(BINARY))
    types = st.sampled_from(
        "int double string bool datetime array int[] string[] hashtable pscustomobject ordered".split()
    )
    members = st.sampled_from("Count Length Name Keys Days Year a Where ForEach".split())
    methods = st.sampled_from(
        "ToString Substring Replace Split PadLeft Trim Add AddDays AddMonths AddYears Contains Where ForEach IndexOf "
        "Remove Insert GetEnumerator ToUpper".split()
    )
    return (
        st.builds("({} {} {})".format, inner, operators, inner)
        | st.builds("({} {}, {})".format, inner, inner, inner)
        | st.builds("(-not {})".format, inner)
        | st.builds("(- {})".format, inner)
        | st.builds("([{}]{})".format, types, inner)
        | st.builds("{}.{}".format, inner, members)
        | st.builds("{}.{}({})".format, inner, methods, inner)
        | st.builds("{}.{}({}, {})".format, inner, methods, inner, inner)
        | st.builds("{}[{}]".format, inner, inner)
        | st.builds('"$({})"'.format, inner)
        | st.builds("@{{ x = {} }}".format, inner)
    )


COMMANDS = (
    "Where-Object {1} -eq {2}|Where-Object {{ $_ -gt {1} }}|Where-Object Name -{3} {1}|ForEach-Object {1}|"
    "Select-Object {1} -First 2|Select-Object * -Unique|Select-Object -ExpandProperty {1}|Sort-Object {1} -Unique|"
    "Sort-Object @{{ Expression = {1}; Descending = {2} }}|Group-Object {1}|Group-Object -AsHashTable|"
    "Measure-Object -Sum -Average -Maximum -Minimum|Measure-Object {1}|Compare-Object {1}|Get-Unique|Get-Member|"
    "Tee-Object -Variable t|Query-Object {1}|ConvertTo-Json -Depth 3|ConvertTo-Json -Compress|ConvertTo-Yaml|"
    "ConvertTo-Csv|ConvertFrom-Json|ConvertFrom-Csv|ConvertFrom-Yaml|Format-Table {1}|Format-List *|Out-String|"
    "Write-Output|Write-Host|Out-Null|Get-Date -Format {1}|Join-Path {1} {2}|Test-Path {1}|Get-Content {1}|"
    "Get-ChildItem {1}|Write-Error|Start-Sleep {1}|ConvertTo-SecureString -AsPlainText"
).split("|")


@given(operands(), st.sampled_from(COMMANDS), operands(), operands(), st.sampled_from(sorted(BINARY)))
@settings(MANY, max_examples=400)
def test_any_value_into_any_command(
    check: Any, value: str, command: str, first: str, second: str, operator: str
) -> None:
    check(f"{value} | {command.format('', first, second, operator.lstrip('-'))}")


@given(operands())
@MANY
def test_any_expression(check: Any, expression: str) -> None:
    check(expression)


@pytest.mark.parametrize(
    "text",
    [
        "$h = @{}; $h.me = $h; $h",
        '$h = @{}; $h.me = $h; "$h"',
        "$h = @{}; $h.me = $h; $h | ConvertTo-Json -Depth 100",
        "$h = @{}; $h.me = $h; $h | ConvertTo-Yaml",
        "$h = @{}; $h.me = $h; $h -eq @{ me = $h }",
        "$a = 10; foreach ($i in 1..20) { $a = $a * $a }; $a",
        "$a = 'x'; foreach ($i in 1..60) { $a += $a }",
        "1..(1e308 * 10)",
        "'a' * 1e12",
        "'aaaa' -replace '(', 'x'",
        "'a' -match 'a{99999999999}'",
        "'a' -match '[[a]'",
        "(" * 3000,
        "1" + "+1" * 5000,
        "$a = " + "@(" * 400 + ")" * 400,
        "'{0:D2147483647}' -f 1",
        "'{0,2147483647}' -f 1",
        "'{99999999999}' -f 1",
        "'a'.PadLeft(2147483647)",
        "(Get-Date).AddYears(100000)",
        "(Get-Date).AddDays(1e300)",
        '"`u{D800}"',
        "$Error[0] = 1; $Error.Foo = 2; $true.x = 1",
    ],
)
def test_what_would_be_too_much(check: Any, text: str) -> None:
    check(text)
