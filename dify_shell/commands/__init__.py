"""What the user can type: one module per noun. A new noun adds one line here."""

from __future__ import annotations

from ..runtime.command import Command, commands_of


def all_commands() -> list[Command]:
    """Every command, module by module in the order of the help index."""
    from . import apps, connection, files, filters, formatting, instance, output, profile, shell, summaries, workspaces

    modules = (connection, instance, profile, workspaces, apps, filters, summaries, formatting, files, output, shell)
    return [command for module in modules for command in commands_of(vars(module))]
