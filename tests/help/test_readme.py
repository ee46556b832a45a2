"""The README's table of commands is the registry's. Run as a program, this file writes it."""

from __future__ import annotations

from pathlib import Path

from dify_shell.commands import all_commands
from dify_shell.help import readme_table
from dify_shell.runtime.registry import Registry

README = Path(__file__).parents[2] / "README.md"
START, END = "<!-- commands -->\n", "<!-- /commands -->"


def with_current_table(text: str) -> str:
    """The README's text, with the table as it is to be between the two comments."""
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}{readme_table(Registry(all_commands()))}{END}{after}"


def test_the_readme_lists_the_commands_there_are() -> None:
    text = README.read_text(encoding="utf-8")
    assert START in text
    assert END in text
    assert text == with_current_table(text), "write it anew with: python tests/help/test_readme.py"


if __name__ == "__main__":
    README.write_text(with_current_table(README.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
