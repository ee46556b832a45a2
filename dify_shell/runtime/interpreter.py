"""Tree to objects: statements, expressions and pipelines, lazily."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ..errors import DifyShellError, EvaluationError
from ..language import tree
from ..language.parser import parse
from ..objects import Hashtable, Record, Secret
from ..spans import Source
from .automatic_variables import AUTOMATIC
from .binder import bind, bind_input
from .command import Command
from .common_effects import observed
from .context import Context, Host
from .conversions import TYPES
from .convert import ConversionError
from .error_record import ErrorRecord
from .masking import blotted
from .members import get_item, get_member, invoke, set_item, set_member
from .operators import apply_binary, apply_unary, match
from .registry import Registry
from .script_block import ScriptBlock, called
from .script_file import is_script, read_script
from .signals import BreakSignal, ContinueSignal, ExitShell
from .state import ShellState
from .values import as_list, is_true, to_integer, to_text

MOST_ERRORS = 256


class Interpreter:
    """Runs texts against one state."""

    def __init__(self, registry: Registry, state: ShellState, host: Host) -> None:
        self.registry = registry
        self.state = state
        self.host = host
        self._source = Source("")
        self._items: list[Any] = []
        self._capturing = False

    def run(self, source: Source) -> Iterator[object]:
        """The output of a text, object by object as its statements run. The first one that fails ends it.

        The text that an error carries has its secrets blotted out.
        """
        try:
            yield from self._run(source)
        except DifyShellError as error:
            if error.source is source:
                error.source = blotted(self.registry, source)
            raise

    def _run(self, source: Source) -> Iterator[object]:
        try:
            statements = parse(source).check().statements
        except DifyShellError as error:
            self._note(error)
            raise
        self._source = source
        try:
            yield from self._statements(statements)
        except (BreakSignal, ContinueSignal):
            return
        except RecursionError:
            raise EvaluationError("This is nested too deeply.") from None

    def _note(self, error: DifyShellError) -> None:
        self.state.succeeded = False
        if error not in self.state.errors:
            self.state.errors.insert(0, error)
            del self.state.errors[MOST_ERRORS:]

    def _statements(self, statements: Iterable[tree.Statement]) -> Iterator[Any]:
        for statement in statements:
            try:
                yield from self._statement(statement)
            except ConversionError as error:
                raise self._noted(
                    EvaluationError(f"This takes {error.expected}, not {error.got}."), statement
                ) from error
            except DifyShellError as error:
                self._noted(error, statement)
                raise

    def _noted(self, error: DifyShellError, statement: tree.Statement) -> DifyShellError:
        """`error`, with the place where it happened, kept for `$Error`."""
        error.locate(self._source, statement.span)
        self._note(error)
        return error

    def _statement(self, statement: tree.Statement) -> Iterator[Any]:
        match statement:
            case tree.Pipeline():
                yield from self._pipeline(statement)
            case tree.Assignment():
                self._assign(statement)
            case tree.If():
                yield from self._if(statement)
            case tree.ForEach():
                yield from self._foreach(statement)
            case tree.Try():
                yield from self._try(statement)
            case tree.Throw():
                raise self._thrown(statement)
            case tree.Exit():
                raise ExitShell(to_integer(self._value_of(statement.status)))
            case tree.Break():
                raise BreakSignal
            case tree.Continue():
                raise ContinueSignal

    def _pipeline(self, pipeline: tree.Pipeline) -> Iterator[Any]:
        items: Iterator[Any] | None = None
        if not isinstance(pipeline.stages[0], tree.Expression):
            self.state.succeeded = True
        captured = self._capturing or bool(pipeline.redirection)
        for stage in pipeline.stages:
            if isinstance(stage, tree.Command):
                items = self._command(stage, items)
            elif isinstance(stage, tree.SystemCommand):
                last = stage is pipeline.stages[-1]
                items = self._program(stage.text, items, capture=captured or not last)
            else:
                items = iter(_enumerated(self.evaluate(stage)))
                self.state.succeeded = True
        if pipeline.redirection:
            self._write(items or iter(()), pipeline.redirection)
        else:
            yield from items or ()

    def _program(self, command_line: str, items: Iterator[Any] | None, *, capture: bool) -> Iterator[str]:
        status = yield from self.host.run_program(command_line, items, capture=capture)
        self.state.variables["LASTEXITCODE"] = status
        self.state.succeeded = status == 0

    def _write(self, items: Iterator[Any], redirection: tree.Redirection) -> None:
        """Put the output into a file, as `Out-File` does; into `$null`, nowhere."""
        target = redirection.target
        if isinstance(target, tree.Variable) and target.name.lower() == "null":
            for _ in items:
                pass
            return
        path = self.evaluate(target)
        if not path:
            raise EvaluationError("There is no file name to write to: this is empty.", target.span)
        out_file = self.registry.get("Out-File", redirection.span).function
        out_file(
            Context(self.state, self.host, self.registry), to_text(path), input_object=items, append=redirection.append
        )

    def _command(self, node: tree.Command, items: Iterator[Any] | None) -> Iterator[Any]:
        named = node.name.value if isinstance(node.name, tree.String) else self.evaluate(node.name)
        if isinstance(named, ScriptBlock):  # & { … }
            item = self._items[-1] if self._items else None
            yield from called(lambda: named(item), self.state.variables, self._arguments(node), items)
            return
        name = to_text(named)
        if is_script(name):
            yield from self._script(name, node, items)
            return
        command = self.registry.get(name, node.name.span)
        bound = bind(
            command,
            node.elements,
            self.evaluate,
            source=self._source,
            span=node.name.span,
            environment=self.state.environment,
            has_input=items is not None,
        )
        if bound.help_wanted:
            explain = self.registry.get("Get-Help", node.name.span)
            yield explain.function(Context(self.state, self.host, self.registry), (command.name,))
            return
        for value in bound.arguments.values():
            if isinstance(value, Secret):
                self.state.redactor.add(value)
        context = Context(self.state, self.host, self.registry, bound.common)
        yield from observed(lambda: self._called(command, context, bound.arguments, items), context)

    def _script(self, path: str, node: tree.Command, items: Iterator[Any] | None) -> Iterator[Any]:
        """The output of a script file; `exit` ends the script alone."""
        script = Interpreter(self.registry, self.state, self.host)
        try:
            arguments = self._arguments(node)
            yield from called(lambda: script.run(read_script(path)), self.state.variables, arguments, items)
        except ExitShell as leaving:
            self.state.variables["LASTEXITCODE"] = leaving.status
            self.state.succeeded = leaving.status == 0

    def _arguments(self, node: tree.Command) -> list[Any]:
        """What follows the path of a script, or a block."""
        arguments: list[Any] = []
        for element in node.elements:
            if isinstance(element, tree.CommandParameter):
                raise EvaluationError("Scripts and blocks take no parameters, only arguments: $args.", element.span)
            arguments.append(self.evaluate(element))
        return arguments

    def _called(
        self, command: Command, context: Context, arguments: dict[str, Any], items: Iterator[Any] | None
    ) -> Iterator[Any]:
        given = arguments if items is None else arguments | bind_input(command, items)
        yield from self._learned(_enumerated(command.function(context, **given)))

    def _learned(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            if isinstance(item, Record):
                self.state.known_names.learn(item)
            yield item

    def _if(self, statement: tree.If) -> Iterator[Any]:
        for branch in statement.branches:
            if is_true(self._value_of(branch.condition)):
                yield from self._statements(branch.body.statements)
                return
        if statement.otherwise:
            yield from self._statements(statement.otherwise.statements)

    def _foreach(self, statement: tree.ForEach) -> Iterator[Any]:
        for item in as_list(self._value_of(statement.items)):
            self._set(statement.variable, item)
            try:
                yield from self._statements(statement.body.statements)
            except BreakSignal:
                return
            except ContinueSignal:
                continue

    def _try(self, statement: tree.Try) -> Iterator[Any]:
        try:
            yield from self._statements(statement.body.statements)
        except DifyShellError as error:
            if statement.catch is None:
                raise
            self._items.append(ErrorRecord(error))
            try:
                yield from self._statements(statement.catch.statements)
            finally:
                self._items.pop()
        finally:
            if statement.cleanup:
                yield from self._statements(statement.cleanup.statements)

    def _thrown(self, statement: tree.Throw) -> DifyShellError:
        """The error to raise: what is thrown, or was caught and is thrown again, by `throw` alone or as `throw $_`."""
        if statement.value:
            value = self._value_of(statement.value)
        else:
            value = next((item for item in reversed(self._items) if isinstance(item, ErrorRecord)), "ScriptHalted")
        return value.error if isinstance(value, ErrorRecord) else DifyShellError(to_text(value))

    def _value_of(self, statement: tree.Statement | None) -> Any:
        if statement is None:
            return None
        if isinstance(statement, tree.Assignment):  # `$a = $b = 3`, and `($a = 3)`
            self._assign(statement)
            values = [self.evaluate(target) for target in statement.targets]
            return values[0] if len(values) == 1 else values
        match statement:
            case tree.Pipeline(stages=(tree.Expression() as value,), redirection=None):
                self.state.succeeded = True
                return self.evaluate(value)  # whole: `$a = @(1)` is a list of one
        output = self._captured(self._statement(statement))
        return output[0] if len(output) == 1 else (output or None)

    def _captured(self, output: Iterator[Any]) -> list[Any]:
        """Output that is a value and not shown: a program's lines belong to it."""
        before, self._capturing = self._capturing, True
        try:
            return list(output)
        finally:
            self._capturing = before

    def _assign(self, statement: tree.Assignment) -> None:
        value = self._value_of(statement.value)
        targets = statement.targets
        if len(targets) == 1:
            self._assign_one(targets[0], statement.operator, value)
            return
        values = as_list(value)
        for place, target in enumerate(targets):
            rest = values[place:]
            self._assign_one(
                target, "=", (rest if place == len(targets) - 1 and len(rest) > 1 else (rest or [None])[0])
            )

    def _assign_one(self, target: tree.Expression, operator: str, value: Any) -> None:
        if operator != "=":
            value = apply_binary(operator[0], self.evaluate(target), value)
        match target:
            case tree.Variable():
                self._set(target, value)
            case tree.Member():
                set_member(self.evaluate(target.target), to_text(self.evaluate(target.name)), value)
            case tree.Index():
                set_item(self.evaluate(target.target), self.evaluate(target.index), value)

    def _set(self, variable: tree.Variable, value: Any) -> None:
        if variable.scope == "env":
            self.state.environment[variable.name] = value if isinstance(value, Secret) else to_text(value)
        elif variable.name.lower() == "null":
            pass
        elif variable.name.lower() in AUTOMATIC:
            raise EvaluationError(f"${variable.name} is set by the shell alone.", variable.span)
        else:
            self.state.variables[variable.name] = value

    def evaluate(self, node: tree.Expression) -> Any:
        """The value of an expression."""
        return _EVALUATORS[type(node)](self, node)

    def _variable(self, node: tree.Variable | tree.Splat) -> Any:
        if node.scope == "env":
            return self.state.environment.get(node.name)
        name = node.name.lower()
        if name in ("_", "psitem"):
            return self._items[-1] if self._items else None
        if name in AUTOMATIC:
            return AUTOMATIC[name](self.state)
        return self.state.variables.get(name)

    def _expandable(self, node: tree.ExpandableString) -> str:
        return "".join(to_text(self.evaluate(part)) for part in node.parts)

    def _output(self, node: tree.SubExpression) -> Any:
        output = self._captured(self._statements(node.statements))
        return output[0] if len(output) == 1 else (output or None)

    def _hashtable(self, node: tree.HashtableLiteral) -> Hashtable:
        return Hashtable([(to_text(self.evaluate(one.key)), self._value_of(one.value)) for one in node.entries])

    def _block(self, node: tree.ScriptBlock) -> ScriptBlock:
        def run(item: object) -> list[object]:
            self._items.append(item)
            try:
                return list(self._statements(node.statements))
            finally:
                self._items.pop()

        return ScriptBlock(node.span.of(self._source.text)[1:-1].strip(), run)

    def _binary(self, node: tree.Binary) -> Any:
        left = self.evaluate(node.left)
        if node.operator in ("-and", "-or"):
            decided = is_true(left) == (node.operator == "-or")
            return is_true(left) if decided else is_true(self.evaluate(node.right))
        right = self.evaluate(node.right)
        if node.operator in ("-match", "-cmatch") and not isinstance(left, list):
            found = match(left, right, case_sensitive=node.operator == "-cmatch")
            if found:
                groups = {str(n): text for n, text in enumerate((found[0], *found.groups()))} | found.groupdict()
                self.state.variables["Matches"] = Hashtable(groups)
            return found is not None
        return apply_binary(node.operator, left, right)

    def _conversion(self, node: tree.Conversion) -> Any:
        convert_to = TYPES.get(node.type_name.lower())
        if convert_to is None:
            raise EvaluationError(f"dify-shell has no type [{node.type_name}].", node.span)
        try:
            return convert_to(self.evaluate(node.operand))
        except ConversionError as error:
            message = f"[{node.type_name}] takes {error.expected}, not {error.got}."
            raise EvaluationError(message, node.span, hint=error.hint) from error


