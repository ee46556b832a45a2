"""The operators: how each may be spelled, and how tightly it binds (about_Operators, about_Operator_Precedence)."""

from __future__ import annotations

from .tokens import DASHES

LOGICAL, COMPARISON, ADDITIVE, MULTIPLICATIVE, FORMAT, RANGE = range(6)
"""From the loosest to the tightest; a comma, then the operators with one operand, bind tighter still."""

_CASED = "eq ne gt ge lt le like notlike match notmatch contains notcontains in notin replace split"
BINARY: dict[str, tuple[str, int]] = {
    **{f"-{name}": (f"-{name}", LOGICAL) for name in ("and", "or", "xor")},
    "-join": ("-join", COMPARISON),
    **{
        f"-{prefix}{name}": (f"-{'c' * (prefix == 'c')}{name}", COMPARISON)
        for name in _CASED.split()
        for prefix in ("", "i", "c")
    },
    **{symbol: (symbol, ADDITIVE) for symbol in "+-"},
    **{symbol: (symbol, MULTIPLICATIVE) for symbol in "*/%"},
    "-f": ("-f", FORMAT),
    "..": ("..", RANGE),
}
"""Spelling, in lower case, to the one spelling in the tree and its precedence."""

UNARY = {
    "-not": "-not",
    "-": "-",
    "+": "+",
    "-join": "-join",
    "-split": "-split",
    "-isplit": "-split",
    "-csplit": "-csplit",
}
"""Spelling, in lower case, to the one in the tree; `!` besides."""

UNSUPPORTED = {
    **dict.fromkeys(("-band", "-bor", "-bxor", "-bnot", "-shl", "-shr"), "bitwise operators"),
    **dict.fromkeys(("-is", "-isnot", "-as"), "type operators"),
}
"""PowerShell's operators that dify-shell does not run, to what they are."""

_HYPHENS = dict.fromkeys(map(ord, DASHES), "-")


def plain(text: str) -> str:
    """An operator or name with ordinary hyphens."""
    return text if text.isascii() else text.translate(_HYPHENS)
