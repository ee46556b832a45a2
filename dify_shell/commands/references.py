"""How commands take the things they work on: as piped records, or by a name or id that is looked up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase

from ..errors import DifyShellError
from ..objects import Record, RecordType
from ..runtime.context import CommonParameters, Context
from ..runtime.convert import did_you_mean

WILDCARD = re.compile(r"[*?\[]")

Candidates = Callable[[str], Iterable[Record]]
"""The records among which a text is looked for: all there are, or those that the server finds for it."""


def resolve(
    context: Context, wanted: Iterable[Record | str], noun: RecordType, candidates: Candidates
) -> Iterator[Record]:
    """The records that are piped in or named. Those that are not found or not to be told apart are reported.

    A name with wildcards stands for all that fit; any other one must be that of one record alone.
    """
    for one in wanted:
        if isinstance(one, Record):
            yield _checked(context, one, noun)
            continue
        there = list(candidates(one))
        found = [record for record in there if fits(record, one, noun)]
        if not found:
            context.report(nothing_called(context, one, noun, there))
        elif len(found) > 1 and not WILDCARD.search(one):
            ids = ", ".join(str(record[noun.identifiers[-1]]) for record in found)
            words = f"{len(found)} of the {plural(noun)} are called '{one}'."
            context.report(DifyShellError(words, hint=f"Give the id of one: {ids}"))
        else:
            yield from found


def resolve_one(context: Context, wanted: Record | str, noun: RecordType, candidates: Candidates) -> Record:
    """The one record that is given. Raises DifyShellError when there is none or more than one."""
    strict = Context(context.state, context.host, context.registry, CommonParameters(error_action="Stop"))
    found = list(resolve(strict, [wanted], noun, candidates))
    if len(found) > 1:
        raise DifyShellError(f"'{wanted}' fits {len(found)} {plural(noun)}.", hint="Name one of them.")
    return found[0]


def fits(record: Record, wanted: str, noun: RecordType) -> bool:
    """Whether `wanted` is one of the identifiers of a record, in any case, or a pattern that one of them fits."""
    pattern = wanted.lower()
    values = (str(record[name]).lower() for name in noun.identifiers)
    return any(value == pattern or fnmatchcase(value, pattern) for value in values)


def nothing_called(context: Context, wanted: str, noun: RecordType, there: Iterable[Record] = ()) -> DifyShellError:
    """The error for a name or id that nothing has; of those that are there, the nearest is suggested."""
    names = [str(record[name]) for record in there for name in noun.identifiers if record.get(name)]
    hint = did_you_mean(wanted, names) or f"List them: {_listing(context, noun)}"
    return DifyShellError(f"There is no {spaced(noun)} '{wanted}'.", hint=hint)


def described(record: Record, noun: RecordType) -> str:
    """A record in a question or an error: by its name, and its id, which alone tells namesakes apart."""
    name, *more = (record.get(one) for one in noun.identifiers)
    rest = f" ({more[-1]})" if more and more[-1] not in (None, name) else ""
    return f"the {spaced(noun)} '{name}'{rest}"


def spaced(noun: RecordType) -> str:
    """`DocumentSegment` → `document segment`; `API` stays as it is."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+", noun.name)
    return " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in words)


def plural(noun: RecordType) -> str:
    """The noun for more than one."""
    return f"{spaced(noun)}s"


def _listing(context: Context, noun: RecordType) -> str:
    """How to list records of a noun."""
    giving = (one for one in context.registry if one.output is not None and one.output.name == noun.name)
    lister = context.registry.for_noun(noun.name) or next(giving, None)
    return f"get-{spaced(noun).lower().replace(' ', '-')}" if lister is None else lister.short_name


def having(context: Context, records: Iterable[Record], noun: RecordType, *names: str) -> list[Record]:
    """Those records, which have all of these properties of the noun. Raises DifyShellError when one has not."""
    found = list(records)
    for record in found:
        if any(name not in record for name in names):
            raise _unsuitable(context, record, noun, names)
    return found


def _checked(context: Context, record: Record, noun: RecordType) -> Record:
    """A record that can stand for one of the noun: it is one, or was selected from one."""
    if _is_another(record, noun):
        raise _unsuitable(context, record, noun, noun.identifiers)
    having(context, [record], noun, *noun.identifiers)
    return record


def _is_another(record: Record, noun: RecordType) -> bool:
    return record.type is not None and record.type.name != noun.name


def _unsuitable(context: Context, record: Record, noun: RecordType, names: Iterable[str]) -> DifyShellError:
    kind = (
        f"of a {spaced(record.type)}" if record.type and _is_another(record, noun) else f"without {' and '.join(names)}"
    )
    message = f"This takes {plural(noun)}, and a record {kind} came."
    return DifyShellError(message, hint=f"They come from: {_listing(context, noun)}")
