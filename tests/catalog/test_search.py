from __future__ import annotations

import pytest

from dify_shell.catalog.catalog import Catalog


def first(catalog: Catalog, words: str, limit: int) -> list[str]:
    return [f"{operation.method} {operation.path}" for operation in catalog.search(words, limit)]


@pytest.mark.parametrize(
    ("words", "operation"),
    [
        ("apps", "GET /apps"),
        ("list apps", "GET /apps"),
        ("create app", "POST /apps"),
        ("new app", "POST /apps"),
        ("delete app", "DELETE /apps/{app_id}"),
        ("remove dataset", "DELETE /datasets/{dataset_id}"),
        ("export app", "GET /apps/{app_id}/export"),
        ("APP EXPORT", "GET /apps/{app_id}/export"),
        ("document segments", "GET /datasets/{dataset_id}/documents/{document_id}/segments"),
        ("switch workspace", "POST /workspaces/switch"),
        ("model provider credentials", "GET /workspaces/current/model-providers/{provider}/credentials"),
        ("upload plugin bundle", "POST /workspaces/current/plugin/upload/bundle"),
        ("invite member", "POST /workspaces/current/members/invite-email"),
    ],
)
def test_words_find_an_operation(newest: Catalog, words: str, operation: str) -> None:
    assert operation in first(newest, words, 3)


@pytest.mark.parametrize(
    ("words", "operation"),
    [
        ("exprot app", "GET /apps/{app_id}/export"),
        ("datset documents", "GET /datasets/{dataset_id}/documents"),
        ("wrokflow publish", "POST /apps/{app_id}/workflows/publish"),
        ("plgin uplaod", "POST /workspaces/current/plugin/upload/pkg"),
        ("workspce swich", "POST /workspaces/switch"),
    ],
)
def test_misspelt_words_find_it_too(newest: Catalog, words: str, operation: str) -> None:
    assert operation in first(newest, words, 5)


def test_names_of_parameters_and_fields_are_searched(newest: Catalog) -> None:
    assert "POST /apps/imports" in first(newest, "yaml_content", 5)
    assert "GET /apps/{app_id}/export" in first(newest, "include_secret", 5)


def test_whole_words_come_before_beginnings(newest: Catalog) -> None:
    assert all("model" not in operation for operation in first(newest, "mode", 3))


def test_no_more_than_the_limit_and_nothing_for_nothing(newest: Catalog) -> None:
    assert len(newest.search("apps", 4)) == 4
    assert newest.search("", 4) == newest.search("qqqqqq", 4) == []


def test_words_may_come_as_a_list(newest: Catalog) -> None:
    assert newest.search(["export", "app"]) == newest.search("export app")
