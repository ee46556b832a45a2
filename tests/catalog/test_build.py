"""The file in the package against what it is made from and against recordings of real servers."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dify_shell.catalog.build import build
from dify_shell.catalog.catalog import FILE, load
from dify_shell.catalog.operation import short_path

SHARED = Path(os.environ.get("DIFY_SHELL_SHARED", Path(__file__).parents[3] / "shared"))
TABLES = SHARED / "reference" / "openapi"
CONTRACT = SHARED / "contract"

REFUSED = {
    "1.13.2": {
        ("DELETE", "/login"),
        ("GET", "/account/avatar"),
        ("GET", "/nope"),
        ("GET", "/v1/nope"),
        ("GET", "/workspaces/current"),
        ("POST", "/apps/065afe69-298a-4a8a-90ec-3bbd7afcc3f5"),
    },
    "1.17.0-pre": {
        ("GET", "/workspaces/current"),
        ("GET", "/workspaces/current/plugin/preferences/fetch"),
        ("POST", "/info"),
        ("POST", "/tag-bindings/create"),
        ("POST", "/workspaces/current"),
    },
}
"""What was recorded to see the server refuse it: unknown paths, wrong methods, and what newer versions dropped."""


@pytest.mark.skipif(not TABLES.is_dir(), reason="the tables in ../shared are not here")
def test_the_build_gives_the_file_in_the_package_byte_for_byte() -> None:
    assert build(TABLES).encode() == Path(FILE).read_bytes()


@pytest.mark.skipif(not CONTRACT.is_dir(), reason="the recordings in ../shared are not here")
@pytest.mark.parametrize("version", REFUSED)
def test_everything_that_a_real_server_answered_is_known(version: str) -> None:
    catalog = load(version)
    unknown = {
        (request["method"], short_path(request["path"]))
        for file in (CONTRACT / version).glob("*.json")
        for request in _requests(json.loads(file.read_text(encoding="utf-8")))
        if request["path"].startswith(("/console/api/", "/v1/", "/openapi/v1/"))
        and not catalog.find(request["method"], request["path"])
    }
    assert unknown == REFUSED[version]


def _requests(recorded: Any) -> Iterator[dict[str, str]]:
    if isinstance(recorded, dict):
        if isinstance(recorded.get("path"), str) and "method" in recorded:
            yield recorded
        recorded = list(recorded.values())
    if isinstance(recorded, list):
        for one in recorded:
            yield from _requests(one)
