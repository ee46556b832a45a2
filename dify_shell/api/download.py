"""Fetching a file from any address, without credentials: a plugin's package, for example."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import requests
import urllib3

from .. import __version__
from ..errors import DifyShellError, NotFound, ServerFault
from .environment import proxy_for, trusted_certificates
from .failures import failure
from .transport import PATIENCE

CHUNK = 1 << 16


def download(url: str, target: Path, *, environment: Mapping[str, str], verify: bool = True) -> Path:
    """Save what is at `url` (http or https) as `target`, whole or not at all. Redirects are followed to any host.

    Raises NotFound, ServerFault or DifyShellError for a refusal, TransportError when no whole answer came, and
    DifyShellError when it cannot be written.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DifyShellError(f"'{url}' is no address of a file.", hint="It begins with https:// or http://.")
    server = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    proxy = proxy_for(url, environment)
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with requests.Session() as session:
            session.trust_env = False
            session.headers["User-Agent"] = f"dify-shell/{__version__}"
            response = session.get(
                url,
                stream=True,
                timeout=PATIENCE,
                proxies={"http": proxy, "https": proxy} if proxy else {},
                verify=trusted_certificates(environment) if verify else False,
            )
            with response:
                _check(response, parts.path)
                with partial.open("wb") as file:
                    for chunk in response.iter_content(CHUNK):
                        file.write(chunk)
        os.replace(partial, target)
        return target
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        failed = failure(error, server, proxy)
    except OSError as error:
        failed = DifyShellError(f"'{target}' could not be written: {error.strerror or error}.")
    finally:
        partial.unlink(missing_ok=True)
    raise failed


def _check(response: requests.Response, path: str) -> None:
    if response.status_code < 400:
        return
    kind = NotFound if response.status_code == 404 else ServerFault
    message = f"There is no file to fetch: {response.status_code} {response.reason}."
    raise kind(message, status=response.status_code, code="", method="GET", path=path)
