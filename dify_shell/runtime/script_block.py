"""`{ … }` as a value: what `Where-Object` and `ForEach-Object` are given, and `&` runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Any


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


def called(
    run: Callable[[], Iterable[Any]],
    variables: MutableMapping[str, Any],
    arguments: list[Any],
    items: Iterable[Any] | None,
) -> Iterator[Any]:
    """The output of a block or script, which finds its arguments in `$args` and what was piped to it in `$input`."""
    before = {name: variables.get(name) for name in ("args", "input")}
    variables.update(args=arguments, input=list(items or ()))
    try:
        yield from run()
    finally:
        variables.update(before)
