"""PSDify's way of calling an API directly."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ..errors import DifyShellError
from ..objects import Hashtable, Record, Secret, revealed
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .api_answer import objects
from .connection import CONSOLE_AUTH, transport_to

if TYPE_CHECKING:
    from ..api.multipart import Body
    from ..api.responses import Answer

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Session = Annotated[Record | None, Arg("The session: what get-console-auth gives")]


@command(
    "Invoke-DifyRestMethod",
    examples=(
        Example(
            "Invoke-DifyRestMethod (Join-Url $env:PSDIFY_URL console/api/apps) -Session (Get-PSDifyConsoleAuth)",
            "As PSDify's scripts call the API.",
        ),
        Example('Invoke-DifyRestMethod "$env:PSDIFY_URL/console/api/apps" -Query @{ limit = 3 }', "With the session."),
    ),
)
def invoke_rest_method(
    context: Context,
    uri: Annotated[str, Arg("The whole address")],
    method: Annotated[Method, Arg("The HTTP method")] = "GET",
    content_type: Annotated[str, Arg("What the body is")] = "application/json",
    body: Annotated[object, Arg("The body: a text as it is, or a hashtable as JSON")] = None,
    query: Annotated[Hashtable | None, Arg("The query")] = None,
    token: Annotated[Secret | None, Arg("Sign in with this token, such as the key of an app")] = None,
    session: Session = None,
    in_file: Annotated[str, Arg("Send this file as the body; unlike PSDify's, it is kept", completes="Path")] = "",
    *,
    session_or_token: Annotated[Record | Secret | None, Arg("A session or a token, whichever it is")] = None,
) -> Any:
    """Call an API by its whole address, and give the answer as objects.

    The connected server gets the session, unless a token is given. Any other host gets the token alone, or nothing.
    """
    from ..api.responses import read

    if isinstance(session_or_token, Secret):
        token = token or session_or_token
    session = session or (session_or_token if isinstance(session_or_token, Record) else None)
    if session is not None and session.type is not CONSOLE_AUTH:
        raise DifyShellError("-Session takes what get-console-auth gives.")
    if method == "GET" and (body is not None or in_file):
        raise DifyShellError("GET sends no body.", hint="Give -Method POST, or what you ask for with -Query.")
    content = _content(body, content_type, in_file)
    values = {str(key): value for key, value in revealed(query or Hashtable()).items()}
    return objects(read(_answer(context, uri, method, content, values, token)))


def _content(body: object, content_type: str, in_file: str) -> Body | None:
    from ..api.multipart import whole

    if in_file:
        from .files import named

        with named(in_file):
            return whole(content_type, Path(in_file).expanduser().read_bytes())
    if body is None:
        return None
    import json

    content = revealed(body)
    return whole(content_type, (content if isinstance(content, str) else json.dumps(content)).encode())


def _answer(
    context: Context, uri: str, method: str, content: Body | None, query: dict[str, Any], token: Secret | None
) -> Answer:
    """The answer of the connected server to its session, or of any host to a token."""
    from urllib.parse import urlsplit

    parts = urlsplit(uri)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise DifyShellError(f"'{uri}' is no whole address.", hint='Join-Url $env:PSDIFY_URL "/console/api/apps"')
    connection = context.state.connection
    host = f"{parts.scheme}://{parts.netloc}"
    path = f"{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}"
    if connection is not None and token is None and uri.startswith(connection.server + "/"):
        path = path.removeprefix(urlsplit(connection.server).path)
        return connection.client.answer(method, path, query=query, body=content)
    headers = {}
    if token is not None:
        context.state.redactor.add(token)
        headers["Authorization"] = f"Bearer {token.reveal()}"
    return transport_to(context, host).send(method, path, query=query, headers=headers, body=content)
