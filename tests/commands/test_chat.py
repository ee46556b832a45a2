"""Talking to apps (psdify-tests.md, 61)."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from dify_shell.errors import DifyShellError, NotConnected, NotFound, NotInteractive, TransportError
from dify_shell.sandbox import Sandbox

BOT = "'Support Bot'"


@pytest.fixture
def on(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation, at a terminal; every app that is talked to has a key."""
    shell.sign_in_to(sandbox)
    shell.host.streamed = []
    shell("$null = new-app-api-key 'Support Bot', 'Meeting Summariser', 'Support Triage', '翻訳アシスタント'")
    shell("$null = new-app-api-key 'Prod Incident Scribe'")
    sandbox.requests.clear()
    return shell


def one(output: list[Any]) -> Any:
    (record,) = output
    return record


def test_ch_1_the_conversation_goes_on(on: Any) -> None:
    on(f"Send-DifyChatMessage -NewSession 'answer pong to ping' -App {BOT}")
    answer = one(on(f"Send-DifyChatMessage Ping -App {BOT}"))
    assert answer["Answer"] == "pong"
    assert answer["ConversationId"] == on("$env:PSDIFY_CONVERSATION_ID")[0]
    fresh = one(on(f"Send-DifyChatMessage -NewSession Ping -App {BOT}"))
    assert fresh["Answer"] == "You said: Ping"
    assert fresh["ConversationId"] != answer["ConversationId"]


def test_ch_2_other_scripts_stay_whole(on: Any) -> None:
    answer = one(on(f"Send-DifyChatMessage '返品できますか？' -App {BOT}"))
    assert answer["Answer"] == "You said: 返品できますか？"
    assert "返品できますか？" in "".join(on.host.streamed)


def test_a_conversation_that_is_gone_can_be_begun_anew(on: Any) -> None:
    on("$env:PSDIFY_CONVERSATION_ID = 'c0ffee00-0000-0000-0000-000000000000'")
    with pytest.raises(NotFound) as failed:
        on(f"send-chat-message Hi -App {BOT}")
    assert "-NewSession" in str(failed.value.hint)
    assert one(on(f"send-chat-message Hi -App {BOT} -NewSession"))["Answer"] == "You said: Hi"


def test_the_service_can_be_named_by_variables_alone(shell: Any, on: Any, sandbox: Sandbox) -> None:
    state = sandbox.world.state_of(next(app for app in sandbox.world.apps if app["name"] == "Support Bot"))
    on("disconnect -Force")
    on.state.environment["PSDIFY_APP_URL"] = sandbox.url
    on.state.environment["PSDIFY_APP_TOKEN"] = state.keys[-1]["token"]
    assert one(on("Send-DifyChatMessage Hello"))["Answer"] == "You said: Hello"


def test_the_answer_streams_and_the_record_has_the_rest(on: Any) -> None:
    record = one(on(f"send-chat-message 'one two three' -App {BOT}"))
    text = "".join(on.host.streamed)
    assert "You said: one two three" in text
    assert len([piece for piece in on.host.streamed if "said" in piece or "two" in piece]) > 1
    assert record["Status"] == "succeeded"
    assert record["TotalTokens"] > 0
    assert record["Seconds"] >= 0
    assert all(record[name] for name in ("ConversationId", "MessageId", "TaskId", "WorkflowRunId"))


@pytest.mark.parametrize(
    ("app", "answer"),
    [
        ("Support Bot", "You said: Hi"),
        ("Meeting Summariser", "You said: Hi"),
        ("Prod Incident Scribe", "You said: Hi"),
        ("翻訳アシスタント", "Echo: Hi"),
        ("Support Triage", "Hi"),
    ],
)
@pytest.mark.parametrize("draft", ["", "-Draft"])
def test_every_type_of_app_answers_published_and_as_a_draft(on: Any, app: str, answer: str, draft: str) -> None:
    record = one(on(f"send-chat-message Hi -App '{app}' {draft}"))
    assert record["Answer"] == answer


def test_without_a_terminal_the_record_holds_the_answer_and_nothing_streams(on: Any) -> None:
    on.host.streamed = None
    (text,) = on(f"send-chat-message Hi -App {BOT} | out-string")
    assert "You said: Hi" in text


def test_nodes_of_a_workflow_are_shown(on: Any) -> None:
    on(f"send-chat-message Hi -App {BOT}")
    assert "[Start: succeeded, 0.1 s]\n" in on.host.streamed


def test_outputs_of_a_workflow(on: Any) -> None:
    record = one(on("send-chat-message -App 'Support Triage' -Inputs @{ text = 'abc' }"))
    assert record["Outputs"] == {"result": "abc"}


def test_a_workflow_that_fails_says_why(on: Any, sandbox: Sandbox) -> None:
    sandbox.world.chat.fails = True
    with pytest.raises(DifyShellError, match="The model did not answer"):
        on("send-chat-message Hi -App 'Support Triage'")


