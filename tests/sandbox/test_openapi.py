"""The sandbox describes its own operations where Dify would, when that is switched on."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from dify_shell.catalog.catalog import load
from dify_shell.catalog.document import read_document
from dify_shell.sandbox import Sandbox

PATHS = {"1.5.0": None, "1.13.2": "swagger.json", "1.17.0": "openapi.json"}


def document_of(sandbox: Sandbox, name: str) -> Any:
    return requests.get(f"{sandbox.url}/console/api/{name}", timeout=5)


@pytest.mark.parametrize("name", ["swagger.json", "openapi.json"])
def test_it_is_published_where_the_version_has_it(sandbox: Sandbox, name: str) -> None:
    sandbox.world.publishes_operations = True
    published = PATHS[sandbox.world.version] == name
    assert document_of(sandbox, name).status_code == (200 if published else 404)


@pytest.mark.parametrize("name", ["swagger.json", "openapi.json"])
def test_it_is_off_as_in_docker(sandbox: Sandbox, name: str) -> None:
    assert document_of(sandbox, name).status_code == 404


OWN = {
    "GET /logout": "Dify before 1.9.2",
    "GET /info": "Dify before 1.10.1",
    "GET /workspaces/current": "Dify before 1.10.1",
    "POST /workspaces/current/model-providers/{provider}": "Dify before 1.8.0",
    "DELETE /workspaces/current/model-providers/{provider}": "Dify before 1.8.0",
    "GET /apps/{id}/statistics/{kind}": "one route for many operations",
    "GET /apps/{id}/workflow/statistics/{kind}": "one route for many operations",
}
"""What the sandbox serves and the catalogue does not have, and why."""


def test_every_operation_of_the_sandbox_is_one_of_dify(modern: Sandbox) -> None:
    modern.world.publishes_operations = True
    known = [load(version) for version in ("1.13.2", "1.15.0", "1.17.0")]
    described = read_document(document_of(modern, "swagger.json").json(), "/console/api")
    unknown = {f"{one.method} {one.path}" for one in described if not any(k.find(one.method, one.path) for k in known)}
    assert unknown == set(OWN)
    assert all(one.summary for one in described)
