"""Choosing and reshaping objects: Where-Object, ForEach-Object, Select-Object."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.sandbox import Sandbox, seed

PEOPLE = (
    "$p = [PSCustomObject]@{ Name = 'Ann'; Age = 30; Tags = 'x', 'y' }, "
    "[PSCustomObject]@{ Name = 'bob'; Age = 25; Tags = @() }, [PSCustomObject]@{ Name = 'Cid'; Age = 30; Tags = 'X' }; "
)


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("{ $_.Age -eq 30 -and $_.Name -ne 'Ann' }", ["Cid"]),
        ("{ $PSItem.Tags }", ["Ann", "Cid"]),
        ("-FilterScript { $_.Age -lt 30 }", ["bob"]),
        ("Age -eq 30", ["Ann", "Cid"]),
        ("age -EQ '30'", ["Ann", "Cid"]),
        ("-Property Age -eq -Value 25", ["bob"]),
        ("Name -eq ANN", ["Ann"]),
        ("Name -ieq ANN", ["Ann"]),
        ("Name -ceq ANN", []),
        ("Name -ne ann", ["bob", "Cid"]),
        ("Name -cne ann", ["Ann", "bob", "Cid"]),
        ("Age -gt 25", ["Ann", "Cid"]),
        ("Age -ge 25", ["Ann", "bob", "Cid"]),
        ("Age -lt 30", ["bob"]),
        ("Age -le 25", ["bob"]),
        ("Name -cgt Ann", ["bob", "Cid"]),
        ("Name -cge Ann", ["Ann", "bob", "Cid"]),
        ("Name -clt bob", ["Ann"]),
        ("Name -cle bob", ["Ann", "bob"]),
        ("Name -like a*", ["Ann"]),
        ("Name -clike a*", []),
        ("Name -notlike a*", ["bob", "Cid"]),
        ("Name -cnotlike a*", ["Ann", "bob", "Cid"]),
        ("Name -match ^[ac]", ["Ann", "Cid"]),
        ("Name -cmatch ^[ac]", []),
        ("Name -notmatch ^a", ["bob", "Cid"]),
        ("Name -cnotmatch ^a", ["Ann", "bob", "Cid"]),
        ("Tags -contains X", ["Ann", "Cid"]),
        ("Tags -ccontains X", ["Cid"]),
        ("Tags -notcontains x", ["bob"]),
        ("Tags -cnotcontains X", ["Ann", "bob"]),
        ("Name -in ann, cid", ["Ann", "Cid"]),
        ("Name -cin ann, Cid", ["Cid"]),
        ("Name -notin ann, cid", ["bob"]),
        ("Name -cnotin ann, Cid", ["Ann", "bob"]),
        ("Tags", ["Ann", "Cid"]),
        ("-not Tags", ["bob"]),
        ("-Not Missing", ["Ann", "bob", "Cid"]),
        ("Missing -eq $null", ["Ann", "bob", "Cid"]),
    ],
)
def test_where_object_lets_through_what_fits(shell: Any, condition: str, names: list[str]) -> None:
    assert shell(f"{PEOPLE}$p | Where-Object {condition} | ForEach-Object Name") == names


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("Name -eq -ne b", "one comparison, not -eq and -ne"),
        ("Name a", "needs a comparison"),
        ("Name -match '('", "no pattern"),
    ],
)
def test_where_object_says_what_is_wrong_with_a_condition(shell: Any, condition: str, words: str) -> None:
    with pytest.raises(DifyShellError, match=words):
        shell(f"{PEOPLE}$p | where {condition}")


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("1..3 | ForEach-Object { $_ * 2 }", [2, 4, 6]),
        ("1..3 | ForEach-Object -Process { $_; -$_ } | Select-Object -Last 2", [3, -3]),
        ("$p | foreach Name", ["Ann", "bob", "Cid"]),
        ("$p | % -MemberName Age", [30, 25, 30]),
        ("$p | % Tags", ["x", "y", "X"]),
        ("1..3 | % -Begin { $s = 10 } -Process { $s += $_ } -End { $s }", [16]),
        ("1..3 | % { $s = 10 } { $s += $_ } { $s }", [16]),
        ("1..2 | % { 'first' } { $_ }", ["first", 1, 2]),
        ("'a', 'b' | % ToUpper", ["A", "B"]),
        ("'a-b', 'c' | % Replace '-' '+'", ["a+b", "c"]),
        ("'abc' | % Substring -ArgumentList 1, 1", ["b"]),
        ("1..3 | % { if ($_ -ne 2) { $_ } }", [1, 3]),
    ],
)
def test_foreach_object_runs_for_each(shell: Any, text: str, output: list[object]) -> None:
    assert shell(PEOPLE + text) == output


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("1..9 | select -First 2", [1, 2]),
        ("1..9 | select -Last 2", [8, 9]),
        ("1..9 | select -First 1 -Last 2", [1, 8, 9]),
        ("1..9 | select -Skip 7", [8, 9]),
        ("1..9 | select -Skip 2 -First 2", [3, 4]),
        ("1..9 | select -Skip 1 -Last 2", [7, 8]),
        ("1..4 | select -SkipLast 1", [1, 2, 3]),
        ("1..9 | select -Index 0, 4", [1, 5]),
        ("1..9 | select -First 0", []),
        ("1, 2, 1, '1' | select -Unique", [1, 2, "1"]),
        ("$p | select -ExpandProperty name", ["Ann", "bob", "Cid"]),
        ("$p | select -ExpandProperty Tags", ["x", "y", "X"]),
        ("$p | select Age -Unique | % Age", [30, 25]),
        ("$p | select age, name -First 1 | csv", ['"Age","Name"', '"30","Ann"']),
        ("$p | select N* -First 1 | csv", ['"Name"', '"Ann"']),
        ("$p | select * -ExcludeProperty Tags, A* -First 1 | csv", ['"Name"', '"Ann"']),
        ("$p | select Name, Nothing -First 1 | csv", ['"Name","Nothing"', '"Ann",""']),
        ("$p | select @{ Name = 'Next'; Expression = { $_.Age + 1 } } -First 1 | % Next", [31]),
        ("$p | select @{ Label = 'Years'; Expression = 'Age' } -First 1 | % Years", [30]),
        ("$p | select @{ n = 'L'; e = { $_.Name.Length } } -First 1 | % L", [3]),
        ("$p | select { $_.Age * 2 } -First 1 | csv", ['"$_.Age * 2"', '"60"']),
    ],
)
def test_select_object_chooses_objects_and_properties(shell: Any, text: str, output: list[object]) -> None:
    assert repr(shell(PEOPLE + text)) == repr(output)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$p | select -ExpandProperty Nme", "no property 'Nme' to expand"),
        ("$p | select @{ Name = 'x' }", "needs an Expression"),
    ],
)
def test_select_object_names_what_is_missing(shell: Any, text: str, words: str) -> None:
    with pytest.raises(DifyShellError, match=words):
        shell(PEOPLE + text)


def test_the_chosen_properties_keep_the_servers_json(connected: Any) -> None:
    assert connected("apps | select Name -First 1 | query '[].name'") == ["Support Bot"]


@pytest.mark.parametrize(
    "rest",
    [
        "Where-Object { $_.Mode -eq 'chat' } | Select-Object -First 3",
        "ForEach-Object { $_.Name } | Select-Object -First 3",
        "Select-Object Name | Select-Object -First 3",
        "Select-Object -Index 0, 2, 4 | Select-Object -First 3",
        "Select-Object -SkipLast 2 | Select-Object -First 3",
        "Tee-Object -Variable seen | Get-Unique | Select-Object -First 3",
    ],
)
def test_the_source_stops_when_enough_has_come(shell: Any, modern: Sandbox, rest: str) -> None:
    modern.world.apps[:] = seed.apps(1000)
    shell.sign_in_to(modern)
    modern.requests.clear()
    assert len(shell(f"Get-DifyApp | {rest}")) == 3
    assert [seen.path for seen in modern.requests].count("/console/api/apps") == 1
