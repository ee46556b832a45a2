"""Models, their credentials, the defaults; credentials of tools (psdify-tests.md, 31, 32, 33)."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import DifyShellError
from dify_shell.sandbox import Sandbox

KEY = "@{ openai_api_key = 'sk-not-to-be-seen' }"
TOOL = "langgenius/openai_tool/openai"


@pytest.fixture
def on(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation, without a credential for any model or tool."""
    sandbox.world.models.clear()
    sandbox.world.tool_credentials.clear()
    shell.sign_in_to(sandbox)
    return shell


def test_mod_1_2_3_a_provider_gets_credentials(on: Any, sandbox: Sandbox) -> None:
    assert on("Get-DifyModel") == []
    assert len(on(f"New-DifyModel openai -Credential {KEY}")) >= 1
    on(f"$null = New-DifyModel openai -Credential {KEY}")
    found = on("Get-DifyModelProviderCredential langgenius/openai/openai predefined")
    if sandbox.world.since("1.8.0"):
        assert [one["CredentialName"] for one in found] == ["API KEY 2", "API KEY 1"]
    else:
        assert found == []


def test_mod_4_5_a_model_of_your_own(on: Any, sandbox: Sandbox) -> None:
    text = f"New-DifyModel openai customizable gpt-own llm {KEY}"
    (made,) = on(text)
    assert (made["Model"], made["Type"], made["FetchFrom"]) == ("gpt-own", "llm", "customizable-model")
    assert "openai" in made["Provider"]
    assert len(on(text)) == 1
    expected = 2 if sandbox.world.since("1.8.0") else 0
    found = on("Get-DifyModelProviderCredential -Name gpt-own -Type llm -From customizable")
    assert len(found) == expected


def test_mod_6_7_8_9_filters(on: Any) -> None:
    on(f"$null = New-DifyModel openai -Credential {KEY}; $null = New-DifyModel openai customizable own llm {KEY}")
    assert {one["FetchFrom"] for one in on("models -From predefined")} == {"predefined-model"}
    assert {one["FetchFrom"] for one in on("models -From customizable")} == {"customizable-model"}
    (one,) = on("Get-DifyModel -Provider openai -Name o4-mini")
    assert (one["Type"], one["FetchFrom"]) == ("llm", "predefined-model")
    for kind in ("llm", "text-embedding", "speech2text", "moderation", "tts"):
        assert {one["Type"] for one in on(f"models -Type {kind}")} == {kind}


def test_mod_10_all_are_removed(on: Any) -> None:
    on(f"$null = New-DifyModel openai -Credential {KEY}; $null = New-DifyModel openai customizable own llm {KEY}")
    assert on("models | Remove-DifyModel -Confirm:$false; models") == []


def test_removing_a_predefined_model_says_that_all_of_its_provider_go(on: Any) -> None:
    on(f"$null = New-DifyModel openai -Credential {KEY}")
    on.host.answers = ["n"]
    on("models -Name o4-mini | remove-model")
    assert "every credential of the provider langgenius/openai/openai" in on.host.questions[0]
    assert on("models")


def test_names_of_credentials_do_not_collide_after_one_is_gone(connected: Any, modern: Sandbox) -> None:
    modern.world.models.clear()
    connected(f"foreach ($n in 1..3) {{ $null = New-DifyModel openai -Credential {KEY} }}")
    del modern.world.models.credentials[0]
    connected(f"$null = New-DifyModel openai -Credential {KEY}")
    names = [one["CredentialName"] for one in connected("get-model-provider-credential openai")]
    assert names == ["API KEY 4", "API KEY 3", "API KEY 2"]


def test_a_key_is_seen_nowhere(connected: Any) -> None:
    connected(f"$null = New-DifyModel openai -Credential {KEY}")
    assert connected.state.redactor.clean("sk-not-to-be-seen") == "********"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("New-DifyModel openai", "wants a credential"),
        (f"New-DifyModel openai customizable -Credential {KEY}", "needs -Name and -Type"),
        ("Set-DifySystemModel -Type llm", "Which model"),
    ],
)
def test_what_is_missing_is_named(connected: Any, text: str, words: str) -> None:
    with pytest.raises(DifyShellError, match=words):
        connected(text)


