"""Tree to text: to parse that text again gives an equal tree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import singledispatch

from .tokens import DASHES, DOUBLE_QUOTES, NUMBER, SINGLE_QUOTES
from .tree import (
    Array,
    ArrayExpression,
    Assignment,
    Binary,
    Block,
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
    Missing,
    Node,
    Number,
    Parenthesis,
    Pipeline,
    Redirection,
    Script,
    ScriptBlock,
    Splat,
    Statement,
    String,
    SubExpression,
    SystemCommand,
    Throw,
    Try,
    Unary,
    Variable,
)
from .unsupported import UNSUPPORTED_STATEMENTS

_KEYWORDS = {"if", "foreach", "try", "throw", "exit", "break", "continue", *UNSUPPORTED_STATEMENTS}
_COMMAND_NAME = re.compile(r"[^\W\d][\w.:/\\~-]*|[%?]|\.{0,2}[/\\][\w./\\-]*")
_SIMPLE_VARIABLE = re.compile(r"\w+")
_WHOLE_NUMBER = re.compile(rf"[{DASHES}]?{NUMBER}", re.IGNORECASE)
_SPECIAL_IN_WORD = re.compile(rf"(?<=:=)\[|[\s|;&(){{}}<>,'`${DOUBLE_QUOTES}]|\A[{DASHES}@#{SINGLE_QUOTES}]")
_SPECIAL_IN_DOUBLE = re.compile(r'[`"$\r]')
_NAME_CHARACTER = re.compile(r"[\w:]")


@singledispatch
def to_text(node: Node) -> str:
    """The text of a node, with one statement to a line; comments and the original spelling are not in the tree."""
    raise TypeError(f"no text for {node!r}")


def _joined(nodes: Iterable[Node], separator: str) -> str:
    return separator.join(map(to_text, nodes))


def _braces(statements: tuple[Statement, ...]) -> str:
    return f"{{ {to_text(statements[0])} }}" if len(statements) == 1 else f"{{\n{_joined(statements, chr(10))}\n}}"


# Texts


def _escaped(special: re.Match[str]) -> str:
    return {"\r": "`r", "\n": "`n"}.get(special[0], f"`{special[0]}")


def _double_quoted(value: str) -> str:
    return _SPECIAL_IN_DOUBLE.sub(_escaped, value)


def _word(value: str) -> str:
    """`value` as an unquoted word; empty quotes tell one that looks like a number, or like nothing, from that."""
    word = _SPECIAL_IN_WORD.sub(_escaped, value)
    return f'{word}""' if _WHOLE_NUMBER.fullmatch(value) else word


@to_text.register
def _(node: String) -> str:
    match node.style:
        case "single":
            return "'" + node.value.replace("'", "''") + "'"
        case "here-single":
            return f"@'\n{node.value}\n'@"
        case "bare":
            return _word(node.value)
    return _quoted(node.style, _double_quoted(node.value))


@to_text.register
def _(node: ExpandableString) -> str:
    if node.style == "bare":
        return _expandable_word(node.parts)
    text = ""
    for part in node.parts:
        if isinstance(part, String):
            text += _double_quoted(part.value)
        else:
            text += f"${{{_full_name(part)}}}" if isinstance(part, Variable) else to_text(part)
    return _quoted(node.style, text)


def _quoted(style: str, text: str) -> str:
    return f'@"\n{text}\n"@' if style == "here-double" else f'"{text}"'


def _expandable_word(parts: tuple[Expression, ...]) -> str:
    text = ""
    for part in parts:
        if not isinstance(part, String):
            text += to_text(part)
        elif text and _NAME_CHARACTER.match(text[-1]) and _NAME_CHARACTER.match(part.value):
            text += f'"{_double_quoted(part.value)}"'
        else:
            word = _SPECIAL_IN_WORD.sub(_escaped, part.value)
            text += f"`{word}" if text and word[0] in ".[" else word
    if len(parts) > 1:
        return text
    return text + ("''" if text.endswith('"') else '""')  # quotes make a text of a single value


# Values


@to_text.register
def _(node: Missing) -> str:
    return ""


@to_text.register
def _(node: Number) -> str:
    return repr(node.value)


def _full_name(variable: Variable | Splat) -> str:
    name = re.sub("[`}]", r"`\g<0>", variable.name)
    return f"{variable.scope}:{name}" if variable.scope else name


@to_text.register
def _(node: Variable) -> str:
    if _SIMPLE_VARIABLE.fullmatch(node.name) or (node.name == "?" and not node.scope):
        return f"${_full_name(node)}"
    return f"${{{_full_name(node)}}}"


@to_text.register
def _(node: Splat) -> str:
    return f"@{_full_name(node)}"


@to_text.register
def _(node: Array) -> str:
    return _joined(node.items, ", ") if len(node.items) > 1 else f",{to_text(node.items[0])}"


@to_text.register
def _(node: ArrayExpression) -> str:
    return f"@({_joined(node.statements, chr(10))})"


@to_text.register
def _(node: SubExpression) -> str:
    return f"$({_joined(node.statements, chr(10))})"


@to_text.register
def _(node: Parenthesis) -> str:
    return f"({to_text(node.statement)})"


@to_text.register
def _(node: Entry) -> str:
    return f"{to_text(node.key)} = {to_text(node.value)}"


@to_text.register
def _(node: HashtableLiteral) -> str:
    return f"@{{ {_joined(node.entries, chr(10))} }}"


@to_text.register(ScriptBlock)
@to_text.register(Block)
def _(node: ScriptBlock | Block) -> str:
    return _braces(node.statements)


@to_text.register
def _(node: Member) -> str:
    return f"{to_text(node.target)}.{to_text(node.name)}"


@to_text.register
def _(node: Invocation) -> str:
    return f"{to_text(node.target)}.{to_text(node.name)}({_joined(node.arguments, ', ')})"


@to_text.register
def _(node: Index) -> str:
    return f"{to_text(node.target)}[{to_text(node.index)}]"


@to_text.register
def _(node: Unary) -> str:
    return f"{node.operator} {to_text(node.operand)}"


@to_text.register
def _(node: Binary) -> str:
    operator = node.operator if node.operator == ".." else f" {node.operator} "
    return f"{to_text(node.left)}{operator}{to_text(node.right)}"


@to_text.register
def _(node: Conversion) -> str:
    return f"[{node.type_name}]{to_text(node.operand)}"


# Commands and pipelines


@to_text.register
def _(node: CommandParameter) -> str:
    return f"-{node.name}" if node.value is None else f"-{node.name}:{to_text(node.value)}"


@to_text.register
def _(node: Command) -> str:
    name = to_text(node.name)
    named = isinstance(node.name, String) and node.name.style == "bare"
    if not named or not _COMMAND_NAME.fullmatch(name) or name.lower() in _KEYWORDS:
        name = f"& {name}"
    return " ".join((name, *map(to_text, node.elements)))


@to_text.register
def _(node: SystemCommand) -> str:
    return f"!{node.text}\n"  # it takes all the rest of a line


@to_text.register
def _(node: Redirection) -> str:
    return f"{'>>' if node.append else '>'} {to_text(node.target)}"


@to_text.register
def _(node: Pipeline) -> str:
    text = _joined(node.stages, " | ")
    return f"{text} {to_text(node.redirection)}" if node.redirection else text


# Statements


@to_text.register
def _(node: Assignment) -> str:
    return f"{_joined(node.targets, ', ')} {node.operator} {to_text(node.value)}"


@to_text.register
def _(node: If) -> str:
    branches = " elseif ".join(f"({to_text(one.condition)}) {to_text(one.body)}" for one in node.branches)
    otherwise = f" else {to_text(node.otherwise)}" if node.otherwise else ""
    return f"if {branches}{otherwise}"


@to_text.register
def _(node: ForEach) -> str:
    return f"foreach ({to_text(node.variable)} in {to_text(node.items)}) {to_text(node.body)}"


@to_text.register
def _(node: Try) -> str:
    catch = f" catch {to_text(node.catch)}" if node.catch else ""
    cleanup = f" finally {to_text(node.cleanup)}" if node.cleanup else ""
    return f"try {to_text(node.body)}{catch}{cleanup}"


@to_text.register
def _(node: Throw) -> str:
    return f"throw {to_text(node.value)}" if node.value else "throw"


@to_text.register
def _(node: Exit) -> str:
    return f"exit {to_text(node.status)}" if node.status else "exit"


@to_text.register
def _(node: Break) -> str:
    return "break"


@to_text.register
def _(node: Continue) -> str:
    return "continue"


@to_text.register
def _(node: Script) -> str:
    return _joined(node.statements, "\n")
