"""JSON and YAML in colours."""

from __future__ import annotations

import re
from typing import Any

import pytest

from dify_shell.render.syntax import coloured

JSON = '{\n  "name": "Bot",\n  "size": 1.5,\n  "on": true,\n  "none": [null]\n}'
YAML = "name: Bot\nlist:\n- 'quoted: text'\n- |-\n  two\n  lines\n"


@pytest.mark.parametrize(("text", "syntax"), [(JSON, "json"), (YAML, "yaml"), ("\n no JSON { \n", "json")])
def test_colours_change_nothing_else(text: str, syntax: Any) -> None:
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured(text, syntax)) == text


def test_names_texts_numbers_and_constants_look_different() -> None:
    shown = coloured(JSON, "json")
    assert '\x1b[36m"name"\x1b[0m: \x1b[32m"Bot"\x1b[0m' in shown
    assert "\x1b[35m1.5\x1b[0m" in shown
    assert "\x1b[35;1mtrue\x1b[0m" in shown


@pytest.mark.parametrize("text", ["key: two words", "key: 'a: b c'", 'key: "two \\e words"', "- two words"])
def test_a_value_stays_in_one_piece_so_that_a_secret_in_it_is_found(text: str) -> None:
    value = text.partition(" ")[2].strip("'\"")
    assert value in coloured(text, "yaml")
