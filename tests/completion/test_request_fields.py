"""What a call of the API takes besides its path. ▮ marks the cursor where it is not at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dify_shell.runtime.state import ShellState

from .api_calls import api_state, completed
from .conftest import CURSOR


@pytest.fixture
def state() -> ShellState:
    return api_state()


def texts(marked: str, state: ShellState) -> list[str]:
    return [one.text for one in completed(marked, state).suggestions]


QUERY = ["limit==", "mode==", "is_created_by_me==", "tag_ids==", "X-Trace-Id:"]

KEYS = {
    "post /apps ": ["mode=", "name=", "dataset_id=", "max_active_requests:=", "model:=", "public:=", "tag_ids[]="],
    "get /apps ": QUERY,
    "post /files/upload ": ["file@", "year=", "source=="],
    "post /apps n": ["name="],
    "post /apps mode=chat n": ["name="],
    "post /apps name=x ": ["mode=", "dataset_id=", "max_active_requests:=", "model:=", "public:=", "tag_ids[]="],
    "post /apps name=$x m": ["mode=", "max_active_requests:=", "model:="],
    "post /apps model[name]=x mod": ["mode="],
    "post /apps tag_ids[]=a ta": ["tag_ids[]="],
    "get /apps limit==5 li": [],
    "get /apps limit=5 li": ["limit=="],
    "get /apps tag_ids==a ta": ["tag_ids=="],
    "get /console/api/apps li": ["limit=="],
    "post 'na": [],
    "post /apps 'na": ["'name='"],
    "post -Path /apps na": ["name="],
    "post /apps/imports name": [],
    "get /nowhere li": [],
    "get $path li": [],
    "get /apps A": ["Accept:", "Accept-Language:"],
    "get /apps X": ["X-Trace-Id:", "X-WORKSPACE-ID:"],
    "get /apps a": [],
}


@pytest.mark.parametrize(("text", "expected"), KEYS.items())
def test_keys_not_given_yet_come_with_the_sign_that_fits_what_is_required_first(
    text: str, expected: list[str], state: ShellState
) -> None:
    """Those of a list can come again; headers once a capital is typed."""
    assert texts(text, state) == expected


def test_where_no_key_is_left_the_parameters_come(state: ShellState) -> None:
    assert texts("get /apps/a/export ", state)[:2] == ["-Path", "-Items"]


VALUES = {
    "post /apps mode=": ["mode=chat", "mode=agent-chat", "mode=workflow"],
    "post /apps mode=w": ["mode=workflow"],
    "post /apps 'mode=w": ["'mode=workflow'"],
    "post /apps mode:=w": ["'mode:=\"workflow\"'"],
    "post /apps max_active_requests:=": ["max_active_requests:=0", "max_active_requests:=5"],
    "post /apps public:=": ["public:=true", "public:=false"],
    "post /apps public=t": ["public=true"],
    "post /apps name=": [],
    "post /apps dataset_id=": ["dataset_id=k-1"],
    "post /apps dataset_id=man": ["dataset_id=k-1"],
    "get /apps mode==c": ["mode==chat"],
    "get /apps is_created_by_me==f": ["is_created_by_me==false"],
    "get /apps limit==": [],
    "get /apps mode=c": [],
    "get /apps unknown==": [],
    "get /apps Accept:": [],
}


@pytest.mark.parametrize(("text", "expected"), VALUES.items())
def test_values(text: str, expected: list[str], state: ShellState) -> None:
    """Those allowed, the two of a boolean, or the ids of records, found by their names."""
    assert texts(text, state) == expected


def test_files_behind_an_at_sign(state: ShellState, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my docs").mkdir()
    (tmp_path / "my docs" / "one.pdf").touch()
    (tmp_path / "my.txt").touch()
    monkeypatch.chdir(tmp_path)
    assert texts("post /files/upload file@", state) == ["'file@my docs/'", "file@my.txt"]
    assert texts("post /files/upload 'file@my docs/", state) == ["'file@my docs/one.pdf'"]
    assert texts("post /apps name=@my.", state) == ["name=@my.txt"]
    assert texts("post /apps model:=@my.", state) == ["model:=@my.txt"]
    assert completed("post /files/upload 'file@my docs/", state).suggestions[0].display == "one.pdf"


ENTRIES = {
    "get /apps -Query @{ ": ["limit = ", "mode = ", "is_created_by_me = ", "tag_ids = "],
    "get /apps -Query:@{ li": ["limit = "],
    "get /apps -Query @{ limit = 5; ": ["mode = ", "is_created_by_me = ", "tag_ids = "],
    "get /apps -Query @{\n  limit = 5\n  mo": ["mode = "],
    "get /apps -Query @{ 'li": ["'limit' = "],
    f"get /apps -Query @{{ li{CURSOR} = 5 }}": ["limit"],
    f"get /apps -Query @{{ 'li{CURSOR}' }}": ["'limit"],
    "post /apps -Body @{ n": ["name = "],
    "post /apps -Body @{ model = @{ ": ["name = ", "provider = "],
    "post /apps -Body @{ model = @{ name = 'x'; ": ["provider = "],
    "post /apps -Body @{ model = @(@{ p": ["provider = "],
    "post /apps -Body @{ model = @{ name = @{ ": [],
    "get /apps -Headers @{ ": [
        "'X-Trace-Id' = ",
        "Accept = ",
        "'Accept-Language' = ",
        "'Content-Type' = ",
        "'User-Agent' = ",
        "'X-WORKSPACE-ID' = ",
    ],
    "post /apps -Body @{ mode = ": ["'chat'", "'agent-chat'", "'workflow'"],
    "post /apps -Body @{ mode = w": ["'workflow'"],
    "post /apps -Body @{ mode = 'w": ["'workflow'"],
    "post /apps -Body @{ public = ": ["$true", "$false"],
    "post /apps -Body @{ max_active_requests = ": ["0", "5"],
    "post /apps -Body @{ dataset_id = man": ["'k-1'"],
    "post /apps -Body @{ name = get-a": ["get-app"],
    "post /apps -Body @{ mode = (get-a": ["get-app"],
    "post /apps -Body @{ mode = $ap": ["$app"],
    "get /nowhere -Query @{ ": [],
    "@{ mode = get-a": ["get-app"],
    "@{ na": [],
    "get-app @{ na": [],
}


@pytest.mark.parametrize(("text", "expected"), ENTRIES.items())
def test_the_same_in_hashtables(text: str, expected: list[str], state: ShellState) -> None:
    assert texts(text, state) == expected


def test_a_key_says_what_it_takes(state: ShellState) -> None:
    found = {one.display: one.description for one in completed("post /apps ", state).suggestions}
    assert found["mode="] == "string; required; one of chat, agent-chat, workflow"
    assert found["public:="] == "boolean"
    (limit,) = completed("get /apps -Query @{ li", state).suggestions
    assert limit.description == "integer; default 20"


def test_the_nouns_of_ids_are_wanted(state: ShellState) -> None:
    assert completed("post /apps dataset_id=", state).wanted == ("Knowledge",)
    assert completed("post /apps -Body @{ tag_ids = ", state).wanted == ("Tag",)
    assert completed("post /apps mode=", state).wanted == ()


@pytest.mark.parametrize("text", ["post /apps ", "post /apps mode=", "post /apps -Body @{ "])
def test_until_the_catalogue_is_loaded_nothing_is_offered_but_it_is_wanted(text: str, state: ShellState) -> None:
    state.catalog = None
    found = completed(text, state)
    assert (found.suggestions, found.wants_catalog) == ((), True)


@given(
    st.sampled_from(("get ", "post /apps ", "post /apps -Body ", "get-operation ")), st.text("am{}[]/:=@$'\"(); ,-?x")
)
def test_any_call_can_be_completed(start: str, text: str) -> None:
    found = completed(start + text, api_state())
    assert 0 <= found.start <= len(start + text)
