"""One request over real HTTP: redirects, retries, certificates, proxies, and everything that can go wrong."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dify_shell.api.transport import Transport
from dify_shell.errors import CertificateRejected, DifyShellError, NotDify, TimedOut, TransportError, Unreachable

if TYPE_CHECKING:
    from tests.api.conftest import OddServer

    TransportTo = Callable[..., Transport]


def test_a_request_carries_what_it_is_given(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer_json({"result": "success"}, X_Version="1.13.2")
    answer = transport_to(odd_server.url).send(
        "POST", "/console/api/apps", json={"name": "ü"}, headers={"Cookie": "a=1"}, query={"page": 1}
    )
    seen = odd_server.requests[0]
    assert (seen.method, seen.path, json.loads(seen.body)) == ("POST", "/console/api/apps?page=1", {"name": "ü"})
    assert seen.headers["Cookie"] == "a=1"
    assert seen.headers["User-Agent"].startswith("dify-shell/")
    assert (answer.status, answer.path, answer.headers["x-version"]) == (200, "/console/api/apps", "1.13.2")
    assert answer.json() == {"result": "success"}


def test_a_query_is_encoded(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer_json({})
    query = {"name": "a&b=ü +#", "tag_ids": ["1", "2"], "flag": True, "mode": None}
    transport_to(odd_server.url).send("GET", "/console/api/apps", query=query)
    assert odd_server.requests[0].path == ("/console/api/apps?name=a%26b%3D%C3%BC+%2B%23&tag_ids=1&tag_ids=2&flag=true")


def test_cookies_are_handed_over_and_never_sent_back_by_themselves(
    odd_server: OddServer, transport_to: TransportTo
) -> None:
    odd_server.answer(200, headers={"Set-Cookie": "__Host-access_token=a.b-c; Secure; HttpOnly; Path=/"})
    transport = transport_to(odd_server.url)
    assert transport.send("POST", "/login").set_cookies == {"__Host-access_token": "a.b-c"}
    transport.send("GET", "/apps")
    assert "Cookie" not in odd_server.requests[1].headers


def test_a_cookie_that_is_being_deleted_is_none(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer(200, headers={"Set-Cookie": "access_token=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"})
    assert transport_to(odd_server.url).send("POST", "/logout").set_cookies == {}


def test_paths_that_lead_elsewhere_send_nothing(odd_server: OddServer, transport_to: TransportTo) -> None:
    with pytest.raises(DifyShellError):
        transport_to(odd_server.url).send("GET", "/console/api/../../secret")
    assert odd_server.requests == []


# Redirects


def test_a_redirect_on_the_same_server_is_followed(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer(302, headers={"Location": "/console/api/apps/"})
    odd_server.answer_json([])
    assert transport_to(odd_server.url).send("GET", "/console/api/apps", query={"page": 1}).json() == []
    assert [seen.path for seen in odd_server.requests] == ["/console/api/apps?page=1", "/console/api/apps/"]


@pytest.mark.parametrize(
    "target", ["http://evil.example/console/api/apps", "http://127.0.0.1:9/apps", "//evil.example"]
)
def test_a_redirect_to_another_server_is_refused_and_named(
    odd_server: OddServer, transport_to: TransportTo, target: str
) -> None:
    odd_server.answer(302, headers={"Location": target})
    with pytest.raises(
        NotDify, match="redirects to http://(evil.example|127.0.0.1:9); nothing was sent there"
    ) as caught:
        transport_to(odd_server.url).send("GET", "/apps", headers={"Cookie": "access_token=hunter22"})
    assert caught.value.hint
    assert len(odd_server.requests) == 1


def test_a_redirected_post_is_not_sent_again(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer(307, headers={"Location": "/elsewhere"})
    with pytest.raises(NotDify):
        transport_to(odd_server.url).send("POST", "/login", json={"password": "hunter22"})
    assert len(odd_server.requests) == 1


def test_redirects_end(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer(302, headers={"Location": "/again"})
    with pytest.raises(NotDify, match="circle"):
        transport_to(odd_server.url).send("GET", "/apps")


def test_after_a_redirect_to_https_everything_goes_there(transport_to: TransportTo) -> None:
    """The rule alone: one port cannot serve both schemes in a test."""
    transport = transport_to("http://dify.example/base")
    target = transport._redirected(
        "GET", "http://dify.example/base/console/api/x", "https://dify.example/base/console/api/x"
    )
    assert target == "https://dify.example/base/console/api/x"
    assert transport.server == "https://dify.example/base"


@pytest.mark.parametrize("location", ["http://[::1", "//dify.example:port/", "http://dify.example:99999/"])
def test_a_redirect_to_no_address_is_refused(odd_server: OddServer, transport_to: TransportTo, location: str) -> None:
    odd_server.answer(302, headers={"Location": location})
    with pytest.raises(NotDify):
        transport_to(odd_server.url).send("GET", "/apps")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("https://dify.example/x", "http://dify.example/x"),
        ("http://dify.example/x", "https://dify.example:8443/x"),
        ("http://dify.example/x", "https://www.dify.example/x"),
        ("https://dify.example/x", "ftp://dify.example/x"),
    ],
)
def test_other_changes_of_scheme_or_port_are_not_followed(transport_to: TransportTo, here: str, there: str) -> None:
    with pytest.raises(NotDify):
        transport_to(here)._redirected("GET", here, there)


# Retries


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_get_is_tried_again_when_the_server_is_busy(
    odd_server: OddServer, transport_to: TransportTo, status: int
) -> None:
    odd_server.answer(status)
    odd_server.hang_up()
    odd_server.answer_json([])
    assert transport_to(odd_server.url).send("GET", "/apps").json() == []
    assert len(odd_server.requests) == 3


def test_it_is_tried_three_times_and_no_more(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer(503)
    assert transport_to(odd_server.url).send("GET", "/apps").status == 503
    assert len(odd_server.requests) == 3


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_changes_something_is_never_sent_twice(
    odd_server: OddServer, transport_to: TransportTo, method: str
) -> None:
    odd_server.answer(503)
    odd_server.hang_up()
    transport = transport_to(odd_server.url)
    assert transport.send(method, "/busy").status == 503
    with pytest.raises(Unreachable, match="broke off"):
        transport.send(method, "/broken")
    assert [seen.path for seen in odd_server.requests] == ["/busy", "/broken"]


def test_a_long_wait_is_reported_and_not_waited_for(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer(429, headers={"Retry-After": "60"})
    assert transport_to(odd_server.url).send("GET", "/apps").status == 429
    assert len(odd_server.requests) == 1


def test_a_wait_that_nobody_understands_is_passed_over(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer(503, headers={"Retry-After": "soon"})
    odd_server.answer_json([])
    assert transport_to(odd_server.url).send("GET", "/apps").status == 200


# No answer


def test_an_unknown_name(transport_to: TransportTo) -> None:
    with pytest.raises(Unreachable, match=r"The name of dify\.invalid is not known"):
        transport_to("https://dify.invalid").send("GET", "/apps")


def test_a_closed_port(transport_to: TransportTo) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Unreachable, match="refused the connection") as caught:
            transport_to(server).send("GET", "/apps")
    assert caught.value.server == server
    assert caught.value.exit_code == 4


def test_a_server_that_never_answers(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.stall()
    with pytest.raises(TimedOut):
        transport_to(odd_server.url, read_timeout=0.1).send("GET", "/apps")
    assert len(odd_server.requests) == 1


def test_a_body_that_breaks_off(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer(200, body=b'{"data": [', length=1000)
    with pytest.raises(Unreachable, match="broke off"):
        transport_to(odd_server.url).send("POST", "/apps")


def test_something_that_speaks_no_http(transport_to: TransportTo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        transport = transport_to(f"http://127.0.0.1:{listener.getsockname()[1]}", read_timeout=0.2)
        with pytest.raises(TransportError):
            transport.send("POST", "/apps")


# Certificates


def test_a_self_signed_certificate_is_rejected_with_the_ways_out(
    odd_https_server: OddServer, transport_to: TransportTo
) -> None:
    with pytest.raises(CertificateRejected, match="self-signed") as caught:
        transport_to(odd_https_server.url).send("GET", "/apps")
    hint = str(caught.value.hint)
    assert "Set-PSDifyConfiguration -IgnoreSSLVerification $true" in hint
    assert '$env:PSDIFY_DISABLE_SSL_VERIFICATION="true"' in hint
    assert "REQUESTS_CA_BUNDLE" in hint
    assert odd_https_server.requests == []


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_certificate_named_by_the_environment_is_trusted(
    odd_https_server: OddServer, transport_to: TransportTo, certificate: Path, variable: str
) -> None:
    odd_https_server.answer_json([])
    transport = transport_to(odd_https_server.url, environment={variable: str(certificate)})
    assert transport.send("GET", "/apps").status == 200


def test_the_switch_beats_the_bundle(
    odd_https_server: OddServer, transport_to: TransportTo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself requests lets REQUESTS_CA_BUNDLE win over `verify=False`."""
    import certifi

    monkeypatch.setenv("REQUESTS_CA_BUNDLE", certifi.where())
    odd_https_server.answer_json([])
    for environment in ({"REQUESTS_CA_BUNDLE": certifi.where()}, os.environ, {"SSL_CERT_FILE": "/nowhere"}):
        transport = transport_to(odd_https_server.url, verify=False, environment=environment)
        assert transport.send("GET", "/apps").status == 200


