"""Calling Dify's API directly: `get /apps limit==5`, `post /apps name=Bot mode=chat`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from ..errors import DifyShellError
from ..objects import Hashtable, Secret
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .api_answer import inner, objects_of
from .api_request import ApiRequest, as_curl, as_text, check, compose, fitted
from .request_items import read_items

if TYPE_CHECKING:
    from ..api.client import DifyClient

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


class _Wanted(NamedTuple):
    """What is to become of a request and its answer."""

    out_file: str
    paginate: bool
    raw: bool
    dry_run: bool
    as_curl: bool
    token: Secret | None
    force: bool


def _calling(method: str, summary: str) -> Callable[..., Iterator[Any]]:
    """The function of the command that calls the API with `method`."""

    def call(
        context: Context, path: ApiPath, items: Items = (), *, body: Body = None, query: Query = None,
        headers: Headers = None, out_file: OutFile = "", paginate: Paginate = False, raw: Raw = False,
        dry_run: DryRun = False, as_curl: AsCurl = False, token: Token = None, force: Force = False,
    ) -> Iterator[Any]:  # fmt: skip
        request = compose(context, method, path, read_items(items), body=body, query=query, headers=headers)
        yield from _call(context, request, _Wanted(out_file, paginate, raw, dry_run, as_curl, token, force))

    call.__doc__ = summary
    return call


get = command(
    "Invoke-DifyGet",
    short_name="get",
    examples=(
        Example("get /apps limit==5", "A listing, with a query."),
        Example("(get /apps).data | where mode -eq chat", "Objects go on through the pipeline."),
        Example("get '/apps/{app:Support Bot}'", "A name in the place of an id."),
        Example("get /apps -Paginate | select -First 3 name", "The items of all pages, as they are needed."),
        Example("get /apps -AsCurl", "The same for curl."),
    ),
)(_calling("GET", "Ask the API for something."))

post = command(
    "Invoke-DifyPost",
    short_name="post",
    examples=(Example("post /apps name=Bot mode=chat -DryRun", "What would be sent."),),
)(_calling("POST", "Send something to the API."))

put = command("Invoke-DifyPut", short_name="put")(_calling("PUT", "Replace something through the API."))

patch = command("Invoke-DifyPatch", short_name="patch")(_calling("PATCH", "Change something through the API."))


@command("Invoke-DifyDelete", short_name="delete", confirms=True)
def delete(
    context: Context, path: ApiPath, items: Items = (), *, body: Body = None, query: Query = None,
    headers: Headers = None, raw: Raw = False, dry_run: DryRun = False, as_curl: AsCurl = False, token: Token = None,
) -> Iterator[Any]:  # fmt: skip
    """Delete something through the API, after a question."""
    request = compose(context, "DELETE", path, read_items(items), body=body, query=query, headers=headers)
    wanted = _Wanted("", False, raw, dry_run, as_curl, token, context.common.force)
    if not dry_run and not as_curl:
        if not wanted.force:
            check(context, request)
        if not context.confirmed("Send", [f"DELETE {request.target}"]):
            return
    yield from _call(context, request, wanted)


def _call(context: Context, request: ApiRequest, wanted: _Wanted) -> Iterator[Any]:
    """Check a request, then show or send it."""
    if not wanted.force:
        request = fitted(context, request)
    if wanted.as_curl:
        yield as_curl(context, request)
    elif wanted.dry_run:
        yield as_text(context, request)
    elif wanted.out_file:
        yield _save(context, request, wanted)
    elif wanted.paginate:
        yield from _pages(context, request, wanted)
    else:
        yield from _answered(context, request, wanted)


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
    if request.is_form:
        from ..api.multipart import Part, form

        arguments["body"] = form(request.fields, [Part(field, file) for field, file in request.files])
    elif request.body is not None:
        arguments["json"] = request.body
    return arguments


def _query(request: ApiRequest) -> dict[str, list[str]]:
    query: dict[str, list[str]] = {}
    for key, value in request.query:
        query.setdefault(key, []).append(value)
    return query


def _answered(context: Context, request: ApiRequest, wanted: _Wanted) -> Iterator[Any]:
    """The answer as objects, as text, or event by event."""
    client = _client(context, request, wanted.token)
    context.verbose(as_text(context, request))
    with client.open(request.method, request.path, **_arguments(request)) as opened:
        yield from objects_of(context, opened, raw=wanted.raw)


def _save(context: Context, request: ApiRequest, wanted: _Wanted) -> Any:
    """Write the answer to a file as it comes: whole or not at all."""
    from .files import file_record, named

    target = Path(os.path.expanduser(wanted.out_file))
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    client = _client(context, request, wanted.token)
    with named(target), context.host.progress(f"Saving {target}"):
        try:
            with client.open(request.method, request.path, **_arguments(request)) as opened, partial.open("wb") as file:
                for piece in opened.pieces():
                    file.write(piece)
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    return file_record(target)


def _pages(context: Context, request: ApiRequest, wanted: _Wanted) -> Iterator[Any]:
    """The items of a listing. It goes on by page where the answer has pages, else from the last item's id."""
    from ..api.responses import read

    client = _client(context, request, wanted.token)
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
