"""What came back: an `Answer`, and the way from it to JSON or to the right error.

Knows every shape in which Dify refuses (seen on 1.5.0, 1.13.2 and 1.17.0-pre) and the pages of what stands before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple

from ..errors import (
    ApiError,
    DifyShellError,
    Forbidden,
    InvalidRequest,
    NotAuthenticated,
    NotDify,
    NotFound,
    ServerFault,
    TooManyRequests,
    TransportError,
)

LONGEST_MESSAGE = 500
_SIGN_IN = "Run 'connect -Force' to sign in again."

Words = Mapping[tuple[str, str], tuple[str, str]]
"""What to say: (code, part of the server's message) → (message, hint), the first that fits. `{server}` is filled in."""


class Answer(NamedTuple):
    """An HTTP answer, read whole. `server` is the base address that was asked; `path` has no query.

    `set_cookies` are the cookies that it sets (name → value), whatever their attributes say.
    """

    server: str
    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    set_cookies: Mapping[str, str]

    @property
    def is_page(self) -> bool:
        """Whether this is a web page and not an answer of an API."""
        return "html" in self.headers.get("Content-Type", "") or self.body.lstrip()[:1] == b"<"

    def json(self) -> Any:
        """The body as JSON; None when there is none. Raises ValueError when it is something else."""
        try:
            return json.loads(self.body) if self.body.strip() else None
        except RecursionError:
            raise ValueError("nested too deeply") from None


class Refusal(NamedTuple):
    """What a server says about why it refuses: its word for it, and a sentence. Either may be empty."""

    code: str = ""
    message: str = ""


def read(answer: Answer) -> Any:
    """The JSON of a success, None of an empty one. Raises ApiError for a refusal, NotDify for a page."""
    if answer.status >= 400:
        raise refused(answer)
    try:
        return answer.json()
    except ValueError:
        unreadable = _unreadable(answer)
    raise unreadable  # outside, because the error of the parser holds the body, and that may hold tokens


def refusal(answer: Answer) -> Refusal:
    """The code and the message in any of the shapes in which Dify refuses; empty for what is none of them."""
    try:
        body = answer.json()
    except ValueError:
        return Refusal()
    if not isinstance(body, dict):
        return Refusal()
    if isinstance(body.get("error"), dict):  # FastOpenAPI routes since 1.12: setup, init, version
        body = body["error"]
        return Refusal(str(body.get("type") or ""), _sentence(body.get("message")))
    if isinstance(body.get("error"), str) and "status" in body:  # a DSL import
        return Refusal(f"import:{body['status']}", _sentence(body["error"]))
    code = str(body.get("code") or body.get("custom") or "")
    message = _sentence(body.get("message") or (body.get("data") if body.get("result") == "fail" else ""))
    parameter = body.get("params")
    return Refusal(code, f"{parameter}: {message}" if isinstance(parameter, str) and parameter else message)


def refused(answer: Answer, words: Words = MappingProxyType({})) -> DifyShellError:
    """The error for an answer of status 400 or above; `words` are said in place of the server's."""
    said = refusal(answer)
    if said == Refusal():
        return _wordless(answer)
    if found := words_for(said, words):
        return _api_error(answer, said.code, found[0].replace("{server}", answer.server), found[1])
    if answer.status == 401:
        return _not_authenticated(answer, said)
    return _api_error(answer, said.code, said.message or phrase(answer.status), _hint(answer, said))


def unexpected(answer: Answer, wanted: str) -> TransportError:
    """The error for a success that does not hold what it should."""
    return TransportError(
        f"{answer.server} answered {answer.method} {answer.path} without {wanted}.",
        server=answer.server,
        hint="Is something between you and Dify changing its answers?",
    )


_ERRORS: Mapping[int, type[ApiError]] = {401: NotAuthenticated, 403: Forbidden, 404: NotFound, 429: TooManyRequests}


def _api_error(answer: Answer, code: str, message: str, hint: str | None) -> ApiError:
    kind = _ERRORS.get(answer.status, ServerFault if answer.status >= 500 else InvalidRequest)
    error = kind(message, status=answer.status, code=code, method=answer.method, path=answer.path, hint=hint)
    wait = answer.headers.get("Retry-After", "")
    if isinstance(error, TooManyRequests) and wait.isdecimal():
        error.retry_after = float(wait)
    return error


# Why a server takes nobody's login; a 401 like that of an expired session.
NOT_READY: Words = {
    ("not_setup", ""): ("Dify on {server} has not been set up yet.", "Run 'initialize' to make its first account."),
    ("not_init_validated", ""): (
        "Dify on {server} waits for its init password.",
        "Run 'initialize' with -InitPassword.",
    ),
    ("unauthorized_and_force_logout", ""): (
        "The license of Dify on {server} does not allow it.",
        "Ask whoever runs the server.",
    ),
}

# 401 has many reasons; only code and message tell them apart.
_NOT_AUTHENTICATED: Words = {
    **NOT_READY,
    ("unauthorized", "banned"): ("Your account is banned on {server}.", "Ask whoever runs the server."),
    ("unauthorized", "CSRF"): ("{server} did not accept the CSRF token.", _SIGN_IN),
    ("unauthorized", "expired"): ("Your session on {server} has expired.", _SIGN_IN),
    ("unauthorized", "Invalid Authorization token"): ("There is no session on {server}.", _SIGN_IN),
    ("unauthorized", "Invalid token"): ("{server} did not accept the access token.", _SIGN_IN),
}


def words_for(said: Refusal, table: Words) -> tuple[str, str] | None:
    """The message and the hint of `table` for what a server said; None when it has none."""
    for (code, part), words in table.items():
        if code == said.code and part in said.message:
            return words
    return None


def session_is_over(answer: Answer) -> bool:
    """Whether renewing the tokens may turn this refusal into a success."""
    if answer.status != 401:
        return False
    code, message = refusal(answer)
    return code == "unauthorized" and "banned" not in message


def _not_authenticated(answer: Answer, said: Refusal) -> ApiError:
    message, hint = words_for(said, _NOT_AUTHENTICATED) or (said.message or "{server} wants a login.", _SIGN_IN)
    return _api_error(answer, said.code, message.replace("{server}", answer.server), hint)


def _hint(answer: Answer, said: Refusal) -> str | None:
    if said.message.startswith("Failed to request plugin daemon"):
        return "The server's plugin daemon does not answer. Ask whoever runs the server."
    if said.code == "method_not_allowed":
        return "This version of Dify may have the operation under another method."
    return _HINTS.get(answer.status)


_HINTS: Mapping[int, str] = {
    403: "Your role in the current workspace may not allow it: see get-current-workspace.",
    429: "Wait a while and try again.",
    500: "Dify itself failed. Its log tells why.",
}

# What a proxy in front of Dify says while Dify is silent.
_PAGES: Mapping[int, tuple[str, str]] = {
    404: ("There is no {path} on {server}.", "The id may be malformed, or this version of Dify may lack the path."),
    413: ("The request is too large for the proxy in front of {server}.", "Ask for a higher client_max_body_size."),
    502: ("The proxy at {server} answers, but Dify behind it does not.", "It may be starting up: run 'wait'."),
    503: ("{server} is not available at the moment.", "It may be starting up: run 'wait'."),
    504: ("Dify behind the proxy at {server} took too long.", "Try again, or ask for a longer proxy time limit."),
}


def _wordless(answer: Answer) -> DifyShellError:
    """The error for a refusal that is not Dify's: a web page, plain text, or nothing."""
    if answer.status == 400 and b"plain HTTP request was sent to HTTPS" in answer.body:
        secure = answer.server.replace("http:", "https:", 1)
        return NotDify(f"{answer.server} speaks HTTPS.", server=answer.server, hint=f"Connect to {secure}")
    if answer.status == 401:
        return NotDify(
            f"A proxy in front of {answer.server} asks for a login of its own.",
            server=answer.server,
            hint="dify-shell cannot sign in there. Reach Dify directly, for example through a tunnel.",
        )
    words, hint = _PAGES.get(
        answer.status,
        ("{server} answered {phrase} and no more.", "Something between you and Dify may be in the way."),
    )
    message = words.format(server=answer.server, path=answer.path, phrase=phrase(answer.status))
    return _api_error(answer, "", message, hint)


def _unreadable(answer: Answer) -> TransportError:
    """The error for a success that is no JSON."""
    if answer.is_page:
        return NotDify(
            f"{answer.server} answered with a web page where Dify answers with data.",
            server=answer.server,
            hint="Is this the address of Dify's web page, and is there a proxy that wants a login first?",
        )
    return unexpected(answer, "readable JSON")


def phrase(status: int) -> str:
    """A status with its meaning: `404 Not Found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


_DUMP = re.compile(r"^(\S.*)\n  (.+?)(?: \[\w+=.*)?$", re.MULTILINE)
_SUGGESTION = re.compile(r"\s*You have requested this URI \[.*", re.DOTALL)


def _sentence(message: object) -> str:
    """A server's message on one line: Pydantic's dumps shortened to `field: reason` without what was sent.

    Flask appends guesses of other paths to its `not_found` messages; they are cut off.
    """
    if isinstance(message, dict):
        message = _reasons([(str(key), str(value)) for key, value in message.items()])
    if not isinstance(message, str):
        return ""
    if re.match(r"\d+ validation errors? for ", message):  # to 1.16
        message = _reasons(_DUMP.findall(message))
    elif message.startswith('[{"type"'):  # since 1.17
        message = _reasons(_listed(message))
    text = " ".join(_SUGGESTION.sub("", message).split())
    return text if len(text) <= LONGEST_MESSAGE else f"{text[:LONGEST_MESSAGE]}…"


def _reasons(found: list[tuple[str, str]]) -> str:
    return "; ".join(f"{field}: {reason.removeprefix('Value error, ')}" for field, reason in found)


def _listed(message: str) -> list[tuple[str, str]]:
    """The (field, reason) pairs of Pydantic's JSON."""
    try:
        return [(".".join(map(str, one["loc"])), str(one["msg"])) for one in json.loads(message)]
    except (ValueError, KeyError, TypeError):
        return [("the request", "not accepted")]
