"""Sending: one request to one server, with proxies, certificates, retries and redirects, but without credentials.

Everything that requests and urllib3 raise becomes one of our errors here.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from .. import __version__
from ..errors import NotDify
from .environment import proxy_for, trusted_certificates
from .failures import failure
from .open_answer import OpenAnswer
from .responses import Answer
from .retry import READ_ONLY_RETRIES
from .server import join

if TYPE_CHECKING:
    from urllib3.util.retry import Retry

    from .multipart import Body

MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

Query = Mapping[str, object]


class Timeouts(NamedTuple):
    """Seconds to wait for the connection, and for each further byte of the answer."""

    connect: float = 10.0
    read: float = 60.0


PATIENCE = Timeouts()


class Transport:
    """The way to one server. Threads may share it: each has an HTTP session of its own.

    `server` is a base address as `normalize_server` makes it. It becomes https by itself once the server redirects
    there, so that no password is sent in the clear after that. With `verify` false no certificate is checked,
    whatever `environment` says; it holds the proxy and certificate variables.
    """

    def __init__(
        self,
        server: str,
        *,
        verify: bool = True,
        environment: Mapping[str, str] | None = None,
        timeouts: Timeouts = PATIENCE,
        retries: Retry = READ_ONLY_RETRIES,
    ) -> None:
        self.server = server
        self.verify = verify
        self.timeouts = timeouts
        self._environment = os.environ if environment is None else environment
        self._trusted = trusted_certificates(self._environment) if verify else False
        self._retries = retries
        self._local = threading.local()
        if not verify:
            # The shell warns in its own words; nothing else in this process uses urllib3.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
    ) -> Answer:
        """The answer to one request, whatever its status. `path` begins at the server's base.

        Raises TransportError when none came, and DifyShellError for a path that leads elsewhere.
        """
        url = join(self.server, path)
        for _ in range(MOST_REDIRECTS):
            request = _request(method, url, query, json, headers, body)
            with self._exchange(request, path) as exchange:
                answer = exchange.read()
            location = answer.headers.get("Location", "")
            if answer.status not in _REDIRECTS or not location:
                return answer
            url = self._redirected(method, url, location)
            query = None
        raise NotDify(f"{self.server} redirects in a circle.", server=self.server, hint="Is the address right?")

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
        """The beginning of an answer, whose body is still to come; whoever asked closes it. Follows no redirects.

        Raises TransportError when none came, and DifyShellError for a path that leads elsewhere.
        """
        return self._exchange(_request(method, join(self.server, path), query, json, headers, body), path)

    def _exchange(self, request: requests.Request, path: str) -> OpenAnswer:
        """Send one request. Through the adapter: the session would keep cookies and look into redirects."""
        proxy = proxy_for(request.url, self._environment)
        proxies = {"http": proxy, "https": proxy} if proxy else {}
        try:
            response = self._session.get_adapter(request.url).send(
                self._session.prepare_request(request),
                stream=True,
                verify=self._trusted,
                proxies=proxies,
                timeout=self.timeouts,
            )
            return OpenAnswer(self.server, path.partition("?")[0], response, proxy)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            failed = failure(error, self.server, proxy)
        finally:
            if request.data:
                request.data.close()
        # Raised out here, so that it drags along no exception of requests: those hold headers, and headers hold tokens.
        raise failed

    @property
    def _session(self) -> requests.Session:
        """This thread's HTTP session."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.trust_env = False
            session.headers.update({"User-Agent": f"dify-shell/{__version__}", "Accept": "application/json"})
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(max_retries=self._retries))
        return session

    def _redirected(self, method: str, url: str, location: str) -> str:
        """Where to ask again after a redirect from `url`. Raises NotDify if it is not to be followed."""
        try:
            target = urljoin(url, location)
            here, there = urlsplit(url), urlsplit(target)
            upgraded = here.scheme == "http" and there.scheme == "https" and there.port in (None, here.port)
            same = (here.scheme, here.port) == (there.scheme, there.port)
        except ValueError:
            raise self._redirects_to("no address at all") from None
        if here.hostname == there.hostname and upgraded and here.path == there.path:
            self.server = self.server.replace(here.netloc, there.netloc, 1).replace("http:", "https:", 1)
        if here.hostname != there.hostname or not (same or upgraded) or method not in ("GET", "HEAD"):
            raise self._redirects_to(f"{there.scheme}://{there.netloc.rpartition('@')[2]}")
        return target

    def _redirects_to(self, target: str) -> NotDify:
        return NotDify(
            f"{self.server} redirects to {target}; nothing was sent there.",
            server=self.server,
            hint="If Dify is there, connect to that address instead.",
        )


def _request(
    method: str, url: str, query: Query | None, json: Any, headers: Mapping[str, str] | None, body: Body | None
) -> requests.Request:
    if body is None:
        return requests.Request(method, url, params=_texts(query), json=json, headers=headers)
    named = {**(headers or {}), "Content-Type": body.content_type}
    return requests.Request(method, url, params=_texts(query), data=body.open(), headers=named)


def _texts(query: Query | None) -> dict[str, str | list[str]]:
    """Query parameters as texts; None leaves one out, a list repeats it."""
    texts: dict[str, str | list[str]] = {}
    for name, value in (query or {}).items():
        if isinstance(value, list | tuple):
            texts[name] = [_text(one) for one in value]
        elif value is not None:
            texts[name] = _text(value)
    return texts


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
