"""`{ … }` as a value: what `Where-Object` and `ForEach-Object` are given."""

from __future__ import annotations

from collections.abc import Callable


class ScriptBlock:
    """Statements to run later, with `$_` set to one object; `text` is what stands between the braces."""

    __slots__ = ("_run", "text")

    def __init__(self, text: str, run: Callable[[object], list[object]]) -> None:
        self.text = text
        self._run = run

    def __call__(self, item: object) -> list[object]:
        """The output of the statements, with `$_` and `$PSItem` reading as `item`."""
        return self._run(item)

    def __str__(self) -> str:
        return self.text
