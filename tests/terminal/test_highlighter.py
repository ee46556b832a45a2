"""Colours from the tree, and stars over secrets, at every keystroke."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples, fragment_list_to_text
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import TransformationInput

from dify_shell.commands import all_commands
from dify_shell.render.themes import STYLES
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import ShellState
from dify_shell.terminal.completer import ShellCompleter
from dify_shell.terminal.highlighter import Highlighter, SecretMask
from dify_shell.terminal.validator import indentation, should_continue

REGISTRY = Registry(all_commands())
TOKEN = "eyJhbGciOiJIUzI1NiJ9.QWxpY2U.c2lnbmF0dXJl"
PASSWORD = "ZyxWvut9"
SHARED = Path(os.environ.get("DIFY_SHELL_SHARED", Path(__file__).parents[3] / "shared"))


def lines_of(text: str) -> list[StyleAndTextTuples]:
    line = Highlighter(REGISTRY).lex_document(Document(text))
    return [line(number) for number in range(text.count("\n") + 1)]


def coloured(text: str) -> list[tuple[str, str]]:
    """The pieces of a single line that have a style, without blanks around them."""
    return [(piece[0].removeprefix("class:"), piece[1].strip()) for piece in lines_of(text)[0] if piece[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("get-app", [("command", "get-app")]),
        ("Get-DifyApp", [("command", "Get-DifyApp")]),
        ("get-ap", []),
        ("get-zz", [("unknown-command", "get-zz")]),
        ("get-ap x", [("unknown-command", "get-ap")]),
        ("apps -Name:x", [("command", "apps"), ("parameter", "-Name:")]),
        ("apps 'a' 5", [("command", "apps"), ("string", "'a'"), ("number", "5")]),
        ("$x.Name -eq 'a'", [("variable", "$x"), ("operator", "-eq"), ("string", "'a'")]),
        ('"a $x"', [("string", '"a'), ("variable", "$x"), ("string", '"')]),
        ('"$(apps)"', [("string", '"'), ("command", "apps"), ("string", '"')]),
        ("if ($x) {} else {}", [("keyword", "if"), ("variable", "$x"), ("keyword", "else")]),
        ("-not $x # no", [("operator", "-not"), ("variable", "$x"), ("comment", "# no")]),
        ("'if' ) 1", [("string", "'if'"), ("error underline", ")"), ("number", "1")]),
    ],
)
def test_each_part_has_its_colour(text: str, expected: list[tuple[str, str]]) -> None:
    assert coloured(text) == expected


@pytest.mark.parametrize("text", ["$", "$x -e", "'abc", "apps |", "@{ a", "$x.", "apps -Name ", "[in"])
def test_what_is_merely_unfinished_is_not_marked_as_wrong(text: str) -> None:
    assert not any("error" in style for style, _ in coloured(text))


def test_only_styles_of_the_theme_are_used() -> None:
    text = "if ($x) { nope -a 'b' 5 $c @d -eq } ) # e\n1 -eq 2"
    used = {word for line in lines_of(text) for piece in line for word in re.findall(r"class:(\S+)", piece[0])}
    assert used
    assert used <= set(STYLES)


def shown(text: str) -> str:
    """What stands on the screen for `text`."""
    document = Document(text)
    control = BufferControl(Buffer(document=document))
    mask = SecretMask(REGISTRY)
    lines = []
    for number, fragments in enumerate(lines_of(text)):
        given_ = TransformationInput(control, document, number, lambda place: place, fragments, 80, 24)
        lines.append(fragment_list_to_text(mask.apply_transformation(given_).fragments))
    return "\n".join(lines)


LOGINS = {
    "tokens": f'$env:PSDIFY_URL="https://cloud.dify.ai"\n$env:PSDIFY_AUTH_METHOD="AccessToken"\n'
    f'$env:PSDIFY_ACCESS_TOKEN="{TOKEN}"\n$env:PSDIFY_CSRF_TOKEN="{TOKEN}"\nConnect-Dify\n',
    "password": f"$env:PSDIFY_EMAIL = 'alice@example.com'; $env:PSDIFY_PASSWORD = '{PASSWORD}'\nconnect -Force",
    "argument": f"connect https://x Password alice@example.com -Password {PASSWORD} -Force",
    "attached": f'connect -password:"{PASSWORD}"',
    "position": f"connect https://x Password a@b.c tok 123456 {PASSWORD}",
    "table": f'$Login = @{{\n    Server = "https://x"\n    Password = "{PASSWORD}"\n}}\nConnect-Dify @Login',
    "secure string": f'$p = ConvertTo-SecureString -String "{PASSWORD}" -AsPlainText -Force',
}


@pytest.mark.parametrize("login", LOGINS.values(), ids=LOGINS)
def test_no_character_of_a_secret_is_shown_at_any_keystroke(login: str) -> None:
    """Each is a star in its place; once the text is whole, all else stands there as it was typed."""
    secret_places = {
        place
        for secret in (TOKEN, PASSWORD)
        for found in re.finditer(re.escape(secret), login)
        for place in range(*found.span())
    }
    assert secret_places
    for end in range(len(login) + 1):
        screen = shown(login[:end])
        assert len(screen) == end
        assert all(screen[place] == "*" for place in secret_places if place < end)
    assert shown(login) == "".join("*" if n in secret_places else character for n, character in enumerate(login))


def test_a_suggestion_behind_the_text_is_left_alone() -> None:
    text = "connect -Password ab"
    fragments: StyleAndTextTuples = [("", text), ("class:auto-suggestion", " -Force")]
    given_ = TransformationInput(BufferControl(), Document(text), 0, lambda place: place, fragments, 80, 24)
    assert (
        fragment_list_to_text(SecretMask(REGISTRY).apply_transformation(given_).fragments)
        == "connect -Password ** -Force"
    )


def at_the_prompt(text: str, state: ShellState) -> None:
    """All that looks at the text at one keystroke."""
    assert "\n".join(fragment_list_to_text(line) for line in lines_of(text)) == text
    assert len(shown(text)) == len(text)
    should_continue(text)
    indentation(text)
    for asked in (True, False):
        event = CompleteEvent(text_inserted=not asked, completion_requested=asked)
        for completion in ShellCompleter(REGISTRY, state, lambda nouns: None, lambda: None).get_completions(
            Document(text), event
        ):
            assert -len(text) <= completion.start_position <= 0


def test_every_keystroke_of_a_pasted_login_is_taken(state: ShellState) -> None:
    login = LOGINS["tokens"]
    for end in range(len(login) + 1):
        at_the_prompt(login[:end], state)


@given(st.data())
def test_every_keystroke_of_what_users_paste_is_taken(data: st.DataObject) -> None:
    snippets = SHARED / "reference" / "snippets.md"
    if not snippets.exists():
        pytest.skip(f"needs {snippets}")
    blocks = re.findall(r"```powershell\n(.*?)```", snippets.read_text(encoding="utf-8"), re.DOTALL)
    block = data.draw(st.sampled_from(blocks))
    at_the_prompt(block[: data.draw(st.integers(0, len(block)))], ShellState({}))


@given(st.text(alphabet="abn$_.-:'\"`{}()[]@|,;= \n\r\t#<>&!0é“–日🚀"))
def test_every_text_is_taken(text: str) -> None:
    at_the_prompt(text, ShellState({}))
