"""Logging in and out, renewing, and who a request comes from."""

from __future__ import annotations

import base64
import re
import secrets
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import Forbidden, MethodNotAllowed

from .answers import Plain, Refused, checked, invalid, json, missing, world
from .setup import STRENGTH_RULE, is_weak
from .tokens import BadToken, sign, verify
from .world import Mail

routes = Blueprint("auth", __name__, url_prefix="/console/api")


def cookie_name(name: str) -> str:
    """A cookie's name here: prefixed where the server is configured for https."""
    return f"__Host-{name}" if world().https_configured else name


def caller() -> dict[str, Any]:
    """The account that the request comes from. Raises Refused with Dify's 401."""
    account = _signed_in()
    if world().since("1.9.2") and not _WITHOUT_CSRF.match(request.path):
        _check_csrf(account["id"])
    return account


_WITHOUT_CSRF = re.compile(r"/console/api/apps/[^/]+/workflows/draft")
"""What may be asked with an access token alone (recording of 1.13.2)."""


def _signed_in() -> dict[str, Any]:
    """The account that the access token is of."""
    here = world()
    try:
        claims = verify(_token(), here.now)
    except BadToken as error:
        raise unauthorized(str(error)) from None
    account = next((one for one in here.accounts if one["id"] == claims.get("user_id")), None)
    if account is None:
        raise unauthorized("Invalid token.")
    if account["email"] in here.banned:
        raise unauthorized("Account is banned.")
    return account


def _token() -> str:
    """The access token of the request. Raises Refused when there is none."""
    here = world()
    header = request.headers.get("Authorization", "")
    scheme, _, bearer = header.partition(" ")
    if here.since("1.9.2"):
        token = request.cookies.get(cookie_name("access_token"), "") or (bearer if scheme.lower() == "bearer" else "")
    else:
        token = request.args.get("_token", "") or (bearer if scheme.lower() == "bearer" else "")
        if header and not token:
            raise unauthorized("Invalid Authorization header format. Expected 'Bearer <api-key>' format.")
    if not token:
        raise unauthorized("Invalid Authorization token.")
    return token


def _check_csrf(account: str) -> None:
    header, cookie = request.headers.get("X-CSRF-Token", ""), request.cookies.get(cookie_name("csrf_token"), "")
    try:
        good = bool(header) and header == cookie and verify(header, world().now).get("sub") == account
    except BadToken:
        good = False
    if not good:
        raise unauthorized("CSRF token is missing or invalid.")


def unauthorized(message: str) -> Refused:
    """401, as most of them are."""
    return Refused(401, "unauthorized", message)


def session_for(account: dict[str, Any]) -> Response:
    """The answer to a good login."""
    here = world()
    until = int(here.now) + here.access_seconds
    access = sign({"user_id": account["id"], "exp": until, "iss": "SELF_HOSTED", "sub": "Console API Passport"})
    csrf = sign({"exp": until, "sub": account["id"]})
    refresh = secrets.token_hex(64)
    here.refresh_tokens[refresh] = account["id"]
    if not here.since("1.9.2"):
        return json({"result": "success", "data": {"access_token": access, "refresh_token": refresh}})
    answer = json({"result": "success"})
    if here.gives_cookies:
        _set_cookie(answer, "access_token", access, here.access_seconds)
        _set_cookie(answer, "refresh_token", refresh, here.refresh_seconds)
        _set_cookie(answer, "csrf_token", csrf, here.access_seconds)
    return answer


def _set_cookie(answer: Response, name: str, value: str, age: int | None) -> None:
    """Give a cookie for `age` seconds; with None, take it back."""
    here = world()
    answer.set_cookie(
        cookie_name(name), value, max_age=age, expires=int(here.now) + age if age else 0, path="/", samesite="Lax",
        httponly=name != "csrf_token", secure=here.https_configured,
    )  # fmt: skip


_UNREADABLE = {
    "password": (401, "authentication_failed", "Invalid encrypted data"),
    "code": (400, "email_code_error", "Invalid encrypted code"),
}


def _sent() -> dict[str, Any]:
    """The JSON body. A password and a code are in base64 since 1.11.2, and read before anything else is looked at."""
    here = world()
    body = dict(request.get_json() if request.is_json or not here.since("1.17.0") else {})
    for field in _UNREADABLE.keys() & body.keys() if here.since("1.11.2") else ():
        try:
            body[field] = base64.b64decode(str(body[field])).decode()
        except ValueError:
            raise Refused(*_UNREADABLE[field]) from None
    return body


def _body(model: str, *fields: str) -> dict[str, Any]:
    """What was sent, with these fields in it and an address that is one."""
    body = checked(_sent(), model, *fields)
    if "@" not in str(body.get("email", "@")):
        raise invalid("email", f"Value error, {body['email']} is not a valid email.", model, body["email"])
    return body


