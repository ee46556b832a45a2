"""The parameters that every command takes: PowerShell's common ones, and the question for help.

Those that mean something here have a field in `CommonParameters`; the others are accepted, as scripts say them.
Names and aliases: PowerShell's about_CommonParameters.
"""

from __future__ import annotations

from typing import Any

from .command import Arg, Parameter, by_folded_name
from .context import ErrorAction


def _common(name: str, alias: str, keyword: str, type_: Any, help_: str) -> Parameter:
    return Parameter(name, keyword, type_, Arg(help_, aliases=(alias,)), position=None, required=False, default=None)


HELP = _common("Help", "?", "help", bool, "Show the help of the command instead of running it")

COMMON_PARAMETERS = (
    _common("Verbose", "vb", "verbose", bool, "Say what is being done"),
    _common("Debug", "db", "debug", bool, "Show the requests, secrets masked, and tracebacks"),
    _common("ErrorAction", "ea", "error_action", ErrorAction, "What to do when one of several items fails"),
    _common("ErrorVariable", "ev", "error_variable", str, "The variable to put the errors in; `+name` appends"),
    _common("OutVariable", "ov", "out_variable", str, "The variable to put the output in; `+name` appends"),
    HELP,
    _common("WarningAction", "wa", "warning_action", object, "Accepted, as scripts say it"),
    _common("WarningVariable", "wv", "warning_variable", object, "Accepted, as scripts say it"),
    _common("InformationAction", "infa", "information_action", object, "Accepted, as scripts say it"),
    _common("InformationVariable", "iv", "information_variable", object, "Accepted, as scripts say it"),
    _common("ProgressAction", "proga", "progress_action", object, "Accepted, as scripts say it"),
    _common("OutBuffer", "ob", "out_buffer", object, "Accepted, as scripts say it"),
    _common("PipelineVariable", "pv", "pipeline_variable", object, "Accepted, as scripts say it"),
)

COMMON_PARAMETERS_BY_NAME = by_folded_name(COMMON_PARAMETERS)
