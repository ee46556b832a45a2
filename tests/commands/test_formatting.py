"""JSON, YAML, CSV and the formatters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dify_shell.errors import DifyShellError


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("@{ a = 1; b = 'é' } | ConvertTo-Json -Compress", ['{"a":1,"b":"é"}']),
        ("1, 2 | ConvertTo-Json -Compress", ["[1,2]"]),
        ("1 | ConvertTo-Json -AsArray -Compress", ["[1]"]),
        (
            "@{ p = (ConvertTo-SecureString 'hunter2hunter2' -AsPlainText -Force) } | json -Compress",
            ['{"p":"********"}'],
        ),
        ("@{ a = 1; b = 'x', 'y' } | ConvertTo-Yaml", ["a: 1\nb:\n- x\n- y"]),
        ('(\'{"a": [1, {"b": null}]}\' | ConvertFrom-Json).A[0]', [1]),
        ("('name: Bot' | ConvertFrom-Yaml).Name", ["Bot"]),
        ("[PSCustomObject]@{ A = 'x \"y\"'; B = 1.5 } | ConvertTo-Csv", ['"A","B"', '"x ""y""","1.5"']),
        ("('a;b', '1;2' | ConvertFrom-Csv -Delimiter ';').b", ["2"]),
        ("([PSCustomObject]@{ A = 1; B = 2 } | Format-Table B | Out-String)", ["B\n-\n2\n"]),
        ("([PSCustomObject]@{ A = 1; BB = 2 } | Format-List | Out-String)", ["A  : 1\nBB : 2\n"]),
    ],
)
def test_forms(shell: Any, text: str, output: list[object]) -> None:
    assert shell(text) == output


def test_what_lies_deeper_becomes_a_text_with_a_warning(shell: Any) -> None:
    assert shell("@{ a = @{ b = @{ c = @{ d = 1 } } } } | json -Compress") == ['{"a":{"b":{"c":"{d: 1}"}}}']
    assert "deeper than 2 levels" in shell.host.messages[0][1]
    assert shell("@{ a = @{ b = @{ c = @{ d = 1 } } } } | json -Compress -Depth 3") == ['{"a":{"b":{"c":{"d":1}}}}']


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("'{\"a\": ' | ConvertFrom-Json", "no JSON.*line 1, column"),
        ("'a: [' | ConvertFrom-Yaml", "no YAML"),
        ("'!!python/object/apply:os.getcwd []' | ConvertFrom-Yaml", "no YAML"),
        ("1 | ConvertTo-Csv -Delimiter '--'", "one character"),
    ],
)
def test_bad_texts_are_named(shell: Any, text: str, words: str) -> None:
    with pytest.raises(DifyShellError, match=words):
        shell(text)


def test_a_csv_file_reads_back(connected: Any, tmp_path: Path) -> None:
    file = tmp_path / "apps.csv"
    connected(f"apps | select Name, Mode | Export-Csv '{file}' -NoTypeInformation")
    assert connected(f"(Import-Csv '{file}').Count; (Import-Csv '{file}' | select -First 1).Name") == [
        250,
        "Support Bot",
    ]
