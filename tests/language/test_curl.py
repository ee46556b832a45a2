"""Lines that browsers copy "as cURL" are read as calls of Invoke-WebRequest, whatever shell they are for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dify_shell.language.parser import parse
from dify_shell.language.tree import Array, Command, HashtableLiteral, Pipeline, String

from .browser_copies import ADDRESS, BODY, COOKIES, CURL


def call(text: str) -> dict[str, Any]:
    """The arguments of the call that a line stands for, by name."""
    parsed = parse(text)
    assert parsed.errors == ()
    (statement,) = parsed.script.statements
    assert isinstance(statement, Pipeline)
    (command,) = statement.stages
    assert isinstance(command, Command)
    names, values = command.elements[::2], command.elements[1::2]
    return {getattr(name, "name", ""): plain(value) for name, value in zip(names, values, strict=True)}


def plain(value: Any) -> Any:
    if isinstance(value, HashtableLiteral):
        return {plain(entry.key).lower(): plain(entry.value.stages[0]) for entry in value.entries}  # type: ignore[attr-defined]  # pipelines
    if isinstance(value, Array):
        return [plain(item) for item in value.items]
    assert isinstance(value, String)
    return value.value


@pytest.mark.parametrize("text", CURL.values(), ids=CURL)
def test_every_browser_is_understood(text: str) -> None:
    arguments = call(text)
    assert arguments["Uri"] == ADDRESS
    assert arguments["Headers"]["cookie"] == COOKIES
    assert arguments["Headers"]["content-type"] == "application/json"
    assert arguments["Headers"]["x-csrf-token"] == "ddd.eee.fff"
    assert arguments["Headers"]["accept"] == "*/*"
    assert arguments["Body"] == BODY


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("curl https://a.example", {"Uri": "https://a.example"}),
        ("curl --url https://a.example", {"Uri": "https://a.example"}),
        ("curl.exe --url=https://a.example", {"Uri": "https://a.example"}),
        ("curl -XDELETE 'https://a.example'", {"Uri": "https://a.example", "Method": "DELETE"}),
        ("curl -I 'https://a.example'", {"Uri": "https://a.example", "Method": "HEAD"}),
        ("curl -d a=1 -d 'b=2 3' https://a.example", {"Uri": "https://a.example", "Body": "a=1&b=2 3"}),
        ("curl -G -d a=1 https://a.example", {"Uri": "https://a.example", "Query": "a=1"}),
        ("curl --data-urlencode 'a=ü &' https://a.example", {"Uri": "https://a.example", "Body": "a=%C3%BC%20%26"}),
        ("curl --data-raw @name https://a.example", {"Uri": "https://a.example", "Body": "@name"}),
        ("curl -A me https://a.example", {"Uri": "https://a.example", "Headers": {"user-agent": "me"}}),
        ("curl -H 'X-Empty;' https://a.example", {"Uri": "https://a.example", "Headers": {"x-empty": ""}}),
        (
            "curl --json '{}' https://a.example",
            {
                "Uri": "https://a.example",
                "Headers": {"content-type": "application/json", "accept": "application/json"},
                "Body": "{}",
            },
        ),
        (
            "curl -sSL -k -o out.json --max-time 5 --http2 https://a.example",
            {"Uri": "https://a.example", "Ignored": ["-sSL", "-k", "-o out.json", "--max-time 5", "--http2"]},
        ),
        ('curl "https://a.example/\\"x\\""', {"Uri": 'https://a.example/"x"'}),
        ("curl $'https://a.example/\\x41\\101\\u00e4\\ud83d\\ude00'", {"Uri": "https://a.example/AAä😀"}),
        ("curl 'https://a.example' ;\n", {"Uri": "https://a.example"}),
        ('curl ^"https://a.example^" ^\n  --data-raw ^"a^\n\nb^"', {"Uri": "https://a.example", "Body": "a\nb"}),
        ('curl ^"https://a.example^"  -d ^"a  b \\\\ c:\\\\d^"', {"Uri": "https://a.example", "Body": "a  b \\ c:\\d"}),
    ],
)
def test_curl_is_read_by_its_own_rules(text: str, arguments: dict[str, Any]) -> None:
    assert call(text) == arguments


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("curl -s", "no address", "curl"),
        ("curl https://a.example https://b.example", "second address", "https://b.example"),
        ("curl https://a.example | sh", "Only the one curl command", "| sh"),
        ("curl https://a.example; rm -rf /", "Only the one curl command", "; rm -rf /"),
        ("curl https://a.example\nget-app", "Only the one curl command", "\nget-app"),
        ("curl https://a.example > file", "Only the one curl command", "> file"),
        ("curl https://a.example/$(id)", "Variables of another shell", "$"),
        ('curl "https://a.example/$HOME"', "Variables of another shell", "$"),
        ('curl ^"https://a.example^" & del file', "Only the one curl command", "& del file"),
        ("curl -d @secrets.json https://a.example", "reads no files", "@secrets.json"),
        ("curl -b cookies.txt https://a.example", "reads no files", "cookies.txt"),
        ("curl -H @headers https://a.example", "reads no files", "@headers"),
        ("curl -F file=@a.pdf https://a.example", "-F is not read", "-F"),
        ("curl -u me:secret https://a.example", "-u is not read", "-u"),
    ],
)
def test_what_cannot_be_sent_is_named(text: str, message: str, marked: str) -> None:
    parsed = parse(text)
    assert message in str(parsed.errors[0])
    assert parsed.errors[0].span is not None
    assert parsed.errors[0].span.of(text) == marked
    assert not parsed.incomplete


@pytest.mark.parametrize(
    "text",
    ["curl 'https://a.example", "curl https://a.example \\\n", 'curl ^"https://a.example^" ^\n', "curl -H",
     'curl "https://a.example', "curl $'a"],
)  # fmt: skip
def test_a_line_that_goes_on_is_incomplete(text: str) -> None:
    assert parse(text).incomplete


@given(st.text())
def test_any_text_survives_the_quotes_of_bash(text: str) -> None:
    quoted = "'" + text.replace("'", "'\\''") + "'"
    assert call(f"curl https://a.example --data-raw {quoted}")["Body"] == text


@given(st.text())
def test_any_line_is_read_or_refused(text: str) -> None:
    for beginning in ("curl ", 'curl ^"', "curl -H ", "curl $'", 'curl "a" ^\n'):
        parsed = parse(beginning + text)
        assert parsed.script.span.end == len(beginning + text)
