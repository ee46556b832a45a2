"""Knowledge and documents (psdify-tests.md, 41 and 42)."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from dify_shell.api.client import DifyClient
from dify_shell.commands import waiting
from dify_shell.errors import DifyShellError
from dify_shell.sandbox import Sandbox

ADD = "-IndexMode economy"
WAIT = "-Wait -Interval 0"


@pytest.fixture
def on(shell: Any, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A session on a server of each generation without knowledge; three files are in the current folder."""
    monkeypatch.chdir(tmp_path)
    for number in (1, 2, 3):
        (tmp_path / f"test{number}.md").write_text(f"Rubyroot {number} is red. 日本語 {number}。", encoding="utf-8")
    sandbox.world.knowledge.datasets.clear()
    shell.sign_in_to(sandbox)
    return shell


@pytest.fixture
def base(on: Any) -> Any:
    """The same with an empty knowledge in `$k`."""
    on("$k = New-DifyKnowledge 'Vegetables' 'Invented ones.'")
    return on


def test_kn_1_to_7(on: Any) -> None:
    assert on("Get-DifyKnowledge") == []
    for name in ("First Knowledge", "Second Knowledge", "Other"):
        (made,) = on(f"New-DifyKnowledge '{name}' 'about {name}'")
        assert (made["Name"], made["Description"]) == (name, f"about {name}")
    assert len(on("Get-DifyKnowledge")) == 3
    assert len(on("Get-DifyKnowledge -Name 'first knowledge'")) == 1
    assert len(on("Get-DifyKnowledge -Search Knowledge")) == 2
    on("get-knowledge -Name Other | Remove-DifyKnowledge -Confirm:$false")
    assert len(on("knowledge")) == 2
    on("knowledge | Remove-DifyKnowledge -Confirm:$false")
    assert on("knowledge") == []


def test_an_unknown_tag_is_an_error_and_not_everything(base: Any) -> None:
    with pytest.raises(DifyShellError, match="no knowledge tag 'nope'"):
        base("get-knowledge -Tags nope")


def test_doc_1_to_8(base: Any) -> None:
    assert base("$k | Get-DifyDocument") == []
    added = base(f"Add-DifyDocument -Path test1.md, test2.md -Knowledge $k {ADD}")
    assert len(added) == 2
    assert added[0]["Batch"]
    (waited,) = base(f"Add-DifyDocument test3.md -Knowledge $k {ADD} {WAIT}")
    assert (waited["Name"], waited["IndexingStatus"]) == ("test3.md", "completed")
    assert waited["WordCount"] > 0
    assert len(base("$k | get-document")) == 3
    assert len(base("$k | get-document -Name test1.md")) == 1
    assert len(base("$k | get-document -Search test")) == 3
    base("$k | get-document -Name test1.md | Remove-DifyDocument -Confirm:$false")
    assert len(base("$k | get-document")) == 2
    base("$k | get-document | Remove-DifyDocument -Confirm:$false")
    assert base("$k | get-document") == []


def test_doc_9_10_chunking(base: Any, sandbox: Sandbox) -> None:
    assert len(base(f"add-document test1.md -Knowledge $k {ADD}")) == 1
    assert len(base(f"add-document test2.md -Knowledge Vegetables -ChunkMode custom {ADD}")) == 1
    rules = [seen.json["process_rule"] for seen in sandbox.requests if seen.json and "process_rule" in seen.json]
    assert [rule["mode"] for rule in rules] == ["automatic", "custom"]
    assert rules[1]["rules"]["segmentation"] == {"separator": "\\n\\n", "max_tokens": 500, "chunk_overlap": 50}


@pytest.mark.parametrize("text", ["add-document *.md", "get-item *.md | add-document", "add-document ."])
def test_files_wildcards_pipelines_and_folders(base: Any, text: str) -> None:
    assert len(base(f"{text} -Knowledge $k {ADD}")) == 3


def test_high_quality_needs_a_model_before_anything_is_sent(base: Any, sandbox: Sandbox) -> None:
    sandbox.world.models.clear()
    with pytest.raises(DifyShellError, match="no default model for text-embedding"):
        base("add-document test1.md -Knowledge $k")
    assert not [seen for seen in sandbox.requests if seen.path.endswith("/files/upload")]
    base("$null = new-model openai -Credential @{ openai_api_key = 'sk-x' }")
    base("$null = set-system-model -Type text-embedding -Provider openai -Name text-embedding-3-small")
    assert len(base("add-document test1.md -Knowledge $k")) == 1


def test_what_fails_is_listed_with_its_reason_and_the_rest_is_kept(base: Any, tmp_path: Path) -> None:
    (tmp_path / "fail.md").write_text("x", encoding="utf-8")
    (tmp_path / "pause.md").write_text("x", encoding="utf-8")
    done = base(f"add-document *.md -Knowledge $k {ADD} {WAIT}")
    assert [one["Name"] for one in done] == ["test1.md", "test2.md", "test3.md"]
    said = sorted(error.message for error in base.host.reported)
    assert said == [
        "'fail.md' was not indexed (error): The text cannot be read.",
        "'pause.md' was not indexed (paused): the server did not say why",
    ]


