"""Signing in and out: from a password, a mailed code or a browser's tokens to a client.

How depends on the server's version, which the server tells before anything secret is sent. It is never found out by
trial: a password encoded wrongly counts as a wrong one, and seven of those lock the account for a day.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import DifyShellError, LoginError, NotAuthenticated, NotDify
from ..objects import Secret
from .browser_session import BrowserSession
from .client import DifyClient
from .credentials import is_token, issued
from .responses import NOT_READY, Refusal, Words, phrase, read, refusal, refused, unexpected, words_for
from .server import CONSOLE, Version

if TYPE_CHECKING:
    from .redaction import Redactor
    from .responses import Answer
    from .transport import Transport

COOKIES_SINCE = Version("1.9.2")
ENCODED_SINCE = Version("1.11.2")
LANGUAGE = "en-US"


class ServerInfo(NamedTuple):
    """What a server says of itself before any login; `features` is the JSON of `/system-features`."""

    version: Version
    features: Mapping[str, Any]


def probe(transport: Transport, *, assumed_version: str = "") -> ServerInfo:
    """What the server at the other end is. Nothing secret is sent.

    The version comes from the header `X-Version`, which every answer of Dify carries. A proxy may strip it; then
    comes `/openapi/v1/_version` (Dify 1.15 and later), then `assumed_version`, then a DifyShellError.
    Raises NotDify when something else answers there.
    """
    answer = transport.send("GET", f"{CONSOLE}/system-features")
    version = answer.headers.get("X-Version", "")
    if answer.status in (403, 404) and not version:
        raise _not_dify(answer)
    if answer.status >= 500 or (answer.status >= 400 and not version):
        raise refused(answer)
    features = read(answer) if answer.status < 400 else {}
    if not isinstance(features, dict) or not (version or any(name.startswith("enable_") for name in features)):
        raise _not_dify(answer)
    return ServerInfo(Version(version or _published_version(transport) or _assumed(assumed_version, answer)), features)


def _published_version(transport: Transport) -> str:
    """The version by `/openapi/v1/_version`; empty where that does not exist."""
    answer = transport.send("GET", "/openapi/v1/_version")
    try:
        body = answer.json()
    except ValueError:  # an older proxy sends the web app's own page
        return ""
    return str(body.get("version", "")) if answer.status == 200 and isinstance(body, dict) else ""


def _assumed(version: str, answer: Answer) -> str:
    if not version:
        raise DifyShellError(
            f"{answer.server} does not tell which version of Dify it is: a proxy may strip the header X-Version.",
            hint='Look it up in Dify (your avatar, About), set it: $env:PSDIFY_VERSION="1.13.2", and connect again.',
        )
    return version


def _not_dify(answer: Answer) -> NotDify:
    return NotDify(
        f"There is no Dify at {answer.server}: {CONSOLE} answered {phrase(answer.status)}.",
        server=answer.server,
        hint="Give the address under which the browser shows Dify.",
    )


def login_with_password(
    transport: Transport, version: Version, email: str, password: Secret, redactor: Redactor
) -> DifyClient:
    """Sign in with a password. Raises LoginError when the server refuses."""
    sent = _encoded(password, version, redactor)
    body = {"email": email, "password": sent, "language": LANGUAGE, "remember_me": True}
    return _signed_in(_post(transport, "/login", body), transport, version, redactor)


def request_code(transport: Transport, email: str) -> str:
    """Have a login code mailed to `email`; gives the token that `login_with_code` needs beside the code.

    The code holds for five minutes. A server that cannot send mail may say nothing (seen on 1.13.2).
    Raises LoginError when the server refuses.
    """
    answer = _post(transport, "/email-code-login", {"email": email, "language": LANGUAGE})
    token = read(answer).get("data")
    if not isinstance(token, str):
        raise unexpected(answer, "a token for the code")
    return token


def login_with_code(
    transport: Transport, version: Version, email: str, code: str, token: str, redactor: Redactor
) -> DifyClient:
    """Sign in with a mailed code and the token of its request. Raises LoginError when the server refuses."""
    body = {"email": email, "code": _encoded(Secret(code), version, redactor), "token": token, "language": LANGUAGE}
    return _signed_in(_post(transport, "/email-code-login/validity", body), transport, version, redactor)


def login_with_tokens(
    transport: Transport, version: Version, access: Secret, csrf: Secret, redactor: Redactor
) -> DifyClient:
    """Sign in with the access token and the CSRF token of a browser's session.

    Sends nothing: the first call shows whether they hold. Raises LoginError for a server below 1.9.2, which has no
    CSRF tokens, and for texts that can be no tokens.
    """
    if version < COOKIES_SINCE:
        raise LoginError(
            f"{transport.server} is Dify {version}; signing in with an access token needs {COOKIES_SINCE} or later.",
            server=transport.server,
            hint="Sign in with a password: connect -AuthMethod Password",
        )
    return login_with_session(transport, version, BrowserSession(access, csrf), redactor)


def login_with_session(
    transport: Transport, version: Version, session: BrowserSession, redactor: Redactor
) -> DifyClient:
    """Sign in with what a browser's request or its cookies hold; renewable if the refresh token is among it.

    Sends nothing. Raises LoginError for texts that can be no tokens, and without the CSRF token that 1.9.2 and later
    ask for.
    """
    if session.csrf is None and version >= COOKIES_SINCE:
        raise LoginError(
            "The CSRF token is missing; Dify wants it beside the access token.",
            server=transport.server,
            hint="Copy all cookies of the server, or a whole request.",
        )
    named = {"access token": session.access, "CSRF token": session.csrf, "refresh token": session.refresh}
    for name, secret in named.items():
        if secret is not None and not is_token(secret.reveal()):
            raise LoginError(
                f"The {name} is empty or holds characters that no token has.",
                server=transport.server,
                hint="Copy it again, whole and alone; the browser helper does that for you.",
            )
    return DifyClient(transport, session.credentials(), version, redactor)


def logout(client: DifyClient) -> None:
    """End the session on the server. A session that is over already is no error.

    Pasted tokens are only forgotten: whichever session asks, Dify revokes the account's newest refresh token (seen on
    1.13.2), so that the browser they came from would be signed out.
    """
    if client.credentials.pasted:
        return
    try:
        client.request("GET" if client.version < COOKIES_SINCE else "POST", "/logout")
    except NotAuthenticated:
        return


def _encoded(secret: Secret, version: Version, redactor: Redactor) -> str:
    """A password or a code as it is sent: in base64 since 1.11.2. Both forms are kept out of texts from now on."""
    redactor.add(secret)
    text = secret.reveal()
    if version < ENCODED_SINCE:
        return text
    encoded = base64.b64encode(text.encode()).decode()
    redactor.add(Secret(encoded))
    return encoded


def _post(transport: Transport, path: str, body: Mapping[str, object]) -> Answer:
    """The answer to a step of a login that succeeded. 200 alone does not say that it did."""
    answer = transport.send("POST", CONSOLE + path, json=body)
    if answer.status < 400:
        result = read(answer)
        if not isinstance(result, dict) or "result" not in result:
            raise unexpected(answer, "a result")
        if result["result"] == "success":
            return answer
    elif refusal(answer) == Refusal():
        raise refused(answer)
    raise _refused(answer)


def _signed_in(answer: Answer, transport: Transport, version: Version, redactor: Redactor) -> DifyClient:
    credentials = issued(answer)
    if credentials is None:
        raise LoginError(
            f"{answer.server} accepted the login and gave no session.",
            server=answer.server,
            hint="It may want a second factor, which dify-shell does not know. Sign in with the browser instead, and "
            "paste what the browser helper copies.",
        )
    return DifyClient(transport, credentials, version, redactor)


def _refused(answer: Answer) -> LoginError:
    """The error for a refused login, in our own words: Dify's may repeat the password (seen on 1.13.2)."""
    said = refusal(answer)
    reason = said.code or phrase(answer.status)
    message, hint = words_for(said, _WORDS) or (f"{{server}} refused the login: {reason}.", "Try it in the browser.")
    return LoginError(message.replace("{server}", answer.server), server=answer.server, code=said.code, hint=hint)


