"""File names made of what a server calls its things."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dify_shell.commands.file_names import folded, safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Support Bot", "Support Bot"),
        ("Q&A/test", "Q_A_test"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", "_"),
        (".hidden", "hidden"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("COM1", "_COM1"),
        ("trailing. ", "trailing"),
        ("社内ヘルプデスク", "社内ヘルプデスク"),
        ("bell\x07tab\tline\n", "bell_tab_line_"),
        ("", "_"),
        ("a\u202eexe.yml", "aexe.yml"),
        ('Tom\'s "R&D"', "Tom's _R_D_"),
    ],
)
def test_a_name_is_safe_on_every_platform(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=500))
def test_no_text_makes_a_path_or_too_long_a_name(text: str) -> None:
    name = safe_name(text)
    assert name
    assert not set(name) & set('<>:"/\\|?*\x00')
    assert name not in (".", "..")
    assert len(name.encode()) <= 201
    assert not name.endswith((".", " "))
    assert not name.startswith(".")


def test_names_that_one_file_system_takes_for_one_are_the_same_here() -> None:
    assert folded("Café") == folded("CAFE\u0301")
    assert folded("Bot") == folded("bOT")
