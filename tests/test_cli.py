"""The command line: what runs, and the status it ends with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dify_shell import __version__


def dify_shell(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dify_shell", *arguments],
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_version_is_told() -> None:
    assert dify_shell("--version").stdout == f"dify-shell {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["-c", "'done'"], 0, ""),
        (["-c", "throw 'no'"], 1, "no"),
        (["-c", "1 +* 2"], 2, "^"),
        (["-c", "get-nothing"], 2, "There is no command 'get-nothing'"),
        (["--nonsense"], 2, "usage"),
        (["no-such-file.ps1"], 2, "no-such-file.ps1"),
        (["-c", "get-profile"], 3, "not connected"),
        (["-c", "connect http://127.0.0.1:9 -Email a@b.c -Password secret-secret"], 4, "refused"),
        (["-c", "exit 7"], 7, ""),
    ],
)
def test_the_exit_status_says_how_it_went(arguments: list[str], status: int, words: str) -> None:
    done = dify_shell(*arguments)
    assert (done.returncode, words in done.stderr) == (status, True)
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_a_script_and_standard_input_run_without_a_prompt(tmp_path: Path) -> None:
    script = tmp_path / "script.ps1"
    script.write_text("'from a file'\n\nget-nothing\n'never'\n", encoding="utf-8")
    done = dify_shell(str(script))
    assert done.stdout == "from a file\n"
    assert f"{script}:3" in done.stderr
    assert dify_shell(text="'from a pipe'").stdout == "from a pipe\n"


@pytest.mark.parametrize("version", ["1.5.0", "1.17.0"])
def test_the_sandbox_is_connected_before_the_text_runs(version: str) -> None:
    done = dify_shell("--sandbox", "--sandbox-version", version, "-c", "(get-version).Version")
    assert (done.returncode, done.stdout.strip()) == (0, version)


def test_the_sandbox_is_the_marketplace_too() -> None:
    done = dify_shell("--sandbox", "-c", "(find-plugin -Id langgenius/openai).Id")
    assert (done.returncode, done.stdout.strip()) == (0, "langgenius/openai")


@pytest.mark.parametrize(
    "text",
    [
        "foo && connect -Password hunter2hunter2",
        "1 / 0; connect -Password hunter2hunter2",
        "connect -Nonsense -Password hunter2hunter2",
        "$env:PSDIFY_PASSWORD = 'hunter2hunter2' + )",
    ],
)
def test_an_error_shows_the_line_without_its_secrets(text: str) -> None:
    done = dify_shell("-c", text)
    assert done.returncode
    assert "hunter2" not in done.stdout + done.stderr
    assert "^" in done.stderr
