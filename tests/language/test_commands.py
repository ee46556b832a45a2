"""Commands and pipelines as text and as tree."""

from __future__ import annotations

import pytest

from dify_shell.language.parser import parse
from dify_shell.language.tree import Command, Pipeline


def pipeline(text: str) -> Pipeline:
    """The only statement of a text."""
    (statement,) = parse(text).check().statements
    assert isinstance(statement, Pipeline)
    return statement


def elements(text: str) -> list[str]:
    """The trees of the arguments of the only command in a text."""
    (stage,) = pipeline(text).stages
    assert isinstance(stage, Command)
    return [repr(element) for element in stage.elements]


@pytest.mark.parametrize(
    ("text", "trees"),
    [
        ("get-app", []),
        ("get-app Bot 5", ["String('Bot', 'bare')", "Number(5)"]),
        ("get-app -Name Bot", ["CommandParameter('Name', None)", "String('Bot', 'bare')"]),
        ("get-app -Name:Bot", ["CommandParameter('Name', String('Bot', 'bare'))"]),
        ("get-app -Name: Bot", ["CommandParameter('Name', String('Bot', 'bare'))"]),
        ("get-app --name=Bot", ["CommandParameter('name', String('Bot', 'bare'))"]),
        ("get-app --include-secret", ["CommandParameter('include-secret', None)"]),
        ("get-app –Name Bot", ["CommandParameter('Name', None)", "String('Bot', 'bare')"]),
        ("get-app -Confirm:$false", ["CommandParameter('Confirm', Variable('', 'false'))"]),
        ("get-app -Tags:a, b", ["CommandParameter('Tags', Array((String('a', 'bare'), String('b', 'bare'))))"]),
        ("get-app -?", ["CommandParameter('?', None)"]),
        ("get-app -", ["String('-', 'bare')"]),
        ("get-app -- -x --y", ["String('-x', 'bare')", "String('--y', 'bare')"]),
        ("get-app @p @script:q", ["Splat('', 'p')", "Splat('script', 'q')"]),
        ("get-app a,b , c", ["Array((String('a', 'bare'), String('b', 'bare'), String('c', 'bare')))"]),
        ("get-app a,\n  'b c'", ["Array((String('a', 'bare'), String('b c', 'single')))"]),
        ("get-app `\n  x", ["String('x', 'bare')"]),
        ("get-app `\r\n  x", ["String('x', 'bare')"]),
        ("get-app x # all of them", ["String('x', 'bare')"]),
        ("get-app <# all #> x", ["String('x', 'bare')"]),
        ("get-app @(1) @{}", ["ArrayExpression((Pipeline((Number(1),), None),))", "HashtableLiteral(())"]),
        ("get-app { 1 }", ["ScriptBlock((Pipeline((Number(1),), None),))"]),
        (
            "get-app (b).Count",
            [
                "Member(Parenthesis(Pipeline((Command(String('b', 'bare'), ()),), None)), String('Count', 'bare'))",
            ],
        ),
        (
            "get-app $x.Member[0].Other",
            ["Member(Index(Member(Variable('', 'x'), String('Member', 'bare')), Number(0)), String('Other', 'bare'))"],
        ),
        ("where name -in owner, admin", [
            "String('name', 'bare')",
            "CommandParameter('in', None)",
            "Array((String('owner', 'bare'), String('admin', 'bare')))",
        ]),
    ],
)  # fmt: skip
def test_arguments(text: str, trees: list[str]) -> None:
    assert elements(text) == trees


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("5", "Number(5)"),
        ("-5", "Number(-5)"),
        ("-0.5", "Number(-0.5)"),
        ("10mb", "Number(10485760)"),
        ("0x1f", "Number(31)"),
        ("1.13.2", "String('1.13.2', 'bare')"),
        ("2024-01-01", "String('2024-01-01', 'bare')"),
        ("123e4567-e89b-12d3", "String('123e4567-e89b-12d3', 'bare')"),
        ("5%", "String('5%', 'bare')"),
        ("1..3", "String('1..3', 'bare')"),
        ("1e999", "String('1e999', 'bare')"),
        ("-5x", "String('-5x', 'bare')"),
        ("'5'", "String('5', 'single')"),
    ],
)
def test_a_word_is_a_number_only_as_a_whole(text: str, tree: str) -> None:
    assert elements(f"echo {text}") == [tree]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Get-DifyApp", "String('Get-DifyApp', 'bare')"),
        ("Get–DifyApp", "String('Get-DifyApp', 'bare')"),
        ("%", "String('%', 'bare')"),
        ("?", "String('?', 'bare')"),
        ("./script.ps1", "String('./script.ps1', 'bare')"),
        (r".\script.ps1", r"String('.\\script.ps1', 'bare')"),
        ("7z", "String('7z', 'bare')"),
        ("if-this", "String('if-this', 'bare')"),
        ("& $name", "Variable('', 'name')"),
        ("& 'a b'", "String('a b', 'single')"),
        ("& get-app", "String('get-app', 'bare')"),
        ("&{ 1 }", "ScriptBlock((Pipeline((Number(1),), None),))"),
    ],
)
def test_names_of_commands(text: str, name: str) -> None:
    (stage,) = pipeline(f"{text} x").stages
    assert repr(stage) == f"Command({name}, (String('x', 'bare'),))"


