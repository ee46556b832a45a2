"""When no answer came: what requests, urllib3 and the operating system raise, turned into our own errors, once."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import requests.exceptions
import urllib3.exceptions

from ..errors import CertificateRejected, DifyShellError, NotDify, TimedOut, TransportError, Unreachable

_TIMEOUTS = (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
_PROXY_FAILURES = (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError)
_BAD_REQUESTS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidJSONError,
    UnicodeError,
)


def failure(error: Exception, server: str, proxy: str | None) -> DifyShellError:
    """The error to raise for `error`, which came of a request to `server`, by way of `proxy` if there is one."""
    causes = tuple(_causes(error))
    if proxy and any(isinstance(cause, _PROXY_FAILURES) for cause in causes):
        return _proxy_failure(causes, server, proxy)
    for cause in causes:
        if found := _known(cause, server):
            return found
    return Unreachable(
        f"The connection to {server} broke off.", server=server, hint="Try again; look at the network if it stays so."
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """`error` and what lies behind it, the innermost first: it says most exactly what happened."""
    if error is None:
        return
    inner = [*error.args, getattr(error, "reason", None), error.__cause__, error.__context__]
    for cause in dict.fromkeys(cause for cause in inner if isinstance(cause, BaseException)):
        yield from _causes(cause)
    yield error


def _known(cause: BaseException, server: str) -> DifyShellError | None:
    if isinstance(cause, ssl.SSLError):
        return _tls_failure(cause, server)
    if isinstance(cause, socket.gaierror):
        host = server.partition("://")[2]
        return Unreachable(
            f"The name of {host} is not known.", server=server, hint="Is it spelled right, and are you online?"
        )
    if isinstance(cause, ConnectionRefusedError):
        return Unreachable(
            f"{server} refused the connection: nothing listens there.",
            server=server,
            hint="Is Dify running, and are host and port right?",
        )
    if isinstance(cause, urllib3.exceptions.NewConnectionError):
        return Unreachable(f"{server} cannot be reached from here.", server=server, hint="Are you online?")
    if isinstance(cause, _TIMEOUTS):
        return TimedOut(f"{server} did not answer in time.", server=server, hint="Try again when it is less busy.")
    if isinstance(cause, _BAD_REQUESTS):
        return DifyShellError(
            "The request could not be made.", hint="Is a proxy variable, a header or a value in it malformed?"
        )
    return None


def _tls_failure(cause: ssl.SSLError, server: str) -> TransportError:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return CertificateRejected(
            f"The TLS certificate of {server} was rejected: {cause.verify_message}.",
            server=server,
            hint="If the certificate's authority is your own, name its file in $env:REQUESTS_CA_BUNDLE. To connect "
            "unverified: Set-PSDifyConfiguration -IgnoreSSLVerification $true, or "
            '$env:PSDIFY_DISABLE_SSL_VERIFICATION="true".',
        )
    if cause.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"):
        plain = server.replace("https:", "http:", 1)
        return NotDify(f"{server} does not speak HTTPS.", server=server, hint=f"Does it speak HTTP? Try {plain}")
    return Unreachable(
        f"No secure connection to {server} could be made: {cause.reason or 'TLS failed'}.",
        server=server,
        hint="Is there a proxy in the way, or is its TLS too old?",
    )


def _proxy_failure(causes: tuple[BaseException, ...], server: str, proxy: str) -> TransportError:
    host = proxy.rpartition("@")[2].rpartition("//")[2].rstrip("/")
    if any("407" in str(cause) for cause in causes):
        return Unreachable(
            f"The proxy {host} wants a login.", server=server, hint="Give it in the variable: http://user:password@host"
        )
    return Unreachable(
        f"The proxy {host}, which the environment names, could not be used.",
        server=server,
        hint="Look at HTTPS_PROXY and HTTP_PROXY; NO_PROXY names the servers to be reached without it.",
    )
