"""Calling the API directly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dify_shell.errors import DifyShellError, InvalidRequest
from dify_shell.objects import Record
from dify_shell.sandbox import Sandbox


@pytest.fixture
def on(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation."""
    shell.sign_in_to(sandbox)
    sandbox.requests.clear()
    return shell


def test_an_answer_is_objects_that_pipe_on(on: Any) -> None:
    (listing,) = on("get /apps limit==5")
    assert isinstance(listing, Record)
    assert len(listing["data"]) == 5
    assert on("(get /console/api/apps).data | where name -eq 'Support Bot' | % mode") == ["advanced-chat"]


@pytest.mark.parametrize("path", ["/apps", "apps", "/console/api/apps", "$env:PSDIFY_URL/console/api/apps"])
def test_a_path_is_written_in_many_ways(on: Any, sandbox: Sandbox, path: str) -> None:
    on(f"$null = get {path}")
    assert [seen.path for seen in sandbox.requests] == ["/console/api/apps"]


def test_items_become_body_query_and_headers(on: Any, sandbox: Sandbox) -> None:
    on("$null = post /apps name='My Bot' mode=chat 'description:=\"d\"' X-Trace:abc")
    (seen,) = [one for one in sandbox.requests if one.method == "POST"]
    assert seen.json == {"name": "My Bot", "mode": "chat", "description": "d"}
    assert seen.headers["X-Trace"] == "abc"


def test_a_body_can_be_a_hashtable_json_or_a_file(on: Any, sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text('{"name": "A", "mode": "chat"}', encoding="utf-8")
    for body in ("@{ name = 'A'; mode = 'chat' }", '\'{"name": "A", "mode": "chat"}\'', f"'@{tmp_path}/body.json'"):
        on(f"$null = post /apps -Body {body}")
    assert [seen.json for seen in sandbox.requests if seen.method == "POST"] == [{"name": "A", "mode": "chat"}] * 3


def test_names_and_variables_stand_in_paths(on: Any) -> None:
    assert on("(get /apps/{app:Support Bot}).name") == ["Support Bot"]
    assert on("$id = (apps | select -First 1).Id; (get /apps/$id).id -eq $id") == [True]


def test_listings_are_followed_as_far_as_needed(connected: Any, modern: Sandbox) -> None:
    assert len(connected("get /apps limit==50 -Paginate | select -First 60")) == 60
    assert len([seen for seen in modern.requests if seen.path == "/console/api/apps"]) == 2
    listing = "get /apps/$($app.Id)/workflow-runs limit==20 triggered_from==app-run -Paginate"
    runs = connected(f"$app = get-app 'Support Triage'; {listing}")
    assert len(runs) == 30


def test_dry_run_and_curl_send_nothing_and_show_no_secret(connected: Any, modern: Sandbox) -> None:
    connected.state.environment["PSDIFY_X"] = "x"
    (text,) = connected("post /apps name=Bot mode=chat -DryRun")
    (curl,) = connected("post /apps name=Bot mode=chat -AsCurl")
    assert not [seen for seen in modern.requests if seen.method == "POST"]
    assert '"name": "Bot"' in text
    assert "$DIFY_ACCESS_TOKEN" in curl
    assert "-X POST" in curl
    for secret in connected.state.connection.client.credentials.secrets():
        assert secret.reveal() not in text + curl


def test_verbose_shows_request_and_answer_masked(connected: Any) -> None:
    connected("$null = get /apps -Verbose")
    said = "\n".join(text for kind, text in connected.host.messages if kind == "verbose")
    assert "GET /console/api/apps HTTP/1.1" in said
    assert "HTTP/1.1 200" in said
    for secret in connected.state.connection.client.credentials.secrets():
        assert secret.reveal() not in said


def test_an_answer_can_be_saved(connected: Any, tmp_path: Path) -> None:
    (file,) = connected(f"get /apps -OutFile '{tmp_path}/apps.json'")
    assert file["Name"] == "apps.json"
    assert (tmp_path / "apps.json").read_bytes().startswith(b"{")
    assert [path.name for path in tmp_path.iterdir()] == ["apps.json"]


def test_raw_is_the_text_that_came(connected: Any) -> None:
    (text,) = connected("get /apps limit==1 -Raw")
    assert text.startswith('{"')


def test_deleting_asks_first(connected: Any, modern: Sandbox) -> None:
    connected.host.answers = ["n"]
    connected("delete /apps/{app:Support Bot}")
    assert "DELETE /console/api/apps/" in connected.host.questions[0]
    assert not [seen for seen in modern.requests if seen.method == "DELETE"]
    connected("delete /apps/{app:Support Bot} -Force")
    assert connected("get-app -Name 'Support Bot'") == []


def test_an_event_stream_comes_event_by_event(connected: Any) -> None:
    text = "post /apps/{app:Support Bot}/advanced-chat/workflows/draft/run 'inputs:={}' query=Hi"
    events = connected(text)
    assert events[0]["event"] == "workflow_started"
    assert "".join(event["answer"] for event in events if event["event"] == "message") == "You said: Hi"


def test_the_service_api_needs_a_key(connected: Any) -> None:
    with pytest.raises(DifyShellError, match="takes the key of an app"):
        connected("get /v1/info")
    connected("$key = (new-app-api-key 'Support Bot').Token")
    assert connected("(get /v1/info -Token $key).name") == ["Support Bot"]


def test_files_go_as_a_form(connected: Any, modern: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    assert connected(f"(post /files/upload 'file@{tmp_path}/a.txt').name") == ["a.txt"]


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("get /appz", "no GET /appz", "get /apps"),
        ("patch /apps", "takes GET and POST", ""),
        ("get /apps/{app_id}", "needs a value for {app_id}", "{app:NAME}"),
        ("get /apps//export", "a part is missing", "variable"),
        ("get /apps name=x", "GET sends no body", "name==value"),
        ("post /apps 'name:={oops'", "no JSON: .*line 1, column", ""),
        ("post /apps foo", "'foo' is no item", "name=text"),
        ("post /apps file@/nothing/here", "no file or folder", ""),
        ("post /apps -Body '{oops'", "no JSON", ""),
        ("post /apps a=1 -Body @{ b = 2 }", "given twice", ""),
        ("get https://evil.example/console/api/apps", "nothing is sent to another server", ""),
        ("get '/apps/{app:Nobody}'", "no app 'Nobody'", ""),
    ],
)
def test_bad_input_is_named_and_nothing_is_sent(
    connected: Any, modern: Sandbox, text: str, words: str, hint: str
) -> None:
    with pytest.raises(DifyShellError, match=words) as failed:
        connected(text)
    assert hint in str(failed.value.hint)
    assert [seen for seen in modern.requests if seen.path not in ("/console/api/apps",)] == []


