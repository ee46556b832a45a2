"""What real servers were recorded to answer to logins is read for what it is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dify_shell.api.credentials import BearerCredentials, CookieCredentials
from dify_shell.api.login import login_with_code, login_with_password, probe, request_code
from dify_shell.api.redaction import Redactor
from dify_shell.api.server import Version
from dify_shell.api.setup import setup_state
from dify_shell.api.transport import Transport
from dify_shell.errors import LoginError
from dify_shell.objects import Secret

if TYPE_CHECKING:
    from tests.api.conftest import OddServer

    TransportTo = Callable[..., Transport]

CONTRACT = Path(os.environ.get("DIFY_SHELL_SHARED", Path(__file__).parents[3] / "shared")) / "contract"
pytestmark = pytest.mark.skipif(not CONTRACT.is_dir(), reason="the recordings in ../shared are not here")

LOGINS = ("/console/api/login", "/console/api/email-code-login", "/console/api/email-code-login/validity")


def recorded(*paths: str, accepted: bool, method: str = "POST") -> list[Any]:
    """The exchanges with these paths that Dify accepted, or those that it refused."""
    return [
        pytest.param(exchange, id=f"{file.parent.name}/{file.stem}: {exchange['name']}")
        for file in sorted(CONTRACT.glob("*/*.json"))
        for exchange in json.loads(file.read_text())
        if "request" in exchange and exchange["request"]["path"] in paths and exchange["request"]["method"] == method
        if "json" in exchange["response"] and (exchange["response"]["status"] < 400) is accepted
    ]


def replay(server: OddServer, exchange: dict[str, Any]) -> None:
    response = exchange["response"]
    server.answer(response["status"], body=json.dumps(response["json"]).encode(), headers=response["headers"])


def log_in(transport: Transport, exchange: dict[str, Any]) -> Any:
    version = Version(exchange["server_version"])
    match exchange["request"]["path"].rpartition("/")[2]:
        case "login":
            return login_with_password(transport, version, "me@dify.test", Secret("hunter22"), Redactor())
        case "email-code-login":
            return request_code(transport, "me@dify.test")
        case _:
            return login_with_code(transport, version, "me@dify.test", "123456", "token", Redactor())


@pytest.mark.parametrize("exchange", recorded(LOGINS[0], LOGINS[2], accepted=True))
def test_an_accepted_login_gives_credentials(
    odd_server: OddServer, transport_to: TransportTo, exchange: dict[str, Any]
) -> None:
    replay(odd_server, exchange)
    credentials = log_in(transport_to(odd_server.url), exchange).credentials
    cookies = exchange["response"]["headers"].get("set-cookie", [])
    assert isinstance(credentials, CookieCredentials if cookies else BearerCredentials)
    if isinstance(credentials, CookieCredentials):
        assert credentials.prefix == ("__Host-" if cookies[0].startswith("__Host-") else "")


@pytest.mark.parametrize("exchange", recorded("/console/api/refresh-token", accepted=True))
def test_an_accepted_renewal_gives_credentials(
    odd_server: OddServer, transport_to: TransportTo, exchange: dict[str, Any]
) -> None:
    replay(odd_server, exchange)
    stale = BearerCredentials(Secret("access"), Secret("refresh"))
    renewed = stale.renewed(transport_to(odd_server.url))
    assert renewed is not None
    assert renewed.renewable


@pytest.mark.parametrize("exchange", recorded("/console/api/refresh-token", accepted=False))
def test_a_refused_renewal_gives_none(
    odd_server: OddServer, transport_to: TransportTo, exchange: dict[str, Any]
) -> None:
    replay(odd_server, exchange)
    assert BearerCredentials(Secret("access"), Secret("refresh")).renewed(transport_to(odd_server.url)) is None


@pytest.mark.parametrize("exchange", recorded(LOGINS[1], accepted=True))
def test_a_mailed_code_comes_with_a_token(
    odd_server: OddServer, transport_to: TransportTo, exchange: dict[str, Any]
) -> None:
    replay(odd_server, exchange)
    assert log_in(transport_to(odd_server.url), exchange) == exchange["response"]["json"]["data"]


@pytest.mark.parametrize("exchange", recorded(*LOGINS, accepted=False))
def test_a_refused_login_has_words_of_its_own(
    odd_server: OddServer, transport_to: TransportTo, exchange: dict[str, Any]
) -> None:
    code = exchange["response"]["json"]["code"]
    if code == "unsupported_media_type":
        pytest.skip("the client always sends JSON")
    replay(odd_server, exchange)
    with pytest.raises(LoginError) as caught:
        log_in(transport_to(odd_server.url), exchange)
    assert caught.value.code == code
    assert "refused the login" not in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("exchange", recorded("/console/api/system-features", accepted=True, method="GET"))
def test_a_server_is_known_by_its_features(
    odd_server: OddServer, transport_to: TransportTo, exchange: dict[str, Any]
) -> None:
    replay(odd_server, exchange)
    info = probe(transport_to(odd_server.url))
    assert str(info.version) == exchange["response"]["headers"]["x-version"]
    assert info.features["enable_marketplace"] is True


@pytest.mark.parametrize("exchange", recorded("/console/api/setup", accepted=True, method="GET"))
def test_a_server_tells_whether_it_is_set_up(
    odd_server: OddServer, transport_to: TransportTo, exchange: dict[str, Any]
) -> None:
    replay(odd_server, exchange)
    odd_server.answer_json({"status": "finished"})
    is_set_up = exchange["response"]["json"]["step"] == "finished"
    assert setup_state(transport_to(odd_server.url)).is_set_up is is_set_up
