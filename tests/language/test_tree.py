"""Nodes, and the ways through a tree."""

from __future__ import annotations

import pytest

from dify_shell.language.parser import parse
from dify_shell.language.tree import Number, Variable, path_to, walk
from dify_shell.spans import Span


def test_nodes_are_equal_when_they_say_the_same_wherever_they_stand() -> None:
    assert Number(Span(0, 1), 5) == Number(Span(7, 8), 5)
    assert Number(Span(0, 1), 5) != Number(Span(0, 1), 6)
    assert Number(Span(0, 1), 5) != Variable(Span(0, 1), "", "x")


def test_a_node_takes_its_fields_and_no_others() -> None:
    with pytest.raises(TypeError, match="Variable takes"):
        Variable(Span(0, 1), "")  # type: ignore[call-arg]  # the mistake under test


def test_walk_meets_the_nodes_in_the_order_of_the_text() -> None:
    script = parse("get-app $x | where { $_.Name }").check()
    names = [node.name for node in walk(script) if isinstance(node, Variable)]
    starts = [node.span.start for node in walk(script)]
    assert names == ["x", "_"]
    assert starts == sorted(starts)


def test_walk_takes_chains_of_any_length() -> None:
    assert sum(1 for _ in walk(parse("1" + "+1" * 5000).check())) > 10_000


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("get-app -Na|", ["Script", "Pipeline", "Command", "CommandParameter"]),
        ("get-|app -Name", ["Script", "Pipeline", "Command", "String"]),
        ("$x.Na|", ["Script", "Pipeline", "Member", "String"]),
        ("$x.|", ["Script", "Pipeline", "Member", "Missing"]),
        ("apps | where { $_.| }", ["Script", "Pipeline", "Command", "ScriptBlock", "Pipeline", "Member", "Missing"]),
        ("|", ["Script"]),
    ],
)
def test_path_to_leads_to_the_innermost_node_at_the_cursor(text: str, path: list[str]) -> None:
    before, _, after = text.rpartition("|")
    nodes = path_to(parse(before + after).script, len(before))
    assert [type(node).__name__ for node in nodes] == path
