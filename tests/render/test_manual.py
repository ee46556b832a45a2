"""Help texts on the screen."""

from __future__ import annotations

from textwrap import dedent

from dify_shell.render.manual import manual

TEXT = dedent("""\
    List the apps of the workspace, or find some of them.

    Usage:
      get-app [[-Name] <text>] [-Mode <chat|workflow>]

    Parameters:
      -Name <text>
          Only apps of this name.

    Related:
      apps     All of them.
      get-tag  What the apps of a workspace can be sorted by, and how many have each.""")


def test_without_a_width_and_colours_it_is_as_it_is() -> None:
    assert manual(TEXT, None, colour=False) == TEXT


def test_lines_are_folded_and_hang_beneath_what_they_belong_to() -> None:
    assert manual(TEXT, 40, colour=False) == dedent("""\
        List the apps of the workspace, or find
        some of them.

        Usage:
          get-app [[-Name] <text>] [-Mode
            <chat|workflow>]

        Parameters:
          -Name <text>
              Only apps of this name.

        Related:
          apps     All of them.
          get-tag  What the apps of a workspace
                   can be sorted by, and how
                   many have each.""")


def test_where_it_is_narrow_explanations_stand_below() -> None:
    assert manual("  get-tag  What apps are sorted by.", 30, colour=False) == (
        "  get-tag\n    What apps are sorted by."
    )


def test_headings_commands_and_parameters_have_colours() -> None:
    lines = manual(TEXT, 80, colour=True).split("\n")
    assert lines[2] == "\x1b[1mUsage:\x1b[0m"
    assert lines[6] == "  \x1b[36m-Name <text>\x1b[0m"
    assert lines[10] == "  \x1b[34;1mapps\x1b[0m     All of them."
