"""Whatever a server sends: it is shown, it fits, and it commands nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dify_shell.objects import Record, Secret, Text, View
from dify_shell.render import render
from dify_shell.render.clean import CONTROL, cells
from dify_shell.render.formats import to_csv, to_json, to_yaml

PLAIN = some.none() | some.booleans() | some.integers() | some.floats() | some.text() | some.datetimes()
JSON = some.recursive(PLAIN, lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner), max_leaves=8)
RECORDS = some.lists(some.dictionaries(some.text(), JSON, max_size=6).map(Record), max_size=4)
FORMS = some.sampled_from(["table", "list"])


@given(
    some.lists(some.lists(JSON, min_size=3, max_size=3), min_size=1, max_size=4),
    some.integers(1, 60),
    some.booleans(),
    some.booleans(),
)
def test_no_line_of_a_table_is_wider_than_the_screen(rows: list[Any], width: int, wrap: bool, auto_size: bool) -> None:
    records = [Record(zip(("Name", "日本", "Id"), row, strict=True)) for row in rows]
    text = "".join(render([View("table", records, None, wrap, auto_size)], width=width, colour=False))
    is_list = text.startswith("Name : ")
    assert is_list or all(cells(line) <= width for line in text.split("\n"))


@given(some.lists(JSON, min_size=1, max_size=4), some.integers(1, 60), some.booleans())
def test_a_single_column_always_fits(values: list[Any], width: int, wrap: bool) -> None:
    view = View("table", values, (("Value", lambda value: value),), wrap)
    assert all(cells(line) <= width for line in "".join(render([view], width=width, colour=False)).split("\n"))


@given(RECORDS | some.lists(JSON, max_size=4), some.none() | some.integers(0, 60), FORMS, some.booleans())
def test_everything_is_shown_and_no_control_character_leaves(
    objects: list[Any], width: int | None, form: Any, wrap: bool
) -> None:
    for shown in (objects, [View(form, objects, wrap=wrap)]):
        text = "".join(render(shown, width=width, colour=False))
        assert not CONTROL.search(text)


@given(some.text(), some.sampled_from(["json", "yaml", "help"]), some.none() | some.integers(1, 60))
def test_colours_are_the_only_escapes(text: str, syntax: Any, width: int | None) -> None:
    shown = "".join(render([Text(text, syntax)], width=width, colour=True))
    for code in ("0", "1", "32", "35", "36", "34;1", "35;1"):
        shown = shown.replace(f"\x1b[{code}m", "")
    assert not CONTROL.search(shown)


@pytest.mark.parametrize("form", ["table", "list"])
def test_a_secret_is_masked_in_every_form(form: Any) -> None:
    record = Record({"Key": Secret("hunter2"), "Inner": {"Keys": [Secret("hunter2")]}})
    texts = [
        *render([record, View(form, [record]), [Secret("hunter2")]], width=80, colour=True),
        to_json(record, depth=9, compress=False),
        to_yaml(record, depth=9),
        *to_csv([record], delimiter=","),
    ]
    assert "hunter2" not in "".join(texts)
    assert all("********" in text for text in (texts[-1], texts[-3], texts[-4]))


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize("width", [12, 30, None])
def test_a_text_that_is_known_as_secret_is_masked_before_it_is_cut(width: int | None, wrap: bool) -> None:
    secret = "correct horse battery staple"
    records = [Record({"Name": f"my {secret}", "Other": "x" * 20})]
    shown = "".join(
        render(
            [secret, [secret], View("table", records, wrap=wrap), View("list", records)],
            width=width,
            colour=True,
            mask=lambda text: text.replace(secret, "********"),
        )
    )
    assert not any(word in shown for word in secret.split())
