from __future__ import annotations

import pytest

from dify_shell.catalog.versions import nearest_version, version_key

KNOWN = ("1.13.2", "1.15.0", "1.16.1", "1.17.0-pre")


def test_a_pre_release_comes_before_its_release_and_after_the_release_before() -> None:
    versions = ["1.17.0", "1.9.0", "1.17.0-pre", "1.16.1"]
    assert sorted(versions, key=version_key) == ["1.9.0", "1.16.1", "1.17.0-pre", "1.17.0"]


@pytest.mark.parametrize(
    ("server", "known"),
    [
        ("1.13.2", "1.13.2"),
        ("1.14.2", "1.13.2"),
        ("1.15.0", "1.15.0"),
        ("1.16.0", "1.15.0"),
        ("1.16.10", "1.16.1"),
        ("1.17.0", "1.17.0-pre"),
        ("v1.17.0", "1.17.0-pre"),
        ("2.0.0", "1.17.0-pre"),
        ("1.5.0", "1.13.2"),
        ("", "1.17.0-pre"),
        ("main", "1.17.0-pre"),
    ],
)
def test_the_nearest_version_that_is_not_newer_stands_for_one_that_is_not_known(server: str, known: str) -> None:
    assert nearest_version(server, KNOWN) == known
