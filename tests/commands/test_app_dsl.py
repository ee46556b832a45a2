"""Apps as files: export and import (psdify-tests.md, 51)."""

from __future__ import annotations

import io
import stat
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import yaml

from dify_shell.errors import DifyShellError
from dify_shell.sandbox import Sandbox

DATASET = "c1410caa-1a19-4a86-b9c8-a4c252d6e930"

DSL = """app:
  description: シンプルなチャットボット
  mode: {mode}
  name: {name}
kind: app
version: '{version}'
"""


KNOWING = f"""model_config:
  dataset_configs:
    datasets:
      datasets:
      - dataset:
          enabled: true
          id: {DATASET}
    retrieval_model: multiple
"""


def dsl(name: str, mode: str = "chat", version: str = "0.1.5") -> str:
    return DSL.format(name=name, mode=mode, version=version)


@pytest.fixture
def empty(shell: Any, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session on a server of each generation without apps; two DSL files are in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "simple.yml").write_text(dsl("Simple Chatbot"), encoding="utf-8")
    (tmp_path / "knowing.yml").write_text(dsl("Simple Chatbot with Knowledge") + KNOWING, encoding="utf-8")
    shell.sign_in_to(sandbox)
    sandbox.world.apps.clear()
    return shell


def test_app_1_2_3_4_5_6_7_8_apps_come_from_files_and_go(empty: Any) -> None:
    assert empty("Get-DifyApp") == []
    made = empty("Import-DifyApp simple.yml, knowing.yml")
    assert [app["Name"] for app in made] == ["Simple Chatbot", "Simple Chatbot with Knowledge"]
    assert all(app["Id"] and "シンプル" in app["Description"] for app in made)
    assert len(empty("Get-DifyApp")) == 2
    assert len(empty("Get-DifyApp -Name 'Simple Chatbot'")) == 1
    assert [app["Name"] for app in empty("Get-DifyApp -Search Knowledge")] == ["Simple Chatbot with Knowledge"]
    assert len(empty("Get-DifyApp -Mode chat")) == 2
    empty("Get-DifyApp -Name 'Simple Chatbot' | Remove-DifyApp -Confirm:$false")
    assert len(empty("Get-DifyApp")) == 1
    assert empty("Get-DifyApp | Remove-DifyApp -Confirm:$false; Get-DifyApp") == []


@pytest.mark.parametrize(
    "text",
    [
        "Import-DifyApp -Path 'simple.yml', 'knowing.yml'",
        "Import-DifyApp -Item (Get-Item *.yml)",
        "Get-Item *.yml | Import-DifyApp",
        "Import-DifyApp *.yml",
    ],
)
def test_app_9_10_11_every_way_to_name_files(empty: Any, text: str) -> None:
    assert len(empty(text)) == 2


@pytest.mark.parametrize("switch", ["-Content", ""])
def test_app_12_a_text_can_be_piped_in(empty: Any, switch: str) -> None:
    (made,) = empty(f"Get-DifyDSLContent simple.yml | Import-DifyApp {switch}")
    assert made["Name"] == "Simple Chatbot"


def test_standard_input_and_addresses(empty: Any, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(dsl("From a pipe")))
    assert [app["Name"] for app in empty("import-app -")] == ["From a pipe"]
    address = f"{sandbox.url}/sandbox/example.yml"
    empty(f"import-app {address}")
    assert {"mode": "yaml-url", "yaml_url": address} in [seen.json for seen in sandbox.requests]


def test_app_13_14_15_16_apps_become_files_that_can_be_changed(empty: Any) -> None:
    empty("$null = Import-DifyApp *.yml")
    (written,) = empty("get-app -Name 'Simple Chatbot' | Export-DifyApp")
    assert written["Name"] == "Simple Chatbot"
    assert written["FileName"].endswith("Simple Chatbot.yml")
    assert len(empty("Export-DifyApp")) == 2
    (text,) = empty("$text = Get-DifyDSLContent 'DSLs/Simple Chatbot with Knowledge.yml'; $text")
    assert "シンプル" in text
    assert DATASET in text
    (file,) = empty(f"$text -replace '{DATASET}', 'another-id' | Set-DifyDSLContent -Path changed.yml")
    assert file["Name"] == "changed.yml"
    (changed,) = empty("Get-DifyDSLContent changed.yml")
    assert "シンプル" in changed
    assert DATASET not in changed
    assert "id: another-id" in changed


