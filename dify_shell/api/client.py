"""Calls of Dify's console API as one account: JSON in, JSON out, with sessions that renew themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from .concurrency import Item, Outcome, Value, map_concurrently
from .responses import read, refused, session_is_over, unexpected
from .server import CONSOLE

if TYPE_CHECKING:
    from .credentials import Credentials
    from .redaction import Redactor
    from .responses import Answer
    from .server import Version
    from .transport import Query, Transport

PAGE_SIZE = 100


class DifyClient:
    """The console API of one server as one account. Threads may share it.

    Paths begin below `/console/api`: `/apps`, `path("apps", id)`. Every method returns the parsed JSON of the answer,
    None when it is empty, and raises ApiError for a refusal and TransportError when no usable answer came.
    `redactor` is told every token that the client gets to know.
    """

    def __init__(self, transport: Transport, credentials: Credentials, version: Version, redactor: Redactor) -> None:
        self.transport = transport
        self.version = version
        self._redactor = redactor
        self._renewing = Lock()
        self._use(credentials)

    @property
    def server(self) -> str:
        """The base address of the server."""
        return self.transport.server

    @property
    def credentials(self) -> Credentials:
        """The present credentials; each renewal puts others in their place."""
        return self._credentials

    def get(self, path: str, *, query: Query | None = None) -> Any:
        return self.request("GET", path, query=query)

    def post(self, path: str, *, query: Query | None = None, json: Any = None) -> Any:
        return self.request("POST", path, query=query, json=json)

    def put(self, path: str, *, query: Query | None = None, json: Any = None) -> Any:
        return self.request("PUT", path, query=query, json=json)

    def patch(self, path: str, *, query: Query | None = None, json: Any = None) -> Any:
        return self.request("PATCH", path, query=query, json=json)

    def delete(self, path: str, *, query: Query | None = None, json: Any = None) -> Any:
        return self.request("DELETE", path, query=query, json=json)

    def request(self, method: str, path: str, *, query: Query | None = None, json: Any = None) -> Any:
        """Send one request. A session that has expired is renewed, if it can be, and the request sent once more."""
        return read(self._send(method, path, query=query, json=json))

    def pages(self, path: str, *, query: Query | None = None) -> Iterator[dict[str, Any]]:
        """The items of a listing `{"data": […], "has_more": …}`, each page asked for when it is needed."""
        page = 1
        more = True
        while more:
            answer = self._send("GET", path, query={"page": page, "limit": PAGE_SIZE, **(query or {})})
            listing = read(answer)
            items = listing.get("data") if isinstance(listing, Mapping) else None
            if not isinstance(items, list):
                raise unexpected(answer, "a list")
            yield from items
            more = bool(items) and listing.get("has_more") is True
            page += 1

    def map_concurrently(
        self, function: Callable[[Item], Value], items: Iterable[Item]
    ) -> Iterator[Outcome[Item, Value]]:
        """`function` of each item, several at a time, in the order of the items (see `concurrency`)."""
        return map_concurrently(function, items)

    def _send(self, method: str, path: str, *, query: Query | None = None, json: Any = None) -> Answer:
        """The answer of a session that has not expired. Raises NotAuthenticated when it is over for good."""
        credentials = self._credentials
        answer = self._send_as(credentials, method, path, query=query, json=json)
        if session_is_over(answer) and credentials.renewable:
            self._renew(credentials)
            credentials = self._credentials
            answer = self._send_as(credentials, method, path, query=query, json=json)
        if session_is_over(answer):
            error = refused(answer)
            error.hint = credentials.remedy
            raise error
        return answer

    def _send_as(self, credentials: Credentials, method: str, path: str, *, query: Query | None, json: Any) -> Answer:
        return self.transport.send(method, CONSOLE + path, query=query, json=json, headers=credentials.headers())

    def _renew(self, stale: Credentials) -> None:
        """Put fresh credentials in the place of `stale`, unless another thread has done so or the server refuses.

        Works on a thread of its own: the server takes the old tokens only once, so Ctrl-C must not lose the new ones.
        """
        done: Future[None] = Future()

        def work() -> None:
            try:
                with self._renewing:
                    if self._credentials is stale and (fresh := stale.renewed(self.transport)):
                        self._use(fresh)
                done.set_result(None)
            except Exception as error:
                done.set_exception(error)

        Thread(target=work, name="renew session", daemon=True).start()
        done.result()

    def _use(self, credentials: Credentials) -> None:
        for secret in credentials.secrets():
            self._redactor.add(secret)
        self._credentials = credentials
