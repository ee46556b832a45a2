"""Addresses, paths and versions."""

from __future__ import annotations

import pytest

from dify_shell.api.server import Version, join, normalize_server, path
from dify_shell.errors import DifyShellError


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("cloud.dify.ai", "https://cloud.dify.ai"),
        ("  https://cloud.dify.ai/  ", "https://cloud.dify.ai"),
        ("HTTPS://Dify.Example.COM", "https://dify.example.com"),
        ("https://dify.example.com:443", "https://dify.example.com"),
        ("http://dify.example.com:80/", "http://dify.example.com"),
        ("localhost:8443", "https://localhost:8443"),
        ("http://127.0.0.1:5001", "http://127.0.0.1:5001"),
        ("http://[::1]:5001/", "http://[::1]:5001"),
        ("https://[2001:DB8:0:0::1]", "https://[2001:db8::1]"),
        ("https://dify.example.com/console/api", "https://dify.example.com"),
        ("https://dify.example.com/console/api/setup", "https://dify.example.com"),
        ("https://dify.example.com/signin", "https://dify.example.com"),
        ("https://dify.example.com/apps?category=chat#top", "https://dify.example.com"),
        ("https://dify.example.com/app/7379ab4d-8b34-4814-b8db-795acf18ff3a/workflow", "https://dify.example.com"),
        ("https://example.com/dify/", "https://example.com/dify"),
        ("https://example.com/dify/console/api/", "https://example.com/dify"),
        ("https://example.com/apps/dify", "https://example.com/apps/dify"),
        ("https://example.com//dify//apps", "https://example.com/dify"),
        ("https://Bücher.example", "https://xn--bcher-kva.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),
        ("dify_test.internal", "https://dify_test.internal"),
    ],
)
def test_a_server_has_one_address(text: str, server: str) -> None:
    assert normalize_server(text) == server
    assert normalize_server(server) == server


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "ftp://dify.example.com",
        "https://",
        "https:///apps",
        "http:/dify.example.com",
        "https://dify example.com",
        "https://dify.example.com\\@evil.example",
        "https://dify.exam\nple.com",
        "https://dify.example.com:port",
        "https://dify.example.com:99999",
        "https://dify.example.com:0",
        "https://[::1",
        "https://[::g]",
        "https://-dify-.example.com",
        "https://dify..example.com",
        "https://example.com/a/../b",
        "https://example.com/a/%2e%2e/b",
        "-Force",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(DifyShellError) as caught:
        normalize_server(text)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["https://me:hunter22@dify.example.com", "me:hunter22@dify.example.com"])
def test_an_address_with_a_password_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(DifyShellError, match="password") as caught:
        normalize_server(text)
    assert "hunter22" not in f"{caught.value}{caught.value.hint}"


def test_a_token_in_place_of_the_address_is_not_repeated() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9." + "x" * 80
    with pytest.raises(DifyShellError) as caught:
        normalize_server(token)
    assert token not in str(caught.value)


def test_a_path_encodes_its_segments() -> None:
    assert path("apps", "a/b ü%?#") == "/apps/a%2Fb%20%C3%BC%25%3F%23"


@pytest.mark.parametrize("segment", ["", " ", ".", ".."])
def test_an_empty_segment_is_refused_because_it_would_name_something_else(segment: str) -> None:
    with pytest.raises(DifyShellError):
        path("apps", segment)


def test_a_path_stands_behind_the_mount_of_the_server() -> None:
    assert join("https://example.com/dify", "/console/api/apps?page=1") == (
        "https://example.com/dify/console/api/apps?page=1"
    )


@pytest.mark.parametrize(
    "bad",
    ["apps", "//evil.example/apps", "/a/../b", "/a/%2E%2e/b", "/..", "/a\\..\\b", "/a\r\nX: y", "/a b", "/a#b", ""],
)
def test_a_path_that_leads_elsewhere_is_refused(bad: str) -> None:
    with pytest.raises(DifyShellError):
        join("https://example.com", bad)


def test_versions_compare_by_number() -> None:
    assert Version("1.9.2") < Version("1.11.2") < Version("1.13.2") < Version("2.0")
    assert Version("1.17") == Version("1.17.0") == Version("v1.17.0")
    assert Version("1.13.2") >= Version("1.9.2")
    assert len({Version("1.17"), Version("1.17.0")}) == 1


@pytest.mark.parametrize("text", ["1.9.2-beta1", "1.9.2+build.5", "1.9.2rc1"])
def test_a_pre_release_has_the_features_of_its_release(text: str) -> None:
    assert Version(text) == Version("1.9.2")
    assert str(Version(text)) == text


@pytest.mark.parametrize("text", ["main", "0a1b2c3", "", "latest"])
def test_a_version_without_numbers_is_newer_than_any_release(text: str) -> None:
    assert Version(text) > Version("99.0.0")
