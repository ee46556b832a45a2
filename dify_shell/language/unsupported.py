"""PowerShell's statements that dify-shell does not run, with what to use instead.

The words are reserved (about_Reserved_Words): they are refused by name and never taken for commands.
"""

from __future__ import annotations

_LOOP_HINT = "Use foreach ($item in 1..10) { … }."
_FUNCTION_HINT = "Put the statements into a script file, and run that."
_BLOCK_HINT = "ForEach-Object { … } runs once for each object."

_NAMES = {
    "function": ("functions", _FUNCTION_HINT),
    "filter": ("filters", _FUNCTION_HINT),
    "workflow": ("workflows", _FUNCTION_HINT),
    "class": ("classes", "Use [PSCustomObject]@{ … } for a record."),
    "enum": ("enumerations", None),
    "param": ("script parameters", "The arguments of a script or block are in $args: $name, $mode = $args."),
    "while": ("while loops", _LOOP_HINT),
    "do": ("do loops", _LOOP_HINT),
    "for": ("for loops", _LOOP_HINT),
    "switch": ("switch", "Use if (…) { … } elseif (…) { … } else { … }."),
    "trap": ("trap", "Use try { … } catch { … }."),
    "begin": ("begin blocks", _BLOCK_HINT),
    "process": ("process blocks", _BLOCK_HINT),
    "end": ("end blocks", _BLOCK_HINT),
    "dynamicparam": ("dynamic parameters", None),
    "using": ("using", None),
    "data": ("data sections", None),
    "return": ("return", "Use exit to end a script."),
}
_MISPLACED = {
    "else": "if (…) { … }",
    "elseif": "if (…) { … }",
    "catch": "try { … }",
    "finally": "try { … }",
    "until": "do { … }, which dify-shell does not run",
    "in": "foreach ($item",
}

UNSUPPORTED_STATEMENTS: dict[str, tuple[str, str | None]] = {
    **{word: (f"dify-shell does not run {name}.", hint) for word, (name, hint) in _NAMES.items()},
    **{word: (f"'{word}' belongs after {place}.", None) for word, place in _MISPLACED.items()},
}
"""Keyword to message and hint."""
