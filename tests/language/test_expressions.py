"""Expressions as text and as tree. The tables read: text, then the tree of its only expression."""

from __future__ import annotations

import pytest

from dify_shell.errors import ParseError
from dify_shell.language.parser import parse
from dify_shell.language.tree import Binary, Conversion, Expression, Pipeline, Unary


def expression(text: str) -> Expression:
    """The only expression of a text."""
    (statement,) = parse(text).check().statements
    assert isinstance(statement, Pipeline)
    (stage,) = statement.stages
    assert isinstance(stage, Expression)
    return stage


def first_error(text: str) -> ParseError:
    """What is wrong with a text."""
    return parse(text).errors[0]


def grouped(node: Expression) -> str:
    """An expression with brackets around each operator and its operands."""
    match node:
        case Binary(operator=operator, left=left, right=right):
            return f"({grouped(left)} {operator} {grouped(right)})"
        case Unary(operator=operator, operand=operand):
            return f"({operator} {grouped(operand)})"
        case Conversion(type_name=type_name, operand=operand):
            return f"([{type_name}] {grouped(operand)})"
    items = getattr(node, "items", None)
    if items is not None:
        return f"<{' '.join(map(grouped, items))}>"
    return str(getattr(node, "value", getattr(node, "name", "?")))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("5", "Number(5)"),
        ("-5", "Number(-5)"),
        ("- 5", "Unary('-', Number(5))"),
        ("–5", "Number(-5)"),
        ("2.5", "Number(2.5)"),
        (".5", "Number(0.5)"),
        ("2.5e3", "Number(2500.0)"),
        ("1e-2", "Number(0.01)"),
        ("0x1F", "Number(31)"),
        ("0XffL", "Number(255)"),
        ("7l", "Number(7)"),
        ("7d", "Number(7.0)"),
        ("10kb", "Number(10240)"),
        ("1.5MB", "Number(1572864.0)"),
        ("2gb", "Number(2147483648)"),
        ("$name", "Variable('', 'name')"),
        ("$_", "Variable('', '_')"),
        ("$?", "Variable('', '?')"),
        ("$名前", "Variable('', '名前')"),
        ("$env:PSDIFY_URL", "Variable('env', 'PSDIFY_URL')"),
        ("$Script:PSDIFY_CONSOLE_AUTH", "Variable('script', 'PSDIFY_CONSOLE_AUTH')"),
        ("$global:x", "Variable('global', 'x')"),
        ("$local:x", "Variable('local', 'x')"),
        ("${a name}", "Variable('', 'a name')"),
        ("${env:ProgramFiles(x86)}", "Variable('env', 'ProgramFiles(x86)')"),
        ("${a`}b}", "Variable('', 'a}b')"),
        ("${other:name}", "Variable('', 'other:name')"),
    ],
)
def test_numbers_and_variables(text: str, tree: str) -> None:
    assert repr(expression(text)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("(1)", "Parenthesis(Pipeline((Number(1),), None))"),
        ("($a = 1)", "Parenthesis(Assignment((Variable('', 'a'),), '=', Pipeline((Number(1),), None)))"),
        ("$(1; 2)", "SubExpression((Pipeline((Number(1),), None), Pipeline((Number(2),), None)))"),
        ("$()", "SubExpression(())"),
        ("@()", "ArrayExpression(())"),
        ("@(1\n2)", "ArrayExpression((Pipeline((Number(1),), None), Pipeline((Number(2),), None)))"),
        ("{ 1 }", "ScriptBlock((Pipeline((Number(1),), None),))"),
        ("@{}", "HashtableLiteral(())"),
        ("@{ a = 1 }", "HashtableLiteral((Entry(String('a', 'bare'), Pipeline((Number(1),), None)),))"),
        ("@{\n'a b' = 1\n}", "HashtableLiteral((Entry(String('a b', 'single'), Pipeline((Number(1),), None)),))"),
        ("@{ 5 = $x; }", "HashtableLiteral((Entry(Number(5), Pipeline((Variable('', 'x'),), None)),))"),
        ("@{ $k = 1 }", "HashtableLiteral((Entry(Variable('', 'k'), Pipeline((Number(1),), None)),))"),
        (
            "@{ Content-Type = get-app x; b = 2 }",
            "HashtableLiteral(("
            "Entry(String('Content-Type', 'bare'),"
            " Pipeline((Command(String('get-app', 'bare'), (String('x', 'bare'),)),), None)),"
            " Entry(String('b', 'bare'), Pipeline((Number(2),), None))))",
        ),
        ("[ordered]@{}", "Conversion('ordered', HashtableLiteral(()))"),
        ("[PSCustomObject]@{}", "Conversion('PSCustomObject', HashtableLiteral(()))"),
        ("[int][string[]]$x", "Conversion('int', Conversion('string[]', Variable('', 'x')))"),
        ("[string[]][array]$x", "Conversion('string[]', Conversion('array', Variable('', 'x')))"),
        ("[string[]]$x", "Conversion('string[]', Variable('', 'x'))"),
        (
            "[System.Collections.Generic.List[string]]$x",
            "Conversion('System.Collections.Generic.List[string]', Variable('', 'x'))",
        ),
    ],
)
def test_brackets(text: str, tree: str) -> None:
    assert repr(expression(text)) == tree


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("$x.Name", "Member(Variable('', 'x'), String('Name', 'bare'))"),
        ("$x.\n  Name", "Member(Variable('', 'x'), String('Name', 'bare'))"),
        ("$x.'a b'", "Member(Variable('', 'x'), String('a b', 'single'))"),
        ("$x.$y", "Member(Variable('', 'x'), Variable('', 'y'))"),
        ("$x.(1)", "Member(Variable('', 'x'), Parenthesis(Pipeline((Number(1),), None)))"),
        ("'abc'.Length", "Member(String('abc', 'single'), String('Length', 'bare'))"),
        ("@().Count", "Member(ArrayExpression(()), String('Count', 'bare'))"),
        ("$x[0].Id", "Member(Index(Variable('', 'x'), Number(0)), String('Id', 'bare'))"),
        ("$x[-1]", "Index(Variable('', 'x'), Number(-1))"),
        ("$x[0, 2]", "Index(Variable('', 'x'), Array((Number(0), Number(2))))"),
        ("$x[1..3]", "Index(Variable('', 'x'), Binary('..', Number(1), Number(3)))"),
        ("$x['b c']", "Index(Variable('', 'x'), String('b c', 'single'))"),
        ("$x.ToUpper()", "Invocation(Variable('', 'x'), String('ToUpper', 'bare'), ())"),
        (
            "$x.Replace('a', 'b').Trim()",
            "Invocation(Invocation(Variable('', 'x'), String('Replace', 'bare'),"
            " (String('a', 'single'), String('b', 'single'))), String('Trim', 'bare'), ())",
        ),
        ("1..3", "Binary('..', Number(1), Number(3))"),
        ("$a..$b", "Binary('..', Variable('', 'a'), Variable('', 'b'))"),
    ],
)
def test_members(text: str, tree: str) -> None:
    assert repr(expression(text)) == tree


