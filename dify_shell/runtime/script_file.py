"""Scripts in files: what `dify-shell FILE`, the start-up file and `./report.ps1` in a text run."""

from __future__ import annotations

from ..errors import DifyShellError
from ..language.paste import clean
from ..spans import Source

NOT_READ = 2
"""The exit status for a script that cannot be read, as for one that cannot be understood."""


def is_script(name: str) -> bool:
    """Whether what stands in a command's place names a file: by a path, or by PowerShell's suffix."""
    return "/" in name or "\\" in name or name.lower().endswith(".ps1")


def read_script(path: str) -> Source:
    """The text of the script at `path`, in UTF-8. Raises DifyShellError."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            return Source(clean(file.read()), path)
    except (OSError, ValueError) as error:  # no file, no UTF-8, or a name with a null in it
        failed = DifyShellError(f"The script {path} could not be read: {getattr(error, 'strerror', None) or error}.")
        failed.exit_code = NOT_READ
        raise failed from error
