"""Files and folders, under PowerShell's names: look, read, write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident
from typing import Annotated, Any, Literal, TextIO

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from ..runtime.values import to_text
from .filters import NOTHING, Input

FILE = RecordType(
    "File",
    (
        Property("Mode", priority=4),
        Property("LastWriteTime", priority=3),
        Property("Length", priority=2),
        Property("Name", priority=1),
        Property("FullName"),
        Property("BaseName"),
        Property("Extension"),
        Property("DirectoryName"),
    ),
    identifiers=("FullName",),
)

Encoding = Literal["utf8", "utf8NoBOM", "utf8BOM", "ascii", "unicode", "utf-8", "default"]
_CODECS = {"utf8bom": "utf-8-sig", "unicode": "utf-16", "ascii": "ascii"}

Paths = Annotated[tuple[str, ...], Arg("Files or folders; `*` and `?` are wildcards", completes="Path")]
WhatEncoding = Annotated[Encoding, Arg("How the text is written; UTF-8 without a byte order mark if not given")]


@contextmanager
def named(path: str | Path) -> Iterator[None]:
    """Word what the system says about `path` as an error of the shell."""
    try:
        yield
    except FileNotFoundError as error:
        raise DifyShellError(f"There is no file or folder '{path}'.") from error
    except PermissionError as error:
        raise DifyShellError(f"You are not allowed to open '{path}'.") from error
    except IsADirectoryError as error:
        raise DifyShellError(f"'{path}' is a folder.") from error
    except UnicodeError as error:
        raise DifyShellError(f"'{path}' does not fit that encoding: {error}") from error
    except OSError as error:
        raise DifyShellError(f"'{path}' could not be used: {error.strerror or error}") from error
    except ValueError as error:
        raise DifyShellError(f"{str(path)!r} is no name of a file.") from error


def expand(paths: Iterable[Any]) -> Iterator[Path]:
    """The files and folders that paths, wildcards and file records stand for, each wildcard's in order of name."""
    from glob import glob, has_magic

    for given in paths:
        text = str(given["FullName"]) if isinstance(given, Record) else os.path.expanduser(str(given))
        if has_magic(text) and not os.path.exists(text):
            yield from (Path(found) for found in sorted(glob(text)))
        else:
            yield Path(text)


def file_record(path: Path) -> Record:
    """A record of one file or folder that exists."""
    from datetime import datetime
    from stat import filemode

    with named(path):
        status = path.stat()
        full = path.absolute()
    return FILE.of(
        filemode(status.st_mode),
        datetime.fromtimestamp(status.st_mtime).astimezone(),
        None if path.is_dir() else status.st_size,
        full.name,
        str(full),
        full.stem,
        full.suffix,
        str(full.parent),
    )


@command(
    "Get-Item",
    aliases=("gi",),
    output=FILE,
    examples=(Example("get-item examples/*.ps1", "The files that fit."),),
)
def get_item(context: Context, path: Paths) -> Iterator[Record]:
    """Look at files and folders."""
    for found in expand(path):
        yield file_record(found)


@command(
    "Get-ChildItem",
    aliases=("gci", "dir", "ls"),
    output=FILE,
    examples=(Example("get-childitem -Path examples -Filter *.ps1", "What is in a folder."),),
)
def get_child_item(
    context: Context,
    path: Paths = (".",),
    filter: Annotated[str, Arg("Only names like this; `*` and `?` are wildcards")] = "*",
    *,
    recurse: Annotated[bool, Arg("Look into folders below too")] = False,
    file: Annotated[bool, Arg("Only files")] = False,
    directory: Annotated[bool, Arg("Only folders")] = False,
) -> Iterator[Record]:
    """List what is in a folder, in order of name."""
    for found in expand(path):
        with named(found):
            inside = sorted(found.rglob(filter) if recurse else found.glob(filter)) if found.is_dir() else [found]
        for one in inside:
            if one.is_dir() if directory else (one.is_file() or not file):
                yield file_record(one)


@command("Test-Path", examples=(Example("test-path examples", "Is it there?"),))
def test_path(context: Context, path: Paths) -> bool:
    """Tell whether a file or folder exists."""
    return bool(path) and all(any(one.exists() for one in expand([given])) for given in path)


@command("Join-Path", examples=(Example("join-path backup apps", "With what separates folders on this system."),))
def join_path(
    context: Context,
    path: Annotated[str, Arg("The folder", completes="Path")],
    child_path: Annotated[str, Arg("What is in it")],
    additional_child_path: Annotated[tuple[str, ...], Arg("What is in that, and so on", remaining=True)] = (),
) -> str:
    """Put a path together from its parts."""
    return os.path.join(path, child_path, *additional_child_path)


