"""`python -m dify_shell` and the `dify-shell` command."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the shell with the process's arguments and leave with its exit status."""
    gc.disable()  # nothing that start-up makes is garbage; the shell switches it on again
    if sys.argv[1:] == ["--version"]:
        from . import __version__

        print(f"dify-shell {__version__}")
        sys.exit(0)
    from .cli import run
    from .terminal.leave import leave

    leave(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
