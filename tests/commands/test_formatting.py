"""JSON, YAML, CSV and the formatters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.render import render


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
        ("[PSCustomObject]@{ A = 'x,1'; B = 'y' } | ConvertTo-Csv -UseQuotes AsNeeded", ["A,B", '"x,1",y']),
        ("[PSCustomObject]@{ A = 'x,1'; B = 'y' } | ConvertTo-Csv -UseQuotes never -NoHeader", ["x,1,y"]),
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


def test_a_csv_file_may_have_no_header_and_no_quotes(shell: Any, tmp_path: Path) -> None:
    file = tmp_path / "apps.csv"
    shell(f"[PSCustomObject]@{{ A = 1; B = 2 }} | Export-Csv '{file}' -NoHeader -UseQuotes AsNeeded")
    assert file.read_text() == "1,2\n"


def shown(shell: Any, text: str, *, width: int = 60, colour: bool = False) -> str:
    return "".join(render(shell(text), width=width, colour=colour))


THING = "[PSCustomObject]@{ Name = 'Support Bot'; Text = 'Answers what customers ask'; Runs = 5; A = 1; B = 2 }"


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("Format-Table", ["Name", "Text", "Runs", "A", "B"]),
        ("Format-Table *", ["Name", "Text", "Runs", "A", "B"]),
        ("Format-Table runs, n*", ["runs", "Name"]),
        ("Format-Table ?", ["A", "B"]),
        ("Format-Table [a-b], [rt]*", ["A", "B", "Text", "Runs"]),
        ("Format-Table Name, @{ Name = 'Double'; Expression = { $_.Runs * 2 } }", ["Name", "Double"]),
    ],
)
def test_a_table_of_chosen_columns(shell: Any, text: str, headings: list[str]) -> None:
    assert shown(shell, f"{THING} | {text}").splitlines()[0].split() == headings


def test_a_table_that_is_wrapped_shows_all_of_a_text(shell: Any) -> None:
    assert shown(shell, f"{THING} | Format-Table Name, Text -Wrap", width=30).splitlines()[2:] == [
        "Support Bot  Answers what",
        "             customers ask",
    ]


def test_a_table_with_auto_size_is_measured_by_all_objects(shell: Any) -> None:
    text = "1..200 | foreach { [PSCustomObject]@{ Name = 'x' * $_; End = 1 } } | Format-Table"
    assert "…" in shown(shell, text, width=300).splitlines()[-1]
    assert "…" not in shown(shell, f"{text} -AutoSize", width=300).splitlines()[-1]


def test_a_list_of_chosen_properties(shell: Any) -> None:
    assert shown(shell, f"{THING} | Format-List n*, runs") == "Name : Support Bot\nruns : 5\n"


def test_a_table_begins_with_the_first_page(connected: Any, modern: Any) -> None:
    rows = render(connected("apps | Format-Table Name"), width=60, colour=False)
    assert next(rows).strip() == "Name"
    assert [request.path for request in modern.requests].count("/console/api/apps") == 1


@pytest.mark.parametrize("command", ["ConvertTo-Json", "ConvertTo-Yaml"])
def test_a_text_of_another_form_is_coloured_on_the_screen_and_the_same_anywhere_else(shell: Any, command: str) -> None:
    (text,) = shell(f"@{{ a = 'x' }} | {command}")
    assert "\x1b" not in text
    assert shown(shell, f"@{{ a = 'x' }} | {command}") == text + "\n"
    assert "\x1b[36m" in shown(shell, f"@{{ a = 'x' }} | {command}", colour=True)


def test_help_is_folded_on_the_screen_and_a_text_anywhere_else(shell: Any) -> None:
    (text,) = shell("help get-app")
    assert max(map(len, shown(shell, "help get-app", width=60).splitlines())) <= 60
    assert shell("(help get-app | out-string).TrimEnd()") == [text]
