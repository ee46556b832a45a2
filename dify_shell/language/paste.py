"""Text from elsewhere to text that can be parsed: prompts and code fences that were copied along are taken off."""

from __future__ import annotations

import re

from .tokens import NEWLINE

_LINE = re.compile(rf"([^\r\n]*)({NEWLINE}|\Z)")
_BLANK_LINES = rf"\A(?:[^\S\r\n]*(?:{NEWLINE}))*"
_OPENING_FENCE = re.compile(rf"({_BLANK_LINES})[^\S\r\n]*```[`\w -]*(?=[\r\n]|\Z)")
_CLOSING_FENCE = re.compile(r"(?:(?<=[\r\n])|\A)[^\S\r\n]*```+(?=\s*\Z)")
_PROMPT = (
    r"\s*(?:\([^()]*\)\s?)?(?:\[[^][]*\]:\s?)?PS(?:\s[^>]*)?>+\s?"  # (base) [host]: PS C:\>
    r"|(?:dify|[^\s@]+@[^\s@>]+(?: \[[^][]*\])?)> "
)
_AT_PROMPT = re.compile(_PROMPT)
_AT_FIRST_PROMPT = re.compile(rf"{_PROMPT}|\s*>>\s?")
_AT_NEXT_PROMPT = re.compile(rf"{_PROMPT}|\s*>>?(?:\s|$)|\s*>>")
_AT_CONTINUATION = re.compile(r"\s*>>?(?:\s|$)|\s*>>")
_HERE_STRING = re.compile(r"""@(["'])\s*$""")


def clean(text: str) -> str:
    """`text` without what is not part of the commands in it; lines keep their number and their ends.

    Recognised are
    * a Markdown code fence, with or without a language, as the first and as the last line that is not blank;
    * PowerShell's prompt at the start of a line, such as `PS> `, `PS C:\\Users\\me> ` or `(base) [host]: PS /home> `;
    * this shell's own, `dify> ` and `me@host> `;
    * `>> ` and `> ` on the lines right below such a prompt, and `>> ` on the first line.

    The text of a here-string is left as it is, unless its first line stood behind a prompt, so that `>> ` stands before
    its others.
    """
    text = _CLOSING_FENCE.sub("", _OPENING_FENCE.sub(r"\1", text))
    expected: re.Pattern[str] | None = _AT_FIRST_PROMPT
    here_end = ""
    lines: list[str] = []
    for line, line_end in _LINE.findall(text):
        prompt = expected.match(line) if expected else None
        command = line[prompt.end() :] if prompt else line
        if here_end:
            here_end = "" if command.startswith(here_end) else here_end
        elif here := _HERE_STRING.search(command):
            here_end = f"{here[1]}@"
        if line and here_end:
            expected = _AT_CONTINUATION if prompt else None
        elif line:
            expected = _AT_NEXT_PROMPT if prompt else _AT_PROMPT
        lines.append(command + line_end)
    return "".join(lines)
