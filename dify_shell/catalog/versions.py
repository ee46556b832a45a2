"""The order of Dify's versions, and which of those known stands for another."""

from __future__ import annotations

import re
from collections.abc import Sequence


def version_key(version: str) -> tuple[tuple[int, ...], bool]:
    """What to sort `version` by: `1.17.0-pre` comes after `1.16.1` and before `1.17.0`."""
    release, _, suffix = version.strip().lstrip("v").partition("-")
    numbers = tuple(map(int, re.findall(r"\d{1,9}", release)))
    return numbers, not suffix


def nearest_version(version: str, known: Sequence[str]) -> str:
    """The newest of `known` that is not newer than `version`; the newest of all where `version` says nothing.

    `known` is in order. Versions before them all get the oldest.
    """
    wanted = version_key(version)
    if not wanted[0]:
        return known[-1]
    return next((one for one in reversed(known) if version_key(one) <= wanted), known[0])
