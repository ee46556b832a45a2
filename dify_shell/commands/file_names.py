"""File names made of what a server calls its things: safe on every platform, and never a path."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120
"""Characters of a name before its suffix: file systems take 255 bytes, and a character can be four."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*&\[\]\x00-\x1f\x7f-\x9f]')
"""What Windows, or a wildcard, does not take; PSDify 0.11.5 replaces the same characters, control characters aside."""

_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CONIN\$|CONOUT\$)(\..*)?", re.IGNORECASE)
"""Devices of Windows, with any suffix."""


def safe_name(text: str, *, most_bytes: int = 200) -> str:
    """`text` as the name of a file, without suffix: not empty, no path, no device, not hidden, not too long."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text))
    name = "".join(one for one in name if unicodedata.category(one) not in ("Cf", "Cs", "Cn", "Zl", "Zp"))
    name = name.strip().strip(".").strip()[:LONGEST]
    name = name.encode()[:most_bytes].decode(errors="ignore").rstrip(". ")
    if not name:
        return "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def folded(name: str) -> str:
    """A file name as file systems that ignore case, or accents' spelling, compare it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
