"""No input ends the shell or shows a traceback: a text runs, or an error of ours says why not."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dify_shell.errors import DifyShellError
from dify_shell.runtime.signals import ExitShell

SHARED = Path(os.environ.get("DIFY_SHELL_SHARED", Path(__file__).parents[3] / "shared"))
SNIPPETS = SHARED / "reference" / "snippets.md"

values = st.sampled_from(
    ["1", "0", "-3", "2.5", "'a'", '"b $x"', "$null", "$true", "$x", "@()", "1, 2, 'c'", "@{ a = 1 }", "$_", "1..3",
     "$x.Length", "$x[0]", "(Get-Date)", "[int]'5'", "$env:HOME", "$Error", "{ $_ }"]
)  # fmt: skip
operators = st.sampled_from(
    "+ - * / % -eq -ne -gt -lt -like -match -replace -split -join -contains -in -and -or -xor .. -f -ceq -notin".split()
)
commands = st.sampled_from(
    ["where { $_ }", "select -First 1", "sort", "measure -Sum", "group", "json", "% { $_ }", "out-string", "get-unique",
     "get-member", "table", "list", "csv", "yaml", "select -Property a", "where a -eq 1", "tee -Variable t"]
)  # fmt: skip


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A few statements of the language, put together with no regard to what makes sense."""
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        text = draw(values)
        for _ in range(draw(st.integers(0, 3))):
            text = f"{text} {draw(operators)} {draw(values)}"
        for _ in range(draw(st.integers(0, 2))):
            text = f"{text} | {draw(commands)}"
        lines.append(
            draw(st.sampled_from(["{}", "$x = {}", "if ({}) {{ 1 }}", "foreach ($i in {}) {{ $i }}"])).format(text)
        )
    return "\n".join(lines)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """A text that people paste, with a piece taken out, doubled or replaced."""
    blocks = re.findall(r"```(?:powershell)?\n(.*?)```", SNIPPETS.read_text(encoding="utf-8"), re.DOTALL)
    text: str = draw(st.sampled_from([block for block in blocks if "-Dify" not in block and "connect" not in block]))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 12)))
    return text[:start] + draw(st.text(max_size=4)) + text[end:]


def run_or_refuse(shell: Any, text: str) -> None:
    if "!" in text or "read-host" in text.lower() or "start-sleep" in text.lower():
        return
    try:
        list(shell(text))
    except (DifyShellError, ExitShell):
        return


quick = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(text=programs())
def test_programs_of_the_language(shell: Any, text: str) -> None:
    run_or_refuse(shell, text)


@quick
@given(text=st.text(max_size=80).filter(lambda text: ">" not in text))
def test_any_text(shell: Any, text: str) -> None:
    run_or_refuse(shell, text)


@pytest.mark.skipif(not SNIPPETS.exists(), reason="the shared reference is not here")
@quick
@given(text=mangled().filter(lambda text: ">" not in text))
def test_mangled_texts(shell: Any, tmp_path: Path, text: str) -> None:
    before = os.getcwd()
    os.chdir(tmp_path)
    try:
        run_or_refuse(shell, text)
    finally:
        os.chdir(before)