_WRONG_PASSWORD = (
    "{server} does not know this e-mail address with this password.",
    "Check both, and the server. Several wrong passwords in a row lock the address for 24 hours.",
)
_WRONG_FORM = (
    "{server} did not accept the form of what was sent.",
    "Check the e-mail address; a password has at least 8 characters with letters and digits.",
)
_OTHER_ENCODING = (
    "{server} could not decode what was sent.",
    "It seems to be another version of Dify than it says. Ask whoever runs the proxy in front of it.",
)
_USE_BROWSER = "Sign in with the browser instead, and paste what the browser helper copies (-AuthMethod AccessToken)."
_ASK_ADMINISTRATOR = "Ask whoever runs the server."

_WORDS: Words = {
    **NOT_READY,
    ("authentication_failed", "Invalid encrypted"): _OTHER_ENCODING,
    ("authentication_failed", ""): _WRONG_PASSWORD,
    ("email_or_password_mismatch", ""): _WRONG_PASSWORD,
    ("account_not_found", ""): (
        "There is no account with this e-mail address on {server}.",
        "Check the address and the server.",
    ),
    ("email_code_login_limit", ""): (
        "{server} has locked this e-mail address after too many wrong passwords.",
        "It opens again after 24 hours; the right password does not help before. " + _USE_BROWSER,
    ),
    ("email_code_error", "Invalid encrypted"): _OTHER_ENCODING,
    ("email_code_error", ""): (
        "The code is wrong or has expired.",
        "A code holds for 5 minutes, and only the newest counts. Run 'connect' again to get another.",
    ),
    ("invalid_or_expired_token", ""): (
        "The request for this code has expired or was used already.",
        "Run 'connect -AuthMethod Code' again, without -Token, to get another code.",
    ),
    ("invalid_email", ""): (
        "The code was mailed to another e-mail address.",
        "Give the address that the code was mailed to.",
    ),
    ("email_code_login_rate_limit_exceeded", ""): (
        "{server} has mailed too many codes to this address.",
        "Wait 5 minutes, or use the newest code with -Token and -Code.",
    ),
    ("email_send_ip_limit", ""): (
        "{server} has mailed too many codes at the request of this machine.",
        "Wait a while.",
    ),
    ("email_code_login_service_unavailable", ""): (
        "{server} cannot send mail at the moment.",
        "Sign in with a password, or ask whoever runs the server.",
    ),
    ("turnstile_verification_failed", ""): (
        "{server} mails codes only to browsers, which it checks with Turnstile.",
        _USE_BROWSER,
    ),
    ("turnstile_service_unavailable", ""): (
        "{server} mails codes only to browsers, and its check of them (Turnstile) is out of order.",
        _USE_BROWSER,
    ),
    ("forbidden", ""): ("{server} does not allow this way of signing in.", _USE_BROWSER),
    ("account_banned", ""): ("This account is banned on {server}.", _ASK_ADMINISTRATOR),
    ("account_in_freeze", ""): (
        "This account was deleted a short while ago, and its e-mail address is still blocked on {server}.",
        _ASK_ADMINISTRATOR,
    ),
    ("email_domain_suspended", ""): ("{server} does not take e-mail addresses of this domain.", _ASK_ADMINISTRATOR),
    ("limit_exceeded", ""): ("{server} has no seat left for this account.", _ASK_ADMINISTRATOR),
    ("not_allowed_create_workspace", ""): (
        "This account has no workspace on {server} and may not make one.",
        _ASK_ADMINISTRATOR,
    ),
    ("", "workspace not found"): ("This account has no workspace on {server}.", "Ask for an invitation to one."),
    ("invalid_param", ""): _WRONG_FORM,
    ("unprocessable_entity", ""): _WRONG_FORM,
    ("bad_request", ""): _WRONG_FORM,
}
