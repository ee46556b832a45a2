"""The architecture, enforced: who may import whom, how long things may be, and what start-up must not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import dify_shell

ROOT = Path(dify_shell.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60

SHARED = {"spans", "errors", "objects"}
BENEATH_RUNTIME = SHARED | {"language", "api", "catalog"}
MAY_IMPORT = {
    "spans": SHARED,
    "errors": SHARED,
    "objects": SHARED,
    "language": SHARED,
    "api": SHARED,
    "catalog": SHARED,
    "runtime": BENEATH_RUNTIME,
    "commands": SHARED | {"runtime", "api", "catalog", "render", "help"},
    "completion": SHARED | {"language", "runtime", "catalog"},
    "help": SHARED | {"language", "runtime", "catalog"},
    "render": SHARED,
    "terminal": BENEATH_RUNTIME | {"runtime", "completion", "help", "render"},
    "sandbox": set[str](),
    "cli": BENEATH_RUNTIME | {"runtime", "commands", "completion", "help", "render", "terminal", "sandbox"},
    "__main__": {"cli", "terminal"},
    "__init__": set[str](),
}
"""By package: which others of ours it may import; itself and `__version__` go without saying."""

ONLY_IN = {
    "prompt_toolkit": {"terminal"},
    "requests": {"api"},
    "urllib3": {"api"},
    "pygments": {"render", "terminal"},
    "flask": {"sandbox"},
    "werkzeug": {"sandbox"},
}
"""By library: the packages that may import it."""

HEAVY = {
    "asyncio",
    "cryptography",
    "dataclasses",
    "flask",
    "importlib.metadata",
    "inspect",
    "jmespath",
    "logging",
    "prompt_toolkit",
    "pygments",
    "requests",
    "tomllib",
    "urllib3",
    "yaml",
}
"""What costs milliseconds to import and is not needed to run a line."""


def test_a_module_imports_only_what_its_package_may() -> None:
    wrong = [
        f"{_place(path, line)}: {package} imports {imported}"
        for path in MODULES
        for line, imported in _own_imports(path)
        if imported not in MAY_IMPORT[package := _package(path)] | {package}
    ]
    assert not wrong


def test_a_library_is_imported_only_where_it_is_wrapped() -> None:
    wrong = [
        f"{_place(path, line)}: {_package(path)} imports {library}"
        for path in MODULES
        for line, imported in _foreign_imports(path)
        if _package(path) not in ONLY_IN.get(library := imported.partition(".")[0], {_package(path)})
    ]
    assert not wrong


def test_modules_are_short() -> None:
    lengths = {_place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {place: length for place, length in lengths.items() if length > LONGEST_MODULE}


def test_functions_are_short() -> None:
    lengths = {
        _place(path, node.lineno): (node.end_lineno or node.lineno) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert not {place: length for place, length in lengths.items() if length > LONGEST_FUNCTION}


def test_every_module_says_what_it_is_for() -> None:
    assert not [_place(path) for path in MODULES if not ast.get_docstring(_tree(path))]


@pytest.mark.parametrize(
    "start",
    [
        pytest.param("import dify_shell.cli", id="import"),
        pytest.param("from dify_shell.cli import run; run(['--no-profile', '-c', '$null'])", id="-c"),
    ],
)
def test_running_a_line_loads_nothing_heavy(start: str) -> None:
    assert not _loaded_by(start) & HEAVY


def test_asking_for_the_version_loads_nothing_of_the_shell() -> None:
    start = "sys.argv[1:] = ['--version']\nfrom dify_shell.__main__ import main\ntry: main()\nexcept SystemExit: pass"
    ours = {name for name in _loaded_by(start) if name.startswith("dify_shell")}
    assert ours == {"dify_shell", "dify_shell.__main__"}


def _loaded_by(start: str) -> set[str]:
    """The modules loaded in a new process once `start` has run there, less those that Python itself loads."""
    text = f"import sys\nbefore = set(sys.modules)\n{start}\nprint('\\nLOADED', *(set(sys.modules) - before))"
    ran = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False, cwd=ROOT.parent)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stdout.rpartition("LOADED")[2].split())


def _package(path: Path) -> str:
    """The part of the architecture that a module belongs to."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def _place(path: Path, line: int = 1) -> str:
    return f"{path.relative_to(ROOT.parent)}:{line}"


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _imports(path: Path) -> tuple[tuple[int, str], ...]:
    """Line and absolute name of all that a module imports, inside functions and for types too."""
    return tuple(_imported_names(path))


def _imported_names(path: Path) -> Iterator[tuple[int, str]]:
    here = path.relative_to(ROOT.parent).with_suffix("").parts
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = [*here[: -node.level]] if node.level else []
            module = [*base, *(node.module or "").split(".")] if node.module else base
            yield from ((node.lineno, ".".join([*module, alias.name])) for alias in node.names)


def _own_imports(path: Path) -> list[tuple[int, str]]:
    """Line and package of what is imported from `dify_shell`."""
    names = [(line, name.split(".")) for line, name in _imports(path)]
    own = [(line, parts[1]) for line, parts in names if parts[0] == "dify_shell" and len(parts) > 1]
    return [(line, package) for line, package in own if package != "__version__"]


def _foreign_imports(path: Path) -> list[tuple[int, str]]:
    return [(line, name) for line, name in _imports(path) if not name.startswith("dify_shell")]
