"""The first set-up of a self-hosted server: its init password, where it has one, and the owner's account."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..errors import LoginError
from .responses import Words, read, refused, unexpected
from .server import CONSOLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..objects import Secret
    from .redaction import Redactor
    from .responses import Answer
    from .transport import Transport


class SetupState(NamedTuple):
    """How far a server is: `is_set_up` once it has an owner; `wants_init_password` before that, if it has one."""

    is_set_up: bool
    wants_init_password: bool


def setup_state(transport: Transport) -> SetupState:
    """Ask the server how far it is."""
    is_set_up = _status(transport, "/setup", "step") == "finished"
    return SetupState(is_set_up, not is_set_up and _status(transport, "/init", "status") != "finished")


def _status(transport: Transport, path: str, name: str) -> str:
    answer = transport.send("GET", CONSOLE + path)
    body = read(answer)
    if not isinstance(body, dict) or name not in body:
        raise unexpected(answer, f"'{name}'")
    return str(body[name])


def initialize(
    transport: Transport,
    *,
    email: str,
    name: str,
    password: Secret,
    redactor: Redactor,
    init_password: Secret | None = None,
) -> None:
    """Make the owner's account of a server that has none; signs in nobody.

    `init_password` goes first where the server wants it. All passwords are sent as they are, in every version.
    Raises LoginError for a wrong init password, InvalidRequest for an account that the server does not accept, and
    Forbidden when the server is set up already.
    """
    redactor.add(password)
    cookies: Mapping[str, str] = {}
    if init_password is not None:
        redactor.add(init_password)
        cookies = _validated(transport, init_password)
    body = {"email": email, "name": name, "password": password.reveal()}
    answer = transport.send("POST", f"{CONSOLE}/setup", json=body, headers=_cookie_header(cookies))
    if answer.status >= 400:
        raise refused(answer, _WORDS)
    _expect_success(answer)


def _validated(transport: Transport, init_password: Secret) -> Mapping[str, str]:
    """The cookies in which the server notes that the init password was right."""
    answer = transport.send("POST", f"{CONSOLE}/init", json={"password": init_password.reveal()})
    if answer.status in (400, 401, 422):
        raise LoginError(
            f"{answer.server} did not accept the init password.",
            server=answer.server,
            hint="It is the INIT_PASSWORD of the server's own environment.",
        )
    _expect_success(answer)
    return answer.set_cookies


def _expect_success(answer: Answer) -> None:
    body = read(answer)
    if not isinstance(body, dict) or body.get("result") != "success":
        raise unexpected(answer, "saying that it is done")


def _cookie_header(cookies: Mapping[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}


_WRONG_ACCOUNT = (
    "{server} did not accept the account.",
    "The password needs at least 8 characters with letters and digits; the name has at most 30.",
)
_ALREADY = ("Dify on {server} has been set up already.", "Run 'connect' to sign in.")

# Dify does not say what was wrong, or repeats what was sent. The names of FastOpenAPI's errors came with 1.12.
_WORDS: Words = {
    ("validation_error", ""): _WRONG_ACCOUNT,
    ("invalid_param", ""): _WRONG_ACCOUNT,
    ("unprocessable_entity", ""): _WRONG_ACCOUNT,
    ("authorization_error", ""): _ALREADY,
    ("already_setup", ""): _ALREADY,
    ("authentication_error", ""): ("{server} waits for its init password.", "Give it with -InitPassword."),
}
