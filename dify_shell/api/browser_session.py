"""The Dify session in what a browser gives away: the headers of a copied request, or cookies in any usual form.

Pure: texts in, secrets out; nothing is sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..errors import DifyShellError
from ..objects import Secret
from .credentials import SECURE_PREFIX, CookieCredentials, Credentials, PastedCredentials

_HEADER_NAME = re.compile(r"\A\s*(?:set-)?cookie\s*:", re.IGNORECASE)
_BEARER = re.compile(r"\ABearer\s+(\S+)\Z", re.IGNORECASE)
_TABLE_COLUMNS = 7
"""Columns of a cookies.txt: domain, whether for its subdomains, path, whether secure, expiry, name, value."""


class BrowserSession(NamedTuple):
    """The tokens of a browser's session. `prefix` is what the names of its cookies begin with."""

    access: Secret
    csrf: Secret | None
    refresh: Secret | None = None
    prefix: str = ""

    def credentials(self) -> Credentials:
        """What to sign requests with; renewable if there is a refresh token."""
        if self.refresh and self.csrf:
            return CookieCredentials(self.access, self.refresh, self.csrf, prefix=self.prefix, pasted=True)
        return PastedCredentials(self.access, self.csrf)


class Cookies(NamedTuple):
    """Cookies by name, and the host they belong to, empty where that is not told."""

    values: Mapping[str, str]
    host: str = ""


def session_in(cookies: Mapping[str, str], headers: Mapping[str, str]) -> BrowserSession | None:
    """The session that a request with `cookies` and `headers` (names in lower case) is signed with, if any.

    Since 1.9.2 the tokens are cookies, and the CSRF token stands in a header too; before, the access token is a Bearer
    token, which is no session where it is the key of an app.
    """
    prefix = SECURE_PREFIX if f"{SECURE_PREFIX}access_token" in cookies else ""
    bearer = _BEARER.match(headers.get("authorization", ""))
    access = cookies.get(f"{prefix}access_token") or (bearer[1] if bearer else "")
    if not access or access.startswith("app-"):
        return None
    csrf = cookies.get(f"{prefix}csrf_token") or headers.get("x-csrf-token", "")
    refresh = cookies.get(f"{prefix}refresh_token", "")
    return BrowserSession(Secret(access), Secret(csrf) if csrf else None, Secret(refresh) if refresh else None, prefix)


def read_cookies(text: str) -> Cookies:
    """The cookies in a text: a header (`Cookie: a=b; c=d`, or without the name), `Set-Cookie` lines, a JSON export of a
    browser's extension, a cookies.txt, or lines of the developer tools' table.

    Raises DifyShellError, without the text, for anything else.
    """
    stripped = text.strip()
    if stripped.startswith(("[", "{")):
        return _from_json(stripped)
    lines = [line for line in stripped.splitlines() if line.strip() and not re.match(r"#(?!HttpOnly_)", line)]
    if any("\t" in line for line in lines):
        return _from_table([line.split("\t") for line in lines if "\t" in line])
    values: dict[str, str] = {}
    for line in lines:
        is_set_cookie = line.lstrip().lower().startswith("set-")
        pairs = _HEADER_NAME.sub("", line).split(";")
        values |= dict(_pair(pair) for pair in (pairs[:1] if is_set_cookie else pairs) if "=" in pair)
    return _found(Cookies(values))


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip().strip('"')


def _from_json(text: str) -> Cookies:
    """The cookies of a list of `{name, value, domain}`, of such a list within `cookies`, or of an object by name."""
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, dict) and isinstance(content.get("cookies"), list):
        content = content["cookies"]
    if isinstance(content, dict):
        return _found(Cookies({str(name): value for name, value in content.items() if isinstance(value, str)}))
    entries = [one for one in content or () if isinstance(one, dict)] if isinstance(content, list) else []
    values = {str(one.get("name")): str(one.get("value")) for one in entries}
    hosts = [str(one.get("domain", "")) for one in entries if "access_token" in str(one.get("name"))]
    return _found(Cookies(values, hosts[0].lstrip(".") if hosts else ""))


def _from_table(rows: list[list[str]]) -> Cookies:
    """The cookies of a cookies.txt, or of rows that begin with name and value, as developer tools copy them."""
    values: dict[str, str] = {}
    host = ""
    for row in rows:
        is_file = len(row) == _TABLE_COLUMNS and row[1].upper() in ("TRUE", "FALSE")
        name, value = row[5:7] if is_file else row[:2]
        domain = row[0] if is_file else "".join(row[2:3])
        values[name.strip()] = value.strip()
        if "access_token" in name:
            host = domain.removeprefix("#HttpOnly_").strip().lstrip(".")
    return _found(Cookies(values, host))


def _found(cookies: Cookies) -> Cookies:
    if not any(name.removeprefix(SECURE_PREFIX) == "access_token" for name in cookies.values):
        raise DifyShellError(
            "There is no Dify session among these cookies: access_token is missing.",
            hint="Copy the Cookie header of a request to /console/api, or the export of a cookie extension.",
        )
    return cookies
