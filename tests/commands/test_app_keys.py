"""The keys of apps (psdify-tests.md, 51)."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.completion.complete import complete
from dify_shell.errors import DifyShellError
from dify_shell.objects import Secret
from dify_shell.sandbox import Sandbox


@pytest.fixture
def app(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation, with an app that has no keys in `$app`."""
    shell.sign_in_to(sandbox)
    shell("$app = new-app Keyless chat")
    return shell


def test_app_17_18_19_20_keys_come_and_go(app: Any) -> None:
    assert app("$app | Get-DifyAppAPIKey") == []
    assert len(app("foreach ($n in 1..10) { $app | New-DifyAppAPIKey }")) == 10
    assert len(app("$app | Get-DifyAppAPIKey")) == 10
    assert app("$app | Get-DifyAppAPIKey | Remove-DifyAppAPIKey -Confirm:$false; $app | Get-DifyAppAPIKey") == []


def test_the_eleventh_is_refused_in_the_servers_words(app: Any) -> None:
    app("foreach ($n in 1..11) { $null = $app | New-DifyAppAPIKey }")
    assert "more than 10 API keys" in app.host.reported[0].message
    assert len(app("$app | Get-DifyAppAPIKey")) == 10


def test_several_apps_are_handled_each(app: Any) -> None:
    app("$other = new-app Other chat")
    assert len(app("$app, $other | New-DifyAppAPIKey")) == 2
    assert [len(app(f"{name} | Get-DifyAppAPIKey")) for name in ("$app", "$other")] == [1, 1]


def test_many_apps_are_asked_in_order_and_one_that_fails_is_reported(app: Any, sandbox: Sandbox) -> None:
    app("$apps = apps | select -First 30; $null = $apps | New-DifyAppAPIKey; $apps = $apps")
    (gone,) = app("$apps[7].Name")
    sandbox.world.apps[:] = [one for one in sandbox.world.apps if one["name"] != gone]
    owners = app("($apps | Get-DifyAppAPIKey).AppId | select -Unique")
    assert owners == [id for id in app("$apps.Id") if id != app("$apps[7].Id")[0]]
    assert [gone in error.message for error in app.host.reported] == [True]


def test_a_key_is_masked_until_it_is_revealed_on_purpose(app: Any, sandbox: Sandbox) -> None:
    (made,) = app("$app | New-DifyAppAPIKey")
    token = made["Token"]
    assert isinstance(token, Secret)
    assert token.reveal().startswith("app-")
    for text in ("ConvertTo-Json", "ConvertTo-Csv", "Out-String", "ConvertTo-Yaml"):
        assert token.reveal() not in str(app(f"$app | Get-DifyAppAPIKey | {text}"))
    assert token.reveal() not in str(made.raw)
    app.host.answers = ["n", "y"]
    assert isinstance(app("($app | Get-DifyAppAPIKey -Reveal).Token")[0], Secret)
    assert app("($app | Get-DifyAppAPIKey -Reveal).Token") == [token.reveal()]


def test_deleting_asks_with_a_part_of_the_key(app: Any) -> None:
    (made,) = app("$app | New-DifyAppAPIKey")
    app.host.answers = ["n"]
    app("$app | Get-DifyAppAPIKey | Remove-DifyAppAPIKey")
    assert f"app...{made['Token'].reveal()[-4:]}" in app.host.questions[-1]
    assert len(app("$app | Get-DifyAppAPIKey")) == 1


def test_what_is_no_key_is_refused(app: Any) -> None:
    with pytest.raises(DifyShellError, match="takes keys of apps"):
        app("$app | Remove-DifyAppAPIKey -Force")


def test_a_key_is_deleted_by_its_id_and_app(app: Any) -> None:
    (first, second) = app("$app, $app | New-DifyAppAPIKey")
    app(f"remove-app-api-key {first['Id']} -App Keyless -Force")
    assert [one["Id"] for one in app("get-app-api-key Keyless")] == [second["Id"]]
    app("remove-app-api-key 00000000-0000-0000-0000-000000000000 -App Keyless -Force")
    assert "no app API key '00000000" in app.host.reported[0].message
    with pytest.raises(DifyShellError, match="Which app's key"):
        app(f"remove-app-api-key {second['Id']} -Force")


def test_tab_offers_the_ids_of_keys_that_were_listed(app: Any) -> None:
    (made,) = app("$app | New-DifyAppAPIKey")
    line = f"remove-app-api-key {made['Id'][:6]}"
    found = complete(line, len(line), registry=app.interpreter.registry, state=app.state)
    assert [one.text for one in found.suggestions] == [made["Id"]]
