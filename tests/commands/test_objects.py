"""The commands that work on objects, as PowerShell documents them."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.sandbox import Sandbox

PEOPLE = (
    "$p = [PSCustomObject]@{ Name = 'Ann'; Age = 30 }, [PSCustomObject]@{ Name = 'bob'; Age = 25 }, "
    "[PSCustomObject]@{ Name = 'Cid'; Age = 30 }; "
)


@pytest.mark.parametrize(
    ("text", "output"),
    [
        # Where-Object
        ("$p | Where-Object { $_.Age -eq 30 } | % Name", ["Ann", "Cid"]),
        ("$p | where Age -eq 30 | % Name", ["Ann", "Cid"]),
        ("$p | where Name -eq 'BOB' | % Age", [25]),
        ("$p | where Name -ceq 'BOB'", []),
        ("$p | where Name -like 'a*' | % Name", ["Ann"]),
        ("$p | where Name -match '^c' | % Name", ["Cid"]),
        ("$p | where Name -in 'Ann', 'Cid' | % Name", ["Ann", "Cid"]),
        ("$p | where Age -gt 25 | % Name", ["Ann", "Cid"]),
        ("$p | where Name -notlike 'a*' | % Name", ["bob", "Cid"]),
        ("$p | ? Age | measure | % Count", [3]),
        ("$p | where -Not Missing | measure | % Count", [3]),
        # Select-Object
        ("$p | select -First 2 | % Name", ["Ann", "bob"]),
        ("$p | select -Last 1 | % Name", ["Cid"]),
        ("$p | select -Skip 1 -First 1 | % Name", ["bob"]),
        ("$p | select -ExpandProperty Name", ["Ann", "bob", "Cid"]),
        ("$p | select Name -First 1 | csv | select -First 1", ['"Name"']),
        ("$p | select @{ Name = 'Next'; Expression = { $_.Age + 1 } } -First 1 | % Next", [31]),
        ("$p | select @{ n = 'L'; e = 'Name' } -First 1 | % L", ["Ann"]),
        ("1, 2, 1 | select -Unique", [1, 2]),
        ("$p | select * -First 1 | csv | select -First 1", ['"Name","Age"']),
        ("$p | select * -ExcludeProperty Age -First 1 | csv | select -First 1", ['"Name"']),
        # Sort-Object
        ("$p | sort Name | % Name", ["Ann", "bob", "Cid"]),
        ("$p | sort Age, Name -Descending | % Name", ["Cid", "Ann", "bob"]),
        ("$p | sort Age, @{ e = 'Name'; Descending = $true } | % Name", ["bob", "Cid", "Ann"]),
        ("3, 1, 2, 1 | sort -Unique", [1, 2, 3]),
        ("'b', 'A', 'c' | sort { $_.ToLower() }", ["A", "b", "c"]),
        ("'b', 'A', 'a' | sort -CaseSensitive | measure | % Count", [3]),
        # Group-Object
        ('$p | group Age | % { "$($_.Name)=$($_.Count)" }', ["25=1", "30=2"]),
        ("$p | group Age -NoElement | select -First 1 | csv | select -First 1", ['"Count","Name"']),
        ("($p | group Name -AsHashTable).bob.Age", [25]),
        # Measure-Object
        ("($p | measure).Count", [3]),
        ("$p | measure Age -Sum -Average -Minimum -Maximum | % { $_.Sum, $_.Minimum, $_.Maximum }", [85, 25, 30]),
        ("('a b', 'c' | measure -Word -Line -Character).Words", [3]),
        # ForEach-Object
        ("1..3 | ForEach-Object { $_ * 2 }", [2, 4, 6]),
        ("$p | foreach Name", ["Ann", "bob", "Cid"]),
        ("1..3 | % -Begin { $s = 0 } -Process { $s += $_ } -End { $s }", [6]),
        ("'a' | % ToUpper", ["A"]),
        # Compare-Object
        ("Compare-Object (1, 2, 3) (2, 3, 4) | % SideIndicator", ["=>", "<="]),
        ("Compare-Object (1, 2) (2, 3) -IncludeEqual | measure | % Count", [3]),
        ("Compare-Object $p[0] $p[1] -Property Age | % Age", [25, 30]),
        # Tee-Object, Get-Unique, Get-Member
        ("1, 2 | tee -Variable t | % { $_ + 1 }; $t", [2, 3, 1, 2]),
        ("1, 1, 2, 1 | Get-Unique", [1, 2, 1]),
        ("$p | Get-Member | % Name", ["Age", "Name"]),
        # Output
        ("Write-Output 1, 2 | measure | % Count", [2]),
        ("1, 2 | Out-Null", []),
        ("1, 2 | Out-String", ["1\n2\n"]),
        # JMESPath
        ("@{ a = @{ b = 5 } } | query 'a.b'", [5]),
        ("$p | query '[?Age > `26`].Name'", ["Ann", "Cid"]),
    ],
)
def test_a_text_gives_what_powershell_gives(shell: Any, text: str, output: list[Any]) -> None:
    assert shell(PEOPLE + text) == output


def test_the_source_stops_when_enough_has_come(connected: Any, modern: Sandbox) -> None:
    text = "Get-DifyApp | Where-Object { $_.Mode -eq 'chat' } | Select-Object -First 3"
    assert len(connected(text)) == 3
    assert len([seen for seen in modern.requests if seen.path == "/console/api/apps"]) == 1


def test_tee_writes_a_file_too(shell: Any, tmp_path: Any) -> None:
    assert shell(f"'a', 'b' | tee -FilePath '{tmp_path}/t.txt'") == ["a", "b"]
    assert (tmp_path / "t.txt").read_text(encoding="utf-8") == "a\nb\n"


def test_warnings_errors_and_remarks_go_beside_the_output(shell: Any) -> None:
    assert shell("Write-Host hi; Write-Warning careful") == []
    assert shell.host.messages == [("information", "hi"), ("warning", "careful")]
    shell("Write-Error broken")
    assert shell.host.reported[0].message == "broken"
    assert shell("$?; $Error[0].Message") == [False, "broken"]


def test_dates(shell: Any) -> None:
    assert shell("(Get-Date '2026-11-05').Year; Get-Date '2026-11-05' -Format yyyy/MM") == [2026, "2026/11"]
    assert shell("(Get-Date).AddDays(-90) -lt (Get-Date)") == [True]


def test_bad_jmespath_is_named(shell: Any) -> None:
    with pytest.raises(DifyShellError, match="JMESPath"):
        shell("1 | query 'a['")


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("Set-Content f.txt 'x', 'y'; Get-Content f.txt", ["x", "y"]),
        ("'x' | Set-Content f.txt; 'y' | Add-Content f.txt; Get-Content f.txt -Raw", ["x\ny\n"]),
        ("1..5 > f.txt; Get-Content f.txt -TotalCount 2; Get-Content f.txt -Tail 1", ["1", "2", "5"]),
        ("'a' > f.txt; 'b' >> f.txt; Get-Content f.txt", ["a", "b"]),
        ("'é' | Out-File f.txt -Encoding unicode; Get-Content f.txt -Encoding unicode", ["é"]),
        ("Test-Path f.txt; 'x' > f.txt; Test-Path f.txt", [False, True]),
        ("(New-Item d -ItemType Directory).Name; (Get-Item d).Name; Test-Path d", ["d", "d", True]),
        ("'x' > b.txt; 'x' > a.txt; (Get-ChildItem *.txt).Name", ["a.txt", "b.txt"]),
        ("$null = New-Item d; 'x' > d/c.txt; (Get-ChildItem -Recurse -File).Name", ["c.txt"]),
        ("[PSCustomObject]@{ A = 1; B = 'x, y' } | Export-Csv o.csv; (Import-Csv o.csv).B", ["x, y"]),
        (
            "[PSCustomObject]@{ A = 1 } | Export-Csv o.csv -Delimiter ';' -NoTypeInformation; Get-Content o.csv",
            ['"A"', '"1"'],
        ),
        ("'x' > $null; Test-Path '$null'", [False]),
    ],
)
def test_files(shell: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, text: str, output: list[Any]) -> None:
    monkeypatch.chdir(tmp_path)
    assert shell(text) == output


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Get-Content nothing.txt", "no file or folder 'nothing.txt'"),
        ("'x' > nowhere/f.txt", "no file or folder"),
        ("Get-Item nothing", "no file or folder"),
        ("New-Item here; New-Item here", "exists already"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(
    shell: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, text: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DifyShellError, match=words):
        shell(text)


def test_a_file_is_replaced_whole_or_not_at_all(shell: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shell("'before' > f.txt")
    with pytest.raises(DifyShellError):
        shell("1, 2 | % { if ($_ -eq 2) { throw 'x' }; $_ } > f.txt")
    assert (tmp_path / "f.txt").read_text(encoding="utf-8") == "before\n"
    assert [path.name for path in tmp_path.iterdir()] == ["f.txt"]
