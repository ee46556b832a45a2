"""Scripts in files, run from a text by their path."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.runtime.script_file import is_script, read_script


@pytest.mark.parametrize(
    ("name", "script"),
    [("./a.ps1", True), ("C:\\work\\a.ps1", True), ("report.PS1", True), ("get-app", False), ("/work/x", True)],
)
def test_a_path_or_the_suffix_makes_a_script(name: str, script: bool) -> None:
    assert is_script(name) == script


def test_a_script_finds_its_arguments_and_shares_the_variables(shell: Any, tmp_path: Path) -> None:
    script = tmp_path / "greet.ps1"
    script.write_text('$greeted += 1\n"Hello $($args[0]) and $($args[1])"', encoding="utf-8-sig")
    assert shell(f"$greeted = 4; & '{script}' you 'all of them'; $greeted; $args") == [
        "Hello you and all of them",
        5,
    ]


def test_exit_ends_the_script_and_not_what_runs_it(shell: Any, tmp_path: Path) -> None:
    script = tmp_path / "leave.ps1"
    script.write_text("'before'; exit 3; 'never'", encoding="utf-8")
    assert shell(f"& '{script}'; $?, $LASTEXITCODE") == ["before", False, 3]


def test_output_of_a_script_goes_down_the_pipeline_as_it_comes(shell: Any, tmp_path: Path) -> None:
    script = tmp_path / "count.ps1"
    script.write_text("foreach ($n in 1..9) { $reached = $n; $n }", encoding="utf-8")
    assert shell(f"& '{script}' | select -First 2; $reached")[:2] == [1, 2]


def test_an_error_in_a_script_names_the_script_and_its_line(shell: Any, tmp_path: Path) -> None:
    script = tmp_path / "broken.ps1"
    script.write_text("'fine'\n\n1 / 0\n", encoding="utf-8")
    with pytest.raises(DifyShellError) as failed:
        shell(f"& '{script}'")
    assert failed.value.source
    assert failed.value.span
    assert failed.value.source.name == str(script)
    assert failed.value.source.line_of(failed.value.span.start) == 3


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DifyShellError, match="nothing.ps1 could not be read") as failed:
        read_script(str(tmp_path / "nothing.ps1"))
    assert failed.value.exit_code == 2


def test_a_script_that_runs_itself_ends_with_an_error(shell: Any, tmp_path: Path) -> None:
    script = tmp_path / "loop.ps1"
    script.write_text(f"& '{script}'", encoding="utf-8")
    with pytest.raises(DifyShellError, match="nested too deeply"):
        shell(f"& '{script}'")
