"""What scripts say, the date, and waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dify_shell.errors import DifyShellError


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("Write-Output 1 two 3.5", [1, "two", 3.5]),
        ("Write-Output 1, 2 | Measure-Object | % Count", [2]),
        ("(Write-Output (1, 2) -NoEnumerate)[0]", [1]),
        ("1, 2 | Write-Output", [1, 2]),
        ("echo hi | Out-Null; echo there > $null", []),
        ("1, 'a' | Out-String", ["1\na\n"]),
        ("'a', 'b' | Out-String -Stream", ["a", "b"]),
        ("(Get-Date '2026-11-05').Year", [2026]),
        ("Get-Date '2026-11-05 07:08' -Format 'yyyy/MM/dd HH:mm'", ["2026/11/05 07:08"]),
        ("'2026-11-05' | Get-Date -Format dddd", ["Thursday"]),
        ("Get-Date '2026-11-05 07:08:09' -Format FileDateTime", ["20261105T0708090000"]),
        (
            "Get-Date '2026-11-05 07:08:09' -UFormat '%A %m/%d/%Y %R; %F %T %e'",
            ["Thursday 11/05/2026 07:08; 2026-11-05 07:08:09  5"],
        ),
        (
            "Get-Date '2026-11-05 17:08:09' -UFormat '+%C %y %D %r %j %u%w %V %G %g%t%h %%'",
            ["20 26 11/05/26 05:08:09 PM 309 44 45 2026 26\tNov %"],
        ),
        (
            "Get-Date -UnixTimeSeconds 1150451174 -AsUTC -UFormat '%s %Z %c'",
            ["1150451174 +00 Fri Jun 16 09:46:14 2006"],
        ),
        ("Get-Date -UnixTimeSeconds 0 -Format FileDateTimeUniversal", ["19700101T0000000000Z"]),
        ("Get-Date -UFormat '%Q%' -Year 2026", ["Q%"]),
        ("Get-Date 2026-11-05 -Month 1 -Day 2 -Hour 3 -Format 'yyyy-MM-dd HH'", ["2026-01-02 03"]),
        ("Get-Date -UnixTimeSeconds 0 -AsUTC -Format 'yyyy-MM-dd HH:mm'", ["1970-01-01 00:00"]),
        ("(New-TimeSpan -Start 2026-01-01 -End 2026-02-01).Days", [31]),
        ('"$(New-TimeSpan -Days 1 -Hours 2 -Minutes 3 -Seconds 4)"', ["1.02:03:04"]),
        ("(New-TimeSpan -Hours 36).TotalDays; (New-TimeSpan -Hours 36).Hours", [1.5, 12]),
        ("((Get-Date 2026-02-01) - (Get-Date 2026-01-01)).TotalHours", [744.0]),
        ("((Get-Date 2026-01-01) + (New-TimeSpan -Days 31)).Month", [2]),
        ("(New-TimeSpan -Days 1) -gt (New-TimeSpan -Hours 23)", [True]),
        ("(New-TimeSpan -Days 2), (New-TimeSpan -Days 1) | sort | % Days", [1, 2]),
        ("Start-Sleep -Milliseconds 1; Start-Sleep 0; Start-Sleep -Seconds -1", []),
    ],
)
def test_output(shell: Any, text: str, output: list[object]) -> None:
    assert repr(shell(text)) == repr(output)


def test_remarks_go_beside_the_output(shell: Any) -> None:
    assert shell("Write-Host a 1; Write-Host a, b -Separator '-'; Write-Information i; Write-Warning careful") == []
    assert shell.host.messages == [
        ("information", "a 1"), ("information", "a-b"), ("information", "i"), ("warning", "careful"),
    ]  # fmt: skip


def test_verbose_and_debug_remarks_come_when_they_are_asked_for(shell: Any) -> None:
    shell("Write-Verbose no; Write-Verbose yes -Verbose; Write-Debug no; Write-Debug yes -Debug")
    assert shell.host.messages == [("verbose", "yes"), ("debug", "yes")]


def test_an_error_of_ones_own_is_reported_and_the_script_goes_on(shell: Any) -> None:
    assert shell("Write-Error broken; $?; $Error[0].Message; 'on'") == [False, "broken", "on"]
    assert [error.message for error in shell.host.reported] == ["broken"]


def test_it_ends_the_script_where_that_is_wanted(shell: Any) -> None:
    assert shell("try { Write-Error broken -ErrorAction Stop; 'on' } catch { \"got $_\" }") == ["got broken"]


def test_now_has_a_zone_and_is_now(shell: Any) -> None:
    before = datetime.now(UTC)
    (now,) = shell("Get-Date")
    assert before <= now <= datetime.now(UTC) + timedelta(seconds=1)


@pytest.mark.parametrize(
    "text", ["Get-Date soon", "Get-Date -Month 13", "New-TimeSpan -Days 1e30", "Start-Sleep 1e300"]
)
def test_what_is_no_date_or_time_is_an_error(shell: Any, text: str) -> None:
    with pytest.raises(DifyShellError):
        shell(text)


def test_an_interrupted_wait_ends_the_script_and_leaves_the_shell_whole(
    shell: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        shell("try { Start-Sleep 100 } catch { 'caught' }; 'on'")
    assert shell("1 + 1") == [2]
