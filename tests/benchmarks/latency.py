"""Many requests to a server 50 ms away, and how soon a streamed answer is on the screen.

Run: python tests/benchmarks/latency.py
"""

from __future__ import annotations

import io
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from dify_shell.api.client import DifyClient
from dify_shell.api.credentials import AppKeyCredentials
from dify_shell.api.redaction import Redactor
from dify_shell.api.server import Version
from dify_shell.api.transport import Transport
from dify_shell.commands import all_commands
from dify_shell.commands.chat_run import Place, Progress, follow
from dify_shell.objects import Secret
from dify_shell.runtime.interpreter import Interpreter
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import ShellState
from dify_shell.sandbox import Sandbox
from dify_shell.spans import Source
from dify_shell.terminal.plain_host import PlainHost
from dify_shell.terminal.screen import Screen

LATENCY = 0.05


class Session:
    """A shell without a terminal, signed in to a sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.state = ShellState({})
        self.screen = Screen(io.StringIO(), sys.stderr, self.state.redactor, colour=False, width=lambda: None)
        self.interpreter = Interpreter(Registry(all_commands()), self.state, PlainHost(self.screen, interactive=False))
        self.run(f"connect {sandbox.url} -Email {sandbox.email} -Password '{sandbox.password}'")

    def run(self, text: str) -> list[object]:
        return list(self.interpreter.run(Source(text)))

    def seconds(self, text: str) -> float:
        begun = time.perf_counter()
        self.run(text)
        return time.perf_counter() - begun


def exporting(session: Session) -> float:
    """How many times faster 200 apps are exported together than one at a time."""
    with tempfile.TemporaryDirectory() as folder:
        session.run("$apps = apps | select -First 200")
        together = session.seconds(f"$apps | export-app -Path '{folder}/a'")
        client = session.state.connection.client if session.state.connection else None
        assert client
        begun = time.perf_counter()
        for app in session.run("$apps"):
            client.get(f"/apps/{app['Id']}/export")  # type: ignore[index]  # a record
        alone = time.perf_counter() - begun
    times = alone / together
    print(f"exporting 200 apps: {together:.2f} s, one at a time {alone:.2f} s: {times:.1f} times (at least 5)")
    return times


def listing(session: Session) -> float:
    """How many times faster 1,000 apps are listed than page after page."""
    together = session.seconds("$null = apps")
    client = session.state.connection.client if session.state.connection else None
    assert client
    begun = time.perf_counter()
    client.get("/workspaces/current/members")
    page = 1
    while client.get("/apps", query={"page": page, "limit": 100})["has_more"]:
        page += 1
    alone = time.perf_counter() - begun
    times = alone / together
    print(f"listing 1,000 apps: {together:.2f} s, page after page {alone:.2f} s: {times:.1f} times (at least 3)")
    return times


def first_token() -> float:
    """Milliseconds between the sending of a piece of an answer and its being shown."""
    sent: list[float] = []
    shown: list[float] = []

    class Streaming(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for number in range(20):
                time.sleep(0.02)
                sent.append(time.perf_counter())
                self.write(f'data: {{"event": "message", "answer": "word {number}"}}\n\n'.encode())
            self.write(b'data: {"event": "message_end"}\n\n')
            self.write(b"")

        def write(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Streaming)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    transport = Transport(f"http://127.0.0.1:{server.server_port}")
    client = DifyClient(transport, AppKeyCredentials(Secret("key")), Version("1.13.2"), Redactor(), root="/v1")
    note: Callable[[str], None] = lambda text: shown.append(time.perf_counter())  # noqa: E731
    follow(Place(client, "/chat-messages", lambda task: "", ""), {}, Progress(note))
    server.shutdown()
    worst = max(after - before for before, after in zip(sent, shown, strict=True)) * 1000
    print(f"a piece of an answer is shown after {worst:.1f} ms at most (limit 10)")
    return worst


def main() -> int:
    with Sandbox("1.13.2", apps=1000, latency=LATENCY) as sandbox:
        session = Session(sandbox)
        good = exporting(session) >= 5 and listing(session) >= 3
    return int(not (first_token() <= 10 and good))


if __name__ == "__main__":
    sys.exit(main())
