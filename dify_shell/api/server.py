"""What names a server: its address, its paths and its version. Pure text, nothing is sent from here."""

from __future__ import annotations

import re
from functools import total_ordering
from urllib.parse import quote, unquote, urlsplit

from ..errors import DifyShellError

CONSOLE = "/console/api"

DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\.?")
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# What a browser's address bar, or PSDify's documentation, has behind the address of the server.
_PAGE = re.compile(
    rf"/(?:console/api(?:/.*)?|(?:app|datasets)/{_UUID}(?:/.*)?"
    r"|signin|signup|install|init|account|explore(?:/apps)?|apps|datasets|tools|plugins|v1)$"
)
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\]")


def normalize_server(text: str) -> str:
    """The base address of the Dify server that `text` names: scheme, host, port unless usual, and mount path if any.

    A missing scheme becomes https; what follows the base (`/console/api`, `/signin`, `/apps`, an app's page …) is
    dropped. Two texts that name the same server give the same address. Raises DifyShellError for anything else.
    """
    text = text.strip()
    if not text:
        raise DifyShellError("The server's address is empty.", hint="For example: https://dify.example.com")
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _no_address(text) from None
    if "@" in parts.netloc:
        raise DifyShellError(
            "The server's address holds a user name or a password, which it must not.",
            hint="Give the address alone, and the account with -Email and -Password.",
        )
    if parts.scheme not in DEFAULT_PORTS or _UNSAFE.search(address) or port == 0 or parts.netloc.endswith(":"):
        raise _no_address(text)
    host = _host(parts.hostname or "", text)
    suffix = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{suffix}{_mount(parts.path, text)}"


def _host(name: str, text: str) -> str:
    """`name` as it stands in an address: lower-case, in ASCII, an IPv6 address in brackets."""
    if ":" in name:
        from ipaddress import IPv6Address

        try:
            return f"[{IPv6Address(name).compressed}]"
        except ValueError:
            raise _no_address(text) from None
    if not name.isascii():
        import idna

        try:
            name = idna.encode(name, uts46=True).decode()
        except idna.IDNAError:
            raise _no_address(text) from None
    if not _HOST_NAME.fullmatch(name):
        raise _no_address(text)
    return name


def _mount(path: str, text: str) -> str:
    """The part of `path` below which Dify is mounted; empty for nearly all servers."""
    mount = _PAGE.sub("", re.sub("/{2,}", "/", path).rstrip("/"))
    if any(unquote(segment) in (".", "..") for segment in mount.split("/")):
        raise _no_address(text)
    return quote(mount, safe="/%")


def _no_address(text: str) -> DifyShellError:
    """The refusal of `text`, which it quotes unless it may be a token or a password pasted in the wrong place."""
    quoted = "This" if "@" in text or len(text) > 60 else f"'{text}'"
    return DifyShellError(
        f"{quoted} is no address of a server.", hint="It looks like https://dify.example.com or http://localhost:8080"
    )


def path(*segments: str) -> str:
    """The path made of `segments`, each percent-encoded: `path("apps", id)`.

    Raises DifyShellError for an empty segment, which would name another object, and for `.` and `..`.
    """
    for segment in segments:
        if segment.strip() in ("", ".", ".."):
            raise DifyShellError(f"'{segment}' cannot stand in a path.", hint="An id or a name is missing.")
    return "".join(f"/{quote(segment, safe='')}" for segment in segments)


def join(server: str, path: str) -> str:
    """The address of `path` on `server`. Raises DifyShellError for a path that would lead elsewhere."""
    before_query = path.partition("?")[0]
    leads_away = not path.startswith("/") or path.startswith("//") or _UNSAFE.search(path) or "#" in path
    if leads_away or any(unquote(segment) in (".", "..") for segment in before_query.split("/")):
        raise DifyShellError(f"{path!r} is no path of the API.", hint="A path looks like /apps or /account/profile.")
    return server + path


@total_ordering
class Version:
    """The version of a server, compared by its release numbers alone.

    A pre-release (`1.17.0-pre`) and a build (`1.16.1+b2`) count as their release: they carry its features, and
    PSDify 0.11.5 compares the same way. Text without numbers (`main`, a commit) is a build from source and counts
    as newer than any release.
    """

    __slots__ = ("_numbers", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        found = re.match(r"v?(\d+(?:\.\d+)+)", text.strip())
        numbers = [int(number) for number in found[1].split(".")] if found else []
        while numbers and numbers[-1] == 0:
            numbers.pop()
        self._numbers: tuple[float, ...] = tuple(numbers) if found else (float("inf"),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self._numbers == other._numbers

    def __lt__(self, other: Version) -> bool:
        return self._numbers < other._numbers

    def __hash__(self) -> int:
        return hash(self._numbers)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Version({self.text!r})"
