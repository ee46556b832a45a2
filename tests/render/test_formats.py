"""Objects as JSON, YAML and CSV."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some

from dify_shell.objects import Record, Text
from dify_shell.render.clean import CONTROL
from dify_shell.render.formats import is_deeper, to_csv, to_json, to_yaml

TEXTS = some.text(some.characters(exclude_categories=["Cs"]))
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: some.lists(inner) | some.dictionaries(TEXTS, inner),
    max_leaves=8,
)


@given(JSON)
def test_json_reads_back_and_is_safe_to_show(value: Any) -> None:
    text = to_json(value, depth=20, compress=True)
    assert json.loads(text) == value
    assert not CONTROL.search(text)


@given(JSON)
def test_yaml_reads_back_and_is_safe_to_show(value: Any) -> None:
    text = to_yaml(value, depth=20)
    assert yaml.safe_load(text) == value
    assert not CONTROL.search(text)


def test_control_characters_are_escaped_in_the_format_s_own_way() -> None:
    assert to_json("\x1b \x9b \u202e é", depth=2, compress=True) == '"\\u001b \\u009b \\u202e é"'
    assert to_yaml("\x1b \x9b \u202e é", depth=2) == '"\\e \\x9B \\u202e é"'


def test_what_lies_deeper_becomes_its_text() -> None:
    value = {"a": {"b": {"c": 1}}}
    assert to_json(value, depth=1, compress=True) == '{"a":{"b":"{c: 1}"}}'
    assert (is_deeper(value, 1), is_deeper(value, 2)) == (True, False)


def test_yaml_of_a_single_value_is_the_value() -> None:
    assert to_yaml("text", depth=2) == "text"
    assert to_yaml(Text("marked", "json"), depth=2) == "marked"


def test_dates_are_written_with_their_zone_in_json_and_without_in_csv() -> None:
    record = Record({"At": datetime(2026, 7, 1, 12, tzinfo=UTC)})
    assert to_json(record, depth=2, compress=True) == '{"At":"2026-07-01T12:00:00+00:00"}'
    assert list(to_csv([record], delimiter=",")) == ['"At"', '"2026-07-01 12:00:00+00:00"']


@given(some.lists(TEXTS, min_size=1, max_size=3))
def test_csv_reads_back(values: list[str]) -> None:
    record = Record({f"C{place}": value for place, value in enumerate(values)})
    lines = [line + "\r\n" for line in to_csv([record], delimiter=";")]
    assert list(csv.reader(lines, delimiter=";"))[1] == values


@pytest.mark.parametrize("value", ["text", 1])
def test_csv_of_values_that_are_no_records_has_one_column(value: object) -> None:
    assert list(to_csv([value], delimiter=",")) == ['"Value"', f'"{value}"']
