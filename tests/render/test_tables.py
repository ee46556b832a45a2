"""Tables that fit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice
from textwrap import dedent
from typing import Any

import pytest

from dify_shell.objects import Property, Record, RecordType, View
from dify_shell.render import render
from dify_shell.render.clean import cells
from dify_shell.render.tables import SAMPLE
from dify_shell.render.values import text_of

APP = RecordType(
    "App",
    (
        Property("Id", priority=4),
        Property("Name", priority=1),
        Property("Mode", priority=2),
        Property("Author", priority=3),
        Property("Secret"),
    ),
    identifiers=("Name", "Id"),
)
BOT = APP.of("d7303dd3-fa1f-575a-a293", "Support Bot", "advanced-chat", "Olive Owner", "never in a table")


def drawn(*objects: Any, width: int | None = None) -> str:
    return "".join(render(objects, width=width, colour=False))


def headings(width: int, *objects: Any) -> list[str]:
    return drawn(*(objects or (BOT,)), width=width).splitlines()[0].split()


def people(*ages: Any) -> list[Record]:
    return [Record({"Name": f"P{place}", "Age": age}) for place, age in enumerate(ages)]


def test_columns_stand_in_the_order_of_their_priority() -> None:
    assert drawn(BOT) == dedent("""\
        Name         Mode           Author       Id
        ----         ----           ------       --
        Support Bot  advanced-chat  Olive Owner  d7303dd3-fa1f-575a-a293
    """)


def test_numbers_stand_to_the_right_with_gaps_between_them_or_not() -> None:
    assert drawn(*people(5, None, 1234.5)) == dedent("""\
        Name     Age
        ----     ---
        P0         5
        P1
        P2    1234.5
    """)


def test_numbers_among_texts_and_truth_values_stand_to_the_left() -> None:
    assert drawn(*people(5, "old")).splitlines()[2] == "P0    5"
    assert drawn(*people(True)).splitlines()[2] == "P0    True"


def test_wide_combining_and_joined_characters_are_aligned() -> None:
    names = ["日本語", "e\u0301te\u0301", "👩\u200d👩\u200d👧", "🇩🇪", "plain"]
    lines = drawn(*(Record({"Name": name, "End": "|"}) for name in names)).splitlines()[2:]
    assert {cells(line) for line in lines} == {len("日本語") * 2 + 2 + 1}


@pytest.mark.parametrize(
    ("width", "kept"),
    [
        (80, ["Name", "Mode", "Author", "Id"]),
        (44, ["Name", "Mode", "Author", "Id"]),
        (41, ["Name", "Mode", "Author", "Id"]),
        (40, ["Name", "Mode", "Id"]),
        (26, ["Name", "Id"]),
    ],
)
def test_on_a_narrow_screen_the_last_columns_go_first_and_those_that_identify_stay(width: int, kept: list[str]) -> None:
    assert headings(width) == kept


def test_a_record_of_no_noun_keeps_its_name_and_id_longest() -> None:
    record = Record({"Id": "x" * 20, "Other": "x" * 20, "More": "x" * 20, "Name": "x" * 20})
    assert headings(30, record) == ["Id", "Name"]
    chosen = tuple((name, lambda item, name=name: item[name]) for name in ("Other", "Id", "More"))
    assert headings(26, View("table", [record], chosen)) == ["Other", "Id"]


def test_what_remains_is_narrowed_from_the_last_on() -> None:
    assert drawn(BOT, width=46) == dedent("""\
        Name         Mode           Author    Id
        ----         ----           ------    --
        Support Bot  advanced-chat  Olive O…  d7303dd…
    """)


def test_a_long_first_column_leaves_the_others_what_they_need_up_to_half() -> None:
    record = Record({"Text": "x" * 200, "Mode": "advanced-chat"})
    assert drawn(record, width=42).splitlines()[2] == "x" * 26 + "…" + "  advanced-chat"


def test_numbers_and_dates_are_not_cut() -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    record = Record({"Name": "x" * 90, "Runs": 1234567890123, "At": noon})
    assert drawn(record, width=50).splitlines()[2] == f"{'x' * 16}…  1234567890123  {text_of(noon)}"


def test_where_not_even_two_columns_fit_each_record_is_a_list() -> None:
    assert drawn(BOT, BOT, width=18).split("\n\n") == [
        "Name   : Support Bot\nMode   : advanced-chat\nAuthor : Olive Owner\nId     : d7303dd3-fa1f-575a-a293",
        "Name   : Support Bot\nMode   : advanced-chat\nAuthor : Olive Owner\nId     : d7303dd3-fa1f-575a-a293\n",
    ]


def test_a_single_column_is_cut() -> None:
    assert drawn(Record({"Description": "what it is for"}), width=8) == "Descrip…\n--------\nwhat it…\n"


def test_without_a_width_nothing_is_cut_or_left_out() -> None:
    long = Record({"Name": "x" * 500, "Id": "y" * 500})
    assert "x" * 500 + "  " + "y" * 500 in drawn(long)


def test_headings_are_cleaned_too() -> None:
    assert drawn(Record({"a\x1b[31m": 1})).splitlines()[0] == "a\\x1b[31m"


def test_the_first_screenful_decides_the_widths_and_later_rows_are_cut() -> None:
    records = [Record({"Name": "short", "End": "|"}) for _ in range(SAMPLE)]
    later = Record({"Name": "much longer", "End": "|"})
    assert drawn(*records, later, width=80).splitlines()[-1] == "much…  |"


def test_all_rows_decide_where_that_is_asked_for() -> None:
    records = [Record({"Name": "short", "End": "|"}) for _ in range(SAMPLE)]
    view = View("table", [*records, Record({"Name": "much longer", "End": "|"})], auto_size=True)
    assert drawn(view, width=80).splitlines()[-1] == "much longer  |"


def test_rows_are_printed_as_they_come() -> None:
    taken = 0

    def endless() -> Iterator[Record]:
        nonlocal taken
        for taken in count(1):
            yield Record({"Number": taken})

    lines = list(islice(render(endless(), width=80, colour=False), 2 + SAMPLE + 50))
    assert lines[-1].strip() == str(SAMPLE + 50)
    assert taken == SAMPLE + 50


def test_cells_are_folded_where_that_is_asked_for() -> None:
    records = [Record({"Name": "Support Bot", "Text": "Answers what\ncustomers ask", "Id": "1"})]
    assert drawn(View("table", records, wrap=True), width=26) == dedent("""\
        Name         Text       Id
        ----         ----       --
        Support Bot  Answers    1
                     what
                     customers
                     ask
    """)


def test_without_a_width_only_line_breaks_fold() -> None:
    record = Record({"Name": "a\nb", "End": "|"})
    assert drawn(View("table", [record], wrap=True)).splitlines()[2:] == ["a     |", "b"]


@pytest.mark.parametrize("width", [80, 10])
def test_a_value_is_asked_for_once(width: int) -> None:
    asked: list[Any] = []

    def name(item: Any) -> str:
        asked.append(item)
        return "x" * 50

    assert drawn(View("table", ["first", "second"], (("Name", name), ("Length", len))), width=width)
    assert asked == ["first", "second"]
