"""One call of Dify's API as the user words it: put together, checked before anything is sent, shown, sent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from ..catalog.operation import PARAMETER, PREFIXES, short_path, surface_of
from ..errors import DifyShellError
from ..objects import Hashtable, Secret, revealed
from ..runtime.context import Context
from .request_items import Items, read_json

if TYPE_CHECKING:
    from ..catalog.operation import Operation

_NAMED = re.compile(r"\{(\w+):([^{}]*)\}")
_WITHOUT_BODY = ("GET", "HEAD")


class ApiRequest(NamedTuple):
    """What is to be sent. `path` begins at the server's root and has no query; `body` is JSON, or a text as it is.

    `files` are (field, file). With them, or with `is_form`, the body's fields go as a multipart form.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = {}
    body: Any = None
    files: tuple[tuple[str, Path], ...] = ()
    is_form: bool = False

    @property
    def fields(self) -> dict[str, str]:
        """The body as the fields of a form."""
        import json

        fields = (self.body or {}).items()
        return {str(key): value if isinstance(value, str) else json.dumps(value) for key, value in fields}

    @property
    def target(self) -> str:
        """The path with its query."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


def compose(
    context: Context,
    method: str,
    path: str,
    items: Items,
    *,
    body: object = None,
    query: Hashtable | None = None,
    headers: Hashtable | None = None,
) -> ApiRequest:
    """The request that the parts make. Raises DifyShellError for what cannot be sent; nothing is sent."""
    full_path, in_path = _path(context, path)
    content = items.body if body is None else _content(body)
    if items.body and body is not None:
        raise DifyShellError("The body is given twice.", hint="Give items or -Body, not both.")
    if method in _WITHOUT_BODY and (content is not None or items.files):
        example = next(iter(content), "limit") if isinstance(content, dict) else "limit"
        raise DifyShellError(f"{method} sends no body.", hint=f"For a query write two signs: {example}==value")
    if items.files and content is not None and not isinstance(content, dict):
        raise DifyShellError("Files go with fields of a form, not with a text.")
    more = [(str(key), _query_text(value)) for key, value in (query or {}).items()]
    named = {str(key): str(revealed(value)) for key, value in (headers or {}).items()}
    return ApiRequest(
        method,
        full_path,
        (*in_path, *items.query, *more),
        {**items.headers, **named},
        content,
        tuple(items.files),
        is_form=bool(items.files),
    )


def _content(body: object) -> Any:
    """What -Body is: a hashtable or list as JSON; `@file` the file's content; a text that is JSON as JSON."""
    if isinstance(body, str) and body.startswith("@"):
        from .files import expand, named

        (file,) = expand([body[1:]])
        with named(file):
            return read_json(file.read_text(encoding="utf-8-sig"), str(file))
    if isinstance(body, str):
        return revealed(read_json(body, "-Body"))
    if isinstance(body, Secret):
        raise DifyShellError("A secret alone is no body.", hint="-Body @{ key = $secret }")
    return revealed(body)


