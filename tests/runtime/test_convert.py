"""Values become what parameters are annotated with, by PowerShell's rules (about_Type_Conversion) where it has some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from dify_shell.objects import Hashtable, Record, RecordType, Secret
from dify_shell.runtime.convert import ConversionError, convert, describe, takes_text
from dify_shell.runtime.script_block import ScriptBlock

APP = RecordType("App", (), identifiers=("Name", "Id"))
RECORD = Record({"Name": "Bot"}, type=APP)
BLOCK = ScriptBlock("$_.Name", lambda item: [item])
Method = Literal["Password", "Code", "AccessToken"]


@pytest.mark.parametrize(
    ("value", "wanted", "result"),
    [
        ("x", str, "x"),
        (None, str, ""),
        (5, str, "5"),
        (1.0, str, "1"),
        (1.5, str, "1.5"),
        (True, str, "True"),
        (BLOCK, str, "$_.Name"),
        ("5", int, 5),
        (" -7 ", int, -7),
        ("0x1F", int, 31),
        ("5.0", int, 5),
        (2.5, int, 2),
        (3.5, int, 4),
        (True, int, 1),
        ("12345678901234567890", int, 12345678901234567890),
        ("1.5", float, 1.5),
        ("1e3", float, 1000.0),
        (2, float, 2.0),
        (True, bool, True),
        (0, bool, False),
        ("TRUE", bool, True),
        ("false", bool, False),
        ("$false", bool, False),
        (None, bool, False),
        ("hunter2", Secret, Secret("hunter2")),
        (Secret("hunter2"), Secret, Secret("hunter2")),
        (1234, Secret, Secret("1234")),
        ("a/b", Path, Path("a/b")),
        ("~/a", Path, Path.home() / "a"),
        (Record({"FullName": "/tmp/x"}), Path, Path("/tmp/x")),  # noqa: S108 (never opened)
        ("accesstoken", Method, "AccessToken"),
        (RECORD, Record, RECORD),
        (Hashtable({"a": 1}), Record, Record({"a": 1})),
        (RECORD, Mapping[str, Any], RECORD),
        (RECORD, Hashtable, Hashtable({"Name": "Bot"})),
        (BLOCK, ScriptBlock, BLOCK),
        ("x", tuple[str, ...], ("x",)),
        (["x", 5], tuple[str, ...], ("x", "5")),
        (None, tuple[str, ...], ()),
        (("1", 2), list[int], [1, 2]),
        (["chat", "FLOW"], tuple[Literal["chat", "flow"], ...], ("chat", "flow")),
        ([1, "a"], object, [1, "a"]),
        (None, Any, None),
    ],
)
def test_a_value_becomes_what_is_wanted(value: object, wanted: Any, result: object) -> None:
    converted = convert(value, wanted)
    assert converted == result
    assert type(converted) is type(result)


@pytest.mark.parametrize(
    ("value", "wanted", "result"),
    [
        (None, str | None, None),
        ("", str | None, ""),
        (5, str | None, "5"),
        (RECORD, Record | str, RECORD),
        ("Bot", Record | str, "Bot"),
        (5, Record | str, "5"),
        (BLOCK, ScriptBlock | str, BLOCK),
        ("Name", ScriptBlock | Hashtable | str, "Name"),
        ("5", int | str, "5"),
        (5, int | str, 5),
        ("x", tuple[str, ...] | None, ("x",)),
        ("password", Method | None, "Password"),
        (["a", RECORD], tuple[Record | str, ...], ("a", RECORD)),
    ],
)
def test_of_several_types_the_one_it_has_already_wins_then_the_first_that_fits(
    value: object, wanted: Any, result: object
) -> None:
    assert convert(value, wanted) == result


def test_a_stream_is_a_list_that_is_read_once() -> None:
    stream = convert(["1", 2], Iterator[int])
    assert isinstance(stream, Iterator)
    assert list(stream) == [1, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T13:00:00Z", datetime(2026, 1, 31, 13, tzinfo=UTC)),
        ("2026-01-31T13:00:00+02:00", datetime(2026, 1, 31, 11, tzinfo=UTC)),
        ("2026-01-31", datetime(2026, 1, 31).astimezone()),
        (" 2026-01-31 13:00 ", datetime(2026, 1, 31, 13).astimezone()),
        (1_769_864_400, datetime.fromtimestamp(1_769_864_400, UTC)),
    ],
)
def test_dates_are_written_as_in_iso_8601_and_are_local_unless_they_say_so(text: object, expected: datetime) -> None:
    assert convert(text, datetime) == expected
    assert convert(text, datetime).tzinfo is not None


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("now", timedelta()),
        ("-7d", timedelta(days=7)),
        ("-2W", timedelta(weeks=2)),
        ("-12h", timedelta(hours=12)),
        ("-30m", timedelta(minutes=30)),
    ],
)
def test_dates_can_be_said_from_now(text: str, age: timedelta) -> None:
    before = datetime.now().astimezone()
    moment = convert(text, datetime)
    assert before <= moment + age <= datetime.now().astimezone()


def test_today_and_yesterday_begin_at_midnight() -> None:
    today, yesterday = convert("today", datetime), convert("yesterday", datetime)
    assert (today.hour, today.minute, today.second) == (0, 0, 0)
    assert today.date() - yesterday.date() == timedelta(days=1)


@pytest.mark.parametrize(
    ("value", "wanted", "expected", "got"),
    [
        ("abc", int, "a whole number", "'abc'"),
        ("1_000", int, "a whole number", "'1_000'"),
        ("9" * 5000, int, "a whole number", f"'{'9' * 59}…'"),
        (float("inf"), int, "a whole number", "inf"),
        (None, int, "a whole number", "$null"),
        ("nan", float, "a number", "'nan'"),
        ("yes", bool, "$true or $false", "'yes'"),
        (["a", "b"], str, "a text", "a list of 2"),
        (RECORD, str, "a text", "a record (App)"),
        (Secret("hunter2"), str, "a text", "a secret"),
        (None, Secret, "a secret or a text", "$null"),
        ("", Path, "a path", "''"),
        ("a\0b", Path, "a path", "'a\0b'"),
        ("soon", datetime, "a date", "'soon'"),
        (1e20, datetime, "a date", "1e+20"),
        ("x", Method, "Password, Code or AccessToken", "'x'"),
        ("", Method, "Password, Code or AccessToken", "''"),
        (True, Method, "Password, Code or AccessToken", "$true"),
        ("c", Literal["chat", "channel"], "chat or channel", "'c'"),
        ("x", Record, "a record", "'x'"),
        ("x", Record | int, "a record or a whole number", "'x'"),
        ("x", ScriptBlock, "a script block in braces", "'x'"),
        ([1, "x"], tuple[int, ...], "a whole number", "'x'"),
    ],
)
def test_what_does_not_fit_says_what_would(value: object, wanted: Any, expected: str, got: str) -> None:
    with pytest.raises(ConversionError) as caught:
        convert(value, wanted)
    assert (caught.value.expected, caught.value.got) == (expected, got)


@pytest.mark.parametrize(
    ("value", "wanted", "hint"),
    [
        ("passwort", Method | None, "Did you mean 'Password'?"),
        ("soon", datetime, "as -7d for seven days ago"),
        (RECORD, str, "such as its .Name"),
    ],
)
def test_the_hint_says_what_to_write_instead(value: object, wanted: Any, hint: str) -> None:
    with pytest.raises(ConversionError) as caught:
        convert(value, wanted)
    assert hint in (caught.value.hint or "")


def test_a_secret_is_never_described() -> None:
    assert "hunter2" not in describe(Secret("hunter2")) + describe([Secret("hunter2")]) + describe({"a": "hunter2"})


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        (str, True),
        (Secret | None, True),
        (tuple[str, ...], True),
        (Method, True),
        (int, False),
        (int | str, False),
        (Any, False),
        (tuple[object, ...], False),
    ],
)
def test_only_types_without_numbers_take_a_bare_number_as_text(annotation: Any, text: bool) -> None:
    assert takes_text(annotation) is text
