"""Conversions written in the text. Source: about_Type_Conversion."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from dify_shell.errors import EvaluationError


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ('[int]"5"', [5]),
        ('[double]"2.5"', [2.5]),
        ("[string]1.0", ["1"]),
        ('[bool]"no"', [True]),
        ("[bool]0", [False]),
        ("[string[]](1,2)", ["1", "2"]),
        ("([array]1).Count", [1]),
        ("([ordered]@{ b = 1; a = 2 }).Keys", ["b", "a"]),
    ],
)
def test_a_type_makes_a_value_of_its_kind(shell: Any, text: str, output: list[object]) -> None:
    assert shell(text) == output


def test_a_date_is_read_as_local_time(shell: Any) -> None:
    (date,) = shell('[datetime]"2026-11-01 12:30"')
    assert date.replace(tzinfo=None) == datetime(2026, 11, 1, 12, 30)


def test_what_has_no_such_value_is_an_error_with_its_place(shell: Any) -> None:
    with pytest.raises(EvaluationError, match=r"\[int\] takes a whole number, not 'abc'") as failed:
        shell('[int]"abc"')
    assert failed.value.span


def test_an_unknown_type_is_named(shell: Any) -> None:
    with pytest.raises(EvaluationError, match=r"no type \[xml\]"):
        shell('[xml]"<a/>"')
