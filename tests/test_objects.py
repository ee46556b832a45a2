"""What flows through pipelines: records that keep order and ignore case, and secrets that never show."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.objects import (
    MASK,
    CaseInsensitiveMapping,
    Hashtable,
    Property,
    Record,
    RecordType,
    Secret,
    Text,
    local_time,
    revealed,
)

APP = RecordType(
    "App",
    (
        Property("Id", "id"),
        Property("Name", "name", str.upper),
        Property("Workflow", "workflow.id"),
    ),
    identifiers=("Name", "Id"),
)


@pytest.mark.parametrize(
    "show",
    [
        str,
        repr,
        "{}".format,
        "{!r}".format,
        "{:>20}".format,
        lambda secret: f"{[secret]}",
    ],
)
def test_a_secret_never_shows(show: Callable[[Secret], str]) -> None:
    assert "hunter2" not in show(Secret("hunter2"))
    assert MASK in show(Secret("hunter2"))


def test_a_secret_keeps_its_text_for_those_who_ask() -> None:
    assert Secret("hunter2").reveal() == "hunter2"


def test_a_secret_compares_by_its_text_but_equals_no_text() -> None:
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1


def test_a_secret_is_true_if_there_is_any_text() -> None:
    assert Secret("x")
    assert not Secret("")


@pytest.mark.parametrize("copier", [pickle.dumps, copy.deepcopy, json.dumps])
def test_a_secret_is_not_written_or_copied_anywhere(copier: Callable[[Secret], object]) -> None:
    with pytest.raises(TypeError):
        copier(Secret("hunter2"))


def test_keys_are_found_in_any_case_and_keep_the_first_spelling_and_the_order() -> None:
    mapping = CaseInsensitiveMapping({"Name": 1, "Id": 2})
    mapping["NAME"] = 3
    assert list(mapping.items()) == [("Name", 3), ("Id", 2)]
    assert "nAmE" in mapping
    del mapping["name"]
    assert list(mapping) == ["Id"]


def test_keys_of_a_hashtable_need_not_be_texts() -> None:
    table: Any = Hashtable([("a", 1)])
    table[1] = "one"
    assert table[1] == "one"
    assert 2 not in table


def test_a_missing_key_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        Record()["Name"]


def test_a_noun_makes_records_of_json() -> None:
    raw = {"id": "1", "name": "bot", "workflow": {"id": "w"}}
    record = APP.record(raw, Extra=True)
    assert dict(record) == {"Id": "1", "Name": "BOT", "Workflow": "w", "Extra": True}
    assert record.type is APP
    assert record.raw is raw


@pytest.mark.parametrize("workflow", [None, {}, "text", [1]])
def test_a_path_that_leads_nowhere_gives_nothing(workflow: object) -> None:
    assert APP.record({"name": "bot", "workflow": workflow})["Workflow"] is None


def test_a_record_made_in_the_shell_has_a_value_for_each_property() -> None:
    assert dict(APP.of("1", "bot", None)) == {"Id": "1", "Name": "bot", "Workflow": None}
    with pytest.raises(ValueError, match="shorter"):
        APP.of("1", "bot")


def test_unix_seconds_are_local_time_and_nothing_is_nothing() -> None:
    assert local_time(1_769_864_400) == datetime(2026, 1, 31, 13, tzinfo=UTC)
    assert local_time(0) is local_time(None) is None


@pytest.mark.parametrize("value", ["Bearer ********", {"a": ["x********"]}])
def test_a_text_that_has_only_the_mask_of_a_secret_is_not_sent(value: Any) -> None:
    with pytest.raises(DifyShellError, match="as its mask"):
        revealed(value)
    assert revealed({"value": "*" * 20}) == {"value": "*" * 20}  # how Dify says that a secret stays as it is


@pytest.mark.parametrize("seconds", [1e20, -1e20, float("nan"), "soon", [1]])
def test_a_time_that_no_calendar_has_is_nothing(seconds: Any) -> None:
    assert local_time(seconds) is None


def test_a_marked_text_is_a_text_that_knows_its_syntax() -> None:
    text = Text("[1]", "json")
    assert (text, text.syntax) == ("[1]", "json")
    assert type(str(text)) is str