@command("New-Item", output=FILE)
def new_item(
    context: Context,
    path: Annotated[str, Arg("Where", completes="Path")],
    *,
    item_type: Annotated[Literal["Directory", "File"], Arg("What to make")] = "Directory",
    force: Annotated[bool, Arg("It is all right if it is there already")] = False,
) -> Record:
    """Make a folder, and those above it; or an empty file."""
    target = Path(os.path.expanduser(path))
    with named(target):
        try:
            if item_type == "Directory":
                target.mkdir(parents=True, exist_ok=force)
            else:
                target.touch(exist_ok=force)
        except FileExistsError as error:
            raise DifyShellError(f"'{path}' exists already.", hint="-Force takes it as it is.") from error
    return file_record(target)


@command(
    "Get-Content",
    aliases=("cat", "gc", "type"),
    examples=(Example("get-content examples/apps-by-mode.ps1 -TotalCount 3", "The first lines of a file."),),
)
def get_content(
    context: Context,
    path: Paths,
    *,
    raw: Annotated[bool, Arg("One text instead of a line at a time")] = False,
    total_count: Annotated[int | None, Arg("How many lines from the start", aliases=("First", "Head"))] = None,
    tail: Annotated[int | None, Arg("How many lines from the end", aliases=("Last",))] = None,
    encoding: WhatEncoding = "utf8",
) -> Iterator[str]:
    """Read text files, line by line. A byte order mark is honoured and dropped."""
    from collections import deque
    from itertools import islice

    for found in expand(path):
        with named(found), found.open(encoding=codec(encoding, reading=True), newline="" if raw else None) as file:
            if raw:
                yield file.read()
                continue
            lines = (line.rstrip("\n") for line in file)
            yield from deque(lines, maxlen=tail) if tail is not None else islice(lines, total_count)


@command(
    "Set-Content",
    aliases=("sc",),
    examples=(Example('set-content notes.txt "first line", "second line"', "Write a file, replacing what was there."),),
)
def set_content(
    context: Context,
    path: Annotated[str, Arg("The file", completes="Path")],
    value: Annotated[Iterator[Any], Arg("What to write, one line each", pipeline=True)] = NOTHING,
    *,
    encoding: WhatEncoding = "utf8",
    no_newline: Annotated[bool, Arg("Write no line ends")] = False,
    force: Annotated[bool, Arg("Accepted, as scripts say it")] = False,
) -> None:
    """Write texts to a file, whole or not at all."""
    end = "" if no_newline else "\n"
    write_text(path, (to_text(item) + end for item in value), codec(encoding))


@command("Add-Content", aliases=("ac",))
def add_content(
    context: Context,
    path: Annotated[str, Arg("The file", completes="Path")],
    value: Annotated[Iterator[Any], Arg("What to add, one line each", pipeline=True)] = NOTHING,
    *,
    encoding: WhatEncoding = "utf8",
    no_newline: Annotated[bool, Arg("Write no line ends")] = False,
) -> None:
    """Write texts to the end of a file."""
    end = "" if no_newline else "\n"
    write_text(path, (to_text(item) + end for item in value), codec(encoding), append=True)


@command(
    "Out-File",
    examples=(Example("apps | out-file apps.txt", "What the shell would print, without colours, at full width."),),
)
def out_file(
    context: Context,
    file_path: Annotated[str, Arg("The file", aliases=("Path",), completes="Path")],
    encoding: WhatEncoding = "utf8",
    *,
    input_object: Input = NOTHING,
    append: Annotated[bool, Arg("Keep what is in the file")] = False,
    width: Annotated[int | None, Arg("How wide tables may be; as wide as they need if not given")] = None,
    force: Annotated[bool, Arg("Accepted, as scripts say it")] = False,
) -> None:
    """Write to a file what the shell would print."""
    from ..render import render

    write_text(file_path, render(input_object, width=width, colour=False), codec(encoding), append=append)


def codec(encoding: str, *, reading: bool = False) -> str:
    """Python's name of a PowerShell encoding; when reading, a byte order mark is dropped."""
    return _CODECS.get(encoding.lower(), "utf-8-sig" if reading else "utf-8")


def write_text(
    path: str | Path, chunks: Iterable[str], encoding: str = "utf-8", *, append: bool = False, mode: int | None = None
) -> None:
    """Write texts to `path`. Without `append` the file is replaced at the end: whole or not at all.

    `mode` is who may read it from the start; the file that is replaced, or the system, decides when it is None.
    """
    target = Path(os.path.expanduser(path))
    with named(target):
        if append:
            with target.open("a", encoding=encoding, newline="") as file:
                file.writelines(chunks)
        else:
            with _replacing(target, encoding, mode) as file:
                file.writelines(chunks)


@contextmanager
def _replacing(target: Path, encoding: str, mode: int | None) -> Iterator[TextIO]:
    """A temporary file beside `target` that takes its place when the block ends well."""
    temporary = target.with_name(f".dify-shell-{os.getpid()}-{get_ident()}.new")
    try:
        with open(temporary, "x", encoding=encoding, newline="", opener=_opener(mode)) as file:
            yield file
        if mode is None and target.exists():
            temporary.chmod(target.stat().st_mode)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def _opener(mode: int | None) -> Callable[[str, int], int]:
    """How a file is made of which nobody may ever read more than `mode` allows."""
    return lambda path, flags: os.open(path, flags, 0o666 if mode is None else mode)
