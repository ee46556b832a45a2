"""What PSDify's users type and paste runs, block by block of the shared list, against the sandbox.

Values in the list stand for the sandbox's own: its address, its account, the current folder's files.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from dify_shell.sandbox import Sandbox

SHARED = Path(os.environ.get("DIFY_SHELL_SHARED", Path(__file__).parents[2] / "shared"))
SNIPPETS = SHARED / "reference" / "snippets.md"
TEXT = SNIPPETS.read_text(encoding="utf-8") if SNIPPETS.exists() else ""
BLOCKS = re.findall(r"```(?:powershell)?\n(.*?)```", TEXT, re.DOTALL)

DSL = """app:
  name: Support Bot
  mode: advanced-chat
kind: app
version: '0.1.5'
workflow:
  graph: {nodes: [gpt-4o-mini], edges: []}
"""


@pytest.fixture
def prepared(shell: Any, modern: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session in a folder with the files that the blocks speak of, on a server that has what they ask for."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"DSLs/Support Bot.yml": DSL, "DSLs/a.yml": DSL, "Docs/a.md": "A document."}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    modern.world.knowledge.datasets[:] = [one for one in modern.world.knowledge.datasets if one["name"] != "Handbook"]
    shell.sign_in_to(modern)
    shell("$null = set-system-model -Type text-embedding -Provider openai -Name text-embedding-3-small")
    shell("$null = new-app-api-key 'Support Bot'; $null = new-member user@example.com")
    environment = shell.state.environment
    environment["PSDIFY_MARKETPLACE_URL"] = f"{modern.url}/marketplace"
    environment["PSDIFY_APP_URL"] = modern.url
    monkeypatch.setattr("dify_shell.commands.waiting.sleep", lambda seconds: None)
    return shell


def as_here(block: str, sandbox: Sandbox, shell: Any) -> str:
    """A block with the sandbox's address, account and tokens in it."""
    access, _, csrf = (secret.reveal() for secret in shell.state.connection.client.credentials.secrets())
    tokens = iter([access, csrf])
    block = re.sub(r'"eyJhbGci\.\.\."', lambda _: f'"{next(tokens)}"', block)
    for written, ours in {
        "https://dify.example.com": sandbox.url,
        "https://cloud.dify.ai": sandbox.url,
        "AwesomeDify123!": sandbox.password,
    }.items():
        block = block.replace(written, ours)
    return block


@pytest.mark.skipif(not BLOCKS, reason="the shared reference is not here")
@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_runs(prepared: Any, modern: Sandbox, block: str) -> None:
    prepared.host.answers = answers(block, modern)
    prepared(f"$DifyPassword = ConvertTo-SecureString '{modern.password}' -AsPlainText -Force")
    prepared(as_here(block, modern, prepared))
    assert prepared.host.reported == []


def answers(block: str, sandbox: Sandbox) -> list[str]:
    """What a user types who is asked: a password, or the code that was just mailed."""
    if '"Code"' in block:
        return Mailed(sandbox)
    return [sandbox.password] * 3


class Mailed(list[str]):
    """The codes in the outbox, at the moment they are asked for."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(["a code"])
        self._sandbox = sandbox

    def pop(self, index: Any = -1) -> str:
        return self._sandbox.world.outbox[-1].code
