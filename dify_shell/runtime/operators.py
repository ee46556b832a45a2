"""PowerShell's operators on values: pure functions. The rules are those of about_Operators and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors import EvaluationError
from ..objects import Hashtable, Record, Secret
from .patterns import filled_in, regular_expression, split_at, split_where, wildcard
from .script_block import ScriptBlock
from .time_span import TimeSpan
from .values import (
    LONGEST,
    Number,
    as_date,
    as_list,
    compare,
    each,
    equal,
    is_date,
    is_true,
    to_integer,
    to_number,
    to_text,
)

LARGEST_BITS = 1023
"""Of whole numbers: as large as fractions can be."""


def match(left: Any, pattern: Any, *, case_sensitive: bool = False) -> re.Match[str] | None:
    """What the regular expression finds in a text."""
    return regular_expression(to_text(pattern), case_sensitive=case_sensitive).search(to_text(left))


def replace(left: Any, right: Any, *, case_sensitive: bool) -> Any:
    """`-replace pattern, substitute`: a text with `$1`, `${name}`, `$&` and `$$`, or a block that makes one of `$_`."""
    pattern, substitute, *_ = _padded(right, "", "")
    expression = regular_expression(to_text(pattern), case_sensitive=case_sensitive)

    def put(found: re.Match[str]) -> str:
        if isinstance(substitute, ScriptBlock):
            return to_text(substitute(_match_record(found)))
        return filled_in(to_text(substitute), found)

    return each(left, lambda item: expression.sub(put, to_text(item)))


def _match_record(found: re.Match[str]) -> Record:
    """What was found, as .NET's Match has it."""
    groups = [Record({"Value": text or ""}) for text in (found[0], *found.groups())]
    return Record({"Value": found[0], "Index": found.start(), "Length": len(found[0]), "Groups": groups})


def split(left: Any, right: Any, *, case_sensitive: bool) -> list[str]:
    """`-split pattern, limit, "SimpleMatch"`: at a regular expression, at a text, or where a block holds for `$_`.

    Texts of a list are split one by one.
    """
    separator, limit, *options = _padded(right, "", 0)
    texts = [to_text(text) for text in as_list(left)]
    if isinstance(separator, ScriptBlock):
        return [piece for text in texts for piece in split_where(text, lambda one: is_true(separator(one)))]
    simple = any(to_text(option).lower() == "simplematch" for option in options)
    pattern = re.escape(to_text(separator)) if simple else to_text(separator)
    expression = regular_expression(pattern, case_sensitive=case_sensitive)
    return [piece for text in texts for piece in split_at(text, expression.finditer(text), to_integer(limit))]


def _padded(given: Any, *defaults: Any) -> list[Any]:
    """The operands in a list, with the defaults of those that are not given."""
    items = as_list(given)
    return [*items, *defaults[len(items) :]]


def _selecting(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], Any]:
    """An operator that tests a value, and picks those of a list that pass."""

    def operate(left: Any, right: Any) -> Any:
        if isinstance(left, list | tuple | range):
            return [item for item in left if test(item, right)]
        return test(left, right)

    return operate


def _contains(items: Any, value: Any, case_sensitive: bool) -> bool:
    return any(equal(item, value, case_sensitive=case_sensitive) for item in as_list(items))


def _comparisons(case: str, case_sensitive: bool) -> dict[str, Callable[[Any, Any], Any]]:
    def order(test: Callable[[int], bool]) -> Callable[[Any, Any], Any]:
        return _selecting(lambda left, right: test(compare(left, right, case_sensitive=case_sensitive)))

    def like(left: Any, right: Any) -> bool:
        return wildcard(to_text(right), case_sensitive=case_sensitive).fullmatch(to_text(left)) is not None

    def matches(left: Any, right: Any) -> bool:
        return match(left, right, case_sensitive=case_sensitive) is not None

    def same(left: Any, right: Any) -> bool:
        return equal(left, right, case_sensitive=case_sensitive)

    operators: dict[str, Callable[[Any, Any], Any]] = {
        "eq": _selecting(same),
        "ne": _selecting(lambda left, right: not same(left, right)),
        "gt": order(lambda sign: sign > 0),
        "ge": order(lambda sign: sign >= 0),
        "lt": order(lambda sign: sign < 0),
        "le": order(lambda sign: sign <= 0),
        "like": _selecting(like),
        "notlike": _selecting(lambda left, right: not like(left, right)),
        "match": _selecting(matches),
        "notmatch": _selecting(lambda left, right: not matches(left, right)),
        "contains": lambda left, right: _contains(left, right, case_sensitive),
        "notcontains": lambda left, right: not _contains(left, right, case_sensitive),
        "in": lambda left, right: _contains(right, left, case_sensitive),
        "notin": lambda left, right: not _contains(right, left, case_sensitive),
        "replace": lambda left, right: replace(left, right, case_sensitive=case_sensitive),
        "split": lambda left, right: split(left, right, case_sensitive=case_sensitive),
    }
    return {f"-{case}{name}": operator for name, operator in operators.items()}


