"""The catalogue of the newest known version, read once."""

from __future__ import annotations

import pytest

from dify_shell.catalog.catalog import Catalog, load


@pytest.fixture(scope="session")
def newest() -> Catalog:
    return load()