def test_a_certificate_of_another_host_is_rejected(
    odd_https_server: OddServer, transport_to: TransportTo, certificate: Path
) -> None:
    server = odd_https_server.url.replace("127.0.0.1", "localhost")
    with pytest.raises(CertificateRejected):
        transport_to(server, environment={"SSL_CERT_FILE": str(certificate)}).send("GET", "/apps")


def test_https_to_a_server_that_speaks_http(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer(200)
    with pytest.raises(NotDify, match="does not speak HTTPS") as caught:
        transport_to(odd_server.url.replace("http:", "https:")).send("GET", "/apps")
    assert odd_server.url in str(caught.value.hint)


# Proxies


def test_a_proxy_is_asked(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer_json([])
    transport = transport_to("http://dify.example", environment={"http_proxy": odd_server.url})
    assert transport.send("GET", "/apps").status == 200
    assert odd_server.requests[0].path == "http://dify.example/apps"


def test_only_the_given_environment_counts(
    odd_server: OddServer, transport_to: TransportTo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither the variables of the process nor a `.netrc`, which would send somebody's password, are looked at."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password hunter22\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    odd_server.answer_json([])
    assert transport_to(odd_server.url).send("GET", "/apps").status == 200
    assert "Authorization" not in odd_server.requests[0].headers


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_dead_proxy_is_named_without_its_password(transport_to: TransportTo, scheme: str) -> None:
    environment = {"all_proxy": "http://me:hunter22@127.0.0.1:1"}
    with pytest.raises(Unreachable, match=r"The proxy 127\.0\.0\.1:1") as caught:
        transport_to(f"{scheme}://dify.example", environment=environment).send("GET", "/apps")
    assert "hunter22" not in f"{caught.value}{caught.value.hint}"


def test_a_proxy_that_wants_a_login(odd_server: OddServer, transport_to: TransportTo) -> None:
    odd_server.answer(407)
    with pytest.raises(Unreachable, match="wants a login"):
        transport_to("https://dify.example", environment={"https_proxy": odd_server.url}).send("GET", "/apps")


def test_a_malformed_proxy_is_an_error_in_words(transport_to: TransportTo) -> None:
    with pytest.raises(DifyShellError) as caught:
        transport_to("http://dify.example", environment={"http_proxy": "http://[::1"}).send("GET", "/apps")
    assert caught.value.hint


# Secrets


@pytest.mark.parametrize("token", ["hunter22\r\nX-Evil: 1", "hunter22\u2028", " hunter22", "hünter22 ☃"])
def test_a_header_that_cannot_be_sent_is_not_repeated(
    odd_server: OddServer, transport_to: TransportTo, token: str
) -> None:
    with pytest.raises(DifyShellError) as caught:
        transport_to(odd_server.url).send("GET", "/apps", headers={"X-CSRF-Token": token})
    assert caught.value.__context__ is None
    assert "hunter22" not in str(caught.value)
    assert odd_server.requests == []