def test_an_error_inside_the_stream_is_an_error(on: Any, sandbox: Sandbox) -> None:
    with pytest.raises(DifyShellError, match="Rate limit reached"):
        on(f"send-chat-message RATE-LIMIT -App {BOT}")
    sandbox.world.chat.error = "The model broke."
    with pytest.raises(DifyShellError, match="The model broke"):
        on(f"send-chat-message Hi -App {BOT}")
    assert "You said: Hi" in "".join(on.host.streamed)


def test_a_replaced_answer_counts(on: Any, sandbox: Sandbox) -> None:
    sandbox.world.chat.replaced_by = "This cannot be answered."
    assert one(on(f"send-chat-message Hi -App {BOT}"))["Answer"] == "This cannot be answered."
    assert "(replaced by)\nThis cannot be answered." in "".join(on.host.streamed)


def test_a_stream_that_ends_early_is_no_success(on: Any, sandbox: Sandbox) -> None:
    sandbox.world.chat.ends_early = True
    with pytest.raises(TransportError, match="ended the answer early"):
        on(f"send-chat-message Hi -App {BOT}")


def test_control_c_stops_the_task_on_the_server(on: Any, sandbox: Sandbox) -> None:
    sandbox.world.chat.held = threading.Event()

    class Interrupting(list[str]):
        def append(self, piece: str) -> None:
            super().append(piece)
            if "said" in piece or "You" in piece:
                raise KeyboardInterrupt

    on.host.streamed = Interrupting()
    with pytest.raises(KeyboardInterrupt):
        on(f"send-chat-message Hi -App {BOT}")
    assert len(sandbox.world.chat.stopped) == 1
    stop = next(seen for seen in sandbox.requests if seen.path.endswith("/stop"))
    assert stop.path == f"/v1/chat-messages/{sandbox.world.chat.stopped[0]}/stop"
    assert stop.json == {"user": "dify-shell"}


def test_files_go_along(on: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    on(f"send-chat-message Look -App {BOT} -Files '{tmp_path / 'photo.png'}'")
    sent = next(seen for seen in sandbox.requests if seen.path == "/v1/chat-messages").json
    assert [(file["type"], file["transfer_method"]) for file in sent["files"]] == [("image", "local_file")]


def test_an_app_without_a_key_says_how_to_get_one(on: Any) -> None:
    on("$null = new-app Keyless chat")
    with pytest.raises(DifyShellError) as failed:
        on("send-chat-message Hi -App Keyless")
    assert "new-app-api-key" in str(failed.value.hint)


def test_a_key_goes_to_no_host_that_only_the_answer_names(on: Any, sandbox: Sandbox) -> None:
    """The sandbox says `http://127.0.0.1:…/v1`; a server that names another host is asked below itself instead."""
    from dify_shell.commands.chat import _service_address
    from dify_shell.runtime.context import Context

    context = Context(on.state, on.host, on.interpreter.registry)
    assert _service_address(context, f"{sandbox.url}/v1") == f"{sandbox.url}/v1"
    assert _service_address(context, "https://evil.example/v1") == sandbox.url
    assert _service_address(context, "") == sandbox.url
    on.state.environment["PSDIFY_APP_URL"] = "https://chosen.example"
    assert _service_address(context, f"{sandbox.url}/v1") == "https://chosen.example"


def test_the_key_is_in_no_text(on: Any, sandbox: Sandbox) -> None:
    state = sandbox.world.state_of(next(app for app in sandbox.world.apps if app["name"] == "Support Bot"))
    record = one(on(f"send-chat-message Hi -App {BOT}"))
    state.enable_api = False
    with pytest.raises(DifyShellError) as failed:
        on(f"send-chat-message Hi -App {BOT}")
    for text in (repr(record), str(failed.value), repr(on.state.conversations), repr(on.state.variables)):
        assert state.keys[-1]["token"] not in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("send-chat-message Hi", "Which app"),
        ("send-chat-message Hi -Draft", "Which app's draft"),
        ("send-chat-message -App 'Support Bot'", "What is to be said"),
    ],
)
def test_what_is_missing_is_named(on: Any, text: str, words: str) -> None:
    with pytest.raises(DifyShellError, match=words):
        on(text)


def test_without_connection_and_key_it_says_to_connect(shell: Any) -> None:
    with pytest.raises(NotConnected):
        shell("send-chat-message Hi")


def test_a_conversation_at_the_prompt_until_exit(on: Any) -> None:
    on.host.interactive = True
    on.host.answers = ["answer pong to ping", "ping", "", "RATE-LIMIT", "Still there?", "exit"]
    on(f"chat {BOT}")
    text = "".join(on.host.streamed)
    assert "pong" in text
    assert "Still there?" in text
    assert "Rate limit" in on.host.reported[0].message


def test_without_a_terminal_there_is_no_talk(connected: Any) -> None:
    with pytest.raises(NotInteractive) as refused:
        connected(f"chat {BOT}")
    assert "send-chat-message" in str(refused.value.hint)
