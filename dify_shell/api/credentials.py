"""What proves who you are: immutable values, which say what headers to send and how to get fresher ones.

Dify below 1.9.2 hands out tokens in the answer's body and takes them as `Authorization: Bearer`; since 1.9.2 they are
cookies, and every call needs the CSRF token twice, as a cookie and in `X-CSRF-Token`. The names of the cookies begin
with `__Host-` where the server is configured for https, whatever the connection is.
"""

from __future__ import annotations

import base64
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..objects import Secret
from .responses import read
from .server import CONSOLE

if TYPE_CHECKING:
    from .responses import Answer
    from .transport import Transport

SECURE_PREFIX = "__Host-"
# What may stand in a cookie and in a header: printable ASCII without space, quote, comma, semicolon and backslash.
_TOKEN = re.compile(r"[!#-+\--:<-\[\]-~]+")


def is_token(text: str) -> bool:
    """Whether `text` can be a token at all."""
    return _TOKEN.fullmatch(text) is not None


class Credentials(ABC):
    """Proof of who you are; never changes.

    `renewable` says whether `renewed` can work, `remedy` what to do when the session is over for good. Those that
    are `pasted` belong to a browser's session, which goes on there.
    """

    renewable = False
    pasted = False
    remedy = "Run 'connect -Force' to sign in again."

    def __init__(self, access: Secret) -> None:
        self.access = access

    def __repr__(self) -> str:
        return f"{type(self).__name__}(********)"

    @property
    def expires_at(self) -> float | None:
        """When the access token expires by its own word, in Unix seconds; None when it does not say."""
        try:
            payload = self.access.reveal().split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            return float(claims["exp"])
        except (IndexError, ValueError, KeyError, TypeError):
            return None

    def renewed(self, transport: Transport) -> Credentials | None:
        """Fresh credentials from the server, which takes these only once; None when it refuses.

        Raises TransportError or ServerFault when that could not be found out.
        """
        return None

    @abstractmethod
    def headers(self) -> dict[str, str]:
        """The headers to send with each request."""

    @abstractmethod
    def secrets(self) -> Iterable[Secret]:
        """Every secret in here."""


class BearerCredentials(Credentials):
    """The tokens of Dify below 1.9.2."""

    renewable = True

    def __init__(self, access: Secret, refresh: Secret) -> None:
        super().__init__(access)
        self.refresh = refresh

    def renewed(self, transport: Transport) -> Credentials | None:
        return _renew(transport, {}, {"refresh_token": self.refresh.reveal()})

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access.reveal()}"}

    def secrets(self) -> Iterable[Secret]:
        return (self.access, self.refresh)


class CookieCredentials(Credentials):
    """The cookies of Dify since 1.9.2, under the names that the server gave them.

    The refresh token goes out only for a renewal.
    """

    renewable = True

    def __init__(
        self, access: Secret, refresh: Secret, csrf: Secret, *, prefix: str = "", pasted: bool = False
    ) -> None:
        super().__init__(access)
        self.refresh = refresh
        self.csrf = csrf
        self.prefix = prefix
        self.pasted = pasted

    def renewed(self, transport: Transport) -> Credentials | None:
        return _renew(transport, {"Cookie": f"{self.prefix}refresh_token={self.refresh.reveal()}"}, None)

    def headers(self) -> dict[str, str]:
        access, csrf = self.access.reveal(), self.csrf.reveal()
        cookies = f"{self.prefix}access_token={access}; {self.prefix}csrf_token={csrf}"
        return {"Cookie": cookies, "X-CSRF-Token": csrf}

    def secrets(self) -> Iterable[Secret]:
        return (self.access, self.refresh, self.csrf)


class PastedCredentials(Credentials):
    """The access token of a browser's session, with its CSRF token since 1.9.2; only the browser can renew it.

    The access token goes as Bearer, which Dify takes in place of its cookie; the CSRF cookie goes under both names,
    because a browser's token does not tell which of them the server reads.
    """

    pasted = True
    remedy = "Pasted tokens cannot be renewed: copy a fresh login with the browser helper, and paste it here."

    def __init__(self, access: Secret, csrf: Secret | None) -> None:
        super().__init__(access)
        self.csrf = csrf

    def headers(self) -> dict[str, str]:
        bearer = {"Authorization": f"Bearer {self.access.reveal()}"}
        if self.csrf is None:
            return bearer
        csrf = self.csrf.reveal()
        return bearer | {"Cookie": f"csrf_token={csrf}; {SECURE_PREFIX}csrf_token={csrf}", "X-CSRF-Token": csrf}

    def secrets(self) -> Iterable[Secret]:
        return (self.access, self.csrf) if self.csrf else (self.access,)


class AppKeyCredentials(Credentials):
    """The key of one app, for the service API."""

    remedy = "The app's key does not hold (any more): get-app-api-key lists the keys of an app."

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access.reveal()}"}

    def secrets(self) -> Iterable[Secret]:
        return (self.access,)


def issued(answer: Answer) -> Credentials | None:
    """The credentials in the answer to a login or a renewal, of either generation; None when there are none."""
    cookies = answer.set_cookies
    for prefix in (SECURE_PREFIX, ""):
        tokens = _tokens(cookies, [f"{prefix}{name}_token" for name in ("access", "refresh", "csrf")])
        if tokens:
            return CookieCredentials(*tokens, prefix=prefix)
    body = read(answer)
    data = body.get("data") if isinstance(body, dict) else None
    tokens = _tokens(data, ["access_token", "refresh_token"]) if isinstance(data, dict) else None
    return BearerCredentials(*tokens) if tokens else None


def _tokens(values: Mapping[str, object], names: list[str]) -> list[Secret] | None:
    """The values of those names as secrets, if all are there and can be tokens."""
    found = [value for name in names if isinstance(value := values.get(name), str) and is_token(value)]
    return [Secret(value) for value in found] if len(found) == len(names) else None


def _renew(transport: Transport, headers: dict[str, str], body: dict[str, str] | None) -> Credentials | None:
    answer = transport.send("POST", f"{CONSOLE}/refresh-token", headers=headers, json=body)
    return None if answer.status in (400, 401) else issued(answer)
