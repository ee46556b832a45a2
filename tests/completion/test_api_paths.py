"""Paths of the API, segment by segment; the operations by name. ▮ marks the cursor where it is not at the end."""

from __future__ import annotations

import pytest

from dify_shell.catalog.catalog import Catalog
from dify_shell.catalog.operation import Operation
from dify_shell.runtime.state import ShellState

from .api_calls import OURS, SUPPORT_BOT, SUPPORT_DESK, api_state, completed, lines
from .conftest import APP, CURSOR


@pytest.fixture
def state() -> ShellState:
    return api_state()


PATHS = {
    "get ": ["get /apps", "get /datasets/", "get /v1/", "get /workspaces/"],
    "get /": ["get /apps", "get /datasets/", "get /v1/", "get /workspaces/"],
    "post /": ["post /apps", "post /files/"],
    "delete /": ["delete /workspaces/"],
    "get a": ["get /apps"],
    "get /ap": ["get /apps"],
    "get /APP": ["get /apps"],
    "get /apps": ["get /apps/"],
    "get /v1/in": ["get /v1/info"],
    "get /v1/info": [],
    "get /console/api/ap": ["get /console/api/apps"],
    "get apps/a/exp": ["get apps/a/export"],
    "get /apps/a/e": ["get /apps/a/export"],
    "get /apps/a/stat": ["get /apps/a/statistics/"],
    "get -Path /apps/a/e": ["get -Path /apps/a/export"],
    "get -Path:/apps/a/e": ["get -Path:/apps/a/export"],
    "get '/apps/a/e": ["get '/apps/a/export'"],
    f"get '/apps/a/e{CURSOR}'": ["get '/apps/a/export"],
    "get '/apps/a/s": ["get '/apps/a/statistics/"],
    "get '/apps/a/w": ["get '/apps/a/workflows"],
    "get '": ["get '/apps", "get '/datasets/", "get '/v1/", "get '/workspaces/"],
    "get /workspaces/current/model-providers/langgenius/openai/openai/m": [
        "get /workspaces/current/model-providers/langgenius/openai/openai/models"
    ],
    "get /nowhere/": [],
    "get /apps?limit": [],
    "get https://dify.example.com/ap": [],
}


@pytest.mark.parametrize(("text", "expected"), PATHS.items())
def test_paths(text: str, expected: list[str], state: ShellState) -> None:
    """Only those with the method; with a slash where more must follow, and the quote's end where nothing can."""
    assert lines(text, state) == expected


VARIABLES = {
    "get /apps/$id/e": ["get /apps/$id/export"],
    "get /apps/$($app.Id)/e": ["get /apps/$($app.Id)/export"],
    'get "/apps/$id/e': ['get "/apps/$id/export"'],
    'get "/apps/$($app.Id)/': [
        'get "/apps/$($app.Id)/api-keys"',
        'get "/apps/$($app.Id)/export"',
        'get "/apps/$($app.Id)/statistics/',
        'get "/apps/$($app.Id)/workflows',
    ],
    "get /apps/$id-e": [],
    "get $path/e": [],
    'get "/apps/$($app.': ['get "/apps/$($app.Id'],
    "get /apps/{app:Support Bot}/e": ["get /apps/{app:Support Bot}/export"],
    "get '/apps/{app:a/b?}/e": ["get '/apps/{app:a/b?}/export'"],
    'get-app "a$id su': [],
}


@pytest.mark.parametrize(("text", "expected"), VARIABLES.items())
def test_a_variable_or_a_name_stands_for_one_segment(text: str, expected: list[str], state: ShellState) -> None:
    assert lines(text, state) == expected


IDS = {
    "get /apps/": [f"get /apps/{OURS}", f"get /apps/{SUPPORT_BOT}", f"get /apps/{SUPPORT_DESK}"],
    "get /apps/supp": [f"get /apps/{SUPPORT_BOT}", f"get /apps/{SUPPORT_DESK}"],
    "get /apps/desk": [f"get /apps/{SUPPORT_DESK}"],
    "get /apps/a0000001": [f"get /apps/{SUPPORT_DESK}"],
    f"get /apps/{OURS}": [f"get /apps/{OURS}/"],
    "get '/apps/it's": [],
    "get '/apps/Support B": [f"get '/apps/{SUPPORT_BOT}"],
    "post /apps/": [
        *(f"post /apps/{one}:run" for one in (OURS, SUPPORT_BOT, SUPPORT_DESK)),
        "post /apps/imports",
    ],
    "post /apps/i": ["post /apps/imports", f"post /apps/{OURS}:run"],
    "post /apps/bot": [f"post /apps/{SUPPORT_BOT}:run"],
    "get /datasets/": ["get /datasets/k-1/"],
    "delete /workspaces/current/members/": ["delete /workspaces/current/members/m-1"],
    "delete /workspaces/current/members/ann": ["delete /workspaces/current/members/m-1"],
    "get /apps/a/workflows/": [],
}


