"""Plugins, the marketplace, permissions (psdify-tests.md, 21 and 22)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.sandbox import Sandbox

WAIT = "-Wait -Interval 0"


@pytest.fixture
def on(shell: Any, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session on a server of each generation without plugins; its marketplace is the sandbox's."""
    monkeypatch.chdir(tmp_path)
    sandbox.world.plugin_store.installed.clear()
    shell.sign_in_to(sandbox)
    shell.state.environment["PSDIFY_MARKETPLACE_URL"] = f"{sandbox.url}/marketplace"
    return shell


@pytest.mark.parametrize("text", ["get-plugin", "install-plugin -Id langgenius/openai", "get-plugin-permission"])
def test_plg_1_pp_1_without_plugins_it_says_so(on: Any, text: str) -> None:
    on.state.environment["PSDIFY_PLUGIN_SUPPORT"] = ""
    with pytest.raises(DifyShellError, match="has no plugins"):
        on(text)


@pytest.mark.parametrize("category", ["model", "tool"])
def test_plg_2_3_plugins_are_found_by_category(on: Any, category: str) -> None:
    assert len(on("Find-DifyPlugin")) > 2
    assert {one["Category"] for one in on(f"Find-DifyPlugin {category}")} == {category}


def test_plg_4_5_6_by_id_name_and_text(on: Any) -> None:
    (found,) = on("Find-DifyPlugin -Id langgenius/openai")
    assert found["Id"] == "langgenius/openai"
    assert found["LatestPackageIdentifier"]
    assert {one["Name"] for one in on("Find-DifyPlugin -Name openai")} == {"openai"}
    assert len(on("Find-DifyPlugin -Search openai")) > 1


def test_plg_7_8_packages_are_downloaded(on: Any, tmp_path: Path) -> None:
    (file,) = on("Find-DifyPlugin -Id langgenius/openai -Download")
    assert file["Name"] == "langgenius-openai_0.2.7.difypkg"
    assert (tmp_path / file["Name"]).read_bytes().startswith(b"PK")
    assert len(on("Find-DifyPlugin model -Search openai -Download")) > 1


def test_plg_9_nothing_to_download(on: Any) -> None:
    with pytest.raises(DifyShellError, match="Nothing was found to download"):
        on("Find-DifyPlugin -Id nobody/nothing -Download")


def test_plg_10_11_12_versions(on: Any) -> None:
    found = on("Find-DifyPluginVersionHistory -Id langgenius/openai")
    assert all(one["Id"] == "langgenius/openai" and one["Version"] and one["DownloadUrl"] for one in found)
    (one,) = on("find-plugin -Id langgenius/openai | Find-DifyPluginVersionHistory -Version 0.1.0")
    assert one["Version"] == "0.1.0"
    (file,) = on("Find-DifyPluginVersionHistory -Id langgenius/openai -Version 0.1.0 -Download")
    assert file["Name"] == "langgenius-openai_0.1.0.difypkg"


def test_plg_13_to_20_plugins_are_installed_and_filtered(on: Any) -> None:
    assert on("Get-DifyPlugin") == []
    (made,) = on(f"Install-DifyPlugin -Id langgenius/openai {WAIT}")
    assert made["Id"] == "langgenius/openai"
    unique = on("(Find-DifyPlugin -Id langgenius/anthropic).LatestPackageIdentifier")[0]
    (made,) = on(f"Install-DifyPlugin -UniqueIdentifier '{unique}' {WAIT}")
    assert made["UniqueIdentifier"] == unique
    (made,) = on(f"Find-DifyPlugin -Id langgenius/wikipedia | Install-DifyPlugin {WAIT}")
    assert made["Id"] == "langgenius/wikipedia"
    assert len(on("Get-DifyPlugin")) == 3
    assert len(on("Get-DifyPlugin -Id langgenius/openai")) == len(on("Get-DifyPlugin -Name openai")) == 1
    assert len(on("Get-DifyPlugin -Search langgenius")) == 3
    assert {one["Category"] for one in on("Get-DifyPlugin model")} == {"model"}
    assert on("(get-plugin -Name openai).ModelProvider") == ["langgenius/openai/openai"]


def test_plg_21_22_plugins_are_uninstalled(on: Any) -> None:
    on(f"$null = Install-DifyPlugin -Id langgenius/openai, langgenius/wikipedia {WAIT}")
    on("get-plugin -Name openai | Uninstall-DifyPlugin -Confirm:$false")
    assert [one["Name"] for one in on("plugins")] == ["wikipedia"]
    on("plugins | uninstall-plugin -Force")
    assert on("plugins") == []


