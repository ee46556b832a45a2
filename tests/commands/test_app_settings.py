"""Apps changed: their names, sites and service APIs. The ids are those of PSDify's own tests (psdify-tests.md, 53)."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.sandbox import Sandbox

BOT = "'Support Bot'"


@pytest.fixture
def on(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation."""
    shell.sign_in_to(sandbox)
    return shell


def one(output: list[Any]) -> Any:
    (record,) = output
    return record


def test_st_1_detail_tells_of_the_site_and_the_api(on: Any) -> None:
    app = one(on("Get-DifyApp 'Support Bot' -Detail"))
    assert (app["Name"], app["EnableSite"], app["EnableAPI"]) == ("Support Bot", True, True)
    assert all(app[name] for name in ("Id", "SiteToken", "SiteTitle", "SiteLanguage", "APIBaseUrl"))


def test_st_2_the_site_is_switched(on: Any) -> None:
    for switch, state in (("-Disable", False), ("-Enable", True)):
        assert one(on(f"get-app {BOT} | Set-DifyAppSite {switch}"))["EnableSite"] is state
        assert one(on(f"get-app {BOT} -Detail"))["EnableSite"] is state


def test_st_3_title_and_language(on: Any) -> None:
    app = one(on(f"get-app {BOT} | Set-DifyAppSite -Title 'Ask us' -Language ja-JP"))
    assert (app["SiteTitle"], app["SiteLanguage"]) == ("Ask us", "ja-JP")


def test_st_4_icon(on: Any) -> None:
    app = one(on(f"get-app {BOT} | Set-DifyAppSite -Icon smile -IconType emoji"))
    assert (app["SiteIcon"], app["SiteIconType"]) == ("smile", "emoji")


def test_st_5_switch_and_title_together(on: Any) -> None:
    on(f"Set-DifyAppSite {BOT} -Disable")
    app = one(on(f"Set-DifyAppSite {BOT} -Enable -Title 'Both'"))
    assert (app["EnableSite"], app["SiteTitle"]) == (True, "Both")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"Set-DifyAppSite {BOT}", "Nothing is to be changed"),
        (f"Set-DifyAppSite {BOT} -Enable -Disable", "on or off"),
        (f"Set-DifyAppSite {BOT} -SyncFromApp -Title x", "give no others"),
        (f"Set-DifyAppSite {BOT} -SyncFromApp -Enable", "give no others"),
        (f"Set-DifyAppAPI {BOT}", "on or off"),
        (f"Set-DifyApp {BOT}", "Nothing is to be changed"),
        (f"Set-DifyApp {BOT} -SyncFromSite -Name x", "give no others"),
        (f"Set-DifyApp {BOT} -Name ''", "needs a name"),
    ],
)
def test_st_6_what_makes_no_sense_is_refused_before_anything_is_sent(
    connected: Any, modern: Sandbox, text: str, words: str
) -> None:
    with pytest.raises(DifyShellError, match=words):
        connected(text)
    assert not [seen for seen in modern.requests if seen.method != "GET"]


def test_st_7_the_api_is_switched(on: Any) -> None:
    for switch, state in (("-Disable", False), ("-Enable", True)):
        assert one(on(f"get-app {BOT} | Set-DifyAppAPI {switch}"))["EnableAPI"] is state
        assert one(on(f"get-app {BOT} -Detail"))["EnableAPI"] is state


def test_st_8_9_10_11_what_is_not_given_stays(on: Any) -> None:
    before = one(on(f"get-app {BOT} -Detail"))
    app = one(on(f"get-app {BOT} | Set-DifyApp -Name 'Renamed'"))
    kept = ("Description", "Icon", "IconType", "IconBackground")
    assert app["Name"] == "Renamed"
    assert [app[name] for name in kept] == [before[name] for name in kept]
    assert one(on("Set-DifyApp Renamed -Description 'New'"))["Description"] == "New"
    assert one(on("Set-DifyApp Renamed -Description ''"))["Description"] == ""
    on("$null = Set-DifyApp Renamed -Icon robot -IconType emoji")
    app = one(on("get-app Renamed -Detail"))
    assert (app["Icon"], app["IconType"]) == ("robot", "emoji")


@pytest.mark.parametrize(
    ("text", "columns"),
    [("Set-DifyAppSite -Title Hi", ["Name", "EnableSite", "SiteTitle"]), ("Set-DifyAppAPI -Enable", ["EnableAPI"])],
)
def test_tables_show_what_was_changed(connected: Any, text: str, columns: list[str]) -> None:
    table = "".join(connected(f"get-app {BOT} | {text} | out-string"))
    assert set(columns) <= set(table.split())


def test_renaming_keeps_what_psdify_loses(on: Any, sandbox: Sandbox) -> None:
    raw = next(app for app in sandbox.world.apps if app["name"] == "Support Bot")
    raw |= {"use_icon_as_answer_icon": True, "max_active_requests": 7}
    on(f"Set-DifyApp {BOT} -Name 'Renamed'")
    assert (raw["use_icon_as_answer_icon"], raw["max_active_requests"]) == (True, 7)


def test_st_12_13_site_and_app_follow_each_other(on: Any) -> None:
    on(f"Set-DifyAppSite {BOT} -Title 'Other' -Description 'Else'")
    app = one(on(f"Set-DifyAppSite {BOT} -SyncFromApp"))
    assert (app["SiteTitle"], app["SiteDescription"]) == (app["Name"], app["Description"])
    on(f"Set-DifyAppSite {BOT} -Title 'From the site'")
    assert one(on(f"Set-DifyApp {BOT} -SyncFromSite"))["Name"] == "From the site"


def test_one_that_fails_does_not_stop_the_others(connected: Any) -> None:
    names = [app["Name"] for app in connected("Set-DifyApp nothing, 'Support Bot', 'Invoice Reader' -Icon x")]
    assert names == ["Support Bot", "Invoice Reader"]
    assert "no app 'nothing'" in connected.host.reported[0].message
    assert connected("$?") == [False]
