"""What PSDify's users type and paste can be read, block by block of the shared list."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from dify_shell.language.parser import parse

SHARED = Path(os.environ.get("DIFY_SHELL_SHARED", Path(__file__).parents[3] / "shared"))
SNIPPETS = SHARED / "reference" / "snippets.md"
TEXT = SNIPPETS.read_text(encoding="utf-8") if SNIPPETS.exists() else ""
BLOCKS = re.findall(r"```(?:powershell)?\n(.*?)```", TEXT, re.DOTALL)


@pytest.mark.skipif(not BLOCKS, reason="the shared reference is not here")
@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_can_be_read(block: str) -> None:
    assert parse(block).errors == ()


@pytest.mark.skipif(not BLOCKS, reason="the shared reference is not here")
@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_that_is_being_typed_has_a_tree(block: str) -> None:
    """Colours, menu and masking read it at every key."""
    for end in range(len(block)):
        typed = block[:end]
        statements = parse(typed).script.statements
        assert bool(statements) == bool(typed.strip()) or typed.lstrip().startswith("#")