@pytest.mark.parametrize("text", ["-LocalFile wikipedia.difypkg", "-LocalFile (get-item wikipedia.difypkg)"])
def test_plg_23_24_a_package_that_is_here(on: Any, tmp_path: Path, text: str) -> None:
    on("$null = Find-DifyPlugin -Id langgenius/wikipedia -Download")
    (tmp_path / "langgenius-wikipedia_0.0.3.difypkg").rename(tmp_path / "wikipedia.difypkg")
    (made,) = on(f"Install-DifyPlugin {text} {WAIT}")
    assert made["Id"] == "langgenius/wikipedia"


def test_a_file_that_is_no_package_is_an_error(on: Any, tmp_path: Path) -> None:
    (tmp_path / "text.difypkg").write_bytes(b"text")
    with pytest.raises(DifyShellError):
        on("Install-DifyPlugin -LocalFile text.difypkg")


@pytest.mark.parametrize("text", ["-LocalFile nothing.difypkg", "-RemoteFile $url/nothing"])
def test_plg_25_27_a_package_that_is_not_there(on: Any, sandbox: Sandbox, text: str) -> None:
    with pytest.raises(DifyShellError):
        on(f"$url = '{sandbox.url}'; Install-DifyPlugin {text}")


def test_plg_26_a_package_at_an_address(on: Any) -> None:
    (made,) = on(f"Install-DifyPlugin -RemoteFile (find-plugin -Id langgenius/wikipedia).DownloadUrl {WAIT}")
    assert made["Id"] == "langgenius/wikipedia"


def test_without_wait_the_task_is_given_and_can_be_followed(on: Any) -> None:
    on("$task = install-plugin -Id langgenius/openai")
    assert on("$task.AllInstalled") == [False]
    (status,) = on("$task | Get-DifyPluginInstallationStatus -Wait -Interval 0")
    assert (status["Status"], status["CompletedPlugins"]) == ("success", 1)


def test_a_failed_installation_is_an_error_that_says_why(on: Any) -> None:
    with pytest.raises(DifyShellError, match="langgenius/fails: The package is broken"):
        on(f"install-plugin -Id langgenius/fails {WAIT}")


def test_waiting_has_a_limit(on: Any) -> None:
    with pytest.raises(DifyShellError, match="0 of 1 done"):
        on("install-plugin -Id langgenius/openai -Wait -Timeout 0")


def test_updating_brings_the_latest_version(on: Any) -> None:
    old = on("(find-plugin-version-history -Id langgenius/openai -Version 0.1.0).UniqueIdentifier")[0]
    on(f"$null = install-plugin -UniqueIdentifier '{old}' {WAIT}")
    (updated,) = on(f"update-plugin openai {WAIT}")
    assert updated["Version"] == "0.2.7"
    assert on(f"update-plugin openai {WAIT}") == []


def test_pp_2_3_4_5_permissions(on: Any, sandbox: Sandbox) -> None:
    (before,) = on("Get-DifyPluginPermission")
    assert set(before.values()) <= {"everyone", "admins", "noone"}
    (both,) = on("Set-DifyPluginPermission admins admins")
    assert list(both.values()) == ["admins", "admins"]
    (one,) = on("Set-DifyPluginPermission -InstallPermission noone")
    assert list(one.values()) == ["noone", "admins"]
    sandbox.requests.clear()
    (same,) = on("Set-DifyPluginPermission noone admins")
    assert list(same.values()) == ["noone", "admins"]
    assert not [seen for seen in sandbox.requests if seen.method == "POST"]


@pytest.mark.parametrize("text", ["install-plugin -Id", "find-plugin-version-history -Id"])
def test_an_id_that_the_marketplace_has_not_is_named_with_the_nearest(on: Any, text: str) -> None:
    with pytest.raises(DifyShellError, match="no plugin 'langgenius/opnai'") as refused:
        on(f"{text} langgenius/opnai")
    assert refused.value.hint == "Did you mean 'langgenius/openai'?"


def test_what_cannot_be_a_package_is_not_sent(on: Any, sandbox: Sandbox) -> None:
    before = len(sandbox.requests)
    with pytest.raises(DifyShellError, match="'langgenius/openai' is no identifier") as refused:
        on("install-plugin -UniqueIdentifier langgenius/openai")
    assert "-Id" in str(refused.value.hint)
    assert len(sandbox.requests) == before