def add(left: Any, right: Any) -> Any:
    """`+`: of numbers, texts, lists, hashtables; the left one says which."""
    if isinstance(left, list | tuple | range):
        more = [None] if right is None else as_list(right)
        if len(left) + len(more) > LONGEST:
            raise EvaluationError(f"A list can hold {LONGEST} items at most.")
        return [*left, *more]
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return _joined(left, right)
    if left is None:
        return right
    if is_date(left) and isinstance(right, TimeSpan):
        return left + right.delta
    if isinstance(left, str | Secret) or is_date(left):
        return _short_enough(to_text(left) + to_text(right))
    if isinstance(right, list | tuple):
        raise EvaluationError("A list cannot be added to a number.")
    return _small_enough(to_number(left) + to_number(right))


def _short_enough(text: str) -> str:
    """`text`, which is refused before the next doubling of it fills the memory."""
    if len(text) > LONGEST:
        raise EvaluationError(f"A text can hold {LONGEST} characters at most.")
    return text


def _small_enough(number: Number) -> Number:
    """`number`, which is whole and exact, or a fraction, up to the same size."""
    if isinstance(number, int) and number.bit_length() > LARGEST_BITS:
        raise OverflowError
    return number


def _joined(left: Mapping[str, Any], right: Mapping[str, Any]) -> Any:
    if isinstance(left, TimeSpan) and isinstance(right, TimeSpan):
        return TimeSpan(left.delta + right.delta)
    both = Hashtable(left)
    for name, value in right.items():
        if name in both:
            raise EvaluationError(f"Both hashtables have a key '{name}'.", hint="Set it: $table.key = value.")
        both[name] = value
    return both


def multiply(left: Any, right: Any) -> Any:
    """`*`: of numbers; a text or a list so many times."""
    if isinstance(left, str | list | tuple):
        times = to_integer(right)
        if len(left) * times > LONGEST:
            raise EvaluationError("That would be too long.")
        return left * times if isinstance(left, str) else list(left) * times
    return _small_enough(to_number(left) * to_number(right))


def divide(left: Any, right: Any) -> Number:
    """`/`: whole if it comes out even."""
    dividend, divisor = to_number(left), to_number(right)
    if divisor == 0:
        raise EvaluationError("A number cannot be divided by zero.")
    if isinstance(dividend, int) and isinstance(divisor, int) and dividend % divisor == 0:
        return dividend // divisor
    return dividend / divisor


def remainder(left: Any, right: Any) -> Number:
    """`%`: what a division leaves, with the sign of the dividend."""
    dividend, divisor = to_number(left), to_number(right)
    if divisor == 0:
        raise EvaluationError("A number cannot be divided by zero.")
    result = abs(dividend) % abs(divisor)
    return -result if dividend < 0 else result


def subtract(left: Any, right: Any) -> Any:
    """`-`: of numbers; of dates, which gives the time between them; of a date and a time."""
    if isinstance(left, TimeSpan) and isinstance(right, TimeSpan):
        return TimeSpan(left.delta - right.delta)
    if is_date(left):
        return left - right.delta if isinstance(right, TimeSpan) else TimeSpan(left - as_date(right, left))
    return to_number(left) - to_number(right)


def number_range(left: Any, right: Any) -> list[Any]:
    """`..`: the whole numbers, or the characters, from one to the other, up or down."""
    if _is_character(left) and _is_character(right):
        return [chr(code) for code in number_range(ord(left), ord(right))]
    first, last = to_integer(left), to_integer(right)
    if abs(last - first) > LONGEST:
        raise EvaluationError(f"A range can hold {LONGEST} items at most.")
    return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))


def _is_character(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 1 and not value.isdecimal()


def join(left: Any, right: Any) -> str:
    """`-join`: the texts of a list, with `right` between them."""
    return to_text(right).join(map(to_text, as_list(left)))


def format_text(left: Any, right: Any) -> str:
    """`-f`: .NET's composite formatting, `{0,-30} {1:N2}`."""
    from .formatting import composite

    return composite(to_text(left), right if isinstance(right, Sequence) and not isinstance(right, str) else [right])


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
    "..": number_range,
    "-f": format_text,
    "-join": join,
    "-xor": lambda left, right: is_true(left) != is_true(right),
    **_comparisons("", False),
    **_comparisons("c", True),
}


def apply_binary(operator: str, left: Any, right: Any) -> Any:
    """The value of `left operator right`. Raises EvaluationError."""
    try:
        return BINARY[operator](left, right)
    except OverflowError as error:
        raise EvaluationError("The result is too large.") from error


def apply_unary(operator: str, operand: Any) -> Any:
    """The value of `operator operand`. Raises EvaluationError."""
    if operator in ("-not", "!"):
        return not is_true(operand)
    if operator == "-join":
        return join(operand, "")
    if operator.endswith("split"):
        return [piece for text in as_list(operand) for piece in to_text(text).split()]
    return -to_number(operand) if operator == "-" else to_number(operand)
