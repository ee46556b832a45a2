"""What is drawn as a table, as a list, as a text."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.objects import Hashtable, Property, Record, RecordType, Secret, Text, View
from dify_shell.render import render

APP = RecordType("App", (Property("Name", priority=1), Property("Description")), identifiers=("Name",))
PROFILE = RecordType("Profile", (Property("Name"), Property("Email")))
BOT = APP.of("Support Bot", "Answers.")


def drawn(*objects: Any, width: int | None = 80, colour: bool = False) -> str:
    return "".join(render(objects, width=width, colour=colour))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("text", "text\n"),
        ("two\nlines", "two\nlines\n"),
        (1.5, "1.5\n"),
        (None, ""),
        (Secret("hunter2"), "********\n"),
        ({"a": [1]}, '{\n  "a": [\n    1\n  ]\n}\n'),
        ([Secret("hunter2")], '[\n  "********"\n]\n'),
        (Record(), ""),
        (Hashtable(), ""),
        (Hashtable({"Key": "value"}), "Name  Value\n----  -----\nKey   value\n"),
        (BOT, "Name\n----\nSupport Bot\n"),
        (PROFILE.of("Olive", "olive@example.com"), "Name  : Olive\nEmail : olive@example.com\n"),
        (Record({"A": 1, "B": 2}), "A  B\n-  -\n1  2\n"),
        (Record(dict.fromkeys("ABCDE", 1)), "A : 1\nB : 1\nC : 1\nD : 1\nE : 1\n"),
    ],
)
def test_what_becomes_of_a_value(value: Any, shown: str) -> None:
    assert drawn(value) == shown


def test_records_of_one_noun_share_a_table_and_those_of_another_stand_apart() -> None:
    assert drawn(BOT, BOT, PROFILE.of("Olive", None), "text", BOT) == dedent("""\
        Name
        ----
        Support Bot
        Support Bot

        Name  : Olive
        Email :\x20
        text
        Name
        ----
        Support Bot
    """)


def test_records_of_one_noun_that_show_other_columns_stand_apart() -> None:
    described = RecordType("App", (Property("Description", priority=1), Property("Name")), identifiers=("Name",))
    assert drawn(BOT, described.of("Answers.", "Bot")).count("----") > 1


def test_hashtables_and_views_stand_apart_too() -> None:
    shown = drawn(View("list", [BOT]), Hashtable({"Key": 1}), Hashtable({"Key": 2}))
    assert [block.split()[0] for block in shown.split("\n\n")] == ["Name", "Name", "Name"]


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        (View("list", [BOT]), "Name        : Support Bot\nDescription : Answers.\n"),
        (View("table", [BOT]), "Name\n----\nSupport Bot\n"),
        (View("table", [PROFILE.of("Olive", "o@x")]), "Name   Email\n----   -----\nOlive  o@x\n"),
        (View("table", [Record(dict.fromkeys("ABCDE", 1))]), "A  B  C  D  E\n-  -  -  -  -\n1  1  1  1  1\n"),
        (View("table", ["text", 1, None]), "text\n1\n"),
        (View("list", [Hashtable({"Key": "value"})]), "Key : value\n"),
        (View("list", ["ab"], (("Length", len),)), "Length : 2\n"),
        (View("table", ["ab"], (("Length", len),)), "Length\n------\n     2\n"),
        (View("table", []), ""),
    ],
)
def test_a_view_asks_for_a_table_or_a_list(view: View, shown: str) -> None:
    assert drawn(view) == shown


def test_values_of_several_lines_stay_beside_their_name_in_a_list() -> None:
    assert drawn(View("list", [Record({"Text": "one\ntwo"})])) == "Text : one\n       two\n"


def test_headings_and_names_are_bold_where_there_are_colours() -> None:
    assert drawn(BOT, colour=True).startswith("\x1b[1mName\x1b[0m\n----\n")
    assert drawn(View("list", [BOT]), colour=True).startswith("\x1b[1mName       \x1b[0m : Support Bot\n")


@pytest.mark.parametrize("syntax", ["json", "yaml", "help"])
def test_a_marked_text_without_colours_is_as_it_is(syntax: Any) -> None:
    text = "[\n  1\n]\nUsage:\n  get-app  All."
    assert drawn(Text(text, syntax), width=None) == text + "\n"


@pytest.mark.parametrize("failure", [DifyShellError("lost"), KeyboardInterrupt()])
def test_what_came_before_a_failure_is_drawn(failure: BaseException) -> None:
    def source() -> Iterator[Record]:
        yield BOT
        raise failure

    pieces: list[str] = []
    with pytest.raises(type(failure)):  # noqa: PT012  # what came before is the point
        for piece in render(source(), width=80, colour=False):
            pieces.append(piece)  # noqa: PERF402  # a list would not keep them
    assert "".join(pieces) == drawn(BOT)
