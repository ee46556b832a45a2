"""The format operator's texts: .NET's composite formatting and its formats of numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from typing import Any

from ..errors import EvaluationError
from .values import is_date, padded, to_text

ITEM = re.compile(r"\{\{|\}\}|\{(\d+)(?:,\s*(-?\d+))?(?::([^{}]*))?\}|[{}]")
STANDARD = re.compile(r"([A-Za-z])(\d{0,2})")
LONGEST_NUMBER = 500
"""Digits: more than any number has, and enough for 99 decimals."""

DATE_PART = re.compile(
    r"'[^']*'|\"[^\"]*\"|\\.|y{1,5}|M{1,4}|d{1,4}|H{1,2}|h{1,2}|m{1,2}|s{1,2}|f{1,7}|t{1,2}|z{1,3}|K|."
)


def composite(template: str, values: Sequence[Any]) -> str:
    """`{index,width:format}` replaced by the values; `{{` and `}}` are braces. Raises EvaluationError."""

    def put(found: re.Match[str]) -> str:
        if found[0] in ("{{", "}}"):
            return found[0][0]
        if found[1] is None:
            raise EvaluationError("A brace stands alone in the format.", hint="Double it: {{ and }}.")
        place = int(found[1])
        if place >= len(values):
            raise EvaluationError(f"The format asks for {{{place}}}, but there are {len(values)} values.")
        return padded(format_value(values[place], found[3] or ""), found[2] or 0)

    return ITEM.sub(put, template)


def format_value(value: Any, pattern: str) -> str:
    """One value in a .NET format; in its own way without one."""
    if not pattern:
        return to_text(value)
    if is_date(value):
        return date(value, pattern)
    if isinstance(value, int | float):
        return number(value, pattern)
    return to_text(value)


def number(value: int | float, pattern: str) -> str:
    """A number in a standard format (C D E F G N P X) or a custom one (`0.00`, `#,##0`)."""
    if isinstance(value, float) and not isfinite(value):
        return to_text(value)
    standard = STANDARD.fullmatch(pattern)
    if standard is None:
        return _custom(value, pattern)
    kind, digits = standard[1].upper(), standard[2]
    places = int(digits) if digits else 2
    match kind:
        case "D":
            sign = "-" if value < 0 else ""
            return f"{sign}{abs(int(value)):0{digits or 1}d}"
        case "F" | "N":
            return rounded(value, places, "," if kind == "N" else "")
        case "P":
            return rounded(value * 100, places, ",") + "%"
        case "X":
            text = f"{int(value):0{digits or 1}x}"
            return text.upper() if standard[1] == "X" else text
        case "E":
            mantissa, _, power = f"{value:.{int(digits) if digits else 6}{standard[1]}}".partition(standard[1])
            return f"{mantissa}{standard[1]}{int(power):+04d}"
        case "G" | "R":
            return to_text(value)
    raise EvaluationError(f"There is no number format '{pattern}'.", hint="Such as N2, D5, F1, P0, X, 0.00 or #,##0.")


def rounded(value: int | float, places: int, comma: str = "") -> str:
    """A number with so many decimals; halves go away from zero, as in .NET, and a zero has no sign."""
    from decimal import ROUND_HALF_UP, Context, Decimal

    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=LONGEST_NUMBER))
    return f"{exact if exact else abs(exact):{comma}f}"


def _custom(value: int | float, pattern: str) -> str:
    body = re.search(r"[#0][#0,]*(?:\.([#0]+))?", pattern)
    if body is None:
        return pattern
    whole, decimals = body[0].partition(".")[0], body[1] or ""
    size = abs(value) * (100 if "%" in pattern else 1)
    integer, _, fraction = rounded(size, len(decimals), "," if "," in whole else "").partition(".")
    least = decimals.rfind("0") + 1
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    zeros = whole.replace(",", "").count("0")
    integer = integer.rjust(zeros, "0") if zeros else integer.lstrip("0")
    shown = integer + (f".{fraction}" if fraction else "")
    return pattern[: body.start()] + ("-" if value < 0 else "") + shown + pattern[body.end() :]


_DATES = {
    "d": "yyyy-MM-dd",
    "D": "dddd, d MMMM yyyy",
    "t": "HH:mm",
    "T": "HH:mm:ss",
    "g": "yyyy-MM-dd HH:mm",
    "G": "yyyy-MM-dd HH:mm:ss",
    "s": "yyyy-MM-ddTHH:mm:ss",
    "u": "yyyy-MM-dd HH:mm:ssZ",
    "o": "yyyy-MM-ddTHH:mm:ss.fffffffK",
    "FileDate": "yyyyMMdd",
    "FileDateUniversal": "yyyyMMddZ",
    "FileDateTime": "yyyyMMddTHHmmssffff",
    "FileDateTimeUniversal": "yyyyMMddTHHmmssffffZ",
}
"""Standard date formats, in the order year, month, day whatever the locale; the last four are those of `Get-Date`."""

_PARTS = {
    "yyyy": "%Y", "yy": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "dddd": "%A", "ddd": "%a", "dd": "%d",
    "HH": "%H", "hh": "%I", "mm": "%M", "ss": "%S", "tt": "%p",
}  # fmt: skip


def date(value: Any, pattern: str) -> str:
    """A date in a .NET format, standard or custom."""
    return "".join(_date_part(value, part) for part in DATE_PART.findall(_DATES.get(pattern, pattern)))


def _date_part(value: Any, part: str) -> str:
    if part in _PARTS:
        return str(value.strftime(_PARTS[part]))
    if part[0] in "'\"":
        return part[1:-1]
    if part[0] == "\\":
        return part[1:]
    if part[0] == "f":
        return f"{value.microsecond:06d}0"[: len(part)]
    if part in ("K", "zzz"):
        offset = str(value.strftime("%z"))
        return f"{offset[:3]}:{offset[3:5]}" if offset else ""
    single = {"M": value.month, "d": value.day, "H": value.hour, "h": value.hour % 12 or 12, "m": value.minute}
    return str(single.get(part, value.second if part == "s" else part))


_UNIX = {
    "c": "%a %b %d %H:%M:%S %Y", "D": "%m/%d/%y", "F": "%Y-%m-%d", "h": "%b", "k": "%H", "l": "%I", "n": "\n",
    "R": "%H:%M", "r": "%I:%M:%S %p", "T": "%H:%M:%S", "t": "\t", "U": "%W", "X": "%H:%M:%S", "x": "%m/%d/%y",
}  # fmt: skip
"""What Get-Date's notes say is the same as something else, or what not every system's `strftime` knows."""


def unix_date(value: Any, pattern: str) -> str:
    """A date in a format of the `date` program, such as `%Y-%m-%d`, as `Get-Date -UFormat` takes them."""
    return re.sub("%(.)", lambda found: _unix_part(value, found[1]), pattern.removeprefix("+"))


def _unix_part(value: Any, letter: str) -> str:
    if letter in "aAbBdGHIjmMpSuVwWyY":
        return str(value.strftime(f"%{letter}"))
    match letter:
        case "C":
            return f"{value.year // 100:02d}"
        case "e":
            return f"{value.day:2d}"
        case "g":
            return str(value.strftime("%G"))[-2:]
        case "s":
            return str(int(value.timestamp()))
        case "Z":
            return str(value.strftime("%z"))[:3]
    return str(value.strftime(_UNIX[letter])) if letter in _UNIX else letter
