"""The ids that Dify's API wants, offered by the names of the records that have them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from .suggestion import MOST, SHORTEST_PART

if TYPE_CHECKING:
    from ..runtime.known_names import KnownNames

_FEW = 10
"""Records found by the beginning of their names; if there are fewer, those that have the text elsewhere follow."""

_NOUNS = {
    "account": "Member",
    "app": "App",
    "dataset": "Knowledge",
    "document": "Document",
    "knowledge": "Knowledge",
    "member": "Member",
    "plugin": "Plugin",
    "tag": "Tag",
    "tenant": "Workspace",
    "workspace": "Workspace",
}
"""What ids are called after in Dify's API (1.5 to 1.17), and the noun of the records that have them."""

_ID = re.compile(r"(?:resource_)?ids?|(?P<of>\w+)_ids?")
"""How parameters and fields are called that hold ids; by some only the segment before them says whose."""

_LOOKED_UP = ("app", "knowledge", "dataset", "member", "workspace")
"""What a name in a path may be of: `/apps/{app:Support bot}`."""


def noun_of(parameter: str, segment: str = "") -> str | None:
    """The noun of the records whose ids a parameter or field takes, by its name: `app_id`, `tag_ids`.

    `segment` is the one before it in a path.
    """
    found = _ID.fullmatch(parameter)
    return _NOUNS.get(found["of"] or segment.removesuffix("s")) if found else None


def kinds_of(noun: str) -> list[str]:
    """The words that may stand before a name in a path, such as `app`; none if names of `noun` are not looked up."""
    return [kind for kind in _LOOKED_UP if _NOUNS[kind] == noun]


def identified(known: KnownNames, noun: str, typed: str) -> dict[str, str]:
    """Names by id: of the records whose name or id begins with `typed`, then, if they are few, has it elsewhere."""
    found = {id_: name for name, id_ in islice(known.records_starting_with(noun, typed), MOST)}
    if len(found) < _FEW and len(typed) >= SHORTEST_PART:
        found |= {id_: name for name, id_ in islice(known.records_containing(noun, typed), MOST)}
    return found
