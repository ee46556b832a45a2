"""The variables that the shell sets itself. Names: PowerShell's about_Automatic_Variables."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from .. import __version__
from ..objects import Hashtable
from .error_record import ErrorRecord
from .state import ShellState

AUTOMATIC: dict[str, Callable[[ShellState], Any]] = {
    "true": lambda state: True,
    "false": lambda state: False,
    "null": lambda state: None,
    "?": lambda state: state.succeeded,
    "error": lambda state: [ErrorRecord(error) for error in state.errors],
    "home": lambda state: os.path.expanduser("~"),
    "pwd": lambda state: os.getcwd(),
    "psversiontable": lambda state: Hashtable({"PSVersion": __version__, "PSEdition": "dify-shell"}),
}
"""How each is made, by its folded name; they cannot be assigned to."""