def _query_text(value: object) -> str:
    if isinstance(value, Secret):
        raise DifyShellError("A secret does not belong into an address: it would stand in logs on the way.")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _path(context: Context, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The whole path that a text means, percent-encoded, and the query in it."""
    server = context.connection.server
    if "://" in text:
        if not text.lower().startswith((server.lower() + "/", server.lower() + "?")):
            raise DifyShellError(f"You are connected to {server}; nothing is sent to another server.")
        text = text[len(server) :]
    path, _, query = _resolved(context, text).partition("?")
    if not path.startswith("/"):
        path = "/" + path
    if "//" in path:
        raise DifyShellError(f"In '{path}' a part is missing.", hint="Is a variable empty?")
    if surface_of(path) == "console" and not path.startswith(PREFIXES["console"] + "/"):
        path = PREFIXES["console"] + path
    encoded = quote(path, safe="/%:@!$&'()*+,;=~{}")
    return encoded, tuple(parse_qsl(query, keep_blank_values=True))


def _resolved(context: Context, path: str) -> str:
    """`path` with the ids of what it names: `/apps/{app:Support bot}/export`."""
    return _NAMED.sub(lambda found: quote(_id_of(context, found[1], found[2]), safe=""), path)


def _id_of(context: Context, kind: str, name: str) -> str:
    from .apps import one_app
    from .knowledge import one_knowledge
    from .members import find_members
    from .workspaces import find_workspace

    kind = kind.lower().removesuffix("_id")
    if kind == "app":
        return str(one_app(context, name)["Id"])
    if kind in ("knowledge", "dataset"):
        return str(one_knowledge(context, name)["Id"])
    if kind == "workspace":
        return str(find_workspace(context, name)["id"])
    if kind == "member":
        found = list(find_members(context, [name]))
        if len(found) == 1:
            return str(found[0]["Id"])
        raise DifyShellError(f"'{name}' stands for {len(found)} members.")
    raise DifyShellError(f"Names of a {kind} are not looked up.", hint="app, knowledge, member and workspace are.")


def fitted(context: Context, request: ApiRequest) -> ApiRequest:
    """`request` with its fields in a form where the operation takes one. Raises DifyShellError for what is none."""
    operation = check(context, request)
    takes_form = operation.body is not None and operation.body.content_type == "multipart/form-data"
    is_form = request.is_form or (takes_form and isinstance(request.body, dict))
    return request._replace(is_form=is_form)


def check(context: Context, request: ApiRequest) -> Operation:
    """The operation that a request is. Raises DifyShellError, with the nearest ones, for what is none."""
    catalog = context.operations
    path = short_path(request.path)
    if open_ := PARAMETER.findall(path):
        noun = open_[0].removesuffix("_id")
        raise DifyShellError(
            f"The path needs a value for {{{open_[0]}}}.", hint=f"Write the id, or a name: {{{noun}:NAME}}"
        )
    found = catalog.find(request.method, request.path)
    if found is not None:
        return found
    others = [method for method in PATH_METHODS if catalog.find(method, request.path)]
    if others:
        raise DifyShellError(f"{path} takes {' and '.join(others)}, not {request.method}.")
    near = "\n".join(f"  {one.method.lower()} {one.path}" for one in catalog.nearest(request.method, request.path))
    raise DifyShellError(
        f"Dify {context.connection.version} has no {request.method} {path}.",
        hint=f"Near it are:\n{near}\n-Force sends it all the same.",
    )


PATH_METHODS: Sequence[str] = ("GET", "POST", "PUT", "PATCH", "DELETE")


def as_text(context: Context, request: ApiRequest) -> str:
    """What would be sent, as HTTP has it, with secrets masked."""
    import json

    lines = [f"{request.method} {request.target} HTTP/1.1", f"Host: {urlsplit(context.connection.server).netloc}"]
    lines += [f"{name}: {value}" for name, value in {**_masked_credentials(context), **request.headers}.items()]
    if request.is_form:
        lines += ["Content-Type: multipart/form-data", ""]
        lines += [f"{field} = {value}" for field, value in request.fields.items()]
        lines += [f"{field} = the file {file}" for field, file in request.files]
    elif request.body is not None:
        lines += ["Content-Type: application/json", "", json.dumps(request.body, ensure_ascii=False, indent=2)]
    return context.state.redactor.clean("\n".join(lines))


def as_curl(context: Context, request: ApiRequest) -> str:
    """The same request for curl, with variables in place of the session's secrets."""
    import json
    from shlex import quote as quoted

    lines = [f"curl -X {request.method} {quoted(context.connection.server + request.target)}"]
    for name, value in _curl_credentials(context).items():
        lines.append(f'-H "{name}: {value}"')
    lines += [f"-H {quoted(f'{name}: {value}')}" for name, value in request.headers.items()]
    if request.is_form:
        lines += [f"-F {quoted(f'{field}={value}')}" for field, value in request.fields.items()]
        lines += [f"-F {quoted(f'{field}=@{file}')}" for field, file in request.files]
    elif request.body is not None:
        lines.append("-H 'Content-Type: application/json'")
        lines.append(f"-d {quoted(json.dumps(request.body, ensure_ascii=False))}")
    return context.state.redactor.clean(" \\\n  ".join(lines))


def _masked_credentials(context: Context) -> dict[str, str]:
    return {name: "********" for name in context.api.credentials.headers()}


def _curl_credentials(context: Context) -> dict[str, str]:
    """The session's headers with shell variables in place of what is secret."""
    names = {"access": "$DIFY_ACCESS_TOKEN", "refresh": "$DIFY_REFRESH_TOKEN", "csrf": "$DIFY_CSRF_TOKEN"}
    credentials = context.api.credentials
    replaced = {}
    for name, value in credentials.headers().items():
        for attribute, variable in names.items():
            secret = getattr(credentials, attribute, None)
            if isinstance(secret, Secret) and secret:
                value = value.replace(secret.reveal(), variable)
        replaced[name] = value
    return replaced
