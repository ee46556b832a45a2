"""Keeping secrets out of texts: whatever is shown or kept goes through a `Redactor`. Pure, knows only `Secret`."""

from __future__ import annotations

import re
from threading import Lock

from ..objects import MASK, Secret

SHORTEST = 6


class Redactor:
    """The secrets of this session, and how to blot them out of a text.

    Secrets shorter than six characters are left alone: they would blot out ordinary words. Safe to share by threads.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._texts: frozenset[str] = frozenset()
        self._pattern: re.Pattern[str] | None = None

    def add(self, secret: Secret) -> None:
        """Blot out `secret` from now on."""
        text = secret.reveal()
        with self._lock:
            if len(text) < SHORTEST or text in self._texts:
                return
            self._keep(self._texts | {text})

    def forget(self, secret: Secret) -> None:
        """Let `secret` be shown from now on: for what the user asks to see."""
        with self._lock:
            self._keep(self._texts - {secret.reveal()})

    def _keep(self, texts: frozenset[str]) -> None:
        self._texts = texts
        # The longest first, so that a secret that begins with another one is blotted out whole.
        longest_first = sorted(texts, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if texts else None

    @property
    def size(self) -> int:
        """How many secrets it knows; a larger number than before means that older texts may hold one."""
        return len(self._texts)

    def clean(self, text: str) -> str:
        """`text` with a mask in place of every secret."""
        pattern = self._pattern
        return pattern.sub(MASK, text) if pattern else text
