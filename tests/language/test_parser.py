"""Statements and whole texts: their trees, what is wrong with them, and what is only unfinished."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dify_shell.errors import ParseError
from dify_shell.language.parser import parse
from dify_shell.language.tree import walk
from dify_shell.language.unsupported import UNSUPPORTED_STATEMENTS
from dify_shell.spans import Source, Span

ONE = "Pipeline((Number(1),), None)"
TWO = "Pipeline((Number(2),), None)"
X = "Variable('', 'x')"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("$x = 1", f"Assignment(({X},), '=', {ONE})"),
        ("$x=1", f"Assignment(({X},), '=', {ONE})"),
        ("$x =\n1", f"Assignment(({X},), '=', {ONE})"),
        ("$x += 1", f"Assignment(({X},), '+=', {ONE})"),
        ("$x -= 1", f"Assignment(({X},), '-=', {ONE})"),
        ("$x *= 1", f"Assignment(({X},), '*=', {ONE})"),
        ("$x /= 1", f"Assignment(({X},), '/=', {ONE})"),
        ("$x %= 1", f"Assignment(({X},), '%=', {ONE})"),
        ("$x++", f"Assignment(({X},), '+=', {ONE})"),
        ("$x.a--", f"Assignment((Member({X}, String('a', 'bare')),), '-=', {ONE})"),
        ("$x, $y = 1", f"Assignment(({X}, Variable('', 'y')), '=', {ONE})"),
        ("$x = $y = 1", f"Assignment(({X},), '=', Assignment((Variable('', 'y'),), '=', {ONE}))"),
        ("$x.a = 1", f"Assignment((Member({X}, String('a', 'bare')),), '=', {ONE})"),
        ("$x[0] = 1", f"Assignment((Index({X}, Number(0)),), '=', {ONE})"),
        ("$x = if (1) { 2 }", f"Assignment(({X},), '=', If((Branch({ONE}, Block(({TWO},))),), None))"),
        ("$x = a | b", f"Assignment(({X},), '=', Pipeline((Command(String('a', 'bare'), ()),"
         " Command(String('b', 'bare'), ())), None))"),
        ("[int]$x = 1", f"Assignment(({X},), '=', Pipeline((Conversion('int', Parenthesis({ONE})),), None))"),
        ("[int]$x = if (1) { 2 }", f"Assignment(({X},), '=', Pipeline((Conversion('int',"
         f" SubExpression((If((Branch({ONE}, Block(({TWO},))),), None),))),), None))"),
    ],
)  # fmt: skip
def test_assignments(text: str, tree: str) -> None:
    """A variable keeps no type: what is assigned to `[int]$x` is converted, once."""
    assert repr(parse(text).check().statements) == f"({tree},)"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("if (1) { 2 }", f"If((Branch({ONE}, Block(({TWO},))),), None)"),
        ("IF(1){2}Else{1}", f"If((Branch({ONE}, Block(({TWO},))),), Block(({ONE},)))"),
        ("if (1) { }\nelseif (2)\n{ }\n# so\nelse { 1 }",
         f"If((Branch({ONE}, Block(())), Branch({TWO}, Block(()))), Block(({ONE},)))"),
        ("if ($x = 1) { }", f"If((Branch(Assignment(({X},), '=', {ONE}), Block(())),), None)"),
        ("if (a b) { }",
         "If((Branch(Pipeline((Command(String('a', 'bare'), (String('b', 'bare'),)),), None), Block(())),), None)"),
        ("foreach ($x in 1) { break; continue }", f"ForEach({X}, {ONE}, Block((Break(), Continue())))"),
        ("foreach($x in a | b){}", f"ForEach({X}, Pipeline((Command(String('a', 'bare'), ()),"
         " Command(String('b', 'bare'), ())), None), Block(()))"),
        ("try { 1 } catch { 2 }", f"Try(Block(({ONE},)), Block(({TWO},)), None)"),
        ("try { 1 }\ncatch [System.Exception] { }\nfinally { 2 }", f"Try(Block(({ONE},)), Block(()), Block(({TWO},)))"),
        ("try { 1 } finally { 2 }", f"Try(Block(({ONE},)), None, Block(({TWO},)))"),
        ("throw", "Throw(None)"),
        ("throw 'no'", "Throw(Pipeline((String('no', 'single'),), None))"),
        ("exit", "Exit(None)"),
        ("exit 1", f"Exit({ONE})"),
        ("break", "Break()"),
        ("continue", "Continue()"),
    ],
)  # fmt: skip
def test_statements(text: str, tree: str) -> None:
    assert repr(parse(text).check().statements) == f"({tree},)"


@pytest.mark.parametrize(
    "text",
    [
        "1;2",
        "1\n2",
        "1\r\n2\r\n",
        "1\r2",
        "\n\n;1;;\n2;",
        "\ufeff1\n2",
        "1\u00a0;\u00a02",
        "1 # one\n2 <# two #>",
    ],
)
def test_statements_are_separated_by_semicolons_and_line_ends(text: str) -> None:
    assert repr(parse(text).check().statements) == f"({ONE}, {TWO})"


def test_a_block_ends_its_statement() -> None:
    assert len(parse("if (1) { 2 } 3").check().statements) == 2


@pytest.mark.parametrize("text", ["", "  \n ", "# only a comment", "#!/usr/bin/env dify-shell\n", "<# a\nb #>"])
def test_a_text_may_say_nothing(text: str) -> None:
    assert parse(text).check().statements == ()


def test_comments_are_found_once_each() -> None:
    text = "# a\nget-app # b\n# c\n| where x <# d #>\nif (1) {}\n# e\n$x"
    assert [span.of(text) for span in parse(text).comments] == ["# a", "# b", "# c", "<# d #>", "# e"]


@pytest.mark.parametrize("text", ["echo a#b", "'# a'", '"# a"'])
def test_a_hash_within_a_word_or_a_text_is_no_comment(text: str) -> None:
    assert parse(text).comments == ()


# Errors


@pytest.mark.parametrize(
    "text",
    [
        "[", "[int", "(", "(get-app",
        "$(", "@(", "@(1,", "{", "@{", "@{ a", "@{ a =", "@{ a = 1", "$x[", "$x[0", "$x.f(",
        "$x.f(1,", "'", '"', '"a', "'a", '"$(', "@'\n", '@"\na', "a |", "a | ", "a | # c", "a | b |\n", "1 +",
        "1 -eq", "1,", "-not", "$x =", "$x +=", "$x.", "a b,", "a `", "if", "if (", "if (1", "if (1)", "if (1) {",
        "if (1) { } elseif", "if (1) { } else", "foreach", "foreach (", "foreach ($x", "foreach ($x in",
        "foreach ($x in 1", "foreach ($x in 1)", "foreach ($x in 1) {", "try", "try {", "try { }", "try { } catch",
        "try { } catch {", "try { } finally", "<# a", "a { if (1) {",
    ],
)  # fmt: skip
def test_what_can_go_on_is_incomplete(text: str) -> None:
    parsed = parse(text)
    assert parsed.incomplete
    with pytest.raises(ParseError) as caught:
        parsed.check()
    assert caught.value.incomplete


@pytest.mark.parametrize(
    "text",
    [
        "get-app", "if (1) { }", "try { } catch { }", "a b", "a -Name", "throw", "exit", "'a'", "# a", "", "}", ")",
        "]", "a }", "1 + )", "@{ a = }", "if { }", "if 1 { }", "foreach ($x of 1) { }", "foreach (x in 1) { }",
        "1 +;", "a | ; b", "(1; 2)", "@{ = 1 }", "else { }", "function f {", "while (1) {", "$x == ", "$env:",
        "5 = 1",
    ],
)  # fmt: skip
def test_what_is_finished_or_wrong_is_not_incomplete(text: str) -> None:
    assert not parse(text).incomplete


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("}", "}", "'}' closes nothing."),
        ("get-app )", ")", "')' closes nothing."),
        ("$x == 5", "==", "dify-shell does not compare with '=='."),
        ("5 = 1", "5", "Only variables, members and items can be assigned."),
        ("$x, 5 = 1", "5", "Only variables, members and items can be assigned."),
        ("[int]$x, $y = 1", "[int]$x", "Only variables, members and items can be assigned."),
        ("$x = $y++", "++", "++ and -- are statements of their own here."),
        ("if 1 { }", "1", "'(' must follow."),
        ("if (1) 2", "2", "'{' must follow."),
        ("foreach (x in 1) { }", "x", "A variable must follow."),
        ("foreach ($x of 1) { }", "of", "'in' must follow."),
        ("foreach Name", "Name", "'(' must follow."),
        ("try { }; 1", "try", "'catch' or 'finally' must follow."),
        ("try { } catch { } catch { }", "catch", "dify-shell runs one catch block."),
        ("try { } catch [Net.Error] { }", "[Net.Error]", "dify-shell does not catch errors by their type."),
        ("else { }", "else", "'else' belongs after if (…) { … }."),
        ("(" * 1000, "", "This is nested too deeply."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_where_it_stands(text: str, at: str, message: str) -> None:
    error = parse(text).errors[0]
    assert (error.message, error.span and error.span.of(text)) == (message, at)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("function f { 1 }", "functions"),
        ("filter f { 1 }", "filters"),
        ("workflow f { }", "workflows"),
        ("class A { }", "classes"),
        ("enum A { B }", "enumerations"),
        ("param($x)", "script parameters"),
        ("while ($true) { }", "while loops"),
        ("do { } until (1)", "do loops"),
        ("for ($i = 0; $i -lt 3; $i++) { }", "for loops"),
        ("switch ($x) { 1 { } }", "switch"),
        ("trap { }", "trap"),
        ("begin { }", "begin blocks"),
        ("Process { }", "process blocks"),
        ("end { }", "end blocks"),
        ("dynamicparam { }", "dynamic parameters"),
        ("using namespace System", "using"),
        ("data { }", "data sections"),
        ("return 5", "return"),
    ],
)
def test_statements_that_are_not_run_are_named(text: str, what: str) -> None:
    error = parse(text).errors[0]
    keyword = re.split(r"[ (]", text)[0]
    assert (error.message, error.span) == (f"dify-shell does not run {what}.", Span(0, len(keyword)))


@pytest.mark.parametrize("keyword", UNSUPPORTED_STATEMENTS)
def test_reserved_words_may_be_parts_of_other_words(keyword: str) -> None:
    assert not parse(f"{keyword}-app; echo {keyword}; $x.{keyword}; @{{ {keyword} = 1 }}").errors


def test_an_error_is_located_in_its_source() -> None:
    source = Source("get-app\n  1 + foo\n", "script.ps1")
    with pytest.raises(ParseError) as caught:
        parse(source).check()
    error = caught.value
    assert error.source == source
    assert error.span is not None
    assert source.line_of(error.span.start) == 2
    assert source.show(error.span) == "  1 + foo\n      ^^^"


def test_the_text_after_an_error_has_its_tree() -> None:
    """So that colours and completions do not stop at the first mistake."""
    parsed = parse("1 + foo; get-app\nfunction x { members }\napps && where { $_. }\n(1 2); $y\n[math]::Abs(5)")
    shown = repr(parsed.script)
    assert "Command(String('get-app', 'bare'), ())" in shown
    assert "Command(String('members', 'bare'), ())" in shown
    assert "ScriptBlock((Pipeline((Member(Variable('', '_'), Missing()),), None),))" in shown
    assert "Variable('', 'y')" in shown
    assert "Invocation(Missing(), String('Abs', 'bare'), (Number(5),))" in shown


def test_one_mistake_is_one_error() -> None:
    text = "function f {\n  get-app && apps || members\n}\n[CmdletBinding()]\nwhile ($true) { break }"
    assert [error.span and error.span.of(text) for error in parse(text).errors] == [
        "function",
        "&&",
        "[CmdletBinding(",
        "while",
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_pasted_login(line_end: str) -> None:
    lines = [
        "Import-Module PSDify",
        '$env:PSDIFY_URL="https://cloud.dify.ai"',
        '$env:PSDIFY_AUTH_METHOD="AccessToken"',
        '$env:PSDIFY_ACCESS_TOKEN="eyJhbGci..."',
        "Connect-Dify",
    ]
    text = line_end.join(lines)
    assert [statement.span.of(text) for statement in parse(text).check().statements] == lines


# Whole texts

FRAGMENTS = [
    "get-app", "apps", "-Name", "--x=", "-eq", "-not", "5", "1.5", "0x", "$x", "$env:", "${", "$_", ".", "..", "::",
    "[int]", "[", "]", "(", ")", "$(", "@(", "@{", "{", "}", "=", "+=", "++", ",", ";", "|", "||", "&", ">", "2>&1",
    "!", "'", '"', "“", "’", "@'\n", "\n'@", '@"\n', '\n"@', "`", "`\n", "#", "<#", "#>", " ", "\n", "\r\n",
    "\u00a0", "if", "else", "foreach", "in", "try", "catch", "throw", "exit", "function", "@p", "%", "?", "k:=[",
    "a=b", "\x00", "é",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join) | st.text(max_size=40)


@given(TEXTS)
def test_any_text_has_a_tree_or_errors_within_it(text: str) -> None:
    parsed = parse(text)
    whole = range(len(text) + 1)
    for span in [node.span for node in walk(parsed.script)] + [error.span or Span(0, 0) for error in parsed.errors]:
        assert span.start in whole
        assert span.end in whole
        assert span.start <= span.end