@routes.post("/login")
def login() -> Response:
    here, body = world(), _body("LoginPayload", "email", "password")
    email = body["email"].lower()
    if not here.password_login:
        raise Refused(403, "forbidden", Forbidden.description)
    if here.failed_logins.get(email, 0) > 5:
        raise Refused(429, "email_code_login_limit", "Too many incorrect password attempts. Please try again later.")
    if not here.since("1.8.0") and is_weak(body["password"]):
        raise invalid("password", STRENGTH_RULE, "LoginPayload")
    account = here.account(email)
    if account and email in here.banned:
        raise Refused(400, "account_banned", "Account is banned.")
    if account is None and not here.since("1.9.0"):
        raise Refused(400, "account_not_found", "Account not found.")
    if account is None or body["password"] != here.owner["password"]:
        raise _wrong_password(email)
    if email in here.without_workspace:
        message = "workspace not found, please contact system admin to invite you to join in a workspace"
        return json({"result": "fail", "data": message})
    here.failed_logins.pop(email, None)
    return session_for(account)


def _wrong_password(email: str) -> Refused:
    """The refusal of a wrong password, which counts toward a lock."""
    here = world()
    here.failed_logins[email] = here.failed_logins.get(email, 0) + 1
    if here.since("1.8.0"):
        return Refused(401, "authentication_failed", "Invalid email or password.")
    return Refused(400, "email_or_password_mismatch", "The email or password is mismatched.")


@routes.post("/email-code-login")
def request_code() -> Response:
    here, body = world(), _body("EmailPayload", "email")
    email = body["email"].lower()
    if here.turnstile:
        raise Refused(400, "turnstile_verification_failed", "Turnstile verification failed.")
    if not here.mail_works:
        raise Refused(503, "email_code_login_service_unavailable", "The mail service is not available.")
    if here.account(email) is None:
        raise Refused(400, "account_not_found", "Account not found.")
    recent = [sent for sent in here.mails_sent.get(email, []) if here.now - sent < 300]
    if len(recent) >= (3 if here.since("1.9.2") else 1):
        raise Refused(
            429, "email_code_login_rate_limit_exceeded",
            "Too many login emails have been sent. Please try again in 5 minutes.",
        )  # fmt: skip
    here.mails_sent[email] = [*recent, here.now]
    mail = Mail(email, f"{secrets.randbelow(10**6):06}", secrets.token_hex(16), here.now)
    here.outbox.append(mail)
    here.codes[mail.token] = mail
    return json({"result": "success", "data": mail.token})


@routes.post("/email-code-login/validity")
def login_with_code() -> Response:
    here, body = world(), _body("EmailCodeLoginPayload", "email", "code", "token")
    mail = here.codes.get(body["token"])
    is_theirs = mail is not None and mail.email == body["email"].lower()
    if mail is None or here.now - mail.sent_at > 300 or (not is_theirs and here.since("1.17.0")):
        raise Refused(400, "invalid_or_expired_token", "The token is invalid or has expired.")
    if not is_theirs:
        raise Refused(400, "invalid_email", "The email address is not valid.")
    if body["code"] != mail.code:
        raise Refused(400, "email_code_error", "Email code is invalid or expired.")
    del here.codes[mail.token]
    account = here.account(mail.email)
    assert account is not None  # noqa: S101  # a code is mailed to accounts only
    return session_for(account)


@routes.post("/forgot-password")
def forgot_password() -> Response:
    here, body = world(), _body("ForgotPasswordSendPayload", "email")
    email = body["email"].lower()
    if here.now - here.resets_sent.get(email, 0) < 60:
        message = "Too many password reset emails have been sent. Please try again in 1 minutes."
        raise Refused(429, "password_reset_rate_limit_exceeded", message)
    here.resets_sent[email] = here.now
    return json({"result": "success", "data": secrets.token_hex(16)})


@routes.post("/refresh-token")
def refresh() -> Response:
    here = world()
    with_cookies = here.since("1.9.2")
    if with_cookies:
        token = request.cookies.get(cookie_name("refresh_token"), "")
    else:
        token = (request.get_json(silent=True) or {}).get("refresh_token", "")
        if not token:
            raise missing("refresh_token")
    account = here.refresh_tokens.pop(token, None)
    if account is None:
        reason = "Invalid refresh token" if token else "No refresh token provided"
        raise Plain(401, {"result": "fail", "message" if with_cookies else "data": reason})
    return session_for(next(one for one in here.accounts if one["id"] == account))


@routes.route("/logout", methods=["GET", "POST"])
def logout() -> Response:
    """Ends the newest session of the account, whichever asks; needs no CSRF token (recording of 1.13.2)."""
    here = world()
    if request.method != ("POST" if here.since("1.9.2") else "GET"):
        raise Refused(405, "method_not_allowed", MethodNotAllowed.description)
    account = _signed_in()
    for token in [token for token, owner in here.refresh_tokens.items() if owner == account["id"]][-1:]:
        del here.refresh_tokens[token]
    answer = json({"result": "success"})
    if here.since("1.9.2"):
        for name in ("access_token", "refresh_token", "csrf_token"):
            _set_cookie(answer, name, "", None)
    return answer