@pytest.mark.parametrize(
    ("text", "grouping"),
    [
        # about_Operator_Precedence; about_Join and about_Split for those with one operand
        ("1 + 2 * 3", "(1 + (2 * 3))"),
        ("1 - 2 - 3", "((1 - 2) - 3)"),
        ("8 / 4 % 3", "((8 / 4) % 3)"),
        ("1 + 2 -eq 3", "((1 + 2) -eq 3)"),
        ("1 -eq 2 -eq 3", "((1 -eq 2) -eq 3)"),
        ("$a -eq 1 -and $b -ne 2 -or $c", "(((a -eq 1) -and (b -ne 2)) -or c)"),
        ("$a -or $b -and $c", "((a -or b) -and c)"),
        ("'x' -f 1 + 2", "((x -f 1) + 2)"),
        ("'x' -f 1, 2", "(x -f <1 2>)"),
        ("1..3 * 2", "((1 .. 3) * 2)"),
        ("1, 2 + 3", "(<1 2> + 3)"),
        ("1, 2 -join '-'", "(<1 2> -join -)"),
        ("1, -2, 3", "<1 -2 3>"),
        (", 1", "<1>"),
        (",1, 2", "<<1> 2>"),
        ("-join 1, 2", "<(-join 1) 2>"),
        ("-not $a -and $b", "((-not a) -and b)"),
        ("-not $a, $b", "<(-not a) b>"),
        ("$a -and !$b", "(a -and (! b))"),
        ("!!$a", "(! (! a))"),
        ("1 - -2", "(1 - -2)"),
        ("1 -2", "(1 - 2)"),
        ("$a -$b", "(a - b)"),
        ("- $a * 2", "((- a) * 2)"),
        ("[int]'5' + 1", "(([int] 5) + 1)"),
        ("[int]'5', 6", "<([int] 5) 6>"),
        ("1 +\n2", "(1 + 2)"),
        ("-not\n$a", "(-not a)"),
    ],
)
def test_operators_bind_as_in_powershell(text: str, grouping: str) -> None:
    assert grouped(expression(text)) == grouping


