"""How fast things go on that take a while on a real server: indexing, installing."""

from __future__ import annotations


class Progress:
    """How far one such thing is. It makes a step with every look at it, or one in so many seconds of the sandbox."""

    def __init__(self, begun_at: float) -> None:
        self._begun_at = begun_at
        self._looks = 0
        self._made = 0

    def steps(self, now: float, seconds: float) -> int:
        """How many steps are due and were not made yet: one for each look at 0 `seconds`."""
        due = int((now - self._begun_at) // seconds) if seconds else self._looks
        new = max(due - self._made, 0)
        self._made += new
        return new

    def look(self) -> None:
        """Somebody asked."""
        self._looks += 1
