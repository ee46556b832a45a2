"""What the user can type: one module per noun. A new noun adds one line here."""

from __future__ import annotations

from importlib import import_module

from ..runtime.command import Command, commands_of

MODULES = (
    "connection",
    "instance",
    "profile",
    "workspaces",
    "members",
    "apps",
    "app_settings",
    "app_dsl",
    "app_import",
    "app_keys",
    "app_versions",
    "app_logs",
    "app_statistics",
    "app_traces",
    "tags",
    "models",
    "model_credentials",
    "plugins",
    "plugin_permissions",
    "marketplace",
    "tool_credentials",
    "knowledge",
    "documents",
    "indexing",
    "knowledge_sync",
    "uploads",
    "chat",
    "explorer",
    "rest_method",
    "web_request",
    "operations",
    "filters",
    "summaries",
    "formatting",
    "files",
    "compatibility",
    "output",
    "shell",
)
"""In the order of the help index."""


def all_commands() -> list[Command]:
    """Every command, module by module."""
    return [command for name in MODULES for command in commands_of(vars(import_module(f".{name}", __name__)))]
