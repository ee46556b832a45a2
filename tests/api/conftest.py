"""A server that answers as it is told, for what no Dify does: web pages, hang-ups, redirects, bad certificates."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dify_shell.api.client import DifyClient
from dify_shell.api.credentials import CookieCredentials
from dify_shell.api.redaction import Redactor
from dify_shell.api.server import Version
from dify_shell.api.transport import Timeouts, Transport
from dify_shell.objects import Secret


class Seen(NamedTuple):
    """A request that the server got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Reply(NamedTuple):
    """An answer to give; `length` is the Content-Length, when it shall be a lie."""

    status: int
    headers: Mapping[str, str | list[str]]
    body: bytes
    length: int


def json_reply(status: int, value: Any, **headers: str) -> Reply:
    body = json.dumps(value).encode()
    return Reply(status, {"Content-Type": "application/json", **headers}, body, len(body))


class OddServer:
    """Answers in the order of what was queued, the last one for ever. `requests` is what it saw."""

    def __init__(self) -> None:
        self.requests: list[Seen] = []
        self._replies: deque[Reply | None] = deque()
        self._rule: Callable[[Seen], tuple[int, Any]] | None = None
        self._stalled = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def start(self, certificate: Path | None = None) -> None:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._http.socket = context.wrap_socket(self._http.socket, server_side=True)
            self.url = self.url.replace("http:", "https:")
        self._thread.start()

    def stop(self) -> None:
        self._stalled.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def answer(
        self,
        status: int = 200,
        *,
        body: bytes = b"",
        headers: Mapping[str, str | list[str]] | None = None,
        length: int | None = None,
    ) -> None:
        """Queue an answer."""
        self._replies.append(Reply(status, headers or {}, body, len(body) if length is None else length))

    def answer_json(self, value: Any, status: int = 200, **headers: str) -> None:
        """Queue an answer of JSON; in header names `_` stands for `-`."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self._replies.append(json_reply(status, value, **named))

    def answer_page(self, status: int = 200, text: str = "<html><title>Welcome</title></html>") -> None:
        """Queue a web page."""
        self.answer(status, body=text.encode(), headers={"Content-Type": "text/html"})

    def answer_by(self, rule: Callable[[Seen], tuple[int, Any]]) -> None:
        """Answer everything from now on as `rule` says: a request → status and JSON."""
        self._rule = rule

    def hang_up(self) -> None:
        """Queue a connection that ends without an answer."""
        self._replies.append(None)

    def stall(self) -> None:
        """Never answer anything."""
        self._replies.append(Reply(0, {}, b"", 0))

    def _reply_to(self, seen: Seen) -> Reply | None:
        if self._rule:
            return json_reply(*self._rule(seen))
        return self._replies.popleft() if len(self._replies) > 1 else self._replies[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                seen = Seen(self.command, self.path, dict(self.headers), body)
                server.requests.append(seen)
                self.reply(server._reply_to(seen))

            def reply(self, reply: Reply | None) -> None:
                if reply is None:
                    self.close_connection = True
                    return
                if reply.status == 0:
                    server._stalled.wait()
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, values in reply.headers.items():
                    for value in [values] if isinstance(values, str) else values:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(reply.length))
                self.end_headers()
                self.wfile.write(reply.body)
                self.close_connection = reply.length != len(reply.body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


@pytest.fixture
def odd_server() -> Iterator[OddServer]:
    server = OddServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def odd_https_server(certificate: Path) -> Iterator[OddServer]:
    server = OddServer()
    server.start(certificate)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, in one file."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "odd server")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    unencrypted = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unencrypted)
    place = tmp_path_factory.mktemp("tls") / "certificate.pem"
    place.write_bytes(built.public_bytes(serialization.Encoding.PEM) + pem)
    return place


@pytest.fixture
def transport_to() -> Callable[..., Transport]:
    """A transport that neither waits between tries nor reads the environment of whoever runs the tests."""
    from dify_shell.api.retry import READ_ONLY_RETRIES

    def make(server: str, **options: Any) -> Transport:
        options = {"environment": {}, "retries": READ_ONLY_RETRIES.new(backoff_factor=0), **options}
        return Transport(server, timeouts=Timeouts(connect=5, read=options.pop("read_timeout", 5)), **options)

    return make


@pytest.fixture
def client_to(transport_to: Callable[..., Transport]) -> Callable[..., DifyClient]:
    """A client that is signed in by cookies."""

    def make(server: str, **options: Any) -> DifyClient:
        signed_in = CookieCredentials(Secret("access-token-1"), Secret("refresh-token-1"), Secret("csrf-token-1"))
        return DifyClient(transport_to(server, **options), signed_in, Version("1.13.2"), Redactor())

    return make


class RawServer:
    """A server of which a test writes the bytes itself, one connection at a time. It reads no bodies by itself."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(10)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.threads: list[threading.Thread] = []

    def serve(self, script: Callable[[socket.socket], None]) -> None:
        """Answer the next connection by `script`, which gets it with the head of its request read."""

        def work() -> None:
            connection, _ = self._listener.accept()
            with connection:
                connection.settimeout(10)
                head = b""
                while b"\r\n\r\n" not in head:
                    head += connection.recv(65536)
                script(connection)

        self.threads.append(threading.Thread(target=work, daemon=True))
        self.threads[-1].start()

    def close(self) -> None:
        for thread in self.threads:
            thread.join(timeout=10)
            assert not thread.is_alive()
        self._listener.close()


@pytest.fixture
def raw_server() -> Iterator[RawServer]:
    server = RawServer()
    yield server
    server.close()
