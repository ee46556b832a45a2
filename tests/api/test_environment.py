"""Proxies and certificates from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from dify_shell.api.environment import proxy_for, trusted_certificates
from dify_shell.errors import DifyShellError

PROXY = {"HTTPS_PROXY": "http://proxy.example:3128"}


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        (PROXY, "http://proxy.example:3128"),
        ({"https_proxy": "proxy.example:3128"}, "http://proxy.example:3128"),
        ({**PROXY, "https_proxy": "http://lower.example"}, "http://lower.example"),
        ({"ALL_PROXY": "socks5://proxy.example"}, "socks5://proxy.example"),
        ({"HTTP_PROXY": "http://proxy.example"}, None),
        ({**PROXY, "HTTPS_PROXY": ""}, None),
    ],
)
def test_the_proxy_is_that_of_the_scheme(environment: dict[str, str], proxy: str | None) -> None:
    assert proxy_for("https://dify.example.com", environment) == proxy


@pytest.mark.parametrize(
    ("server", "no_proxy"),
    [
        ("https://dify.example.com", "dify.example.com"),
        ("https://dify.example.com", "other.example, .example.com"),
        ("https://dify.example.com", "*.example.com"),
        ("https://dify.example.com:8443", "dify.example.com:8443"),
        ("https://dify.example.com", "*"),
        ("https://10.1.2.3", "10.0.0.0/8"),
        ("https://[2001:db8::1]", "2001:db8::/32"),
        ("https://10.1.2.3:8443", "10.1.2.3:8443"),
        ("https://localhost:8443", ""),
        ("https://127.0.0.1", ""),
        ("https://[::1]", ""),
    ],
)
def test_some_servers_are_reached_without_the_proxy(server: str, no_proxy: str) -> None:
    assert proxy_for(server, {**PROXY, "NO_PROXY": no_proxy}) is None


@pytest.mark.parametrize("no_proxy", ["", "ample.com", "dify.example.com:8443", "10.0.0.0/8", "."])
def test_others_are_reached_through_it(no_proxy: str) -> None:
    assert proxy_for("https://dify.example.com", {**PROXY, "no_proxy": no_proxy}) is not None


def test_requests_own_certificates_are_trusted_unless_a_variable_says_otherwise(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.touch()
    assert trusted_certificates({}) is True
    assert trusted_certificates({"SSL_CERT_FILE": str(bundle), "REQUESTS_CA_BUNDLE": ""}) == str(bundle)
    assert trusted_certificates({"SSL_CERT_DIR": str(tmp_path), "REQUESTS_CA_BUNDLE": str(bundle)}) == str(bundle)


def test_a_missing_bundle_is_named() -> None:
    with pytest.raises(DifyShellError, match=r"REQUESTS_CA_BUNDLE.*/nowhere/ca.pem"):
        trusted_certificates({"REQUESTS_CA_BUNDLE": "/nowhere/ca.pem"})
