"""Tracing of apps (psdify-tests.md, 52)."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.sandbox import Sandbox

CONFIG = "@{ api_key = 'secret-key'; endpoint = 'http://phoenix:6006'; project = 'dify' }"


@pytest.fixture
def app(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation, with a new app in `$app`."""
    shell.sign_in_to(sandbox)
    shell("$app = new-app Traced chat")
    return shell


def one(output: list[Any]) -> Any:
    (record,) = output
    return record


def test_tr_1_2_a_new_app_is_not_traced(app: Any) -> None:
    trace = one(app("$app | Get-DifyAppTrace"))
    assert (trace["Enabled"], trace["Provider"]) == (False, None)
    configs = app("$app | Get-DifyAppTraceConfig")
    assert len(configs) > 1
    assert not any(config["IsEnabled"] or config["IsActive"] or config["Config"] for config in configs)


def test_tr_3_4_5_configured_then_on_then_off_then_gone(app: Any) -> None:
    config = one(app(f"$app | New-DifyAppTraceConfig phoenix {CONFIG}"))
    assert (config["IsEnabled"], config["IsActive"], bool(config["Config"])) == (False, True, True)
    assert not one(app("$app | Get-DifyAppTrace"))["Enabled"]
    trace = one(app("$app | Set-DifyAppTrace phoenix -Enable"))
    assert (trace["Enabled"], trace["Provider"]) == (True, "phoenix")
    assert not one(app("$app | Set-DifyAppTrace phoenix -Disable"))["Enabled"]
    app("$app | Remove-DifyAppTraceConfig phoenix -Confirm:$false")
    config = one(app("$app | Get-DifyAppTraceConfig phoenix"))
    assert (config["IsEnabled"], config["IsActive"], config["Config"]) == (False, False, None)


@pytest.mark.parametrize("verb", ["New", "Set"])
def test_tr_6_7_configuring_can_switch_it_on_and_removing_switches_it_off(app: Any, verb: str) -> None:
    if verb == "Set":
        app(f"$app | New-DifyAppTraceConfig phoenix {CONFIG}")
    config = one(app(f"$app | {verb}-DifyAppTraceConfig phoenix {CONFIG} -Enable"))
    assert (config["IsEnabled"], config["IsActive"]) == (True, True)
    trace = one(app("$app | Get-DifyAppTrace"))
    assert (trace["Enabled"], trace["Provider"]) == (True, "phoenix")
    app("$app | Remove-DifyAppTraceConfig phoenix -Force")
    assert not one(app("$app | Get-DifyAppTrace"))["Enabled"]
    config = one(app("$app | Get-DifyAppTraceConfig phoenix"))
    assert (config["IsEnabled"], config["IsActive"], config["Config"]) == (False, False, None)


def test_several_apps_are_handled_each(app: Any) -> None:
    app("$apps = $app, (new-app Other chat)")
    for text in ("New-DifyAppTraceConfig phoenix " + CONFIG, "Set-DifyAppTrace phoenix -Enable", "Get-DifyAppTrace"):
        assert [one["AppId"] for one in app(f"$apps | {text}")] == app("$apps.Id")
    app("$apps | Remove-DifyAppTraceConfig phoenix -Force")
    assert [trace["Enabled"] for trace in app("$apps | Get-DifyAppTrace")] == [False, False]


def test_times_are_those_of_the_user(app: Any) -> None:
    config = one(app(f"$app | New-DifyAppTraceConfig phoenix {CONFIG}"))
    assert config["CreatedAt"].utcoffset() is not None
    assert config["CreatedAt"] == config["UpdatedAt"]


@pytest.mark.parametrize("way", ["-WhatIf", "declined"])
def test_declining_and_what_if_leave_everything(app: Any, way: str) -> None:
    app(f"$app | New-DifyAppTraceConfig phoenix {CONFIG} -Enable")
    app.host.answers = ["n"]
    app(f"$app | Remove-DifyAppTraceConfig phoenix {'-WhatIf' if way == '-WhatIf' else ''}")
    assert one(app("$app | Get-DifyAppTrace"))["Enabled"]


def test_switching_off_needs_no_provider(app: Any) -> None:
    app(f"$app | New-DifyAppTraceConfig phoenix {CONFIG} -Enable")
    assert not one(app("$app | Set-DifyAppTrace -Disable"))["Enabled"]


def test_switching_on_needs_one(app: Any) -> None:
    with pytest.raises(DifyShellError, match="Which provider"):
        app("$app | Set-DifyAppTrace -Enable")


def test_a_secret_in_a_configuration_reaches_the_server_as_it_is(app: Any, sandbox: Sandbox) -> None:
    app("$key = ConvertTo-SecureString 'the real key' -AsPlainText -Force")
    app("$app | New-DifyAppTraceConfig phoenix @{ api_key = $key; endpoint = 'http://p'; project = 'd' }")
    sent = next(seen for seen in sandbox.requests if seen.path.endswith("trace-config") and seen.method == "POST")
    assert sent.json["tracing_config"]["api_key"] == "the real key"
