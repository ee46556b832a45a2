"""Running texts: what PowerShell documents, line by line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.runtime.signals import ExitShell


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("1..3 + 10", [1, 2, 3, 10]),  # about_Operators: range before addition
        ("(10/4), (8/4)", [2.5, 2]),  # about_Arithmetic_Operators
        ('"5" -eq 5; 5 -eq "5"; "a" -eq "A"; "a" -ceq "A"', [True, True, True, False]),  # about_Comparison_Operators
        ("1,2,3 -gt 1", [2, 3]),
        ('"abc" -like "A*"; "abc" -clike "A*"', [True, False]),
        ('"Hello" -replace "l+", "L"', ["HeLo"]),
        ('"a,b,,c" -split "," | Where-Object { $_ }', ["a", "b", "c"]),  # about_Split
        ('("x", "y") -join "-"', ["x-y"]),  # about_Join
        ("5 -in 1..9; -not $false", [True, True]),
        ('"{0,-4}|{1,4}|{2:N2}" -f "ab", 12, 3.14159', ["ab  |  12|3.14"]),  # .NET composite formatting
        ("$a, $b = 1, 2, 3; $a; $b", [1, 2, 3]),  # about_Assignment_Operators
        ("$n = 1; $n += 2; $n++; $n", [4]),
        ('$m = @{ a = 1; B = @{ c = 2 } }; $m.b.c; $m["A"]', [2, 1]),  # about_Hash_Tables
        ("$l = 1..5; $l[-1]; $l[1..2]", [5, 2, 3]),  # about_Arrays
        ('$x = "v"; "a $x $($x.Length) `$x"; \'$x\'', ["a v 1 $x", "$x"]),  # about_Quoting_Rules
        ("foreach ($i in 1..9) { if ($i -eq 3) { continue } elseif ($i -gt 4) { break }; $i }", [1, 2, 4]),
        ('try { throw "no" } catch { "got $_" } finally { "end" }', ["got no", "end"]),  # about_Try_Catch_Finally
        ("$a = $b = 7; $a; $b; ($c = 5); if (($n = 3) -gt 2) { $n }", [7, 7, 5, 3]),
        ("& { 6 }; [int]$null; [int]''", [6, 0, 0]),
        ("@(1).Count; $null.Count; 'abc'.Length", [1, 0, 3]),
        ("1..5 | Select-Object -First 2; 1..5 | Select-Object -Last 1", [1, 2, 5]),
        ("3,1,2 | Sort-Object -Descending", [3, 2, 1]),
        ("(1..4 | Measure-Object -Sum).Sum", [10]),
        ("'b','a','b' | Group-Object -NoElement | ForEach-Object { $_.Count }", [1, 2]),
        ("[PSCustomObject]@{ Name = 'x' } | ForEach-Object Name", ["x"]),
        ("'Hi'.Replace('H', 'J').ToUpper()", ["JI"]),
        ("$h = @{ Verb = 'Get' }; (Get-Command connect).Name; @(Get-Command @h).Count -gt 5", ["Connect-Dify", True]),
    ],
)
def test_a_text_gives_what_powershell_gives(shell: Any, text: str, output: list[object]) -> None:
    assert shell(text) == output


def test_errors_say_where_they_happened(shell: Any) -> None:
    with pytest.raises(DifyShellError) as failed:
        shell("1\n1 / 0")
    assert failed.value.source
    assert failed.value.span
    assert failed.value.source.line_of(failed.value.span.start) == 2
    assert shell("$?") == [False]


def test_an_error_of_one_item_is_kept_and_can_be_silenced(connected: Any) -> None:
    output = connected(
        "get-app nope -ErrorAction SilentlyContinue -ErrorVariable e; $?; @($e).Count; $Error[0].Message"
    )
    assert output == [False, 1, "There is no app 'nope'."]
    assert connected.host.reported == []


def test_stop_makes_it_end_the_text(connected: Any) -> None:
    assert connected('try { get-app nope -ErrorAction Stop; "on" } catch { "failed: $_" }') == [
        "failed: There is no app 'nope'."
    ]


def test_the_output_can_be_kept_on_its_way(connected: Any) -> None:
    assert connected("get-profile -OutVariable me | out-null; $me.Name") == ["Olive Owner"]


def test_exit_leaves_with_a_status(shell: Any) -> None:
    with pytest.raises(ExitShell) as leaving:
        shell("exit 3")
    assert leaving.value.status == 3


def test_the_output_can_go_to_a_file(connected: Any, tmp_path: Path) -> None:
    file = tmp_path / "apps.txt"
    assert connected(f"apps | select -First 1 | foreach Name > '{file}'; 'more' >> '{file}'; 'gone' > $null") == []
    assert file.read_text(encoding="utf-8") == "Support Bot\nmore\n"
    assert [path.name for path in tmp_path.iterdir()] == ["apps.txt"]


def test_an_empty_file_name_is_an_error_and_not_a_way_to_nowhere(shell: Any) -> None:
    with pytest.raises(DifyShellError, match="no file name"):
        shell("'a' > $env:NOT_THERE")
