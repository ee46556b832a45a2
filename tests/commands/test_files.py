"""Files and folders, in a folder of the test's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from dify_shell.errors import DifyShellError


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, empty."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("Set-Content f.txt 'x', 'y'; Get-Content f.txt", ["x", "y"]),
        ("'x' | Set-Content -Path f.txt; 'y' | Add-Content f.txt; Get-Content f.txt -Raw", ["x\ny\n"]),
        ("'x' | Set-Content f.txt -NoNewline; Get-Content f.txt -Raw", ["x"]),
        ("1..5 > f.txt; Get-Content f.txt -TotalCount 2; Get-Content f.txt -Tail 1", ["1", "2", "5"]),
        ("1..5 > f.txt; gc f.txt -First 1; gc f.txt -Last 1; gc f.txt -Tail -3", ["1", "5"]),
        ("'a' > f.txt; 'b' >> f.txt; Get-Content f.txt", ["a", "b"]),
        ("'a' | Out-File f.txt; 'b' | Out-File f.txt -Append; cat f.txt", ["a", "b"]),
        ("[PSCustomObject]@{ A = 1 } | Out-File f.txt; cat f.txt | select -First 3", ["A", "-", "1"]),
        ("'x' > a.txt; 'y' > b.txt; Get-Content *.txt", ["x", "y"]),
        ("'x' > 'a[1].txt'; Get-Content 'a[1].txt'; Get-Content -LiteralPath 'a[1].txt'", ["x", "x"]),
        ("'x' > a.txt; gci | % { gc $_.FullName }", ["x"]),
        ("Test-Path f.txt; 'x' > f.txt; Test-Path f.txt; Test-Path *.txt; Test-Path *.md", [False, True, True, False]),
        (
            "$null = New-Item d -ItemType Directory; Test-Path d -PathType Container; Test-Path d -PathType Leaf",
            [True, False],
        ),
        ("(New-Item a/b/c -ItemType Directory -Force).Name; Test-Path a/b", ["c", True]),
        ("$null = New-Item f.txt -Value 'text'; Get-Content f.txt; (Get-Item f.txt).Length", ["text", 4]),
        ("(New-Item -Path . -Name d -ItemType Directory).Name", ["d"]),
        ("$null = New-Item d -Type Directory; $null = New-Item d -Type Directory -Force; Test-Path d", [True]),
        ("'x' > b.txt; 'x' > a.txt; (Get-ChildItem).Name; (Get-ChildItem b*).Name", ["a.txt", "b.txt", "b.txt"]),
        ("$null = New-Item d -Type Directory; 'x' > d/c.txt; (gci -Recurse -File).Name", ["c.txt"]),
        ("$null = New-Item d -Type Directory; 'x' > c.txt; (gci -Directory).Name; gci -Name", ["d", "c.txt", "d"]),
        (
            "'x' > a.txt; 'x' > b.md; gci -Name -Filter *.md; gci -Name -Include *.txt; gci -Name -Exclude a*",
            ["b.md", "a.txt", "b.md"],
        ),
        ("'x' > .hidden; gci -Name; gci -Name -Force; (Get-Item .hidden).Name", [".hidden", ".hidden"]),
        ("'x' > a.b.txt; Get-Item a.b.txt | % { $_.BaseName, $_.Extension }", ["a.b", ".txt"]),
        ("'x' > $null; Test-Path '$null'", [False]),
    ],
)
def test_files(shell: Any, here: Path, text: str, output: list[object]) -> None:
    assert shell(text) == output


@pytest.mark.parametrize("encoding", ["utf8", "utf8BOM", "utf8NoBOM", "unicode", "utf32", "bigendianunicode"])
def test_a_text_reads_back_in_the_encoding_it_was_written_in(shell: Any, here: Path, encoding: str) -> None:
    shell(f"'é日' | Out-File f.txt -Encoding {encoding}; 'ß' | Add-Content f.txt -Encoding {encoding}")
    assert shell(f"Get-Content f.txt -Encoding {encoding}") == ["é日", "ß"]


@pytest.mark.parametrize("encoding", ["utf8BOM", "unicode"])
def test_a_byte_order_mark_says_the_encoding_by_itself(shell: Any, here: Path, encoding: str) -> None:
    assert shell(f"'a,é' | Set-Content f.csv -Encoding {encoding}; Get-Content f.csv") == ["a,é"]
    assert shell("(Import-Csv f.csv -Header x, y).y") == ["é"]


def test_what_does_not_fit_an_encoding_is_an_error_and_no_file(shell: Any, here: Path) -> None:
    with pytest.raises(DifyShellError, match="does not fit"):
        shell("'é' | Out-File f.txt -Encoding ascii")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("[PSCustomObject]@{ A = 1; B = 'x, \"y\"' } | Export-Csv o.csv; (Import-Csv o.csv).B", ['x, "y"']),
        ("[PSCustomObject]@{ A = 1 } | Export-Csv o.csv -Delimiter ';' -NoTypeInformation; gc o.csv", ['"A"', '"1"']),
        (
            "$o = [PSCustomObject]@{ A = 1; B = 2 }; $o | epcsv o.csv; $o | epcsv o.csv -Append; (ipcsv o.csv).B",
            ["2", "2"],
        ),
        ("'a;b', '1;2' > o.csv; (Import-Csv o.csv -Delimiter ';').b", ["2"]),
        ('[PSCustomObject]@{ A = "x`ny" } | Export-Csv o.csv; (Import-Csv o.csv).A', ["x\ny"]),
        ("'é' | % { [PSCustomObject]@{ A = $_ } } | Export-Csv o.csv -Encoding utf8BOM; (Import-Csv o.csv).A", ["é"]),
    ],
)
def test_csv_files_read_back(shell: Any, here: Path, text: str, output: list[object]) -> None:
    assert shell(text) == output


def test_join_path_uses_what_separates_folders_here(shell: Any) -> None:
    assert shell("Join-Path a b; Join-Path a b c d") == [str(Path("a/b")), str(Path("a/b/c/d"))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Get-Content nothing.txt", "no file or folder 'nothing.txt'"),
        ("'x' > nowhere/f.txt", "no file or folder"),
        ("Get-Item nothing", "no file or folder"),
        ("Get-ChildItem nothing", "no file or folder"),
        ("$null = New-Item f; New-Item f", "exists already"),
        ("$null = New-Item d -Type Directory; New-Item d -Type Directory", "exists already"),
        ("'x' > f; 'y' | Out-File f -NoClobber", "exists already"),
        ("Import-Csv nothing.csv", "no file or folder"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(shell: Any, here: Path, text: str, words: str) -> None:
    with pytest.raises(DifyShellError, match=words):
        shell(text)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows words it in another way")
def test_a_folder_is_no_file(shell: Any, here: Path) -> None:
    with pytest.raises(DifyShellError, match="is a folder"):
        shell("Get-Content .")


def test_a_file_is_replaced_whole_or_not_at_all(shell: Any, here: Path) -> None:
    shell("'before' > f.txt")
    with pytest.raises(DifyShellError):
        shell("1, 2 | % { if ($_ -eq 2) { throw 'x' }; $_ } > f.txt")
    assert (here / "f.txt").read_text(encoding="utf-8") == "before\n"
    assert [path.name for path in here.iterdir()] == ["f.txt"]


def test_a_file_can_be_read_and_replaced_in_one_line(shell: Any, here: Path) -> None:
    assert shell("1..3 > f.txt; gc f.txt | % { [int]$_ * 2 } | Set-Content f.txt; gc f.txt") == ["2", "4", "6"]