@pytest.mark.parametrize(
    "text",
    [
        "a | b | c",
        "a|b|c",
        "a |\n b |\n\n c",
        "a | # first\n b | # second\n c",
        "a\n| b\n  | c",
        "a # first\n# second\n| b\n| c",
    ],
)
def test_a_pipeline_may_be_broken_at_its_pipes(text: str) -> None:
    names = "Command(String('a', 'bare'), ()), Command(String('b', 'bare'), ()), Command(String('c', 'bare'), ())"
    assert repr(pipeline(text)) == f"Pipeline(({names}), None)"


def test_short_names_need_no_space_before_a_block() -> None:
    assert repr(pipeline("1..3 | %{ $_ }").stages[1]) == (
        "Command(String('%', 'bare'), (ScriptBlock((Pipeline((Variable('', '_'),), None),)),))"
    )


def test_foreach_is_a_command_within_a_pipeline() -> None:
    assert repr(pipeline("$x | foreach Name").stages[1]) == (
        "Command(String('foreach', 'bare'), (String('Name', 'bare'),))"
    )


@pytest.mark.parametrize(
    ("text", "system_text"),
    [
        ("!ls -l | wc -l; date", "ls -l | wc -l; date"),
        ("! git status", "git status"),
        ("apps | !less -S", "less -S"),
        ("(!git log | head -1).Length", "git log | head -1"),
        ("$(!echo (a) ')').Length", "echo (a) ')'"),
        ("if ($x) { !ls }", "ls"),
        ('!echo "$x" # not a comment', 'echo "$x" # not a comment'),
    ],
)
def test_a_system_command_takes_the_rest_of_the_line(text: str, system_text: str) -> None:
    """Within brackets, only up to the one that closes them."""
    assert f"SystemCommand({system_text!r})" in repr(parse(text).check())


@pytest.mark.parametrize("text", ["!$x", "! $x", "!($x)", "!!$x", "!$(1)"])
def test_an_exclamation_mark_before_a_value_is_not(text: str) -> None:
    assert repr(pipeline(text).stages[0]).startswith("Unary('!', ")


@pytest.mark.parametrize(
    ("text", "redirection"),
    [
        ("a > out.txt", "Redirection(False, String('out.txt', 'bare'))"),
        ("a>out.txt", "Redirection(False, String('out.txt', 'bare'))"),
        ("a >> 'my file'", "Redirection(True, String('my file', 'single'))"),
        ("a 1> out.txt", "Redirection(False, String('out.txt', 'bare'))"),
        ("$x > $null", "Redirection(False, Variable('', 'null'))"),
        ("a | b > $dir/x", "Redirection(False, ExpandableString((Variable('', 'dir'), String('/x', 'bare')), 'bare'))"),
        ("a 2>&1 > x", "Redirection(False, String('x', 'bare'))"),
        ("a 2>&1", "None"),
        ("a 2>$null", "None"),
        ("a 2> $null", "None"),
    ],
)
def test_redirections(text: str, redirection: str) -> None:
    """Errors are always shown: to redirect them to nowhere or to the output is accepted and does nothing."""
    assert repr(pipeline(text).redirection) == redirection


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("| a", "|", "'|' was not expected here."),
        ("a | ; b", ";", "A command must follow '|'."),
        ("a | 5", "5", "A value can only stand at the start of a pipeline."),
        ("a && b", "&&", "dify-shell does not chain commands with &&."),
        ("a || b", "||", "dify-shell does not chain commands with ||."),
        ("a &", "&", "dify-shell does not run commands in the background."),
        ("a < b", "<", "dify-shell does not redirect input with <."),
        ("a *> b", "*>", "dify-shell does not redirect with *>."),
        ("a *>&1", "*>&1", "dify-shell does not redirect with *>&1."),
        ("a 2> b", "2>", "dify-shell does not redirect with 2>."),
        ("a >", "", "An argument must follow."),
        ("a > b > c", ">", "The output goes to a file already."),
        ("a > b | c", "> b", "Only the last command's output can go to a file."),
        ("$x > 5", ">", "'>' writes to a file."),
        (". ./x.ps1", ".", "dify-shell does not run scripts with '.'."),
        ("a -x:", "", "An argument must follow."),
        ("a b, , c", ",", "An argument must follow."),
        ("&", "", "An argument must follow."),
        ("!", "!", "A system command must follow '!'."),
        ("a$x", "a$x", "A command's name has no variables in it."),
        ("'a' b", "b", "'b' was not expected here."),
        ("a $x.)", "", "A member's name must follow the dot."),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(text: str, at: str, message: str) -> None:
    error = parse(text).errors[0]
    assert (error.message, error.span and error.span.of(text), error.incomplete) == (message, at, False)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("get-app -Na", "Command(String('get-app', 'bare'), (CommandParameter('Na', None),))"),
        (
            'connect -Server "htt',
            "Command(String('connect', 'bare'), (CommandParameter('Server', None), String('htt', 'double')))",
        ),
        ("get-app $x.", "Command(String('get-app', 'bare'), (Member(Variable('', 'x'), Missing()),))"),
        ("get-app $", "Command(String('get-app', 'bare'), (Variable('', ''),))"),
        ("get-app -Name:", "Command(String('get-app', 'bare'), (CommandParameter('Name', Missing()),))"),
        ("select name,", "Command(String('select', 'bare'), (Array((String('name', 'bare'), Missing())),))"),
        ("apps |", "Missing()"),
        ("apps | where ", "Command(String('where', 'bare'), ())"),
    ],
)
def test_half_typed_commands_have_a_tree(text: str, tree: str) -> None:
    (statement,) = parse(text).script.statements
    assert isinstance(statement, Pipeline)
    assert repr(statement.stages[-1]) == tree
