"""The order of texts that readers expect: signs, digits, then letters, with or without accents, together.

It follows the root order of Unicode (UTS #10, CLDR), in which .NET compares texts, as far as names and words need it.
"""

from __future__ import annotations

_SIGNS = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_OTHER_SIGN = chr(len(_SIGNS))
_LIGATURES = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"}


class _Places(dict[int, str]):
    """What stands for each character: something below the digits for a sign, nothing for an accent."""

    def __missing__(self, code: int) -> str:
        from unicodedata import combining

        character = chr(code)
        self[code] = character if character.isalnum() else "" if combining(character) else _OTHER_SIGN + character
        return self[code]


_PLACES = _Places(
    {ord(sign): chr(place) for place, sign in enumerate(_SIGNS)}
    | {ord(letter): plain for letter, plain in _LIGATURES.items()}
)


def collation_key(text: str, *, case_sensitive: bool = False) -> tuple[str, str, str]:
    """What orders texts: by letters alone, then by accents, then, where case matters, the small letter first."""
    lower = text.lower()
    if text.isascii():
        letters = lower.translate(_PLACES)
    else:
        from unicodedata import normalize

        letters = normalize("NFD", lower.casefold()).translate(_PLACES)
    return letters, lower, text.swapcase() if case_sensitive else ""
