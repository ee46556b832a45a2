"""PowerShell's operators on values: pure functions. The rules are those of about_Operators and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from typing import Any

from ..errors import EvaluationError
from ..objects import Hashtable, Record, Secret
from .patterns import filled_in, regular_expression, split_at, split_where, wildcard
from .script_block import ScriptBlock
from .time_span import TimeSpan

LONGEST_TEXT = 1 << 26
LONGEST_LIST = 10_000_000
LARGEST_BITS = 1023

Number = int | float


def to_text(value: Any) -> str:
    """How a value reads inside a text: numbers without regard to the locale, lists joined by spaces."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, Mapping):
        if type(value).__str__ is not object.__str__:
            return str(value)
        return "@{" + "; ".join(f"{name}={to_text(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, Iterable):
        return " ".join(map(to_text, value))
    return format_date(value, "yyyy-MM-dd HH:mm:ss") if is_date(value) else str(value)


def is_date(value: Any) -> bool:
    """Whether it is a date, without importing `datetime` for those who have none."""
    return hasattr(value, "astimezone")


def is_true(value: Any) -> bool:
    """Whether a value counts as true: not nothing, zero, an empty text, an empty list or a list of one false one."""
    if isinstance(value, list | tuple):
        return is_true(value[0]) if len(value) == 1 else bool(value)
    return value is not None and (isinstance(value, Mapping) or bool(value))


def to_number(value: Any) -> Number:
    """The number that a value is or reads as. Raises EvaluationError."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | float):
        return value
    if value is None:
        return 0
    if isinstance(value, str):
        text = value.strip().lower() or "0"
        if re.fullmatch(r"[+-]?0x[0-9a-f]+", text):
            return int(text, 16)
        if re.fullmatch(r"[+-]?[0-9]{1,300}", text):
            return int(text)
        if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", text):
            return float(text)
    raise EvaluationError(f"{described(value)} is no number.")


def to_integer(value: Any) -> int:
    """The nearest whole number to what a value is or reads as, halves to even. Raises EvaluationError."""
    number = to_number(value)
    if isinstance(number, float) and not isfinite(number):
        raise EvaluationError(f"{described(value)} is no whole number.")
    return round(number)


def described(value: Any) -> str:
    """A value in an error's words."""
    text = to_text(value)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def sort_key(value: Any, *, case_sensitive: bool = False) -> Any:
    """What orders values of any kind: nothing, numbers, dates, times, texts in any case unless it matters, lists."""
    if isinstance(value, list | tuple):
        return (5, *(sort_key(one, case_sensitive=case_sensitive) for one in value))
    if value is None:
        return (0,)
    if isinstance(value, int | float):
        return (1, value)
    if is_date(value):
        return (2, value.timestamp())
    if isinstance(value, TimeSpan):
        return (3, value.delta)
    text = to_text(value)
    return (4, text.lower(), text.swapcase() if case_sensitive else "")


def compare(left: Any, right: Any, *, case_sensitive: bool = False) -> int:
    """-1, 0 or 1 as `left` is less than, equal to or greater than `right`, which is read as what `left` is."""
    if left is None or right is None:
        return _compare_nothing(left, right)
    if isinstance(left, bool):
        return _sign(left, is_true(right))
    if isinstance(left, int | float):
        return _sign(left, to_number(right))
    if is_date(left):
        return _sign(left, _date(right, left))
    if isinstance(left, TimeSpan) and isinstance(right, TimeSpan):
        return _sign(left.delta, right.delta)
    left, right = to_text(left), to_text(right)
    without_case = _sign(left.lower(), right.lower())
    return without_case or (_sign(right, left) if case_sensitive else 0)


def _sign(left: Any, right: Any) -> int:
    return int(left > right) - int(left < right)


def _compare_nothing(left: Any, right: Any) -> int:
    """Nothing is less than anything but a number below zero, as in PowerShell."""
    if left is None:
        return 0 if right is None else 1 if isinstance(right, int | float) and right < 0 else -1
    return -_compare_nothing(right, left)


def _date(value: Any, like: Any) -> Any:
    """A value as the kind of date that `like` is."""
    from .convert import ConversionError, convert

    try:
        return convert(value, type(like))
    except ConversionError as error:
        raise EvaluationError(f"{described(value)} is no date.", hint=error.hint) from error


def equal(left: Any, right: Any, *, case_sensitive: bool = False) -> bool:
    """Whether two values are equal, `right` being read as what `left` is."""
    if left is None or right is None:
        return left is right
    if isinstance(left, Secret | Mapping) or isinstance(right, Secret | Mapping):
        return bool(left == right)
    try:
        return compare(left, right, case_sensitive=case_sensitive) == 0
    except EvaluationError:  # what cannot be read as the other's type is not equal to it
        return False


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


def as_list(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, anything else as a list of one."""
    if isinstance(value, list):
        return value
    if isinstance(value, tuple | range):
        return list(value)
    return [] if value is None else [value]


def each(value: Any, change: Callable[[Any], Any]) -> Any:
    """`change` of a value, or of every item of a list."""
    return [change(item) for item in value] if isinstance(value, list | tuple | range) else change(value)


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
        if len(left) + len(more) > LONGEST_LIST:
            raise EvaluationError(f"A list can hold {LONGEST_LIST} items at most.")
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
    if len(text) > LONGEST_TEXT:
        raise EvaluationError(f"A text can hold {LONGEST_TEXT} characters at most.")
    return text


def padded(text: str, width: Any, fill: Any = " ") -> str:
    """`text` on the right of `width` characters, or on the left if that is negative."""
    size = to_integer(width)
    if abs(size) > LONGEST_LIST:
        raise EvaluationError("That would be too wide.")
    return text.ljust(-size, to_text(fill)) if size < 0 else text.rjust(size, to_text(fill))


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
        if len(left) * times > LONGEST_LIST:
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
        return left - right.delta if isinstance(right, TimeSpan) else TimeSpan(left - _date(right, left))
    return to_number(left) - to_number(right)


def number_range(left: Any, right: Any) -> list[Any]:
    """`..`: the whole numbers, or the characters, from one to the other, up or down."""
    if _is_character(left) and _is_character(right):
        return [chr(code) for code in number_range(ord(left), ord(right))]
    first, last = to_integer(left), to_integer(right)
    if abs(last - first) > LONGEST_LIST:
        raise EvaluationError(f"A range can hold {LONGEST_LIST} items at most.")
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


def format_date(value: Any, pattern: str) -> str:
    """A date in a .NET format such as `yyyy-MM-dd HH:mm`."""
    from .formatting import date

    return date(value, pattern)


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