@pytest.mark.parametrize(("text", "expected"), IDS.items())
def test_ids_are_found_by_the_names_of_their_records(text: str, expected: list[str], state: ShellState) -> None:
    assert lines(text, state) == expected


NAMES = {
    "get /apps/{": ["get /apps/{app:"],
    "get /apps/{a": ["get /apps/{app:"],
    "get /apps/{x": [],
    "get /datasets/{": ["get /datasets/{knowledge:", "get /datasets/{dataset:"],
    "get /apps/{app:": [
        "get /apps/{app:It's ours}",
        "get /apps/{app:Support Bot}",
        "get /apps/{app:Support Desk}",
    ],
    "get /apps/{app:Support D": ["get /apps/{app:Support Desk}"],
    "get '/apps/{app:it''s": ["get '/apps/{app:It''s ours}"],
    "get /datasets/{dataset:man": ["get /datasets/{dataset:Manuals}/"],
    "get /datasets/{app:sup": [],
    "get /apps/a/workflows/{": [],
}


@pytest.mark.parametrize(("text", "expected"), NAMES.items())
def test_names_to_be_looked_up(text: str, expected: list[str], state: ShellState) -> None:
    assert lines(text, state) == expected


OPERATIONS = {
    "get-operation /apps/im": ["get-operation 'POST /apps/imports'"],
    "get-operation 'get /ap": [
        "get-operation 'GET /apps'",
        "get-operation 'GET /apps/{app_id}'",
        "get-operation 'GET /apps/{app_id}/export'",
        "get-operation 'GET /apps/{app_id}/statistics/daily-messages'",
        "get-operation 'GET /apps/{app_id}/workflows'",
        "get-operation 'GET /apps/{app_id}/workflows/{workflow_id}'",
        "get-operation 'GET /apps/{resource_id}/api-keys'",
    ],
    "get-operation DELETE ": ["get-operation DELETE /workspaces/current/members/{member_id}"],
    "get-operation daily": ["get-operation 'GET /apps/{app_id}/statistics/daily-messages'"],
    "get-operation nothing": [],
}


@pytest.mark.parametrize(("text", "expected"), OPERATIONS.items())
def test_operations(text: str, expected: list[str], state: ShellState) -> None:
    """By the beginning of method or path, or else by any part; by path alone where the method stands already."""
    assert lines(text, state) == expected


def test_a_segment_says_which_operation_it_leads_to_or_what_follows_it(state: ShellState) -> None:
    found = {one.display: one.description for one in completed("get /", state).suggestions}
    assert found["apps"] == "GET List the apps"
    assert found["datasets/"] == "{dataset_id}"
    (export,) = completed("get /apps/a/exp", state).suggestions
    assert export.description == "GET /apps/{app_id}/export"


def test_a_record_is_shown_by_its_name_and_described_by_its_id(state: ShellState) -> None:
    (bot,) = completed("get '/apps/support b", state).suggestions
    assert (bot.display, bot.description) == ("Support Bot", SUPPORT_BOT)


@pytest.mark.parametrize("id_", ["$(evil)", "a b", "a;b", "a'b", "../x", "a`b"])
def test_an_id_that_would_read_as_more_than_a_word_is_not_offered(id_: str, state: ShellState) -> None:
    state.known_names.replace("App", [APP.of(id_, "Evil", "chat")])
    assert lines("get /apps/", state) == []


def test_a_segment_of_a_server_s_own_document_that_would_read_as_code_is_not_offered(state: ShellState) -> None:
    state.catalog = (
        None,
        Catalog("1.17.0", [Operation("GET", "/$(evil)", "console"), Operation("GET", "/a", "console")]),
    )
    assert lines("get /", state) == ["get /a"]


def test_the_nouns_of_the_parameters_are_wanted(state: ShellState) -> None:
    assert completed("get /apps/", state).wanted == ("App",)
    assert completed("get /datasets/x", state).wanted == ("Knowledge",)
    assert completed("get /apps/a/", state).wanted == ()


@pytest.mark.parametrize("text", ["get ", "get /apps/", "get-operation "])
def test_until_the_catalogue_is_loaded_nothing_is_offered_but_it_is_wanted(text: str, state: ShellState) -> None:
    state.catalog = None
    found = completed(text, state)
    assert (found.suggestions, found.wants_catalog) == ((), True)
    assert not completed("get-app su", state).wants_catalog
