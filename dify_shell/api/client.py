"""Calls of Dify's console API as one account: JSON in, JSON out, with sessions that renew themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar

from .concurrency import Item, Outcome, Value, map_concurrently
from .event_stream import MEDIA_TYPE, EventStream
from .multipart import Part, form
from .open_answer import OpenAnswer
from .responses import Answer, read, refused, session_is_over, unexpected
from .server import CONSOLE

if TYPE_CHECKING:
    from pathlib import Path

    from .credentials import Credentials
    from .multipart import Body, Progress
    from .redaction import Redactor
    from .server import Version
    from .transport import Query, Transport

PAGE_SIZE = 100

Answered = TypeVar("Answered", bound="Answer | OpenAnswer")


class DifyClient:
    """The console API of one server as one account. Threads may share it.

    Paths begin below `/console/api`, or another `root`: `/apps`, `path("apps", id)`. Every method returns the parsed
    JSON of the answer, None when it is empty, and raises ApiError for a refusal and TransportError when no usable
    answer came. `redactor` is told every token that the client gets to know.
    """

    def __init__(
        self, transport: Transport, credentials: Credentials, version: Version, redactor: Redactor, root: str = CONSOLE
    ) -> None:
        self.transport = transport
        self._root = root
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
        return read(self._send(method, self._root + path, query=query, json=json))

    def answer(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
    ) -> Answer:
        """The whole answer to a request, whatever its status, as `request` sends it; `path` begins at the server."""
        return self._send(method, path, query=query, json=json, headers=headers, body=body)

    def upload(
        self,
        path: str,
        file: Path,
        *,
        field: str = "file",
        fields: Mapping[str, str] | None = None,
        query: Query | None = None,
        progress: Progress | None = None,
    ) -> Any:
        """Send a file as the field of a form, read from the disk as it is sent. Raises OSError for the file."""
        body = form(fields or {}, [Part(field, file)], progress)
        return read(self._send("POST", self._root + path, query=query, body=body))

    def events(self, path: str, *, json: Any) -> EventStream:
        """The events with which the server answers a POST, each when it arrives. Raises ApiError for a refusal."""
        # What a proxy compresses it also holds back.
        headers = {"Accept": f"{MEDIA_TYPE}, application/json", "Accept-Encoding": "identity"}
        return EventStream(self.open("POST", self._root + path, json=json, headers=headers), self.server)

    def open(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
    ) -> OpenAnswer:
        """An answer while it arrives; `path` begins at the server. Raises ApiError for a refusal."""

        def ask(credentials: Credentials) -> OpenAnswer | Answer:
            named = {**credentials.headers(), **(headers or {})}
            opened = self.transport.open(method, path, query=query, json=json, headers=named, body=body)
            if opened.status < 300:
                return opened
            with opened:
                return opened.read()

        answered = self._renewing_once(ask)
        if isinstance(answered, OpenAnswer):
            return answered
        raise refused(answered)

    def pages(self, path: str, *, query: Query | None = None) -> Iterator[dict[str, Any]]:
        """The items of a listing `{"data": […], "has_more": …}`.

        The second page is asked for when the first one is used up, and the rest with it, several at a time, where the
        server tells how many items there are.
        """
        listing = self._listing(path, 1, query)
        yield from listing["data"]
        last = 1
        total, limit = listing.get("total"), listing.get("limit")
        if _has_more(listing) and isinstance(total, int) and isinstance(limit, int) and limit > 0:
            last = -(-total // limit)
            for outcome in self.map_concurrently(lambda page: self._listing(path, page, query), range(2, last + 1)):
                if outcome.value is None:
                    raise outcome.error or AssertionError
                listing = outcome.value
                yield from listing["data"]
                if not _has_more(listing):
                    return
        while _has_more(listing):
            last += 1
            listing = self._listing(path, last, query)
            yield from listing["data"]

    def _listing(self, path: str, page: int, query: Query | None) -> Mapping[str, Any]:
        answer = self._send("GET", self._root + path, query={"page": page, "limit": PAGE_SIZE, **(query or {})})
        listing = read(answer)
        if not isinstance(listing, Mapping) or not isinstance(listing.get("data"), list):
            raise unexpected(answer, "a list")
        return listing

    def map_concurrently(
        self, function: Callable[[Item], Value], items: Iterable[Item], stop: Callable[[], None] = lambda: None
    ) -> Iterator[Outcome[Item, Value]]:
        """`function` of each item, several at a time, in the order of the items (see `concurrency`)."""
        return map_concurrently(function, items, stop)

    def _send(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
    ) -> Answer:
        def ask(credentials: Credentials) -> Answer:
            named = {**credentials.headers(), **(headers or {})}
            return self.transport.send(method, path, query=query, json=json, headers=named, body=body)

        return self._renewing_once(ask)

    def _renewing_once(self, ask: Callable[[Credentials], Answered]) -> Answered:
        """The answer of a session that has not expired. Raises NotAuthenticated when it is over for good."""
        credentials = self._credentials
        answered = ask(credentials)
        if isinstance(answered, Answer) and session_is_over(answered) and credentials.renewable:
            self._renew(credentials)
            credentials = self._credentials
            answered = ask(credentials)
        if isinstance(answered, Answer) and session_is_over(answered):
            error = refused(answered)
            error.hint = credentials.remedy
            raise error
        return answered

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


def _has_more(listing: Mapping[str, Any]) -> bool:
    return bool(listing["data"]) and listing.get("has_more") is True
