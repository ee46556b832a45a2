"""The order of texts. Expected orders: the chart of Unicode's root collation (CLDR), which .NET uses."""

from __future__ import annotations

import pytest

from dify_shell.runtime.collation import collation_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["", " a", "_a", "-a", ",a", "(a", "$a", "1", "10", "9", "a", "b"],
        ["e", "é", "ê", "ea", "éb", "ec", "f"],
        ["cote", "coté", "Cotés", "coz"],
        ["Ähre", "Apfel", "Äpfel", "Zebra", "zürich"],
        ["straße", "strasze"],
        ["œuf", "of", "øre", "os"],
        ["—", "\N{ROBOT FACE} bot", "0", "a", "я", "あ", "が", "き", "日"],
    ],
)
def test_texts_stand_as_in_a_dictionary(ordered: list[str]) -> None:
    assert sorted(reversed(ordered), key=collation_key) == ordered


def test_capitals_matter_only_if_they_are_to() -> None:
    assert collation_key("É") == collation_key("é")
    assert sorted(["Eb", "ea", "É", "é", "E", "e"], key=lambda text: collation_key(text, case_sensitive=True)) == [
        "e", "E", "é", "É", "ea", "Eb",
    ]  # fmt: skip


def test_different_texts_have_different_keys() -> None:
    assert len({collation_key(text) for text in ("o", "ø", "ö", "o\u0308\u0308", "ss", "ß")}) == 6
