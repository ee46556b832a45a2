"""The tree of what stands at the prompt, made once for all who look at it: colours, mask, menu and Enter."""

from __future__ import annotations

from functools import lru_cache

from ..language.parser import parse

parse_cached = lru_cache(maxsize=2)(parse)
"""`parse`, remembering the text as a whole and the part before the cursor. No more: secrets may stand in them."""