def test_ch_3_an_app_answers_from_its_knowledge(empty: Any, tmp_path: Path) -> None:
    (tmp_path / "document_test3.md").write_text("Rubyroot is deep ruby red.\nIt tastes of earth.", encoding="utf-8")
    (knowledge,) = empty("$knowledge = new-knowledge Vegetables; $knowledge")
    empty("$null = add-document -Knowledge $knowledge document_test3.md -IndexMode economy -Wait -Interval 0")
    empty(f"(Get-DifyDSLContent knowing.yml) -replace '{DATASET}', '{knowledge['Id']}' | Set-DifyDSLContent x.yml")
    empty("Import-DifyApp x.yml | New-DifyAppAPIKey")
    (answer,) = empty("send-chat-message 'Which vegetable is deep ruby red?' -App 'Simple Chatbot with Knowledge'")
    assert "Rubyroot" in answer["Answer"]


def test_an_empty_pipeline_exports_nothing(connected: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert connected("get-app -Name nothing | export-app") == []
    assert not list(tmp_path.iterdir())


def test_apps_of_one_name_and_odd_names_never_share_a_file(empty: Any, tmp_path: Path) -> None:
    for name in ("Twin", "Twin", "twin", "a/b", "a?b", "../x", "CON"):
        empty(f"$null = new-app '{name}' chat")
    written = [Path(one["FileName"]) for one in empty("export-app -Path out")]
    assert len(written) == len(set(map(str, written))) == 7
    assert {path.parent for path in written} == {tmp_path / "out"}
    assert {"_CON.yml", "_x.yml"} <= {path.name for path in written}
    again = [Path(one["FileName"]) for one in empty("export-app -Path out")]
    assert again == written


def test_files_are_utf_8_without_mark_whole_and_in_the_order_given(connected: Any, tmp_path: Path) -> None:
    written = connected(f"$apps = apps | select -First 40; $apps | export-app -Path '{tmp_path}/DSLs'")
    assert [one["Id"] for one in written] == connected("$apps.Id")
    for one in written:
        data = Path(one["FileName"]).read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        assert yaml.safe_load(data)["kind"] == "app"
    assert len(list((tmp_path / "DSLs").iterdir())) == 40


def test_one_export_that_fails_is_reported_and_the_rest_goes_on(
    connected: Any, modern: Sandbox, tmp_path: Path
) -> None:
    apps = connected("$apps = apps | select -First 5; $apps")
    modern.world.fail_next(f"/console/api/apps/{apps[2]['Id']}/export", status=500, body={"message": "broken"})
    assert len(connected(f"$apps | export-app -Path '{tmp_path}'")) == 4
    assert apps[2]["Name"] in connected.host.reported[0].message


def test_interrupting_leaves_whole_files_and_says_how_far_it_came(
    connected: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def interrupted(count: int) -> None:
        done.append(count)
        if len(done) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(connected.host, "progress", lambda label, total: nullcontext(interrupted))
    with pytest.raises(KeyboardInterrupt):
        connected(f"apps | select -First 20 | export-app -Path '{tmp_path}'")
    assert ("warning", f"Interrupted: 3 of 20 apps are in {tmp_path}, each file whole.") in connected.host.messages
    assert all(path.suffix == ".yml" and yaml.safe_load(path.read_bytes()) for path in tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
def test_secrets_are_written_only_on_purpose_and_for_the_owner_alone(connected: Any, tmp_path: Path) -> None:
    connected(f"export-app 'Support Triage' -Path '{tmp_path}'")
    file = tmp_path / "Support Triage.yml"
    assert "sk-sandbox" not in file.read_text(encoding="utf-8")
    connected(f"export-app 'Support Triage' -Path '{tmp_path}' -IncludeSecret")
    assert "sk-sandbox" in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ("warning", "Secret values are written as plain text: keep the files from others' eyes.") in (
        connected.host.messages
    )


def test_the_four_ways_an_import_ends(empty: Any, tmp_path: Path) -> None:
    newer, older = dsl("Newer", version="9.9.0"), dsl("Older", version="0.0.9")
    (tmp_path / "newer.yml").write_text(newer, encoding="utf-8")
    (tmp_path / "older.yml").write_text(older, encoding="utf-8")
    (tmp_path / "broken.yml").write_text("kind: app\nversion: '0.1.0'\n", encoding="utf-8")
    (made,) = empty("import-app older.yml")
    assert made["Status"] == "completed-with-warnings"
    assert empty("import-app broken.yml") == []
    assert "Missing app data" in empty.host.reported[-1].message
    empty.host.answers = ["n"]
    assert empty("import-app newer.yml") == []
    assert "9.9.0" in empty.host.questions[-1]
    (made,) = empty("import-app newer.yml -Force")
    assert made["Status"] == "completed"


def test_without_anybody_to_ask_a_pending_import_says_force(empty: Any, tmp_path: Path) -> None:
    (tmp_path / "newer.yml").write_text(dsl("Newer", version="9.9.0"), encoding="utf-8")
    assert empty("import-app newer.yml") == []
    assert "-Force" in str(empty.host.reported[-1].hint)


@pytest.mark.parametrize(("text", "words"), [("a: [b", "no YAML"), ("- a\n- b", "no DSL"), ("", "no DSL")])
def test_what_is_no_dsl_is_refused_before_anything_is_sent(
    empty: Any, sandbox: Sandbox, tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "bad.yml").write_text(text, encoding="utf-8")
    assert empty("import-app bad.yml") == []
    assert words in empty.host.reported[-1].message
    assert not [seen for seen in sandbox.requests if seen.path.endswith("/imports")]


def test_an_app_is_updated_in_place_and_keeps_its_id_and_keys(empty: Any, tmp_path: Path) -> None:
    (tmp_path / "flow.yml").write_text(dsl("Flow", "workflow"), encoding="utf-8")
    (first,) = empty("$app = import-app flow.yml; $null = $app | new-app-api-key; $app")
    (tmp_path / "flow.yml").write_text(dsl("Flow", "workflow").replace("シンプル", "New "), encoding="utf-8")
    (updated,) = empty("import-app flow.yml -Overwrite")
    assert updated["Id"] == first["Id"]
    assert updated["Description"].startswith("New ")
    assert len(empty("$app | get-app-api-key")) == 1
    (again,) = empty("import-app flow.yml -AppId Flow -Name 'Flow 2'")
    assert (again["Id"], again["Name"]) == (first["Id"], "Flow 2")
    assert len(empty("apps")) == 1


def test_what_cannot_be_updated_in_place_is_said_before_anything_is_sent(empty: Any) -> None:
    empty("$null = import-app simple.yml")
    assert empty("import-app simple.yml -Overwrite") == []
    assert "only workflows and chatflows" in empty.host.reported[-1].message
    assert len(empty("apps")) == 1


def test_an_app_to_update_that_there_is_not_is_one_error(empty: Any) -> None:
    assert empty("import-app simple.yml -AppId Nobody") == []
    assert [error.message for error in empty.host.reported] == ["simple.yml: There is no app 'Nobody'."]


def test_an_address_that_the_server_does_not_reach_is_not_the_texts_fault(empty: Any) -> None:
    assert empty("import-app http://127.0.0.1:1/x.yml") == []
    assert "can it get there" in str(empty.host.reported[-1].hint)


def test_overwriting_makes_a_new_app_where_there_is_none(empty: Any) -> None:
    assert empty("import-app simple.yml -Overwrite")[0]["Status"] == "completed-with-warnings"


def test_missing_plugins_are_listed(empty: Any, sandbox: Sandbox) -> None:
    sandbox.world.missing_plugins = [
        {"type": "marketplace", "value": {"marketplace_plugin_unique_identifier": "langgenius/openai:0.1.0@abc"}}
    ]
    (made,) = empty("import-app simple.yml")
    assert made["MissingPlugins"] == ["langgenius/openai:0.1.0@abc"]
    assert any("not installed: langgenius/openai" in text for _, text in empty.host.messages)


@pytest.mark.parametrize("text", ["import-app nothing-here.yml", "import-app *.nope", "import-app"])
def test_nothing_to_import_is_an_error(empty: Any, text: str) -> None:
    with pytest.raises(DifyShellError):
        empty(text)
