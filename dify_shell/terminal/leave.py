"""Ending the process, quickly and with nothing lost."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def leave(status: int) -> NoReturn:
    """Flush what was written and end the process with `status`.

    The interpreter is not taken down, which would cost more than a whole `-c` line; so everything that must survive
    is written by now. A reader that has gone (`| head`) is no failure; output that cannot be written is: status 1.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            pass
        except (OSError, ValueError):  # the disk is full, or the stream is closed
            status = status or 1
    os._exit(status)
