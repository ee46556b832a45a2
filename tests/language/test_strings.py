"""Texts: what reads as what. The tables read: text, then the tree of its only expression or argument."""

from __future__ import annotations

import pytest

from dify_shell.language.parser import parse
from dify_shell.language.tree import Command, ExpandableString, Pipeline, String


def argument(text: str) -> str:
    """The tree of the only argument of a command."""
    (statement,) = parse(f"echo {text}").check().statements
    assert isinstance(statement, Pipeline)
    (stage,) = statement.stages
    assert isinstance(stage, Command)
    (element,) = stage.elements
    return repr(element)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("'plain'", "plain"),
        ("'It''s'", "It's"),
        ("'$x `n \"'", '$x `n "'),
        ("''", ""),
        ('"plain"', "plain"),
        ('""', ""),
        ('"a ""quoted"" word"', 'a "quoted" word'),
        ('"a `"quoted`" word"', 'a "quoted" word'),
        (r'"tab:`t line:`n"', "tab:\t line:\n"),
        (r'"`0`a`b`e`f`r`v``"', "\0\a\b\x1b\f\r\v`"),
        (r'"`u{1F600}`u{e9}"', "😀é"),
        ('"`$x is `q"', "$x is q"),
        ('"5$ and $ and a$"', "5$ and $ and a$"),
        ('"two\nlines"', "two\nlines"),
        ("'two\r\nlines'", "two\r\nlines"),
        ("“curly”", "curly"),
        ("‘curly’", "curly"),
        ('“mixed"', "mixed"),
        ('"the “best” bot"', "the “best” bot"),
        ("'it’s ’’'", "it’s ’’"),
        ("‘it’’s’", "it’s"),
        ("“a ””b”", "a ”b"),
        ("@'\nIt's\n $x\n'@", "It's\n $x"),
        ("@'\n'@", ""),
        ("@'\n\n'@", ""),
        ('@"\na "quote"\n"@', 'a "quote"'),
        ('@"\n"@', ""),
        ('@"  \r\na\r\nb\r\n"@', "a\r\nb"),
        ('@"\n`$x`t\n"@', "$x\t"),
    ],
)
def test_a_quoted_text_reads_as(text: str, value: str) -> None:
    (statement,) = parse(text).script.statements[:1]
    assert isinstance(statement, Pipeline)
    string = statement.stages[0]
    assert isinstance(string, String)
    assert string.value == value


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('"$x"', "(Variable('', 'x'),)"),
        ('"$x.Name"', "(Variable('', 'x'), String('.Name', 'double'))"),
        ('"$x[0]"', "(Variable('', 'x'), String('[0]', 'double'))"),
        ('"${x}y"', "(Variable('', 'x'), String('y', 'double'))"),
        ('"$env:HOME/x"', "(Variable('env', 'HOME'), String('/x', 'double'))"),
        ('"$x: $y?"', "(Variable('', 'x'), String(': ', 'double'), Variable('', 'y'), String('?', 'double'))"),
        ('"$server:8080"', "(Variable('', 'server'), String(':8080', 'double'))"),
        ('"$?"', "(Variable('', '?'),)"),
        (
            '"n: $($x.Name) `$"',
            "(String('n: ', 'double'), SubExpression((Pipeline((Member(Variable('', 'x'), String('Name', 'bare')),),"
            " None),)), String(' $', 'double'))",
        ),
        (
            '"$("a" + "b")"',
            "(SubExpression((Pipeline((Binary('+', String('a', 'double'), String('b', 'double')),), None),)),)",
        ),
        ('@"\nfor $x\n"@', "(String('for ', 'here-double'), Variable('', 'x'))"),
        ("“$x ”", "(Variable('', 'x'), String(' ', 'double'))"),
    ],
)
def test_variables_and_statements_expand_in_double_quotes(text: str, parts: str) -> None:
    (statement,) = parse(text).check().statements
    assert isinstance(statement, Pipeline)
    string = statement.stages[0]
    assert isinstance(string, ExpandableString)
    assert repr(string.parts) == parts


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("word", "String('word', 'bare')"),
        ("user@example.com", "String('user@example.com', 'bare')"),
        ("https://cloud.dify.ai/#x", "String('https://cloud.dify.ai/#x', 'bare')"),
        ("file@./a.yml", "String('file@./a.yml', 'bare')"),
        ("*", "String('*', 'bare')"),
        ("[int]5", "String('[int]5', 'bare')"),
        ("limit==5", "String('limit==5', 'bare')"),
        ("a` b", "String('a b', 'bare')"),
        ("`$x", "String('$x', 'bare')"),
        ("`-x", "String('-x', 'bare')"),
        ("5$", "String('5$', 'bare')"),
        ("It’s", "String('It’s', 'bare')"),
        ('name="a b"', "String('name=a b', 'bare')"),
        ("name='a $b'c", "String('name=a $bc', 'bare')"),
        ("name=“a b”", "String('name=a b', 'bare')"),
        ('name="a $b"', "ExpandableString((String('name=a ', 'bare'), Variable('', 'b')), 'bare')"),
        (
            "/apps/$id/export",
            "ExpandableString((String('/apps/', 'bare'), Variable('', 'id'), String('/export', 'bare')), 'bare')",
        ),
        (
            "./$name.yml",
            "ExpandableString((String('./', 'bare'), Variable('', 'name'), String('.yml', 'bare')), 'bare')",
        ),
        (
            "a$(1)b",
            "ExpandableString((String('a', 'bare'), SubExpression((Pipeline((Number(1),), None),)),"
            " String('b', 'bare')), 'bare')",
        ),
        ("$x/y", "ExpandableString((Variable('', 'x'), String('/y', 'bare')), 'bare')"),
        (
            "$x.Id/y",
            "ExpandableString((Member(Variable('', 'x'), String('Id', 'bare')), String('/y', 'bare')), 'bare')",
        ),
        ("$x.Id", "Member(Variable('', 'x'), String('Id', 'bare'))"),
        ("$x$y", "ExpandableString((Variable('', 'x'), Variable('', 'y')), 'bare')"),
        ("'a b'.Length", "Member(String('a b', 'single'), String('Length', 'bare'))"),
    ],
)
def test_an_unquoted_word_runs_to_white_space(text: str, tree: str) -> None:
    assert argument(text) == tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("key:='{\"a\": 1}'", 'key:={"a": 1}'),
        ('key:={"a": 1, "b": "}"}', 'key:={"a": 1, "b": "}"}'),
        ('tags:=["a", "b\\"]", {"c": []}]', 'tags:=["a", "b\\"]", {"c": []}]'),
        ("n:=5", "n:=5"),
        ("n:=[1]", "n:=[1]"),
        ("n:={}", "n:={}"),
        ('n:={\n"a": "$x"\n}', 'n:={\n"a": "$x"\n}'),
    ],
)
def test_the_json_of_a_request_item_is_one_word_and_stays_as_it_is(text: str, value: str) -> None:
    assert argument(text) == repr(String(parse("").script.span, value, "bare"))


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("'abc", "'", "The text that begins with ' does not end."),
        ('"abc', '"', 'The text that begins with " does not end.'),
        ('"abc`"', '"', 'The text that begins with " does not end.'),
        ("@'\nabc", "@'", "The text that begins with @' does not end."),
        ('@"\nabc"@', '@"', 'The text that begins with @" does not end.'),
        ('@"', '@"', 'The text that begins with @" does not end.'),
        ("echo a:=[1", "[", "The JSON value is not closed."),
        ('"$(1', "$(", "'$(' is not closed."),
    ],
)
def test_a_text_that_does_not_end_is_incomplete(text: str, at: str, message: str) -> None:
    error = parse(text).errors[0]
    assert (error.message, error.span and error.span.of(text), error.incomplete) == (message, at, True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('@"abc\n"@', "A here-string's text begins on the next line."),
        ('"`u{110000}"', "There is no such character."),
        ('"`u{D800}"', "There is no such character."),
        ('"$env: "', "A variable's name must follow."),
    ],
)
def test_a_text_can_be_wrong(text: str, message: str) -> None:
    error = parse(text).errors[0]
    assert (error.message, error.incomplete) == (message, False)


def test_the_span_of_an_unclosed_text_covers_what_is_typed() -> None:
    text = '$env:PSDIFY_ACCESS_TOKEN="eyJ'
    (statement,) = parse(text).script.statements
    assert repr(statement) == (
        "Assignment((Variable('env', 'PSDIFY_ACCESS_TOKEN'),), '=', Pipeline((String('eyJ', 'double'),), None))"
    )
    assert statement.span.of(text) == text


def test_parts_of_a_text_know_where_they_stand() -> None:
    text = '"a `t$x b"'
    string = parse(text).script.statements[0]
    assert isinstance(string, Pipeline)
    assert [part.span.of(text) for part in string.stages[0].children()] == ["a `t", "$x", " b"]


@pytest.mark.parametrize("path", ["/apps/{app_id}/export", "/apps/{app:Support bot}/export", "/apps/{app_id}"])
def test_a_path_keeps_its_placeholders_whole(path: str) -> None:
    assert argument(path) == f"String('{path}', 'bare')"
