"""Ordering, grouping, measuring and comparing objects, keeping them on their way, and JMESPath."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dify_shell.errors import DifyShellError

PEOPLE = (
    "$p = [PSCustomObject]@{ Name = 'Ann'; Age = 30 }, [PSCustomObject]@{ Name = 'bob'; Age = 25 }, "
    "[PSCustomObject]@{ Name = 'Cid'; Age = 30 }; "
)


@pytest.mark.parametrize(
    ("text", "output"),
    [
        # Sort-Object
        ("3, 1, 2 | sort", [1, 2, 3]),
        ("3, 1, 2 | Sort-Object -Descending", [3, 2, 1]),
        ("10, 9, '8' | sort", [9, 10, "8"]),
        ("'b', 'A', 'c', 'B' | sort", ["A", "b", "B", "c"]),
        ("'a', 'B', 'A', 'b' | sort -CaseSensitive", ["a", "A", "b", "B"]),
        ("3, 1, 2, 1 | sort -Unique", [1, 2, 3]),
        ("'b', 'A', 'a' | sort -Unique", ["A", "b"]),
        ("'b', 'A', 'a' | sort -Unique -CaseSensitive", ["a", "A", "b"]),
        ("$p | sort Name -Descending | % Name", ["Cid", "bob", "Ann"]),
        ("$p | sort Age, Name | % Name", ["bob", "Ann", "Cid"]),
        ("$p | sort Age, Name -Descending | % Name", ["Cid", "Ann", "bob"]),
        ("$p | sort Age, @{ Expression = 'Name'; Descending = $true } | % Name", ["bob", "Cid", "Ann"]),
        ("$p | sort @{ e = 'Age'; Ascending = $false }, Name | % Name", ["Ann", "Cid", "bob"]),
        ("$p | sort { $_.Name.ToLower()[1] } | % Name", ["Cid", "Ann", "bob"]),
        ("$p | sort Age -Stable | % Name", ["bob", "Ann", "Cid"]),
        ("$p | sort Age -Unique | % Age", [25, 30]),
        ("5, 3, 4, 1 | sort -Top 2", [1, 3]),
        ("5, 3, 4, 1 | sort -Bottom 2", [4, 5]),
        ("$null, 'b', 1, (Get-Date '2026-01-01'), 'a' | sort | select -Skip 1 -First 1", [1]),
        # Group-Object
        ('$p | group Age | % { "$($_.Name)=$($_.Count)" }', ["25=1", "30=2"]),
        ("($p | group Age)[1].Group.Name", ["Ann", "Cid"]),
        ("$p | group Age -NoElement | select -First 1 | csv", ['"Count","Name"', '"1","25"']),
        ("'b', 'a', 'B' | group | % Count", [1, 2]),
        ("'b', 'a', 'B' | group -CaseSensitive | % Count", [1, 1, 1]),
        ("($p | group Name -AsHashTable).bob.Age", [25]),
        ("($p | group Name -AsHashTable -AsString).Count", [3]),
        ("$p | group { $_.Age -gt 26 } | % Name", ["False", "True"]),
        ("$p | group @{ Expression = { $_.Name.Length } } | % Name", ["3"]),
        ("$p | group Age, Name | % Name", ["25, bob", "30, Ann", "30, Cid"]),
        # Measure-Object
        ("($p | measure).Count; (@() | measure).Count", [3, 0]),
        ("(1..4 | Measure-Object -Sum -Average).Sum; (1..4 | measure -Average).Average", [10, 2.5]),
        ("$p | measure Age -Minimum -Maximum | % { $_.Minimum, $_.Maximum, $_.Property }", [25, 30, "Age"]),
        ("('b', 'C', 'a' | measure -Maximum -Minimum).Maximum", ["C"]),
        ("(2, 4, 4, 4, 5, 5, 7, 9 | measure -StandardDeviation).StandardDeviation -gt 2.13", [True]),
        ("(1, 2 | measure -AllStats).Average", [1.5]),
        ("$p | measure Age, Name | % Count", [3, 3]),
        ("($p | measure { $_.Name.Length } -Sum).Sum", [9]),
        ("('1', '2' | measure -Sum).Sum", [3]),
        ("('a b', \"c`nd e\" | measure -Word -Line -Character) | % { $_.Lines, $_.Words, $_.Characters }", [3, 5, 8]),
        # Compare-Object
        ('compare (1, 2, 3) (2, 3, 4) | % { "$($_.InputObject)$($_.SideIndicator)" }', ["4=>", "1<="]),
        ("compare (1, 2) (2, 3) -IncludeEqual | % SideIndicator", ["==", "=>", "<="]),
        ("compare (1, 2) (2, 3) -ExcludeDifferent | % InputObject", [2]),
        ("compare (1, 1, 2) (1, 2) | % InputObject", [1]),
        ("compare 'A' 'a'; (compare 'A' 'a' -CaseSensitive).Count", [2]),
        ("compare (1, 2) (2, 3) -PassThru", [3, 1]),
        ("compare $p[0] $p[1] -Property Age | % Age", [25, 30]),
        ("2, 3 | compare (1, 2) | % InputObject", [3, 1]),
        # Get-Unique
        ("1, 1, 2, 1 | Get-Unique", [1, 2, 1]),
        ("'a', 'A', 'a' | Get-Unique", ["a", "A", "a"]),
        ("'a', 'A', 'b' | Get-Unique -CaseInsensitive", ["a", "b"]),
        ("1, '1' | Get-Unique -AsString", [1]),
        # Get-Member
        ("$p | Get-Member | % Name", ["Age", "Name"]),
        ("$p | gm N* | % Type", ["str"]),
    ],
)
def test_a_text_gives_what_powershell_gives(shell: Any, text: str, output: list[object]) -> None:
    assert repr(shell(PEOPLE + text)) == repr(output)


def test_get_member_tells_what_an_app_has(connected: Any) -> None:
    assert {"Id", "Name", "Mode", "Tags", "UpdatedAt"} <= set(connected("get-app | gm | % Name"))


def test_only_numbers_are_added_up(shell: Any) -> None:
    with pytest.raises(DifyShellError, match="adds up numbers; Name is none"):
        shell(PEOPLE + "$p | measure Name -Sum")


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("1, 2 | tee -Variable t | % { $_ + 1 }; $t", [2, 3, 1, 2]),
        ("1, 2, 3 | tee -Variable t | select -First 1; $t", [1, 1]),
        ("'a', 'b' | tee -FilePath t.txt; Get-Content t.txt", ["a", "b", "a", "b"]),
        ("'a' | tee t.txt | Out-Null; 'b' | tee t.txt -Append; Get-Content t.txt", ["b", "a", "b"]),
    ],
)
def test_tee_object_keeps_what_passes_by(
    shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, output: list[object]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shell(text) == output


def test_tee_object_asks_where_to_keep_it(shell: Any) -> None:
    with pytest.raises(DifyShellError, match="kept"):
        shell("1 | tee")


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("$p | query '[?Age > `26`].Name'", ["Ann", "Cid"]),
        ("@{ a = @{ b = 5 } } | query 'a.b'", [5]),
        ("$p | query 'length(@)'", [3]),
        ("$p | query '[0].Nothing'", []),
    ],
)
def test_query_searches_with_jmespath(shell: Any, text: str, output: list[object]) -> None:
    assert shell(PEOPLE + text) == output


def test_query_sees_the_servers_own_json(connected: Any) -> None:
    assert connected("apps | select -First 2 | query '[].author_name'") == ["Olive Owner", "Kenji Watanabe"]


@pytest.mark.parametrize("expression", ["a[", "length(`5`)", "nope(@)", ""])
def test_a_bad_expression_is_named(shell: Any, expression: str) -> None:
    with pytest.raises(DifyShellError):
        shell(f"1 | query '{expression}'")
