"""A shell without a terminal, and embedded Dify servers for it: one of each generation, made new for every test."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, nullcontext

import pytest
from hypothesis import HealthCheck, settings

from dify_shell.commands import all_commands
from dify_shell.errors import DifyShellError, NotInteractive
from dify_shell.runtime.context import MessageKind
from dify_shell.runtime.interpreter import Interpreter
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import ShellState
from dify_shell.sandbox import Sandbox
from dify_shell.spans import Source

settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

VERSIONS = ("1.5.0", "1.13.2", "1.17.0")


class RecordingHost:
    """Answers questions from a list, and keeps what it was told."""

    def __init__(self) -> None:
        self.interactive = False
        self.answers: list[str] = []
        self.questions: list[str] = []
        self.messages: list[tuple[str, str]] = []
        self.reported: list[DifyShellError] = []
        self.streamed: list[str] | None = None

    def ask(self, question: str, *, secret: bool = False) -> str:
        self.questions.append(question)
        if not self.answers:
            raise NotInteractive(question)
        return self.answers.pop(0)

    def confirm(self, question: str) -> bool:
        return self.ask(question) == "y"

    def message(self, kind: MessageKind, text: str) -> None:
        self.messages.append((kind, text))

    def report(self, error: DifyShellError) -> None:
        self.reported.append(error)

    def progress(self, label: str, total: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        def move_on(count: int) -> None:
            """Show nothing."""

        return nullcontext(move_on)

    def streaming(self) -> AbstractContextManager[Callable[[str], None] | None]:
        return nullcontext(None if self.streamed is None else self.streamed.append)

    def run_program(
        self, command_line: str, objects: Iterator[object] | None, *, capture: bool
    ) -> Generator[str, None, int]:
        self.messages.append(("program", command_line))
        yield from map(str, objects or ())
        return 0

    def clear(self) -> None:
        """Show nothing."""


class Shell:
    """A session; calling it with a text gives the text's output."""

    def __init__(self) -> None:
        self.state = ShellState({})
        self.host = RecordingHost()
        self.interpreter = Interpreter(Registry(all_commands()), self.state, self.host)

    def __call__(self, text: str) -> list[object]:
        return list(self.interpreter.run(Source(text)))

    def sign_in_to(self, sandbox: Sandbox) -> None:
        """Set the variables of a login by password, as a user would, and connect."""
        environment = self.state.environment
        environment["PSDIFY_URL"], environment["PSDIFY_EMAIL"] = sandbox.url, sandbox.email
        environment["PSDIFY_PASSWORD"] = sandbox.password
        self("connect")


@pytest.fixture
def shell() -> Shell:
    """A session that is not connected."""
    return Shell()


@pytest.fixture(scope="session")
def _sandboxes() -> Iterator[dict[str, Sandbox]]:
    running = {version: Sandbox(version, apps=250) for version in VERSIONS}
    for sandbox in running.values():
        sandbox.__enter__()
    yield running
    for sandbox in running.values():
        sandbox.__exit__(None, None, None)


@pytest.fixture(params=VERSIONS)
def sandbox(request: pytest.FixtureRequest, _sandboxes: dict[str, Sandbox]) -> Sandbox:
    """A new server of each generation in turn."""
    found = _sandboxes[request.param]
    found.world.reset()
    found.requests.clear()
    return found


@pytest.fixture
def modern(_sandboxes: dict[str, Sandbox]) -> Sandbox:
    """A new server of the generation with cookies, 1.13.2."""
    found = _sandboxes["1.13.2"]
    found.world.reset()
    found.requests.clear()
    return found


@pytest.fixture
def connected(shell: Shell, modern: Sandbox) -> Shell:
    """A session on `modern`."""
    shell.sign_in_to(modern)
    modern.requests.clear()
    return shell
