"""The files that a half-typed path may mean. The one place where completion looks at anything but its arguments."""

from __future__ import annotations

import os
from itertools import islice

_MOST_LOOKED_AT = 10_000
"""Entries of a folder; a keystroke does not wait for more."""


def paths_starting_with(typed: str) -> list[str]:
    """The paths that begin with `typed`, sorted by name, folders ending with a separator.

    Hidden files only once their dot is typed. What cannot be read has no files.
    """
    separator = max(typed.rfind("/"), typed.rfind(os.sep)) + 1
    folder, start = typed[:separator], typed[separator:].lower()
    try:
        with os.scandir(os.path.expanduser(folder) or os.curdir) as entries:
            found = [
                folder + entry.name + ("/" if entry.is_dir() else "")
                for entry in islice(entries, _MOST_LOOKED_AT)
                if entry.name.lower().startswith(start) and entry.name.startswith(".") == start.startswith(".")
            ]
    except (OSError, ValueError):
        return []
    return sorted(found, key=str.lower)