@pytest.mark.parametrize(
    ("spelling", "operator"),
    [
        ("-EQ", "-eq"),
        ("-ieq", "-eq"),
        ("-ceq", "-ceq"),
        ("-CNotLike", "-cnotlike"),
        ("-INotIn", "-notin"),
        ("-is", None),
        ("-imatch", "-match"),
        ("–like", "-like"),
        ("-creplace", "-creplace"),
        ("-isplit", "-split"),
        ("-Join", "-join"),
        ("-XOR", "-xor"),
    ],
)
def test_operators_have_one_spelling_in_the_tree(spelling: str, operator: str | None) -> None:
    parsed = parse(f"$a {spelling} $b")
    assert bool(parsed.errors) == (operator is None)
    if operator:
        assert f"Binary('{operator}'" in repr(parsed.script)


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("1 + foo", "foo", "'foo' is no value."),
        ("$x -foo 1", "-foo", "'-foo' is no operator."),
        ("$x -is 5", "-is", "dify-shell does not run type operators (-is)."),
        ("$x -band 5", "-band", "dify-shell does not run bitwise operators (-band)."),
        ("-bnot 5", "-bnot", "dify-shell does not run bitwise operators (-bnot)."),
        ("1 + @list", "@list", "'@list' can only be an argument of a command."),
        ("[math]::Round(5)", "[math]::", "dify-shell does not run .NET calls ([math]::)."),
        ("$x::Name", "::", "dify-shell does not run .NET calls."),
        ("[int]", "[int]", "A type is no value in dify-shell."),
        ("[CmdletBinding()]", "[CmdletBinding(", "dify-shell does not run attributes."),
        ("[int 5", "[", "'[' was not expected here."),
        ("[1, 2]", "[", "'[' was not expected here."),
        ("$a ? 1 : 2", "?", "dify-shell does not run the ternary operator."),
        ("$a ?? 1", "??", "dify-shell does not run ??."),
        ("$a ??= 1", "??=", "dify-shell does not run ??=."),
        ("1e999", "1e999", "This number is too large."),
        ("1 2", "2", "'2' was not expected here."),
        ("()", ")", "')' was not expected here."),
        ("(1; 2)", ";", "';' was not expected here."),
        ("(1 2)", "2", "'2' was not expected here."),
        ("(break)", "break", "Parentheses hold a value or a command."),
        ("$x[]", "]", "']' was not expected here."),
        ("$x.)", "", "A member's name must follow the dot."),
        ("@{ a }", "", "'=' and a value must follow a key."),
        ("@{ a = 1 b = 2 }", "b", "'b' was not expected here."),
        ("$env:", "$env:", "A variable's name must follow."),
        ("$", "$", "A variable's name must follow."),
        ("($i++)", "++", "++ and -- are statements of their own here."),
        ("++$i", "++", "++ and -- are statements of their own here."),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(text: str, at: str, message: str) -> None:
    error = first_error(text)
    assert (error.message, error.span and error.span.of(text), error.incomplete) == (message, at, False)


def test_the_tree_of_a_half_typed_member_ends_with_what_is_missing() -> None:
    assert repr(parse("$x.").script.statements) == "(Pipeline((Member(Variable('', 'x'), Missing()),), None),)"


def test_a_number_of_more_digits_than_python_takes_is_too_large() -> None:
    assert first_error("9" * 10_000).message == "This number is too large."
