"""Every operation that is known of the newest Dify can be called: each is worded as a user would and shown unsent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from dify_shell.catalog.catalog import load
from dify_shell.catalog.operation import PARAMETER, Field, Operation, Parameter
from dify_shell.sandbox import Sandbox

from ..conftest import Shell

NEWEST = load("")

OPERATIONS = list(NEWEST)


@pytest.fixture(scope="module")
def newest() -> Iterator[Sandbox]:
    with Sandbox(NEWEST.version.partition("-")[0]) as server:
        yield server


@pytest.fixture(scope="module")
def signed_in(newest: Sandbox) -> Shell:
    shell = Shell()
    shell.sign_in_to(newest)
    return shell


def value_of(one: Parameter | Field, kind: str) -> Any:
    """A value of a kind, that a parameter or field allows."""
    if kind.endswith("[]"):
        return [value_of(one, kind[:-2])] * 2
    if one.allowed:
        return one.allowed[-1]
    if kind == "object":
        return {child.name: value_of(child, child.type) for child in getattr(one, "children", ())}
    simple: dict[str, Any] = {"boolean": False, "integer": 7, "number": 2.5, "any": None}
    return simple.get(kind, f"a '{one.name}' & b=c:d@e \\ ü")


def texts(one: Parameter) -> list[str]:
    """What a query parameter is given as: its values, one by one."""
    value = value_of(one, one.type)
    return [item if isinstance(item, str) else json.dumps(item) for item in (value if one.type[-1] == "]" else [value])]


def query_of(operation: Operation) -> list[tuple[str, str]]:
    return [(one.name, text) for one in operation.within("query") for text in texts(one)]


def body_of(operation: Operation) -> dict[str, Any]:
    fields = operation.body.fields if operation.body else ()
    return {field.name: value_of(field, field.type) for field in fields if field.type != "file"}


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def escaped(key: str) -> str:
    """A key of an item, with a backslash before what would separate it from its value."""
    return re.sub(r"([=:@\\])", r"\\\1", key)


def as_items(operation: Operation, file: Path) -> list[str]:
    items = [f"{escaped(key)}=={value}" for key, value in query_of(operation)]
    is_form = operation.body is not None and operation.body.content_type == "multipart/form-data"
    for key, value in body_of(operation).items():
        bare = isinstance(value, str) or is_form
        text = value if isinstance(value, str) else json.dumps(value)
        items.append(f"{escaped(key)}{'=' if bare else ':='}{text}")
    if operation.body:
        items += [f"{field.name}@{file}" for field in operation.body.fields if field.type == "file"]
    return items


def shown(text: str) -> tuple[str, str, dict[str, str], str]:
    """Method, target, headers and body of what -DryRun prints."""
    head, _, body = text.partition("\n\n")
    first, *headers = head.splitlines()
    method, target, _ = first.split(" ")
    return method, target, dict(line.split(": ", 1) for line in headers), body


@pytest.mark.parametrize("operation", OPERATIONS, ids=[f"{one.method} {one.path}" for one in OPERATIONS])
def test_an_operation_can_be_called(operation: Operation, signed_in: Shell, newest: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    file.write_text("content", encoding="utf-8")
    path = PARAMETER.sub(lambda found: f"{found[1]}-1", operation.path)
    items = " ".join(map(quoted, as_items(operation, file)))
    sent = len(newest.requests)

    (text,) = signed_in(f"{operation.method.lower()} {quoted(path)} {items} -DryRun")

    assert len(newest.requests) == sent
    method, target, headers, body = shown(str(text))
    assert method == operation.method
    assert NEWEST.find(method, urlsplit(target).path) == operation
    assert parse_qsl(urlsplit(target).query, keep_blank_values=True) == query_of(operation)
    fields = body_of(operation)
    if operation.body and operation.body.content_type == "multipart/form-data":
        assert headers["Content-Type"] == "multipart/form-data"
        values = {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}
        files = [f"{field.name} = the file {file}" for field in operation.body.fields if field.type == "file"]
        assert body.splitlines() == [f"{key} = {value}" for key, value in values.items()] + files
    elif fields:
        assert headers["Content-Type"] == "application/json"
        assert json.loads(body) == fields
    else:
        assert not body
