"""JSON Web Tokens as Dify signs them: HS256, with a secret of the server."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

KEY = b"the sandbox's own signing key"


class BadToken(Exception):
    """The token is not to be trusted; the message is Dify's."""


def sign(claims: dict[str, Any], key: bytes = KEY) -> str:
    """A signed token with these claims."""
    head = _encode(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    body = f"{head}.{_encode(json.dumps(claims).encode())}"
    return f"{body}.{_signature(body, key)}"


def verify(token: str, now: float) -> dict[str, Any]:
    """The claims of a token signed here that has not expired. Raises BadToken."""
    body, _, signature = token.rpartition(".")
    try:
        claims: dict[str, Any] = json.loads(_decode(body.split(".")[1]))
    except (IndexError, ValueError):
        raise BadToken("Invalid token.") from None
    if not hmac.compare_digest(signature, _signature(body, KEY)):
        raise BadToken("Invalid token signature.")
    if claims.get("exp", 0) <= now:
        raise BadToken("Token has expired.")
    return claims


def _signature(body: str, key: bytes) -> str:
    return _encode(hmac.new(key, body.encode(), hashlib.sha256).digest())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
