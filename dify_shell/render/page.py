"""What is drawn upon."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from .values import text_of


class Page(NamedTuple):
    """Its width in cells, None for as much as it takes; whether it has colours; and how values read on it.

    Tables may `fold` long values over lines, and let all objects decide their widths (`measure_all`).
    """

    width: int | None
    colour: bool
    text: Callable[[Any], str] = text_of
    fold: bool = False
    measure_all: bool = False
