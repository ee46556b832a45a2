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
from ..runtime.patterns import wildcard
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

Encoding = Literal[
    "utf8", "utf8NoBOM", "utf8BOM", "ascii", "ansi", "unicode", "bigendianunicode", "utf32", "utf-8", "default"
]
_CODECS = {
    "utf8bom": "utf-8-sig",
    "ascii": "ascii",
    "ansi": "cp1252",
    "unicode": "utf-16",
    "bigendianunicode": "utf-16-be",
    "utf32": "utf-32",
}
_MARKS = {b"\xff\xfe\0\0": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}

Paths = Annotated[
    tuple[str, ...],
    Arg("Files or folders; `*` and `?` are wildcards", aliases=("LiteralPath", "FullName"), completes="Path"),
]
OneFile = Annotated[str, Arg("The file", aliases=("LiteralPath",), completes="Path")]
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
        text = _full_name(given) if isinstance(given, Record) else os.path.expanduser(str(given))
        if has_magic(text) and not os.path.exists(text):
            yield from (Path(found) for found in sorted(glob(text)))
        else:
            yield Path(text)


def _full_name(file: Record) -> str:
    if "FullName" not in file:
        raise DifyShellError("This takes files, and a record without FullName came.", hint="They come from: get-item")
    return str(file["FullName"])


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
    include: Annotated[tuple[str, ...], Arg("Only names like one of these")] = (),
    exclude: Annotated[tuple[str, ...], Arg("No names like one of these")] = (),
    recurse: Annotated[bool, Arg("Look into folders below too", aliases=("S",))] = False,
    file: Annotated[bool, Arg("Only files")] = False,
    directory: Annotated[bool, Arg("Only folders")] = False,
    name: Annotated[bool, Arg("Only their names")] = False,
    force: Annotated[bool, Arg("Hidden ones too, whose names begin with a dot")] = False,
) -> Iterator[Record | str]:
    """List what is in a folder, in order of name."""
    for found in expand(path):
        for one in _inside(found, filter, recurse):
            wanted = one.is_dir() if directory else (one.is_file() or not file)
            hidden = one != found and any(part.startswith(".") for part in one.relative_to(found).parts)
            fits = (not include or _is_like(one.name, include)) and not _is_like(one.name, exclude)
            if wanted and fits and (force or not hidden):
                yield one.name if name else file_record(one)


def _inside(path: Path, filter: str, recurse: bool) -> list[Path]:
    """What is in a folder; a file alone."""
    with named(path):
        if not path.is_dir():
            return [path]
        return sorted(path.rglob(filter) if recurse else path.glob(filter))


def _is_like(name: str, patterns: tuple[str, ...]) -> bool:
    return any(wildcard(pattern).fullmatch(name) for pattern in patterns)


@command("Test-Path", examples=(Example("test-path examples -PathType Container", "Is there such a folder?"),))
def test_path(
    context: Context,
    path: Paths,
    *,
    path_type: Annotated[Literal["Any", "Container", "Leaf"], Arg("A folder is a container, a file a leaf")] = "Any",
) -> bool:
    """Tell whether a file or folder exists."""
    exists = {"Any": Path.exists, "Container": Path.is_dir, "Leaf": Path.is_file}[path_type]
    with named(" ".join(path)):
        return bool(path) and all(any(exists(one) for one in expand([given])) for given in path)


@command("Join-Path", examples=(Example("join-path backup apps", "With what separates folders on this system."),))
def join_path(
    context: Context,
    path: Annotated[str, Arg("The folder", completes="Path")],
    child_path: Annotated[str, Arg("What is in it")],
    additional_child_path: Annotated[tuple[str, ...], Arg("What is in that, and so on", remaining=True)] = (),
) -> str:
    """Put a path together from its parts."""
    return os.path.join(path, child_path, *additional_child_path)


@command(
    "New-Item",
    aliases=("ni",),
    output=FILE,
    examples=(Example("new-item backup/apps -ItemType Directory -Force", "A folder, and those above it."),),
)
def new_item(
    context: Context,
    path: Annotated[str, Arg("Where", completes="Path")] = ".",
    *,
    name: Annotated[str, Arg("Its name within the path")] = "",
    item_type: Annotated[Literal["File", "Directory"], Arg("What to make", aliases=("Type",))] = "File",
    value: Annotated[str, Arg("What to write into the file")] = "",
    force: Annotated[bool, Arg("A folder may be there already; a file is replaced")] = False,
) -> Record:
    """Make a file, or a folder and those above it."""
    target = Path(os.path.expanduser(path)) / name
    with named(target):
        if target.exists() and not force:
            raise DifyShellError(f"'{target}' exists already.", hint="-Force does not mind.")
        if item_type == "Directory":
            target.mkdir(parents=True, exist_ok=True)
    if item_type == "File":
        write_text(target, (value,))
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
        with open_to_read(found, encoding, newline="" if raw else None) as file:
            if raw:
                yield file.read()
                continue
            lines = (line.rstrip("\n") for line in file)
            if tail is not None:
                yield from deque(lines, maxlen=max(0, tail))
            else:
                yield from islice(lines, None if total_count is None else max(0, total_count))


@command(
    "Set-Content",
    aliases=("sc",),
    examples=(Example('set-content notes.txt "first line", "second line"', "Write a file, replacing what was there."),),
)
def set_content(
    context: Context,
    path: OneFile,
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
    path: OneFile,
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
    file_path: Annotated[str, Arg("The file", aliases=("Path", "LiteralPath"), completes="Path")],
    encoding: WhatEncoding = "utf8",
    *,
    input_object: Input = NOTHING,
    append: Annotated[bool, Arg("Keep what is in the file")] = False,
    no_clobber: Annotated[bool, Arg("Replace no file", aliases=("NoOverwrite",))] = False,
    width: Annotated[int | None, Arg("How wide tables may be; as wide as they need if not given")] = None,
    force: Annotated[bool, Arg("Accepted, as scripts say it")] = False,
) -> None:
    """Write to a file what the shell would print."""
    from ..render import render

    if no_clobber and not append and os.path.exists(os.path.expanduser(file_path)):
        raise DifyShellError(f"'{file_path}' exists already.", hint="Leave out -NoClobber to replace it.")
    write_text(file_path, render(input_object, width=width, colour=False), codec(encoding), append=append)


def codec(encoding: str) -> str:
    """Python's name of a PowerShell encoding."""
    return _CODECS.get(encoding.lower(), "utf-8")


@contextmanager
def open_to_read(path: Path, encoding: str, *, newline: str | None) -> Iterator[TextIO]:
    """A text file in `encoding`, unless a byte order mark at its start says otherwise; the mark is dropped."""
    with named(path):
        with path.open("rb") as file:
            start = file.peek(4) if path.is_file() else b""
        marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), codec(encoding))
        with path.open(encoding=marked, newline=newline) as text:
            yield text


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
