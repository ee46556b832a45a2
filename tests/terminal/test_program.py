"""Programs of the system, run by the shell."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the lines are those of a POSIX shell")


def run(text: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "dify_shell", "-c", text], capture_output=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("text", "status", "output"),
    [
        ("!echo hello", 0, "hello\n"),
        ("'b', 'a' | !sort", 0, "a\nb\n"),
        ("'before'; !echo within\n'after'", 0, "before\nwithin\nafter\n"),
        ("(!echo four).Length", 0, "4\n"),
        ("$x = !printf 'a\\nb'\n$x.Count", 0, "2\n"),
        ("!exit 3", 1, ""),
        ('!exit 3\n"$LASTEXITCODE $?"', 0, "3 False\n"),
        ("1..100000 | !head -1", 0, "1\n"),
        ("$env:PSDIFY_PASSWORD = 'difyai123456'\n'x difyai123456' | !cat; env | grep -c difyai123456 || true", 0, None),
    ],
)
def test_a_line_runs(text: str, status: int, output: str | None) -> None:
    done = run(text)
    assert done[0] == status
    assert output is None or done[1] == output
    assert "Traceback" not in done[1]


def test_no_secret_of_the_session_reaches_a_program() -> None:
    text = "$env:PSDIFY_PASSWORD = 'difyai123456'\nConvertTo-SecureString 'hunter2hunter2' -AsPlainText | out-null\n"
    assert "difyai123456" not in run(text + "!env")[1]
    assert "hunter2hunter2" not in run(text + "'hunter2hunter2' | !cat")[1]
