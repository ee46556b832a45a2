"""The tree of a text: what the parser makes and the interpreter, the highlighter and the completer read.

The nodes are named after PowerShell's own syntax tree, without its suffix. Nodes are equal when they say the same,
wherever they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal, dataclass_transform

from ..spans import Span


@dataclass_transform(frozen_default=True)
class _Declared:
    """Tells type checkers that the annotations of a node, its span first, are what its constructor takes."""


class Node(_Declared):
    """One node. Its annotations are its fields; the constructor takes the span, then the fields in order.

    A small stand-in for `dataclasses`, whose import and class creation cost more than running a short script.
    """

    span: Span
    fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        cls.fields = cls.fields + tuple(name for name in cls.__dict__.get("__annotations__", {}))

    def __init__(self, span: Span, *values: Any, **named: Any) -> None:
        state = self.__dict__
        state["span"] = span
        state.update(zip(self.fields, values, strict=False), **named)
        if len(state) != len(self.fields) + 1:
            raise TypeError(f"{type(self).__name__} takes {self.fields}")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and all(getattr(self, name) == getattr(other, name) for name in self.fields)

    __hash__ = None  # type: ignore[assignment]  # equal by content and not meant as a key

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(getattr(self, name)) for name in self.fields)})"

    def children(self) -> Iterator[Node]:
        """The nodes directly below this one, in the order of the text."""
        for name in self.fields:
            value = getattr(self, name)
            for child in value if isinstance(value, tuple) else (value,):
                if isinstance(child, Node):
                    yield child


class Expression(Node):
    """Anything that has a value."""


class Statement(Node):
    """Anything that can stand on a line of its own."""


# Expressions

StringStyle = Literal["bare", "single", "double", "here-single", "here-double"]


class Missing(Expression):
    """Where the text ends or breaks off before an expression that must come; only in trees with errors."""


class Number(Expression):
    """`5`, `0x1F`, `2.5e3`, `10kb`."""

    value: int | float


class String(Expression):
    """A text without anything to expand; `bare` is an unquoted word of a command."""

    value: str
    style: StringStyle


class ExpandableString(Expression):
    """A text with variables or `$( )` in it: `String`, `Variable` and `SubExpression` parts (`bare`: also members)."""

    parts: tuple[Expression, ...]
    style: StringStyle


class Variable(Expression):
    """`$name`, `$env:NAME`, `$script:NAME`, `${a name}`; `scope` is lower-case and empty when none is written."""

    scope: str
    name: str


class Splat(Expression):
    """`@name` among a command's arguments: a hashtable's entries as parameters, or a list as arguments."""

    scope: str
    name: str


class Array(Expression):
    """`1, 2`, and `,1` with a single item."""

    items: tuple[Expression, ...]


class ArrayExpression(Expression):
    """`@( … )`: the output of its statements as a list, always."""

    statements: tuple[Statement, ...]


class SubExpression(Expression):
    """`$( … )`: the output of its statements."""

    statements: tuple[Statement, ...]


class Parenthesis(Expression):
    """`( … )` around a pipeline or an assignment."""

    statement: Statement


class Entry(Node):
    """`key = value` of a hashtable."""

    key: Expression
    value: Statement


class HashtableLiteral(Expression):
    """`@{ … }`."""

    entries: tuple[Entry, ...]


class ScriptBlock(Expression):
    """`{ … }`."""

    statements: tuple[Statement, ...]


class Member(Expression):
    """`target.name`."""

    target: Expression
    name: Expression


class Invocation(Expression):
    """`target.name(arguments)`."""

    target: Expression
    name: Expression
    arguments: tuple[Expression, ...]


class Index(Expression):
    """`target[index]`."""

    target: Expression
    index: Expression


class Unary(Expression):
    """`-not`, `!`, `-`, `+`, `-split`, `-join` before their operand; `operator` is lower-case."""

    operator: str
    operand: Expression


class Binary(Expression):
    """An operator between two expressions; `operator` is lower-case with its hyphen: `-eq`, `+`, `..`, `-f`."""

    operator: str
    left: Expression
    right: Expression


class Conversion(Expression):
    """`[type]expression`; `type_name` as written."""

    type_name: str
    operand: Expression


# Commands and pipelines


class CommandParameter(Node):
    """`-Name`, `--name`, `-Name:value` or `--name=value`; `value` only when attached that way.

    Whether the next argument belongs to it is for the binder to say, who knows the command.
    """

    name: str
    value: Expression | None


class Command(Node):
    """A command and its arguments, in the order written. `name` is a `String` unless the command is called with `&`."""

    name: Expression
    elements: tuple[CommandParameter | Expression, ...]


class SystemCommand(Node):
    """`!command …`: `text` goes to the system's own shell as it is."""

    text: str


class Redirection(Node):
    """`> file` or, with `append`, `>> file`."""

    append: bool
    target: Expression


class Pipeline(Statement):
    """`stage | stage …`; only the first stage can be an expression."""

    stages: tuple[Command | SystemCommand | Expression, ...]
    redirection: Redirection | None


# Statements

AssignmentOperator = Literal["=", "+=", "-=", "*=", "/=", "%="]


class Assignment(Statement):
    """`$a = …`, `$a, $b = …`, `$a.b += …`; `$a++` is `$a += 1`."""

    targets: tuple[Expression, ...]
    operator: AssignmentOperator
    value: Statement


class Block(Node):
    """`{ … }` as part of a statement."""

    statements: tuple[Statement, ...]


class Branch(Node):
    """A condition of an `if` and what runs when it holds."""

    condition: Statement
    body: Block


class If(Statement):
    """`if (…) {…} elseif (…) {…} else {…}`."""

    branches: tuple[Branch, ...]
    otherwise: Block | None


class ForEach(Statement):
    """`foreach ($variable in items) { … }`."""

    variable: Variable
    items: Statement
    body: Block


class Try(Statement):
    """`try {…} catch {…} finally {…}`; at least one of `catch` and `cleanup` is there."""

    body: Block
    catch: Block | None
    cleanup: Block | None


class Throw(Statement):
    """`throw value`."""

    value: Statement | None


class Break(Statement):
    """`break`."""


class Continue(Statement):
    """`continue`."""


class Exit(Statement):
    """`exit status`."""

    status: Statement | None


class Script(Node):
    """A whole text."""

    statements: tuple[Statement, ...]


def path_to(node: Node, offset: int) -> tuple[Node, ...]:
    """The nodes from `node` down to the innermost one that holds `offset` or ends there.

    One without any text, put where something is missing, is only taken if there is no other.
    """
    path = [node]
    while True:
        inner = [child for child in path[-1].children() if child.span.start <= offset <= child.span.end]
        if not inner:
            return tuple(path)
        path.append(next((child for child in reversed(inner) if child.span.start < child.span.end), inner[-1]))


def walk(node: Node) -> Iterator[Node]:
    """`node` and all nodes below it, in the order of the text."""
    pending = [node]
    while pending:
        yield (current := pending.pop())
        pending.extend(reversed(tuple(current.children())))
