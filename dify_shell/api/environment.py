"""What environment variables say about the way to a server: proxies, exceptions from them, and trusted certificates.

The variables come as a mapping, because the shell's `$env:` is apart from the process environment, which requests
would read by itself. A `.netrc` is never looked at: it would send another account's password.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from ..errors import DifyShellError
from .server import DEFAULT_PORTS

_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


def proxy_for(url: str, environment: Mapping[str, str]) -> str | None:
    """The proxy by which to reach `url`, or None.

    `https_proxy`, `http_proxy` and `all_proxy` in either case, the lower one first as curl has it; `no_proxy` lists
    names, addresses and networks to reach without. This machine is always reached without, as in Go.
    """
    parts = urlsplit(url)
    proxy = _variable(environment, f"{parts.scheme}_proxy") or _variable(environment, "all_proxy")
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    if not proxy or _is_exempt(parts.hostname or "", port, _variable(environment, "no_proxy")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def trusted_certificates(environment: Mapping[str, str]) -> str | bool:
    """The file or folder of certificate authorities to trust; True for those that come with requests.

    Raises DifyShellError when a variable names what is not there: to go on would reject every certificate.
    """
    for name in _CERTIFICATES:
        if place := environment.get(name):
            if not Path(place).exists():
                raise DifyShellError(
                    f"$env:{name} names {place}, which is not there.", hint="Correct it, or set it to an empty text."
                )
            return place
    return True


def _variable(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name) or environment.get(name.upper(), "")


def _is_exempt(host: str, port: int, no_proxy: str) -> bool:
    """Whether `no_proxy`, or being this machine, keeps `host` from the proxy."""
    if host == "localhost" or host.startswith("127.") or host == "::1":
        return True
    return any(_covers(entry.strip().lower(), host, port) for entry in no_proxy.split(","))


def _covers(entry: str, host: str, port: int) -> bool:
    """Whether an entry of `no_proxy` holds `host`: a network, an address, or a name that stands for its subdomains."""
    try:
        return entry == "*" or ip_address(host) in ip_network(entry, strict=False)
    except ValueError:  # one of them is no address, but a name
        name = entry.removesuffix(f":{port}").lstrip("*").lstrip(".")
        return bool(name) and (host == name or host.endswith(f".{name}"))
