"""Which parts of a text are masked. The tables read: text, then what the history holds."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from dify_shell.language.parser import parse
from dify_shell.language.secrets import mask, secret_spans
from dify_shell.language.tree import Command, Expression
from dify_shell.spans import Span

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


def is_parameter(command: str, name: str) -> bool:
    return len(name) > 3 and "password".startswith(name.lower()) and command != "find"


def is_variable(scope: str, name: str) -> bool:
    return name.lower().endswith(("token", "password"))


def third(command: Command) -> Iterable[Expression]:
    """Secret by position: the third argument."""
    return [element for element in command.elements[2:3] if isinstance(element, Expression)]


def masked(text: str) -> str:
    return mask(text, secret_spans(parse(text), is_parameter, is_variable))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('$env:PSDIFY_PASSWORD="a b"', '$env:PSDIFY_PASSWORD="********"'),
        ("$token = 'a'; $name = 'b'", "$token = '********'; $name = 'b'"),
        ('$token = "a$b"', '$token = "********"'),
        ('$token = ("a" + "b")', '$token = ("********" + "********")'),
        ("$password = 12345", "$password = ********"),
        ("$password = hunter2", "$password = ********"),
        ("$password = hunter2 and more", "$password = ******** ******** ********"),
        ("$password = [string]'a'", "$password = [string]'********'"),
        ("$password = if ($x) { 'a' } else { 'b' }", "$password = if ($x) { '********' } else { '********' }"),
        ("$password = @'\na\nb\n'@", "$password = @'\n********\n'@"),
        ("$a.Password = 'a'; $a['Password'] = 'b'", "$a.Password = '********'; $a['Password'] = '********'"),
        ("$password = Read-Host -AsSecureString 'Type it'", "$password = Read-Host -AsSecureString 'Type it'"),
        ("$password = $login.Password", "$password = $login.Password"),
        ("$password = $logins[0].Trim('x')", "$password = $logins[0].Trim('********')"),
    ],
)
def test_what_is_assigned_to_secret_variables(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("connect -Password hunter2 -Force", "connect -Password ******** -Force"),
        ("connect -Pass 'hunter 2'", "connect -Pass '********'"),
        ('connect -Password:"x"', 'connect -Password:"********"'),
        ("connect --password=x", "connect --password=********"),
        ("connect -Password 12345", "connect -Password ********"),
        ("connect -Password $x", "connect -Password $x"),
        ("connect -Password -Force x", "connect -Password -Force x"),
        ("find -Password x", "find -Password x"),
        ("@{ Password = 'a'; Name = 'b' }", "@{ Password = '********'; Name = 'b' }"),
        ("connect @{ Password = @{ a = 'b' } }", "connect @{ Password = @{ a = '********' } }"),
        ("post /login password=a name=b", "post /login password=******** name=b"),
        ("post /login password:='\"a\"' x", "post /login password:=******** x"),
        ("post /login password=$a-b", "post /login password=********"),
        ("post /login password=", "post /login password="),
        ("post /login password:=true", "post /login password:=true"),
        ("post /login password=falsehood", "post /login password=********"),
    ],
)
def test_arguments_of_secret_parameters_and_keys(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ConvertTo-SecureString -String 'a' -AsPlainText", "ConvertTo-SecureString -String '********' -AsPlainText"),
        ("convertto-secure-string -AsPlainText a -Force", "convertto-secure-string -AsPlainText ******** -Force"),
        ("'a' | ConvertTo-SecureString -AsPlainText", "'********' | ConvertTo-SecureString -AsPlainText"),
        ("connect -Password (ConvertTo-SecureString 'a')", "connect -Password (ConvertTo-SecureString '********')"),
        ("'a' | Out-File x", "'a' | Out-File x"),
    ],
)
def test_what_becomes_a_secure_string(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"echo {JWT}", "echo ********"),
        (f"echo '{JWT}' # {JWT}", "echo '********' # ********"),
        (f'$x = "Bearer {JWT}"', '$x = "Bearer ********"'),
        (f"!curl -H 'Authorization: Bearer {JWT}' x", "!curl -H 'Authorization: Bearer ********' x"),
        ("echo eyJhbGciOiJIUzI1NiIsInR5", "echo ********"),
        ("echo eyJhbGci", "echo eyJhbGci"),
    ],
)
def test_whatever_looks_like_a_token(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_secret_is_masked_from_its_first_character_on() -> None:
    text = '$env:ACCESS_TOKEN="secret"'
    opening = text.index('"') + 1
    for end in range(opening + 1, len(text)):
        assert secret_spans(parse(text[:end]), is_parameter, is_variable) == (Span(opening, end),)


@pytest.mark.parametrize(
    "text",
    [
        "apps && connect -Password x",
        "apps & connect -Password x",
        "function f { connect -Password x }",
        "while ($true) { connect -Password x }",
        "1 connect -Password x",
        "(1 connect -Password x)",
        "@{ a = 1 } connect -Password x",
        ". connect -Password x",
        "[a]::b connect -Password x",
        "connect -Password x && (",
        "apps *> connect -Password x; connect -Password x",
    ],
)
def test_a_mistake_in_a_text_does_not_show_its_secrets(text: str) -> None:
    assert parse(text).errors
    assert masked(text).endswith(text.replace("-Password x", "-Password ********").rpartition("connect")[2])


def test_arguments_that_are_secret_by_their_position() -> None:
    text = "connect a b 'c' d"
    spans = secret_spans(parse(text), is_parameter, is_variable, third)
    assert mask(text, spans) == "connect a b '********' d"


def test_spans_are_in_order_and_do_not_overlap() -> None:
    text = f"$token = '{JWT}'; connect -Password {JWT}"
    spans = secret_spans(parse(text), is_parameter, is_variable)
    assert [span.of(text) for span in spans] == [JWT, JWT]
