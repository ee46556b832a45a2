"""Single values on the screen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dify_shell.objects import Hashtable, Property, Record, RecordType, Secret
from dify_shell.render.values import is_number, is_rigid, text_of

APP = RecordType("App", (Property("Name"), Property("Id")), identifiers=("Name", "Id"))
NOON = datetime(2026, 7, 1, 12, 0, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("text", "text"),
        (None, ""),
        (True, "True"),
        (7, "7"),
        (7.0, "7"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (["a", 1, None], "a, 1, "),
        ({"a": 1, "b": {"c": []}}, "{a: 1, b: {c: }}"),
        (Hashtable({"Key": "value"}), "{Key: value}"),
        (APP.of("Support Bot", "1"), "Support Bot"),
        ([APP.of("Support Bot", "1"), APP.of("Triage", "2")], "Support Bot, Triage"),
        (Record({"Name": "made in the shell"}), "{Name: made in the shell}"),
        (Secret("hunter2"), "********"),
        ([Secret("hunter2")], "********"),
        (NOON, NOON.astimezone().strftime("%Y-%m-%d %H:%M")),
        (datetime.max.replace(tzinfo=UTC), "9999-12-31 23:59"),
    ],
    ids=str,
)
def test_a_value_as_text(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_what_lies_deep_is_an_ellipsis() -> None:
    value: list[Any] = []
    for _ in range(10_000):
        value = [value]
    assert text_of(value) == "…"


@pytest.mark.parametrize(("value", "number", "rigid"), [(1, True, True), (True, False, False), (NOON, False, True)])
def test_what_stands_to_the_right_and_what_is_not_cut(value: Any, number: bool, rigid: bool) -> None:
    assert (is_number(value), is_rigid(value)) == (number, rigid)
