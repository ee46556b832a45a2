"""Running the requests that a browser's developer tools copy, "as cURL" or "as PowerShell"."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple
from urllib.parse import urlsplit

from ..errors import DifyShellError
from ..objects import MASK, Hashtable, Property, Record, RecordType, Secret, revealed
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .api_answer import objects_of
from .connection import connect_with, transport_to

if TYPE_CHECKING:
    from ..api.browser_session import BrowserSession
    from ..api.multipart import Body

COOKIE = RecordType("Cookie", tuple(Property(name) for name in ("Name", "Value", "Path", "Domain")))

WEB_SESSION = RecordType("WebRequestSession", (Property("UserAgent"), Property("Cookies")))

NOT_SENT = {"authority", "host", "method", "path", "scheme", "connection", "content-length", "accept-encoding", "te"}
"""Headers that say how the browser spoke with the server, which is for each program to say."""

SIGNING = {"authorization", "cookie", "x-csrf-token"}
"""Headers that a session sets, and whose values are secret."""

SHORTEST_SECRET = 16
"""Characters of a cookie that may be a secret; shorter ones say things like the language."""

_KEY = r"[\w-]*(?:password|secret|token|api_?key|credential)[\w-]*"
_BODY_SECRET = re.compile(rf'((?:"{_KEY}"\s*:\s*"|(?:\A|&){_KEY}=))((?:[^"\\&]|\\.)+)', re.IGNORECASE)
"""A secret in a body of JSON or of a form: what stands before it, and the secret."""

Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@command("New-Object")
def new_object(
    context: Context,
    type_name: Annotated[str, Arg("`Microsoft.PowerShell.Commands.WebRequestSession` or `System.Net.Cookie`")],
    argument_list: Annotated[tuple[Secret, ...], Arg("Of a cookie: name, value, path and domain", remaining=True)] = (),
) -> Record:
    """Make an object that a request copied "as PowerShell" needs; no others are made here."""
    match type_name.rpartition(".")[2].lower():
        case "webrequestsession":
            return Record({"UserAgent": "", "Cookies": []}, type=WEB_SESSION)
        case "cookie" if 2 <= len(argument_list) <= len(COOKIE.properties):
            name, value, *where = argument_list
            path, domain = [*(one.reveal() for one in where), "", ""][:2]
            return COOKIE.of(name.reveal(), value, path, domain)
    raise DifyShellError(
        f"dify-shell makes no {type_name}.", hint="A hashtable is @{ key = 'value' }, a record [pscustomobject]@{ … }."
    )


class _Copied(NamedTuple):
    """A request as it was copied. `address` is the server's, `target` path and query; names of headers are as written.

    `left_out` are the headers that are not sent.
    """

    method: str
    address: str
    target: str
    headers: dict[str, str]
    cookies: dict[str, str]
    body: str | None
    left_out: list[str]

    @property
    def session(self) -> BrowserSession | None:
        """The Dify session that it is signed with."""
        from ..api.browser_session import session_in

        return session_in(self.cookies, {name.lower(): value for name, value in self.headers.items()})

    def secrets(self) -> Iterator[Secret]:
        """What must not be repeated; of the body also what is encoded, which Dify repeats decoded (seen on 1.13.2)."""
        yield from (Secret(value) for value in self.cookies.values() if len(value) >= SHORTEST_SECRET)
        yield from (Secret(value) for name, value in self.headers.items() if name.lower() in SIGNING)
        for _, value in _BODY_SECRET.findall(self.body or ""):
            yield Secret(value)
            with suppress(ValueError):
                yield Secret(b64decode(value, validate=True).decode())

    @property
    def unsigned(self) -> dict[str, str]:
        """The headers without those that a session sets."""
        return {name: value for name, value in self.headers.items() if name.lower() not in SIGNING}

    def shown(self) -> str:
        """The request as HTTP has it, with secrets masked."""
        lines = [f"{self.method} {self.target} HTTP/1.1", f"Host: {urlsplit(self.address).netloc}"]
        lines += [f"{name}: {MASK if name.lower() in SIGNING else value}" for name, value in self.headers.items()]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={MASK}" for name in self.cookies))
        if self.body:
            lines += ["", _BODY_SECRET.sub(rf"\1{MASK}", self.body)]
        return "\n".join(lines)


@command(
    "Invoke-WebRequest",
    examples=(Example('Invoke-WebRequest "$env:PSDIFY_URL/console/api/apps?limit=3"', "As developer tools copy it."),),
)
def invoke_web_request(
    context: Context,
    uri: Annotated[str, Arg("The whole address")],
    *,
    method: Annotated[Method | None, Arg("The HTTP method; POST with a body, else GET")] = None,
    headers: Annotated[Hashtable | None, Arg("The headers")] = None,
    query: Annotated[str, Arg("More for the query, as it stands in an address")] = "",
    body: Annotated[str, Arg("The body, as it is")] = "",
    content_type: Annotated[str, Arg("What the body is")] = "",
    web_session: Annotated[Record | None, Arg("The cookies and the name of the browser, from New-Object")] = None,
    user_agent: Annotated[str, Arg("The name of the browser")] = "",
    ignored: Annotated[tuple[str, ...], Arg("Options of curl that mean nothing here")] = (),
    use_basic_parsing: Annotated[bool, Arg("Does nothing; what comes is not a page anyway")] = False,
) -> Iterator[Any]:
    """Run a request that was copied from a browser's developer tools, and give the answer as objects.

    Paste "Copy as cURL" or "Copy as PowerShell" at the prompt. What is sent is shown first, without its secrets, and
    goes to the host that it names and nowhere else. If it carries a Dify session and you are not connected, you are
    asked whether to connect with it. The server you are connected to gets your own session.
    """
    if web_session is not None and web_session.type is not WEB_SESSION:
        raise DifyShellError("-WebSession takes what New-Object …WebRequestSession gives.")
    named = {str(name): str(revealed(value)) for name, value in (headers or {}).items()}
    named |= {"Content-Type": content_type} if content_type else {}
    agent = user_agent or (str(web_session["UserAgent"]) if web_session else "")
    named |= {"User-Agent": agent} if agent else {}
    request = _copied(uri, query, method or ("POST" if body else "GET"), named, body or None, web_session)
    for secret in request.secrets():
        context.state.redactor.add(secret)
    context.host.message("information", request.shown())
    if left_out := [*ignored, *request.left_out]:
        context.host.message("information", f"Left out, as it means nothing here: {', '.join(left_out)}")
    yield from _answered(context, request)


def _copied(
    uri: str, query: str, method: str, headers: Mapping[str, str], body: str | None, web_session: Record | None
) -> _Copied:
    """The request that the parts make. Raises DifyShellError for no whole address."""
    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DifyShellError(f"'{uri}' is no whole address.", hint="It begins with https:// and the server's name.")
    cookies: dict[str, str] = {}
    for cookie in web_session["Cookies"] if web_session else ():
        domain = str(cookie["Domain"]).lstrip(".")
        if f".{parts.hostname}".endswith(f".{domain}"):
            cookies[cookie["Name"]] = cookie["Value"].reveal()
    sent: dict[str, str] = {}
    left_out = []
    for name, value in headers.items():
        if name.lower() == "cookie":
            cookies |= dict(pair.strip().partition("=")[::2] for pair in value.split(";") if "=" in pair)
        elif name.lower() in NOT_SENT or name.startswith(":"):
            left_out.append(name)
        else:
            sent[name] = value
    if body and not any(name.lower() == "content-type" for name in sent):
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    whole_query = "&".join(part for part in (parts.query, query) if part)
    target = f"{parts.path or '/'}{'?' * bool(whole_query)}{whole_query}"
    # "Copy as PowerShell" writes a character beyond the first 65,536 as two halves: $([char]0xd83d)$([char]0xde00).
    joined = body.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if body else None
    return _Copied(method, f"{parts.scheme}://{parts.netloc}", target, sent, cookies, joined, left_out)


def _answered(context: Context, request: _Copied) -> Iterator[Any]:
    """The answer: to your session from the connected server, from any other host to what the request is signed with."""
    session = request.session
    if context.state.connection is None and session is not None and _may_connect(context, request.address):
        connect_with(context, request.address, session)
    connection = context.state.connection
    body = _body(request)
    if connection is not None and f"{request.address}{request.target}".startswith(f"{connection.server}/"):
        target = request.target.removeprefix(urlsplit(connection.server).path)
        with connection.client.open(request.method, target, headers=request.unsigned, body=body) as opened:
            yield from objects_of(context, opened)
        return
    headers = dict(request.headers)
    if request.cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in request.cookies.items())
    transport = transport_to(context, request.address)
    with transport.open(request.method, request.target, headers=headers, body=body) as opened:
        yield from objects_of(context, opened)


def _may_connect(context: Context, address: str) -> bool:
    return context.host.interactive and context.host.confirm(f"It carries a session. Connect to {address} with it?")


def _body(request: _Copied) -> Body | None:
    from ..api.multipart import whole

    kind = next((value for name, value in request.headers.items() if name.lower() == "content-type"), "")
    return None if request.body is None else whole(kind, request.body.encode("utf-8", "replace"))