def test_a_secret_is_not_sent_as_its_mask(connected: Any) -> None:
    connected("$s = ConvertTo-SecureString 'the secret' -AsPlainText -Force")
    with pytest.raises(DifyShellError, match="sent as its mask"):
        connected('post /apps "name=$s"')
    with pytest.raises(DifyShellError, match="into an address"):
        connected("get /apps -Query @{ name = $s }")
    (text,) = connected("post /apps -Body @{ name = $s; mode = 'chat' } -DryRun")
    assert "the secret" not in connected.state.redactor.clean(text)


def test_unknown_operations_are_sent_when_forced(connected: Any) -> None:
    with pytest.raises(DifyShellError) as failed:
        connected("get /no/such/path -Force")
    assert getattr(failed.value, "status", None) == 404


def test_a_refusal_is_in_the_servers_words(connected: Any) -> None:
    with pytest.raises(InvalidRequest, match="mode"):
        connected("post /apps name=x mode=nope")


@pytest.mark.parametrize(
    "text",
    [
        'Invoke-DifyRestMethod -Uri (Join-Url $env:PSDIFY_URL "console/api/apps") -Session (Get-PSDifyConsoleAuth)',
        'Invoke-DifyRestMethod "$env:PSDIFY_URL/console/api/apps" GET -SessionOrToken (Get-PSDifyConsoleAuth)',
        'Invoke-DifyRestMethod -Uri "$env:PSDIFY_URL/console/api/apps" -Query @{ limit = 3; name = "a&b" }',
    ],
)
def test_psdifys_name_for_it(on: Any, text: str) -> None:
    assert "data" in on(text)[0]


