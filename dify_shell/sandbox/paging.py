"""Pages of listings, and the numbers that requests ask for them with."""

from __future__ import annotations

from typing import Any

from flask import request

from .answers import Refused, invalid, world


def number(name: str, default: int, most: int, model: str = "AppListQuery") -> int:
    """A number of the query, from 1 to `most`. Raises Refused in the words of `model`, Dify's name for the query."""
    text = request.args.get(name, str(default))
    if not text.removeprefix("-").isdigit():
        raise _refusal(name, text, model, "a valid integer, unable to parse string as an integer")
    if int(text) > most:
        raise _refusal(name, text, model, f"less than or equal to {most}", most)
    if int(text) < 1:
        raise _refusal(name, text, model, "greater than or equal to 1", most)
    return int(text)


def _refusal(name: str, text: str, model: str, expected: str, most: int | None = None) -> Refused:
    if world().since("1.8.0"):
        return invalid(name, f"Input should be {expected}", model, text)
    if most is None:
        return invalid(name, f"{text} is not a valid integer", model, text)
    return invalid(name, f"Invalid argument: {text}. argument must be within the range 1 - {most}", model, text)


def page_of(found: list[dict[str, Any]], most: int = 100, model: str = "AppListQuery") -> dict[str, Any]:
    """One page of a listing, as the request asks for it."""
    page, limit = number("page", 1, 99999, model), number("limit", 20, most, model)
    here = found[(page - 1) * limit : page * limit]
    return {"page": page, "limit": limit, "total": len(found), "has_more": page * limit < len(found), "data": here}
