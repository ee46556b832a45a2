"""The one provider of models of a workspace: what it was given."""

from __future__ import annotations


class Models:
    """The one provider of a workspace: its named credentials, models that were added, defaults."""

    def __init__(self) -> None:
        self.credentials: list[dict[str, str]] = []
        self.custom: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.defaults: dict[str, dict[str, str]] = {}
