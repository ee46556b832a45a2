"""Printed trees read as the same trees again."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dify_shell.language.operators import BINARY, RANGE, UNARY
from dify_shell.language.parser import parse
from dify_shell.language.printer import to_text
from dify_shell.language.tree import (
    Array,
    ArrayExpression,
    Assignment,
    Binary,
    Block,
    Branch,
    Break,
    Command,
    CommandParameter,
    Continue,
    Conversion,
    Entry,
    Exit,
    ExpandableString,
    Expression,
    ForEach,
    HashtableLiteral,
    If,
    Index,
    Invocation,
    Member,
    Number,
    Parenthesis,
    Pipeline,
    Redirection,
    Script,
    ScriptBlock,
    Splat,
    String,
    SubExpression,
    SystemCommand,
    Throw,
    Try,
    Unary,
    Variable,
)
from dify_shell.spans import Span


@pytest.mark.parametrize(
    "text",
    [
        "$x = 1, 2",
        "$a, $b.c[0] += $d",
        "get-app -Name 'It''s' -Mode:chat | where { $_.Mode -eq 'chat' -and -not $_.Tags } > out.txt",
        'if ($x) { "a $($x.Name) ${y}z" } elseif (1) { 2 } else { 3 }',
        "foreach ($x in 1..3) { break }",
        "try { throw 'x' } catch { $_ } finally { exit 1 }",
        "@{ a = 1\n'b c' = @() }",
        "[PSCustomObject]@{ a = - 5 * (1 + 2) }",
        "$x.Replace('a', $b).Length",
        "& $name @splat /apps/$id/export",
        "@'\nIt's\n'@",
    ],
)
def test_text_in_the_usual_spelling_is_printed_as_it_is(text: str) -> None:
    assert to_text(parse(text).check()) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("get-app   -name  Bot # comment", "get-app -name Bot"),
        ("a|b", "a | b"),
        ("$x++", "$x += 1"),
        ("10kb", "10240"),
        ("$a -IEQ $b", "$a -eq $b"),
        ("“x”", '"x"'),
        ("{ 1; 2 }", "{\n1\n2\n}"),
        ('post /x name="a b"', "post /x name=a` b"),
        ("& 'if'", "& 'if'"),
        ("echo `5``", "echo 5``"),
    ],
)
def test_other_spellings_become_the_usual_one(text: str, printed: str) -> None:
    assert to_text(parse(text).check()) == printed


# Generated trees: the grammar once more, as strategies

Nodes = st.SearchStrategy[Any]


def built(kind: Callable[..., object], *fields: Nodes) -> Nodes:
    """Nodes of a kind, their fields made by strategies."""
    return st.builds(kind, st.just(Span(0, 0)), *fields)


def tuples(of: Nodes, least: int = 0, most: int = 2) -> Nodes:
    return st.lists(of, min_size=least, max_size=most).map(tuple)


def expandable(style: str, first: Nodes, following: Nodes) -> Nodes:
    """Texts in which something expands, and no text stands beside another."""

    def neighbours_differ(parts: tuple[Expression, ...]) -> bool:
        texts = [isinstance(part, String) for part in parts]
        return not all(texts) and not any(map(operator.and_, texts, texts[1:]))

    parts = st.tuples(first, tuples(following, most=3)).map(lambda both: (both[0], *both[1]))
    return built(ExpandableString, parts.filter(neighbours_differ), st.just(style))


def rule(alternatives: Callable[[], Nodes]) -> Nodes:
    """What a rule of the grammar may be; rules may hold each other."""
    alternatives = cache(alternatives)

    @st.composite
    def one(draw: st.DrawFn) -> object:
        return draw(alternatives())

    return one()


names = st.from_regex(r"[A-Za-z_]\w{0,4}", fullmatch=True)
scopes = st.sampled_from(["", "env", "script", "global", "local"])
texts = st.text(alphabet="abn05 \t\n\r'\"`$(){}[]@#-.,:;=|&<>“’–é\0", max_size=6)
variables = built(Variable, scopes, names | st.sampled_from(["_", "?", "a b", "a`}"]))
numbers = built(Number, st.integers(-(2**70), 2**70) | st.floats(0, allow_infinity=False))
bare_names = built(String, names, st.just("bare"))
words = built(String, texts.filter(bool), st.just("bare"))
in_quotes = built(String, texts, st.sampled_from(["single", "double"]))
quoted = (
    in_quotes
    | built(String, texts, st.just("here-double"))
    | built(String, texts.filter(lambda text: "\r" not in text and "'@" not in text), st.just("here-single"))
)


@rule
def statements() -> Nodes:
    return simple_statements | compound_statements


bodies = tuples(statements)
blocks = built(Block, bodies)
sub_expressions = built(SubExpression, bodies)


@rule
def expandable_quoted() -> Nodes:
    def in_style(style: str) -> Nodes:
        part = variables | sub_expressions | built(String, texts.filter(bool), st.just(style))
        return expandable(style, part, part)

    return in_style("double") | in_style("here-double")


@rule
def parentheses() -> Nodes:
    return built(Parenthesis, conditions)


@rule
def brackets() -> Nodes:
    entries = built(Entry, bare_names | quoted | numbers | variables, statements)
    return (
        parentheses
        | sub_expressions
        | built(ArrayExpression, bodies)
        | built(HashtableLiteral, tuples(entries))
        | built(ScriptBlock, bodies)
    )


def with_members(values: Nodes) -> Nodes:
    """Values, and members and items of them."""
    member_names = bare_names | in_quotes | variables | parentheses
    return st.recursive(
        values,
        lambda inner: (
            built(Member, inner, member_names)
            | built(Invocation, inner, member_names, tuples(binary_expressions(single)))
            | built(Index, inner, expressions)
        ),
        max_leaves=2,
    )


@rule
def single() -> Nodes:
    return (
        with_members(numbers | quoted | expandable_quoted | variables | brackets)
        | built(Unary, st.sampled_from(sorted(UNARY.values())), single)
        | built(Unary, st.just("!"), variables)
        | built(Conversion, st.sampled_from(["int", "string[]", "PSCustomObject"]), single)
        | built(Array, st.tuples(single))
    )


@st.composite
def binary_expressions(draw: st.DrawFn, operands: Nodes, lowest: int = 0) -> Expression:
    """Operators as tightly bound as `lowest` or tighter, between such operands; or an operand alone."""
    precedence = draw(st.none() | st.integers(lowest, RANGE)) if lowest <= RANGE else None
    if precedence is None:
        return cast(Expression, draw(operands))
    spelling = draw(st.sampled_from(sorted({known for known, level in BINARY.values() if level == precedence})))
    left = draw(binary_expressions(operands, precedence))
    right = draw(binary_expressions(operands, precedence + 1))
    return Binary(Span(0, 0), spelling, left, right)


@rule
def expressions() -> Nodes:
    return binary_expressions(single | built(Array, tuples(single, 2, 3)))


@rule
def assignments() -> Nodes:
    targets = with_members(variables).filter(lambda node: not isinstance(node, Invocation))
    operators = st.sampled_from(["=", "+=", "-=", "*=", "/=", "%="])
    return built(Assignment, tuples(targets, 1, 2), operators, statements)


@rule
def arguments() -> Nodes:
    expandable_words = expandable(
        "bare", with_members(variables | sub_expressions) | words, variables | sub_expressions | words
    )
    argument = (
        words | numbers | expandable_words | with_members(quoted | variables | brackets) | built(Splat, scopes, names)
    )
    return argument | built(Array, tuples(argument, 2, 3))


@rule
def commands() -> Nodes:
    parameters = built(CommandParameter, names, st.none() | arguments)
    return built(Command, bare_names | variables | quoted, tuples(arguments | parameters, most=3))


@rule
def pipelines() -> Nodes:
    redirections = st.none() | built(Redirection, st.booleans(), words | quoted | variables)
    stages = st.tuples(commands | expressions) | st.tuples(commands | expressions, commands)
    system_text = st.from_regex(r"[a-z]( ?[a-z|;>'\"-]){0,3}", fullmatch=True)
    return built(Pipeline, stages, redirections) | built(
        Pipeline, st.tuples(built(SystemCommand, system_text)), st.none()
    )


conditions = pipelines | assignments


@rule
def simple_statements() -> Nodes:
    jumps = built(Throw, st.none() | pipelines) | built(Exit, st.none() | pipelines) | built(Break) | built(Continue)
    return conditions | jumps


@rule
def compound_statements() -> Nodes:
    branches = tuples(built(Branch, conditions, blocks), 1)
    return (
        built(If, branches, st.none() | blocks)
        | built(ForEach, variables, conditions, blocks)
        | built(Try, blocks, blocks, st.none() | blocks)
        | built(Try, blocks, st.none(), blocks)
    )


@given(built(Script, tuples(statements, 1)))
def test_a_printed_tree_reads_as_the_same_tree(script: Script) -> None:
    assert parse(to_text(script)).check() == script
