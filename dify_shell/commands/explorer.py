"""Calling Dify's API directly: `get /apps limit==5`, `post /apps name=Bot mode=chat`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from ..errors import DifyShellError
from ..objects import Hashtable, Secret
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .api_request import ApiRequest, as_curl, as_text, check, compose, inner, objects
from .request_items import read_items

if TYPE_CHECKING:
    from ..api.client import DifyClient
    from ..api.responses import Answer

ApiPath = Annotated[
    str, Arg("The path, with or without `/console/api`; `{app:NAME}` looks an id up", completes="ApiPath")
]
Items = Annotated[
    tuple[object, ...],
    Arg("`key=text`, `key:=json`, `key==query`, `Header:value`, `field@file`", remaining=True, completes="RequestItem"),
]
Body = Annotated[object, Arg("The whole body: a hashtable, JSON, or `@file`")]
Query = Annotated[Hashtable | None, Arg("More for the query, as a hashtable")]
Headers = Annotated[Hashtable | None, Arg("More headers, as a hashtable")]
OutFile = Annotated[str, Arg("Save the answer in this file, as it comes", completes="Path")]
Paginate = Annotated[bool, Arg("Give the items of a listing, page after page as they are needed")]
Raw = Annotated[bool, Arg("Give the answer as the text that came")]
DryRun = Annotated[bool, Arg("Show what would be sent, and send nothing")]
AsCurl = Annotated[bool, Arg("Give the same call for curl, with variables in place of secrets")]
Token = Annotated[Secret | None, Arg("Sign in with this key instead, such as an app's key for `/v1`")]
Force = Annotated[bool, Arg("Send it even if the operation is not known")]


class _Options:
    """How an answer is wanted."""

    def __init__(
        self, out_file: str, paginate: bool, raw: bool, dry_run: bool, as_curl: bool, token: Secret | None, force: bool
    ) -> None:
        self.out_file = out_file
        self.paginate = paginate
        self.raw = raw
        self.dry_run = dry_run
        self.as_curl = as_curl
        self.token = token
        self.force = force


@command(
    "Invoke-DifyGet",
    short_name="get",
    examples=(
        Example("get /apps limit==5", "A listing, with a query."),
        Example("(get /apps).data | where mode -eq chat", "Objects go on through the pipeline."),
        Example("get '/apps/{app:Support Bot}'", "A name in the place of an id."),
        Example("get /apps -Paginate | select -First 3 name", "The items of all pages, as they are needed."),
        Example("get /apps -AsCurl", "The same for curl."),
    ),
)
def get(
    context: Context, path: ApiPath, items: Items = (), *, query: Query = None, headers: Headers = None,
    out_file: OutFile = "", paginate: Paginate = False, raw: Raw = False, dry_run: DryRun = False,
    as_curl: AsCurl = False, token: Token = None, force: Force = False,
) -> Iterator[Any]:  # fmt: skip
    """Ask the API for something."""
    options = _Options(out_file, paginate, raw, dry_run, as_curl, token, force)
    request = compose(context, "GET", path, read_items(items), query=query, headers=headers)
    yield from _call(context, request, options)


@command(
    "Invoke-DifyPost",
    short_name="post",
    examples=(Example("post /apps name=Bot mode=chat -DryRun", "What would be sent."),),
)
def post(
    context: Context, path: ApiPath, items: Items = (), *, body: Body = None, query: Query = None,
    headers: Headers = None, out_file: OutFile = "", raw: Raw = False, dry_run: DryRun = False,
    as_curl: AsCurl = False, token: Token = None, force: Force = False,
) -> Iterator[Any]:  # fmt: skip
    """Send something to the API."""
    options = _Options(out_file, False, raw, dry_run, as_curl, token, force)
    request = compose(context, "POST", path, read_items(items), body=body, query=query, headers=headers)
    yield from _call(context, request, options)


@command("Invoke-DifyPut", short_name="put")
def put(
    context: Context, path: ApiPath, items: Items = (), *, body: Body = None, query: Query = None,
    headers: Headers = None, raw: Raw = False, dry_run: DryRun = False, as_curl: AsCurl = False, token: Token = None,
    force: Force = False,
) -> Iterator[Any]:  # fmt: skip
    """Replace something through the API."""
    options = _Options("", False, raw, dry_run, as_curl, token, force)
    request = compose(context, "PUT", path, read_items(items), body=body, query=query, headers=headers)
    yield from _call(context, request, options)


@command("Invoke-DifyPatch", short_name="patch")
def patch(
    context: Context, path: ApiPath, items: Items = (), *, body: Body = None, query: Query = None,
    headers: Headers = None, raw: Raw = False, dry_run: DryRun = False, as_curl: AsCurl = False, token: Token = None,
    force: Force = False,
) -> Iterator[Any]:  # fmt: skip
    """Change something through the API."""
    options = _Options("", False, raw, dry_run, as_curl, token, force)
    request = compose(context, "PATCH", path, read_items(items), body=body, query=query, headers=headers)
    yield from _call(context, request, options)


@command("Invoke-DifyDelete", short_name="delete", confirms=True)
def delete(
    context: Context, path: ApiPath, items: Items = (), *, body: Body = None, query: Query = None,
    headers: Headers = None, raw: Raw = False, dry_run: DryRun = False, as_curl: AsCurl = False, token: Token = None,
) -> Iterator[Any]:  # fmt: skip
    """Delete something through the API, after a question."""
    options = _Options("", False, raw, dry_run, as_curl, token, context.common.force)
    request = compose(context, "DELETE", path, read_items(items), body=body, query=query, headers=headers)
    if not dry_run and not as_curl:
        if not options.force:
            check(context, request)
        if not context.confirmed("Send", [f"DELETE {request.target}"]):
            return
    yield from _call(context, request, options)


def _call(context: Context, request: ApiRequest, options: _Options) -> Iterator[Any]:
    """Check a request, then show or send it."""
    if not options.force:
        check(context, request)
    if options.as_curl:
        yield as_curl(context, request)
    elif options.dry_run:
        yield as_text(context, request)
    elif options.out_file:
        yield _save(context, request, options)
    elif options.paginate:
        yield from _pages(context, request, options)
    else:
        yield from _answered(context, request, options)


def _client(context: Context, request: ApiRequest, token: Secret | None) -> DifyClient:
    """Who sends it: the session, or a key. Raises DifyShellError for the service API without a key."""
    from ..api.client import DifyClient
    from ..api.credentials import AppKeyCredentials

    present = context.api
    if token is not None:
        credentials = AppKeyCredentials(token)
        return DifyClient(present.transport, credentials, present.version, context.state.redactor, root="")
    if request.path.startswith("/v1/"):
        raise DifyShellError(
            "The service API takes the key of an app, not your session.",
            hint="-Token (new-app-api-key APP).Token, or that of a key that is there: get-app-api-key APP",
        )
    return present


def _arguments(request: ApiRequest) -> dict[str, Any]:
    """What `DifyClient.answer` and `open` take."""
    arguments: dict[str, Any] = {"query": _query(request), "headers": dict(request.headers)}
    if request.files:
        from ..api.multipart import Part, form

        fields = {str(key): str(value) for key, value in (request.body or {}).items()}
        arguments["body"] = form(fields, [Part(field, file) for field, file in request.files])
    elif request.body is not None:
        arguments["json"] = request.body
    return arguments


def _query(request: ApiRequest) -> dict[str, list[str]]:
    query: dict[str, list[str]] = {}
    for key, value in request.query:
        query.setdefault(key, []).append(value)
    return query


def _answered(context: Context, request: ApiRequest, options: _Options) -> Iterator[Any]:
    """The answer as objects, as text, or event by event."""
    from ..api.event_stream import EventStream
    from ..api.responses import read

    client = _client(context, request, options.token)
    context.verbose(as_text(context, request))
    with client.open(request.method, request.path, **_arguments(request)) as opened:
        if opened.media_type == "text/event-stream" and not options.raw:
            with EventStream(opened, client.server) as events:
                for event in events:
                    yield objects(event.data)
            return
        answer = opened.read()
    context.verbose(_received(context, answer))
    if options.raw:
        yield answer.body.decode(errors="replace")
    elif _is_binary(answer):
        kind = answer.headers.get("Content-Type", "unknown")
        raise DifyShellError(
            f"The answer is no text ({kind}, {len(answer.body)} bytes).", hint="Save it: -OutFile NAME"
        )
    elif answer.body:
        yield objects(read(answer))


def _is_binary(answer: Answer) -> bool:
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    return bool(answer.body) and "json" not in kind and not kind.startswith("text/")


def _received(context: Context, answer: Answer) -> str:
    """The head of an answer; cookies are masked."""
    secret = ("set-cookie", "authorization")
    headers = [f"{name}: {'********' if name.lower() in secret else value}" for name, value in answer.headers.items()]
    return context.state.redactor.clean("\n".join([f"HTTP/1.1 {answer.status}", *headers]))


def _save(context: Context, request: ApiRequest, options: _Options) -> Any:
    """Write the answer to a file as it comes: whole or not at all."""
    from .files import file_record, named

    target = Path(os.path.expanduser(options.out_file))
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    client = _client(context, request, options.token)
    with named(target), context.host.progress(f"Saving {target}"):
        try:
            with client.open(request.method, request.path, **_arguments(request)) as opened, partial.open("wb") as file:
                for piece in opened.pieces():
                    file.write(piece)
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    return file_record(target)


def _pages(context: Context, request: ApiRequest, options: _Options) -> Iterator[Any]:
    """The items of a listing. It goes on by page where the answer has pages, else from the last item's id."""
    from ..api.responses import read

    client = _client(context, request, options.token)
    query = _query(request)
    while True:
        arguments = _arguments(request) | {"query": query}
        answer = read(client.answer(request.method, request.path, **arguments))
        items = _items(answer)
        yield from inner(items)
        if not items or not answer.get("has_more"):
            return
        if "page" in answer or "page" in query:
            query["page"] = [str(int(answer.get("page") or query["page"][0]) + 1)]
        elif isinstance(items[-1], dict) and items[-1].get("id"):
            query["last_id"] = [str(items[-1]["id"])]
        else:
            raise DifyShellError("There is more, and the answer does not say how to ask for it.")


def _items(answer: Any) -> list[Any]:
    """The items of an answer that is a listing. Raises DifyShellError for what is none."""
    if isinstance(answer, list):
        return answer
    if isinstance(answer, dict):
        for key in ("data", "items"):
            if isinstance(answer.get(key), list):
                return list(answer[key])
    raise DifyShellError("The answer is no listing.", hint="Leave -Paginate out.")
