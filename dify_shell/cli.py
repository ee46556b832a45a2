"""The command line: which text to run and how, and the exit status it ends with. Wires all packages together."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from .commands import all_commands
from .errors import Cancelled, DifyShellError
from .language.paste import clean
from .runtime.interpreter import Interpreter
from .runtime.registry import Registry
from .runtime.script_file import read_script
from .runtime.signals import ExitShell
from .runtime.state import ShellState
from .spans import Source
from .terminal.plain_host import PlainHost
from .terminal.screen import Screen
from .terminal.settings import has_colour, is_plain, pager

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from .runtime.context import Host
    from .terminal.history import History
    from .terminal.repl import Reader

FAILED = 1


class Shell(NamedTuple):
    """All that a text needs to run. `plain`: nothing is ever redrawn."""

    state: ShellState
    registry: Registry
    screen: Screen
    interpreter: Interpreter
    plain: bool


def run(arguments: Sequence[str]) -> int:
    """Do what the command line says; gives the exit status (see `--help`)."""
    options = _parser().parse_args(arguments)
    with ExitStack() as stack:
        try:
            source = _source(options)
            state = ShellState(os.environ)
            shell = _shell(state, interactive=source is None, plain=options.plain or is_plain(state.environment))
            state.variables["args"] = options.arguments
            if options.sandbox:
                _connect_to_sandbox(shell, options.sandbox_version, stack)
            return _run_script(shell, source) if source else _interact(shell, options)
        except KeyboardInterrupt:
            return Cancelled.exit_code
        except DifyShellError as error:
            print(f"dify-shell: {error}", *([f"Hint: {error.hint}"] if error.hint else []), sep="\n", file=sys.stderr)
            return error.exit_code


def _run_script(shell: Shell, source: Source) -> int:
    """Run a whole text without asking anything; gives the exit status. The first failed statement ends it."""
    try:
        shell.screen.show(shell.interpreter.run(source))
    except ExitShell as leaving:
        return leaving.status
    except KeyboardInterrupt:
        shell.screen.report(Cancelled())
        return Cancelled.exit_code
    except DifyShellError as error:
        shell.screen.report(error)
        return error.exit_code
    except BrokenPipeError:  # nobody reads on, as behind `| head`
        return 0
    except Exception as bug:  # ours: the screen apologises
        shell.screen.report(bug)
        return FAILED
    return 0 if shell.state.succeeded else FAILED


def _parser() -> ArgumentParser:
    from argparse import ArgumentParser, RawDescriptionHelpFormatter

    parser = ArgumentParser(
        prog="dify-shell",
        description="The interactive shell for Dify, the LLM app platform.",
        epilog="""exit status:
  0 done; 1 a command failed; 2 the text could not be understood; 3 not connected or not allowed in;
  4 the server could not be reached; 130 interrupted

examples:
  dify-shell                          the prompt; paste the login that the browser helper copied
  dify-shell --sandbox                the prompt, connected to a Dify server that comes with the shell
  dify-shell -c 'apps | where mode -eq chat | json'
  dify-shell report.ps1               run a script; its text can also come on standard input""",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("-c", dest="text", metavar="TEXT", help="run TEXT and leave")
    parser.add_argument("file", nargs="?", metavar="FILE", help="run a script and leave; - is standard input")
    parser.add_argument("arguments", nargs="*", metavar="ARGUMENT", help="what the script finds in $args")
    parser.add_argument("--sandbox", action="store_true", help="start an embedded Dify server and connect to it")
    parser.add_argument("--sandbox-version", metavar="V", default="1.13.2", help="the version of Dify it plays")
    parser.add_argument("--no-profile", action="store_true", help="do not run the start-up file, profile.ps1")
    parser.add_argument("--plain", action="store_true", help="no menus, colours and redraws: for screen readers")
    parser.add_argument("--version", action="store_true", help="show the version and leave")
    return parser


def _source(options: Namespace) -> Source | None:
    """The text to run; None when the user is to be asked for lines."""
    if options.text is not None:
        return Source(clean(options.text), "-c")
    if options.file not in (None, "-"):
        return read_script(options.file)
    if options.file == "-" or not sys.stdin.isatty():
        return Source(clean(sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")), "standard input")
    return None


def _shell(state: ShellState, *, interactive: bool, plain: bool) -> Shell:
    screen = Screen(
        sys.stdout,
        sys.stderr,
        state.redactor,
        colour=has_colour(state.environment, sys.stdout),
        width=_terminal_width,
        pager=lambda: pager(state.environment) if interactive and not plain else None,
    )
    registry = Registry(all_commands)
    interpreter = Interpreter(registry, state, _host(screen, interactive, plain))
    return Shell(state, registry, screen, interpreter, plain)


def _host(screen: Screen, interactive: bool, plain: bool) -> Host:
    if interactive and not plain:
        from .terminal.host import PromptHost

        return PromptHost(screen)
    return PlainHost(screen, interactive=sys.stdin.isatty() and sys.stderr.isatty())


def _terminal_width() -> int | None:
    """The columns of the terminal that the output goes to; None when it goes elsewhere."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError):
        return None


def _connect_to_sandbox(shell: Shell, version: str, stack: ExitStack) -> None:
    """Start the embedded server, and sign in to it the way a user would."""
    try:
        from .sandbox import Sandbox
    except ImportError as error:
        raise DifyShellError(
            f"The sandbox needs a library that is not installed: {error.name}.",
            hint="pip install 'dify-shell[sandbox]'",
        ) from error
    sandbox = stack.enter_context(Sandbox(version))
    environment = shell.state.environment
    environment["PSDIFY_URL"] = sandbox.url
    environment["PSDIFY_AUTH_METHOD"] = "Password"
    environment["PSDIFY_EMAIL"] = sandbox.email
    environment["PSDIFY_PASSWORD"] = sandbox.password
    environment["PSDIFY_MARKETPLACE_URL"] = f"{sandbox.url}/marketplace"
    for _ in shell.interpreter.run(Source("Connect-Dify")):
        pass


def _interact(shell: Shell, options: Namespace) -> int:
    """Read and run lines until the user leaves."""
    from .runtime.masking import masker
    from .terminal.history import History
    from .terminal.history_file import HistoryFile
    from .terminal.repl import run_repl

    if not options.no_profile:
        _run_profile(shell)
    history = History(masker(shell.registry), shell.state.redactor, HistoryFile())
    reader = _reader(shell, history)
    gc.freeze()
    gc.enable()
    return run_repl(shell.interpreter, shell.state, shell.screen, reader, history)


def _reader(shell: Shell, history: History) -> Reader:
    if shell.plain:
        from .terminal.plain_prompt import PlainPrompt

        return PlainPrompt(shell.state)
    from .terminal.prompt_session import Prompt

    return Prompt(shell.registry, shell.state, history, colour=shell.screen.colour)


def _run_profile(shell: Shell) -> None:
    """Run the user's start-up file, if there is one; what fails in it is shown and no reason to stop."""
    from platformdirs import user_config_path

    path = user_config_path("dify-shell", appauthor=False) / "profile.ps1"
    if path.exists():
        _run_script(shell, read_script(str(path)))