def test_sys_1_every_kind_has_an_entry_even_when_unset(on: Any) -> None:
    found = on("Get-DifySystemModel")
    assert [one["Type"] for one in found] == ["llm", "text-embedding", "rerank", "speech2text", "tts"]
    assert not any(one["Model"] for one in found)


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("llm", "o4-mini"),
        ("text-embedding", "text-embedding-3-small"),
        ("speech2text", "whisper-1"),
        ("tts", "tts-1-hd"),
    ],
)
def test_sys_2_3_defaults_are_chosen(on: Any, kind: str, model: str) -> None:
    on(f"$null = New-DifyModel openai -Credential {KEY}")
    (chosen,) = on(f"Set-DifySystemModel -Type {kind} -Provider openai -Name {model}")
    assert (chosen["Type"], chosen["Model"]) == (kind, model)
    assert "openai" in chosen["Provider"]
    assert on(f"Get-DifySystemModel {kind}")[0]["Model"] == model


def test_a_model_can_be_piped_in_as_default(on: Any) -> None:
    on(f"$null = New-DifyModel openai -Credential {KEY}")
    assert on("models -Name o4-mini | set-system-model")[0]["Model"] == "o4-mini"
    with pytest.raises(DifyShellError, match="no default model for moderation"):
        on("models -Type moderation | set-system-model")


def test_tool_1_to_7(on: Any) -> None:
    assert on(f"Get-DifyToolProviderCredential {TOOL}") == []
    (made,) = on(f"New-DifyToolProviderCredential {TOOL} {KEY}")
    assert (made["Provider"], made["CredentialType"], made["Name"]) == (TOOL, "api-key", "API KEY 1")
    assert on(f"New-DifyToolProviderCredential {TOOL} {KEY}")[0]["Name"] == "API KEY 2"
    assert on(f"New-DifyToolProviderCredential {TOOL} {KEY} 'my own'")[0]["Name"] == "my own"
    assert len(on(f"Get-DifyToolProviderCredential {TOOL}")) == 3
    on(f"Get-DifyToolProviderCredential {TOOL} | select -First 1 | Remove-DifyToolProviderCredential -Confirm:$false")
    assert len(on(f"Get-DifyToolProviderCredential {TOOL}")) == 2
    on(f"Get-DifyToolProviderCredential {TOOL} | Remove-DifyToolProviderCredential -Force")
    assert on(f"Get-DifyToolProviderCredential {TOOL}") == []


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("get-model opnai", "no model provider 'opnai'", "Did you mean 'openai'?"),
        ("get-model-provider-credential opnai", "no model provider 'opnai'", "Did you mean 'openai'?"),
        (f"new-model opnai -Credential {KEY}", "no model provider 'opnai'", "Did you mean 'openai'?"),
        ("get-tool-provider-credential opnai", "no tool provider 'opnai'", "Did you mean 'openai'?"),
        (f"new-tool-provider-credential opnai {KEY}", "no tool provider 'opnai'", "Did you mean 'openai'?"),
        ("set-system-model -Type llm -Provider opnai -Name x", "no model provider 'opnai'", "Did you mean 'openai'?"),
        (
            "set-system-model -Type llm -Provider openai -Name o4-mni",
            "no llm model 'o4-mni'",
            "Did you mean 'o4-mini'?",
        ),
    ],
)
def test_a_wrong_name_is_refused_before_anything_is_sent(
    connected: Any, modern: Sandbox, text: str, words: str, hint: str
) -> None:
    with pytest.raises(DifyShellError, match=words) as refused:
        connected(text)
    assert refused.value.hint == hint
    assert {seen.method for seen in modern.requests} == {"GET"}


def test_providers_are_listed_by_name(on: Any) -> None:
    (provider,) = on("model-providers")
    assert (provider["Name"], provider["Provider"]) == ("openai", "langgenius/openai/openai")
    assert provider["Status"] == "no-configure"


def test_a_model_is_removed_by_its_name(on: Any) -> None:
    on(f"$null = New-DifyModel openai customizable own llm {KEY}")
    on("remove-model own -Force")
    assert on("models -From customizable") == []


def test_tool_providers_are_known_by_the_end_of_their_id(on: Any) -> None:
    assert [one["Provider"] for one in on("tool-providers") if one["Name"] == "openai"] == [TOOL]
    assert on(f"new-tool-provider-credential openai {KEY}")[0]["Provider"] == TOOL