def test_waiting_has_a_limit_and_indexing_goes_on(base: Any) -> None:
    with pytest.raises(DifyShellError, match="0 of 1 done") as failed:
        base(f"add-document test1.md -Knowledge $k {ADD} -Wait -Timeout 0")
    assert "goes on" in str(failed.value.hint)


def test_ctrl_c_ends_the_waiting_and_indexing_goes_on(base: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(waiting, "sleep", interrupt)
        base(f"Add-DifyDocument test1.md -Knowledge $k {ADD} -Wait")
    (status,) = base("$one = $k | get-document; Get-DifyDocumentIndexingStatus -Document $one -Wait -Interval 0")
    assert status["IndexingStatus"] == "completed"


def test_progress_of_batches(base: Any) -> None:
    base(f"$one = add-document test1.md -Knowledge $k {ADD}; $two = add-document test2.md -Knowledge $k {ADD}")
    statuses = base("$one, $two | Get-DifyDocumentIndexingStatus")
    assert [one["Name"] for one in statuses] == ["test1.md", "test2.md"]
    statuses = base("Get-DifyDocumentIndexingStatus -Knowledge $k -Batch $one.Batch -Wait -Interval 0")
    assert [one["IndexingStatus"] for one in statuses] == ["completed"]
    assert statuses[0]["CompletedSegments"] == statuses[0]["TotalSegments"] > 0


def test_documents_are_renamed_switched_and_archived(base: Any) -> None:
    base(f"$d = add-document test1.md -Knowledge $k {ADD} {WAIT}")
    assert base("$d | set-document -Name renamed.md")[0]["Name"] == "renamed.md"
    assert base("$d | set-document -Disable")[0]["Enabled"] is False
    assert base("$d | set-document -Enable")[0]["Enabled"] is True
    assert base("$d | set-document -Archive")[0]["Archived"] is True
    with pytest.raises(DifyShellError, match="What is to be changed"):
        base("$d | set-document")


def test_a_documents_file_comes_back_as_it_was(connected: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    connected("$null = get-document Handbook -Name returns.md | Save-DifyDocument -Path first")
    connected(f"$k = new-knowledge Copy; $d = add-document first/returns.md -Knowledge $k {ADD} {WAIT}")
    (file,) = connected("$d | Save-DifyDocument -Path saved")
    assert (tmp_path / "saved" / "returns.md").read_bytes() == (tmp_path / "first" / "returns.md").read_bytes()
    assert file["Name"] == "returns.md"
    assert connected("$d | save-document -Path saved") == []
    assert "exists already" in connected.host.reported[0].message


def test_servers_that_give_no_files_back_are_named(base: Any, sandbox: Sandbox) -> None:
    base(f"add-document test1.md -Knowledge $k {ADD} | save-document -Path saved")
    if not sandbox.world.since("1.13.0"):
        assert base.host.reported[0].hint == "Dify 1.13 and later give files back; this is 1.5.0."


def test_segments_and_what_a_question_finds(base: Any) -> None:
    base(f"$d = add-document *.md -Knowledge $k {ADD} {WAIT}")
    segments = base("$d | get-segment")
    assert [one["Content"] for one in segments if "red" in one["Content"]]
    hits = base("test-knowledge $k 'rubyroot 2' -Top 2")
    assert len(hits) == 2
    assert hits[0]["Document"] == "test2.md"
    assert hits[0]["Score"] == 1.0
    assert len(base("test-knowledge Vegetables 'rubyroot 2' -Top 9 -Threshold 0.9")) == 1


def test_a_folder_and_a_knowledge_become_the_same(base: Any, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.md").write_text("a", encoding="utf-8")
    (folder / "sub" / "a.md").write_text("another a", encoding="utf-8")
    sync = f"sync-knowledge docs $k {ADD}"
    assert [(one["Action"], one["File"]) for one in base(f"{sync} -WhatIf")] == [("add", "a.md"), ("add", "sub/a.md")]
    assert base("$k | get-document") == []
    assert [one["Action"] for one in base(sync)] == ["add", "add"]
    assert [one["Action"] for one in base(sync)] == ["keep", "keep"]
    (folder / "a.md").write_text("changed", encoding="utf-8")
    (folder / "sub" / "a.md").unlink()
    assert [one["Action"] for one in base(sync)] == ["replace"]
    assert len(base("$k | get-document")) == 2
    base.host.answers = ["y"]
    done = base(f"{sync} -Remove")
    assert [(one["Action"], one["File"]) for one in done] == [("keep", "a.md"), ("remove", "sub/a.md")]
    assert len(base("$k | get-document")) == 1


@pytest.fixture
def interrupted(base: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a text and press Ctrl-C once so many requests have been answered; tells whether that was before its end."""
    send = DifyClient._send
    left = [0]

    def sent(client: DifyClient, *arguments: Any, **more: Any) -> Any:
        answer = send(client, *arguments, **more)
        left[0] -= 1
        if left[0] == 0:
            signal.raise_signal(signal.SIGINT)
        return answer

    def run(text: str, requests: int) -> bool:
        left[0] = requests
        try:
            base(text)
        except KeyboardInterrupt:
            return True
        finally:
            left[0] = 0
        return False

    monkeypatch.setattr(DifyClient, "_send", sent)
    return run


def test_after_ctrl_c_at_any_moment_the_next_run_ends_as_if_there_had_been_none(
    base: Any, interrupted: Any, tmp_path: Path, sandbox: Sandbox
) -> None:
    """`a.md` is new, `sub/a.md` of the same size too, `b.md` is in the knowledge with other content."""
    (tmp_path / "docs" / "sub").mkdir(parents=True)
    sync = f"$null = sync-knowledge docs $k {ADD}"
    after = 0
    stopped = True
    while stopped:
        after += 1
        base("$k | get-document | remove-document -Force")
        for name in ("a.md", "sub/a.md"):
            (tmp_path / "docs" / name).unlink(missing_ok=True)
        (tmp_path / "docs" / "b.md").write_text("before", encoding="utf-8")
        base(sync)
        for name, text in CONTENTS.items():
            (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
            os.utime(tmp_path / "docs" / name, (1, 1))
        stopped = interrupted(sync, after)
        base(sync)
        assert marked_contents(sandbox) == CONTENTS, f"stopped after request {after}"
        assert [one["Action"] for one in base(f"sync-knowledge docs $k {ADD} -WhatIf")] == ["keep"] * 3
    assert after > 10


def test_before_there_was_metadata_the_names_tell_what_was_sent(
    shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs" / "sub").mkdir(parents=True)
    for name, text in CONTENTS.items():
        (tmp_path / "docs" / name).write_text(text, encoding="utf-8")
    os.utime(tmp_path / "docs" / "a.md", (1, 1))

    def actions(more: str = "") -> dict[str, str]:
        return {one["File"]: one["Action"] for one in shell(f"sync-knowledge docs $k {ADD} {more}")}

    with Sandbox("1.0.0") as old:
        shell.sign_in_to(old)
        shell(f"$k = new-knowledge Gems; $null = add-document docs/a.md -Knowledge $k {ADD}")
        assert actions() == {"a.md": "keep", "b.md": "add", "sub/a.md": "add"}
        assert actions() == dict.fromkeys(CONTENTS, "keep")
        (tmp_path / "docs" / "b.md").write_text("changed", encoding="utf-8")
        (tmp_path / "docs" / "a.md").unlink()
        assert actions("-Remove -Force") == {"a.md": "remove", "b.md": "replace", "sub/a.md": "keep"}
        assert sorted(name.partition(" ")[0] for name in shell("($k | get-document).Name")) == ["b.md", "sub/a.md"]


CONTENTS = {"a.md": "ruby", "sub/a.md": "opal", "b.md": "after!"}


def marked_contents(sandbox: Sandbox) -> dict[str, str]:
    """What the documents hold that were made of a folder, by the path of the file. Each is there once."""
    knowledge = sandbox.world.knowledge
    found: dict[str, str] = {}
    for document in knowledge.documents[knowledge.datasets[0]["id"]]:
        marks = {one["name"]: one["value"] for one in document.told["doc_metadata"] or ()}
        assert marks["dify_shell_file"] not in found
        found[marks["dify_shell_file"]] = (document.file.content or b"").decode()
    return found


@pytest.mark.parametrize(("now", "action"), [("a text", "keep"), ("a next", "add")])
def test_a_document_without_marks_is_known_by_what_it_holds(
    connected: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: str, action: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("a text", encoding="utf-8")
    connected(f"$k = new-knowledge Gems; $null = add-document docs/a.md -Knowledge $k {ADD}")
    (tmp_path / "docs" / "a.md").write_text(now, encoding="utf-8")
    assert [one["Action"] for one in connected(f"sync-knowledge docs $k {ADD}")] == [action]
    assert [one["Action"] for one in connected(f"sync-knowledge docs $k {ADD}")] == ["keep"]


def test_documents_from_elsewhere_stay(base: Any, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "b.md").write_text("b", encoding="utf-8")
    base(f"$null = add-document test1.md -Knowledge $k {ADD}; $null = sync-knowledge docs $k {ADD} -Remove -Force")
    assert len(base("$k | get-document")) == 2


def test_files_alone(base: Any) -> None:
    (sent,) = base("Add-DifyFile test1.md")
    assert (sent["Name"], sent["Extension"]) == ("test1.md", "md")
    assert sent["CreatedBy"] == "dify@example.com"
    with pytest.raises(DifyShellError):
        base("Add-DifyFile nothing.md")


def test_one_file_that_is_refused_does_not_stop_the_others(base: Any, tmp_path: Path) -> None:
    (tmp_path / "virus.exe").write_bytes(b"MZ")
    assert len(base(f"add-document test1.md, virus.exe -Knowledge $k {ADD}")) == 1
    assert "virus.exe" in base.host.reported[0].message