def _enumerated(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    if isinstance(value, list | tuple | range | Iterator):
        return value
    return (value,)


_EVALUATORS: dict[type[tree.Node], Callable[[Interpreter, Any], Any]] = {
    tree.Number: lambda self, node: node.value,
    tree.String: lambda self, node: node.value,
    tree.ExpandableString: Interpreter._expandable,
    tree.Variable: Interpreter._variable,
    tree.Splat: Interpreter._variable,
    tree.Array: lambda self, node: [self.evaluate(item) for item in node.items],
    tree.ArrayExpression: lambda self, node: self._captured(self._statements(node.statements)),
    tree.SubExpression: Interpreter._output,
    tree.Parenthesis: lambda self, node: self._value_of(node.statement),
    tree.HashtableLiteral: Interpreter._hashtable,
    tree.ScriptBlock: Interpreter._block,
    tree.Member: lambda self, node: get_member(self.evaluate(node.target), to_text(self.evaluate(node.name))),
    tree.Invocation: lambda self, node: invoke(
        self.evaluate(node.target), to_text(self.evaluate(node.name)), [self.evaluate(one) for one in node.arguments]
    ),
    tree.Index: lambda self, node: get_item(self.evaluate(node.target), self.evaluate(node.index)),
    tree.Unary: lambda self, node: apply_unary(node.operator, self.evaluate(node.operand)),
    tree.Binary: Interpreter._binary,
    tree.Conversion: Interpreter._conversion,
}
