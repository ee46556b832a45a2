"""What stands behind the path of an API call, in HTTPie's notation.

`key=text`, `key:=json`, `key==query`, `Header:value`, `field@file`, `key=@file` (its text), `key:=@file` (its JSON).
Keys may be nested: `model[name]=gpt-4o`, `tags[]=a`. A backslash takes a separator's meaning away: `a\\=b=c`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import DifyShellError
from ..objects import revealed
from .files import named

SEPARATORS = (":=@", "=@", ":=", "==", "@", "=", ":")
"""The first that stands in an item counts; of two at one place, the longer one."""

_SEPARATOR = re.compile("|".join(map(re.escape, SEPARATORS)))
_ESCAPED = re.compile(r"\\([=:@\\])")
_KEY = re.compile(r"([^\[\]]*)((?:\[[^\[\]]*\])*)")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")

HINT = "Items look like name=text, count:=5, limit==20, Accept:text/csv or file@path; quote those with blanks."


class Items(NamedTuple):
    """The items of a call, sorted by where they go. `body` is None without fields for a JSON body."""

    body: dict[str, Any] | None
    query: list[tuple[str, str]]
    headers: dict[str, str]
    files: list[tuple[str, Path]]


def read_items(items: Iterable[object]) -> Items:
    """The request items that `items` are. Raises DifyShellError naming the first that cannot be read."""
    read = Items({}, [], {}, [])
    for item in items:
        _add(read, revealed(str(item)))
    return read if read.body else read._replace(body=None)


def _add(read: Items, item: str) -> None:
    key, separator, value = _split(item)
    if separator == "==":
        read.query.append((key, value))
    elif separator == ":":
        if not _HEADER.fullmatch(key):
            raise _unreadable(item)
        read.headers[key] = value.strip()
    elif separator == "@":
        path = Path(os.path.expanduser(value))
        with named(path), path.open("rb"):
            read.files.append((key, path))
    else:
        assert read.body is not None  # noqa: S101  # made with one
        _set(read.body, key, _value(item, separator, value), item)


def _split(item: str) -> tuple[str, str, str]:
    """Key, separator and value of an item."""
    place = 0
    while found := _SEPARATOR.search(item, place):
        backslashes = len(item[: found.start()]) - len(item[: found.start()].rstrip("\\"))
        if backslashes % 2 == 0:
            key = _ESCAPED.sub(r"\1", item[: found.start()])
            if not key:
                break
            return key, found[0], item[found.end() :]
        place = found.start() + 1
    raise _unreadable(item)


def _unreadable(item: str) -> DifyShellError:
    return DifyShellError(f"'{item}' is no item of a request.", hint=HINT)


def _value(item: str, separator: str, value: str) -> Any:
    if separator.endswith("@"):
        path = Path(os.path.expanduser(value))
        with named(path):
            value = path.read_text(encoding="utf-8-sig")
    return read_json(value, item) if separator.startswith(":") else value


def read_json(text: str, subject: str) -> Any:
    """The value of a JSON text. Raises DifyShellError that says where in `subject` it goes wrong."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise DifyShellError(f"In '{subject}' stands no JSON: {error.msg} ({place}).") from error
    except RecursionError:
        raise DifyShellError(f"The JSON in '{subject}' is nested too deeply.") from None


def _set(body: dict[str, Any], key: str, value: Any, item: str) -> None:
    """Put a value where its key leads: `a[b]` into an object, `a[]` to the end of a list."""
    found = _KEY.fullmatch(key)
    if not found:
        raise _unreadable(item)
    first, *inner = [found[1], *re.findall(r"\[([^\[\]]*)\]", found[2])]
    target: Any = body
    step = first
    for following in inner:
        target = _descend(target, step, [] if following == "" else {}, item)
        step = following
    if isinstance(target, list) and step == "":
        target.append(value)
    elif isinstance(target, dict) and step != "":
        target[step] = value
    else:
        raise _unreadable(item)


def _descend(target: Any, step: str, empty: list[Any] | dict[str, Any], item: str) -> Any:
    """The object or list at `step`, made where there is none."""
    if isinstance(target, list) and step == "":
        target.append(empty)
        return empty
    if not isinstance(target, dict) or step == "":
        raise _unreadable(item)
    found = target.setdefault(step, empty)
    if not isinstance(found, type(empty)):
        raise _unreadable(item)
    return found