def test_psdifys_way_with_a_body_a_token_and_a_file(on: Any, tmp_path: Path) -> None:
    on('$uri = "$env:PSDIFY_URL/console/api/apps"')
    body = '(@{ name = "B"; mode = "chat" } | ConvertTo-Json)'
    assert on(f"(Invoke-DifyRestMethod $uri -Method POST -Body {body}).name") == ["B"]
    on("$key = (new-app-api-key 'Support Bot').Token")
    assert on('(Invoke-DifyRestMethod "$env:PSDIFY_URL/v1/info" -Token $key).name') == ["Support Bot"]
    file = tmp_path / "body.json"
    file.write_text('{"name": "C", "mode": "chat"}', encoding="utf-8")
    assert on(f"(Invoke-DifyRestMethod $uri POST -InFile '{file}').name") == ["C"]
    assert file.exists()
    with pytest.raises(DifyShellError, match="no whole address"):
        on("Invoke-DifyRestMethod /apps")


def test_operations_are_found_and_described(connected: Any) -> None:
    found = connected("find-operation exprot app")
    assert found[0]["Operation"] == "GET /apps/{app_id}/export"
    (text,) = connected("get-operation 'POST /apps'")
    assert "one of advanced-chat, agent-chat, chat, completion, workflow" in text
    assert "post /apps mode=advanced-chat name=TEXT" in text
    assert len(connected("get-operation /apps")) == 2
    with pytest.raises(DifyShellError) as failed:
        connected("get-operation 'GET /aps'")
    assert "'GET /apps'" in str(failed.value.hint)


def test_a_newer_server_is_said_to_be_newer(shell: Any, modern: Sandbox) -> None:
    modern.world.reset("1.99.0")
    shell.sign_in_to(modern)
    shell("$null = find-operation apps")
    assert any("1.99.0, and may differ" in text for _, text in shell.host.messages)


def test_tables_have_no_column_for_summaries_that_nobody_wrote(connected: Any) -> None:
    assert "Summary" not in "".join(connected("find-operation export app | out-string"))


def test_the_servers_own_document_is_laid_over(on: Any, sandbox: Sandbox) -> None:
    sandbox.world.publishes_operations = True
    if not sandbox.world.since("1.8.0"):
        with pytest.raises(DifyShellError, match="does not publish"):
            on("update-catalog")
        return
    (before,) = on("get-operation 'GET /apps/{app_id}/api-keys'")
    assert "operations are known" in on("update-catalog")[0]
    (after,) = on("get-operation 'GET /apps/{app_id}/api-keys'")
    assert "  Keys" in after.splitlines()
    assert "  Keys" not in before.splitlines()
    assert on("find-operation code login validity | % Summary")[0].startswith("Login with code")
    assert "Summary" in "".join(on("find-operation code login validity | out-string"))


def test_at_the_prompt_the_document_comes_in_the_background(connected: Any, modern: Sandbox) -> None:
    modern.world.publishes_operations = True
    connected.host.interactive = True
    assert "is being asked" in connected("update-catalog")[0]
    assert connected("(get-operation 'GET /tags') -match 'Tags'") == [True]
    assert connected.state.catalog_update is None


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "body": "<html>no such page</html>"},
        {"status": 500, "body": {"message": "Internal Server Error", "code": "unknown"}},
        {"status": 200, "body": "<html>the web app</html>"},
        {"status": 200, "body": {"openapi": "3.0.3", "paths": {}}},
        {"status": None},
    ],
)
def test_a_server_that_publishes_nothing_says_so(connected: Any, modern: Sandbox, answer: dict[str, Any]) -> None:
    for path in ("openapi", "swagger"):
        modern.world.fail_next(f"/console/api/{path}.json", **answer)
    known = len(connected.state.load_operations())
    with pytest.raises(DifyShellError, match="does not publish its operations|OpenAPI document cannot be used"):
        connected("update-catalog")
    assert len(connected.state.operations) == known


def test_a_failed_update_in_the_background_is_told_to_who_needs_it(connected: Any) -> None:
    connected.host.interactive = True
    connected("update-catalog")
    connected("$null = find-operation apps")
    assert any("does not publish" in text for kind, text in connected.host.messages if kind == "warning")
