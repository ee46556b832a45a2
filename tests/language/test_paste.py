"""What is taken off a text that was copied from elsewhere, and what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dify_shell.language.paste import clean

LOGIN = '$env:PSDIFY_URL="https://cloud.dify.ai"\n$env:PSDIFY_ACCESS_TOKEN="eyJ"\nConnect-Dify\n'


@pytest.mark.parametrize("language", ["", "powershell", "ps1", "PowerShell title"])
def test_a_code_fence_around_a_text_is_blanked(language: str) -> None:
    assert clean(f"```{language}\n{LOGIN}```\n") == f"\n{LOGIN}\n"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\n  ```\nget-app\n  ```", "\n\nget-app\n"),
        ("get-app\n```\n", "get-app\n\n"),
        ("```\nget-app", "\nget-app"),
        ("```\r\nget-app\r\n```\r\n", "\r\nget-app\r\n\r\n"),
        ("```powershell\nPS> get-app\n```", "\nget-app\n"),
    ],
)
def test_fences_may_be_indented_or_copied_in_part(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "prompt",
    [
        "PS> ",
        "PS>",
        "PS C:\\> ",
        "PS C:\\Users\\me> ",
        "PS C:\\Users\\me>",
        "PS /home/me> ",
        "  PS C:\\> ",
        "(base) PS C:\\> ",
        "[server]: PS C:\\> ",
        "PS C:\\>> ",
        "dify> ",
        "alice@cloud.dify.ai> ",
        "alice@localhost:8080 [TLS NOT VERIFIED]> ",
    ],
)
def test_prompts_are_taken_off_each_line(prompt: str) -> None:
    lines = LOGIN.splitlines(keepends=True)
    assert clean("".join(prompt + line for line in lines)) == LOGIN


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("PS> get-app |\n>> where Name\n>>\nPS> $x", "get-app |\nwhere Name\n\n$x"),
        ("PS> get-app |\n> where Name", "get-app |\nwhere Name"),
        ("PS> get-app |\r\n>>where Name\r\n", "get-app |\r\nwhere Name\r\n"),
        (">> where Name\n>> }", "where Name\n}"),
        ('PS> $x = @"\n>> PS> text\n>> "@\nPS> $x', '$x = @"\nPS> text\n"@\n$x'),
    ],
)
def test_continuation_prompts_are_taken_off_below_a_prompt(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "",
        LOGIN,
        LOGIN.replace("\n", "\r\n"),
        "$ ls",
        "$x > out.txt",
        "get-app `\n> out.txt",
        "get-app `\n>> out.txt",
        "> where Name",
        "get-app 'a@b> c'",
        "@'\nPS> text\n```\n>> more\n'@ | set-content x",
        'echo @"\ndify> text\n"@\n',
        "echo `\n```\n$x",
        "PSObject > x",
        "ps aux > x",
        "one\rtwo\n\nthree",
    ],
)
def test_everything_else_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


FRAGMENTS = ["PS> ", ">> ", "> ", "```", "get-app", "\n", '@"', '"@', " "]


@given(st.lists(st.sampled_from(FRAGMENTS)).map("".join), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_keep_their_numbers_and_ends(text: str, line_end: str) -> None:
    cleaned = clean(text.replace("\n", line_end))
    assert cleaned.count(line_end) == text.count("\n")
    assert cleaned == clean(text).replace("\n", line_end)
