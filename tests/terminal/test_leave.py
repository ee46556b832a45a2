"""Leaving is quick, and loses nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
PROGRAM = "import sys; from dify_shell.terminal.leave import leave; print('last words'); leave(int(sys.argv[1]))"


def command(status: int) -> list[str]:
    return [sys.executable, "-W", "error", "-c", PROGRAM, str(status)]


@pytest.mark.parametrize("status", [0, 3])
def test_what_was_written_arrives_and_the_status_is_given(status: int) -> None:
    ran = subprocess.run(command(status), capture_output=True, text=True, cwd=ROOT)
    assert (ran.returncode, ran.stdout, ran.stderr) == (status, "last words\n", "")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise on Windows")
def test_a_reader_that_has_gone_is_no_failure() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(command(0), stdout=writing, stderr=subprocess.PIPE, cwd=ROOT, env=BUFFERED)
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_output_that_cannot_be_written_is_a_failure() -> None:
    with open("/dev/full", "w") as full:
        assert subprocess.run(command(0), stdout=full, cwd=ROOT, env=BUFFERED).returncode == 1
