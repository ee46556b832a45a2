"""An answer while it arrives: its status and headers are there, its body comes piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

import requests
import urllib3

from .failures import failure
from .responses import Answer

PIECE = 1 << 16


class OpenAnswer:
    """An HTTP answer whose body is still to come. Close it, or use it as a context manager."""

    def __init__(self, server: str, path: str, response: requests.Response, proxy: str | None) -> None:
        self.server = server
        self._path = path
        self._response = response
        self._proxy = proxy

    def __enter__(self) -> OpenAnswer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the connection at once if anything is still to come; else let the next request use it."""
        self._response.close()

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self._response.status_code

    @property
    def media_type(self) -> str:
        """What the body is, such as `text/event-stream`; empty when the server does not say."""
        return self._response.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def pieces(self) -> Iterator[bytes]:
        """The body, each piece the moment it is there. Raises TransportError when it breaks off or stays away."""
        try:
            while piece := self._response.raw.read1(PIECE, decode_content=True):
                yield piece
            return
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            failed = failure(error, self.server, self._proxy)
        raise failed

    def read(self) -> Answer:
        """The whole answer. Raises TransportError."""
        return Answer(
            server=self.server,
            method=self._response.request.method or "",
            path=self._path,
            status=self.status,
            headers=self._response.headers,
            body=b"".join(self.pieces()),
            set_cookies=_cookies(self._response),
        )


def _cookies(response: requests.Response) -> dict[str, str]:
    """The cookies that a response sets. A cookie without a value is being deleted."""
    cookies = {}
    for header in response.raw.headers.getlist("Set-Cookie"):
        name, _, value = header.partition(";")[0].partition("=")
        if value:
            cookies[name.strip()] = value.strip()
    return cookies
