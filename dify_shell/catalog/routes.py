"""The paths of operations as a tree of segments: finds the operation of a path, and what may follow a beginning."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from .operation import PARAMETER, Operation

_SPANNING = {"provider", "provider_id", "provider_name", "skill_path", "url"}
"""Parameters whose values may hold slashes, such as `langgenius/openai/openai` (Dify's routes, 1.5 to 1.17)."""

_LONGEST_SPAN = 8


class Segment(NamedTuple):
    """What may stand next in a path: a literal such as `apps`, or a parameter such as `{app_id}`.

    `parameter` is the name of the parameter in it, empty for a literal. `ends` says whether an operation ends here,
    `continues` whether one goes on.
    """

    text: str
    parameter: str
    ends: bool
    continues: bool


class Node:
    """All operations whose paths begin in the same way, whatever their parameters are called."""

    __slots__ = ("literals", "methods", "operations", "patterns")

    def __init__(self) -> None:
        self.operations: dict[str, Operation] = {}
        self.literals: dict[str, Node] = {}
        self.patterns: dict[str, Pattern] = {}
        self.methods: set[str] = set()

    def child(self, text: str) -> Node:
        """The node of the segment `text` of a template; made where there is none."""
        parts = PARAMETER.split(text)
        if len(parts) == 1:
            return self.literals.setdefault(text, Node())
        values = ".+" if parts[1] in _SPANNING else "[^/]+"
        expression = values.join(map(re.escape, parts[::2]))
        if expression not in self.patterns:
            self.patterns[expression] = Pattern(text, parts[1], re.compile(expression).fullmatch, Node())
        return self.patterns[expression].node

    def steps(self, segments: list[str]) -> Iterator[tuple[Node, list[str]]]:
        """The nodes that the first of `segments` can lead to, each with the segments then left, the likeliest first.

        A literal comes before a parameter, and one segment before several.
        """
        if segments[0] in self.literals:
            yield self.literals[segments[0]], segments[1:]
        for length in range(1, min(len(segments), _LONGEST_SPAN) + 1):
            text = "/".join(segments[:length])
            for pattern in self.patterns.values():
                if pattern.matches(text):
                    yield pattern.node, segments[length:]


class Pattern(NamedTuple):
    """A segment of a template that holds a parameter: `{app_id}`, `{app_id}:run`."""

    text: str
    parameter: str
    matches: Callable[[str], re.Match[str] | None]
    node: Node


class Routes:
    """The operations by their paths."""

    __slots__ = ("_root",)

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = Node()
        for operation in operations:
            node = self._root
            for text in split(operation.path):
                node.methods.add(operation.method)
                node = node.child(text)
            node.operations[operation.method] = operation

    def find(self, method: str, path: str) -> Operation | None:
        """The operation that a server would run for a short `path`, which may be a template, too."""
        ends = _ends(self._root, split(path))
        return next((node.operations[method] for node in ends if method in node.operations), None)

    def following(self, method: str | None, path: str) -> list[Segment]:
        """What may stand after the short `path`, literals first; only what leads to an operation with `method`."""
        leads = (_segments(node, method) for node in _ends(self._root, split(path)))
        return next(filter(None, leads), [])


def _segments(node: Node, method: str | None) -> list[Segment]:
    children = [(text, "", child) for text, child in sorted(node.literals.items())]
    children += [(one.text, one.parameter, one.node) for one in node.patterns.values()]
    segments = [
        Segment(text, parameter, _has(method, child.operations), _has(method, child.methods))
        for text, parameter, child in children
    ]
    return [segment for segment in segments if segment.ends or segment.continues]


def split(path: str) -> list[str]:
    """The segments of a path."""
    return [text for text in path.split("/") if text]


def _ends(node: Node, segments: list[str], seen: set[tuple[int, int]] | None = None) -> Iterator[Node]:
    """The nodes at which `segments` can end, the likeliest first.

    `seen` holds the nodes already tried with as many segments left, so that no path takes long, whatever the tree.
    """
    seen = set() if seen is None else seen
    key = id(node), len(segments)
    if key in seen:
        return
    seen.add(key)
    if not segments:
        yield node
        return
    for following, rest in node.steps(segments):
        yield from _ends(following, rest, seen)


def _has(method: str | None, methods: Collection[str]) -> bool:
    return bool(methods) if method is None else method in methods
