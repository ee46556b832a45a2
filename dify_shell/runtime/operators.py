"""PowerShell's operators on values: pure functions. The rules are those of about_Operators and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..errors import EvaluationError
from ..objects import Hashtable, Secret

LONGEST_TEXT = 1 << 26
LONGEST_RANGE = 10_000_000

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
        text = value.strip()
        try:
            if re.fullmatch(r"[+-]?0x[0-9a-fA-F]+", text):
                return int(text, 16)
            return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text or 0)
        except ValueError:
            pass
    raise EvaluationError(f"{described(value)} is no number.")


def described(value: Any) -> str:
    """A value in an error's words."""
    text = to_text(value)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def sort_key(value: Any, *, case_sensitive: bool = False) -> Any:
    """What orders values of any kind: nothing, then numbers, dates, and texts in any case unless it matters."""
    if isinstance(value, list | tuple):
        return (3, *(sort_key(one, case_sensitive=case_sensitive) for one in value))
    if value is None:
        return (0,)
    if isinstance(value, int | float):
        return (1, value)
    if is_date(value):
        return (2, value.timestamp())
    text = to_text(value)
    return (3, text if case_sensitive else text.lower())


def compare(left: Any, right: Any, *, case_sensitive: bool = False) -> int:
    """-1, 0 or 1 as `left` is less than, equal to or greater than `right`, which is read as what `left` is."""
    if isinstance(left, bool):
        left, right = int(left), int(is_true(right))
    elif isinstance(left, int | float):
        right = to_number(right)
    elif is_date(left):
        from .convert import convert

        left, right = left.timestamp(), convert(right, type(left)).timestamp()
    else:
        left, right = to_text(left), to_text(right)
        if not case_sensitive:
            left, right = left.lower(), right.lower()
    return int(left > right) - int(left < right)


def equal(left: Any, right: Any, *, case_sensitive: bool = False) -> bool:
    """Whether two values are equal, `right` being read as what `left` is."""
    if left is None or right is None:
        return left is right
    if isinstance(left, Secret | Mapping) or isinstance(right, Secret | Mapping):
        return bool(left == right)
    try:
        return compare(left, right, case_sensitive=case_sensitive) == 0
    except Exception:  # what cannot be read as the other's type is not equal to it
        return False


def wildcard(pattern: str, *, case_sensitive: bool = False) -> re.Pattern[str]:
    """The regular expression of a pattern with `*`, `?`, `[a-z]` and backtick escapes."""
    pieces = {"*": ".*", "?": "."}
    parts = re.findall(r"`.|\[[^\]]+\]|.", pattern, re.DOTALL)
    body = "".join(
        pieces.get(part) or (part if len(part) > 2 and part[0] == "[" else re.escape(part.removeprefix("`") or part))
        for part in parts
    )
    return _compiled(body, case_sensitive)


def _compiled(pattern: str, case_sensitive: bool) -> re.Pattern[str]:
    """A regular expression; .NET writes named groups `(?<name>…)`."""
    python = re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern)
    try:
        return re.compile(python, re.DOTALL if case_sensitive else re.IGNORECASE | re.DOTALL)
    except re.error as error:
        raise EvaluationError(f"'{pattern}' is no regular expression: {error}.") from error


def match(left: Any, pattern: Any, *, case_sensitive: bool = False) -> re.Match[str] | None:
    """What the regular expression finds in a text."""
    return regular_expression(to_text(pattern), case_sensitive).search(to_text(left))


def regular_expression(pattern: str, case_sensitive: bool) -> re.Pattern[str]:
    """A regular expression, in any case unless it matters. `.` does not cross lines."""
    python = re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern)
    try:
        return re.compile(python, 0 if case_sensitive else re.IGNORECASE)
    except re.error as error:
        raise EvaluationError(f"'{pattern}' is no regular expression: {error}.") from error


def replace(left: Any, right: Any, *, case_sensitive: bool) -> Any:
    """`-replace pattern, substitute`; `$1`, `${name}`, `$&` and `$$` stand in the substitute."""
    given = as_list(right) or [""]
    pattern = regular_expression(to_text(given[0]), case_sensitive)
    substitute = to_text(given[1]) if len(given) > 1 else ""

    def put(found: re.Match[str]) -> str:
        def piece(name: re.Match[str]) -> str:
            text = name[1] or name[2]
            if text in ("&", "$"):
                return found[0] if text == "&" else "$"
            try:
                return found[int(text) if text.isdigit() else text] or ""
            except (IndexError, re.error):
                return name[0]

        return re.sub(r"\$(?:(\d+|[&$])|\{(\w+)\})", piece, substitute)

    return each(left, lambda item: pattern.sub(put, to_text(item)))


def split(left: Any, right: Any, *, case_sensitive: bool) -> list[str]:
    """`-split pattern, limit`: a regular expression; texts of a list are split one by one."""
    given = as_list(right) or [""]
    pattern = regular_expression(to_text(given[0]), case_sensitive)
    limit = int(to_number(given[1])) if len(given) > 1 else 0
    found: list[str] = []
    for text in as_list(left):
        found += [piece or "" for piece in pattern.split(to_text(text), maxsplit=max(0, limit - 1))]
    return found


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
        return [*left, *as_list(right)] if right is not None else [*left, None]
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        both = type(left)(left) if isinstance(left, Hashtable) else Hashtable(left)
        both.update(right)
        return both
    if left is None:
        return right
    if isinstance(left, str | Secret) or is_date(left):
        return to_text(left) + to_text(right)
    if isinstance(right, list | tuple):
        raise EvaluationError("A list cannot be added to a number.")
    return to_number(left) + to_number(right)


def multiply(left: Any, right: Any) -> Any:
    """`*`: of numbers; a text or a list so many times."""
    if isinstance(left, str | list | tuple):
        times = int(to_number(right))
        if len(left) * times > LONGEST_TEXT:
            raise EvaluationError("That would be too long.")
        return left * times if isinstance(left, str) else list(left) * times
    return to_number(left) * to_number(right)


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
    """`-`: of numbers, and of dates."""
    if is_date(left) and is_date(right):
        return (left - right).total_seconds()
    return to_number(left) - to_number(right)


def number_range(left: Any, right: Any) -> list[int]:
    """`..`: the whole numbers from one to the other, up or down."""
    first, last = round(to_number(left)), round(to_number(right))
    if abs(last - first) > LONGEST_RANGE:
        raise EvaluationError(f"A range can hold {LONGEST_RANGE} numbers at most.")
    return list(range(first, last + 1)) if first <= last else list(range(first, last - 1, -1))


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
    return BINARY[operator](left, right)


def apply_unary(operator: str, operand: Any) -> Any:
    """The value of `operator operand`. Raises EvaluationError."""
    if operator == "-not":
        return not is_true(operand)
    if operator == "-join":
        return join(operand, "")
    if operator.endswith("split"):
        return [piece for text in as_list(operand) for piece in to_text(text).split()]
    return -to_number(operand) if operator == "-" else to_number(operand)
