from __future__ import annotations

from collections import Counter

import pytest

from dify_shell.catalog.catalog import Catalog, load
from dify_shell.catalog.operation import METHODS, Operation

DRAFT_SYNC = "/apps/{app_id}/workflows/draft"


def find(catalog: Catalog, method: str, path: str) -> Operation:
    operation = catalog.find(method, path)
    assert operation is not None
    return operation


def query(operation: Operation) -> set[str]:
    return {parameter.name for parameter in operation.within("query")}


def fields(operation: Operation) -> set[str]:
    return {field.name for field in operation.body.fields} if operation.body else set()


@pytest.mark.parametrize(
    ("version", "counts"),
    [
        ("1.13.2", {"console": 563, "service": 84}),
        ("1.15.0", {"console": 740, "service": 88, "openapi": 32}),
        ("1.16.1", {"console": 797, "service": 88, "openapi": 32}),
        ("1.17.0-pre", {"console": 782, "service": 88, "openapi": 32}),
    ],
)
def test_every_known_version_has_its_own_operations(version: str, counts: dict[str, int]) -> None:
    catalog = load(version)
    assert Counter(operation.surface for operation in catalog) == counts
    assert all(version in operation.versions for operation in catalog)
    assert (catalog.version, catalog.approximate) == (version, False)


def test_a_server_of_another_version_gets_the_nearest_and_is_told() -> None:
    catalog = load("1.18.3")
    assert (catalog.version, catalog.approximate) == ("1.17.0-pre", True)


def test_every_operation_is_whole(newest: Catalog) -> None:
    for operation in newest:
        assert operation.method in METHODS
        assert operation.full_path.startswith(("/console/api/", "/v1/", "/openapi/v1/"))
        in_path = [parameter.name for parameter in operation.within("path")]
        assert operation.path.count("{") == len(in_path)
        assert all(f"{{{name}}}" in operation.path for name in in_path)
        assert operation.body is None or operation.body.fields


def test_the_fields_of_a_body_come_with_their_values_the_required_ones_first(newest: Catalog) -> None:
    create = find(newest, "POST", "/apps")
    assert create.body is not None
    mode, name, *rest = create.body.fields
    assert (mode.name, mode.type, mode.required) == ("mode", "string", True)
    assert mode.allowed == ("advanced-chat", "agent-chat", "chat", "completion", "workflow")
    assert (name.name, name.required) == ("name", True)
    assert {field.name for field in rest} == {"description", "icon", "icon_background", "icon_type"}


def test_a_query_comes_with_types_and_defaults(newest: Catalog) -> None:
    parameters = {parameter.name: parameter for parameter in find(newest, "GET", "/apps").within("query")}
    assert {"limit", "mode", "name", "page", "sort_by"} < set(parameters)
    assert (parameters["limit"].type, parameters["limit"].default) == ("integer", 20)
    assert parameters["tag_ids"].type == "string[]"
    assert parameters["sort_by"].versions == ("1.15.0", "1.16.1", "1.17.0-pre")


def test_path_changes_show_by_version() -> None:
    """The reference's list of what went away between versions."""
    gone = {
        "1.15.0": ("GET", "/workspaces/current/plugin/preferences/fetch"),
        "1.17.0-pre": ("POST", "/workspaces/current"),
    }
    assert find(load("1.13.2"), *gone["1.15.0"]).versions == ("1.13.2",)
    assert load("1.15.0").find(*gone["1.15.0"]) is None
    assert find(load("1.15.0"), "GET", "/workspaces/current/plugin/auto-upgrade/fetch").versions[0] == "1.15.0"
    assert find(load("1.16.1"), *gone["1.17.0-pre"]).versions == ("1.13.2", "1.15.0", "1.16.1")
    assert load("1.17.0").find(*gone["1.17.0-pre"]) is None


def test_fields_change_by_version() -> None:
    assert "environment_variables" in fields(find(load("1.16.1"), "POST", DRAFT_SYNC))
    newest = find(load("1.17.0"), "POST", DRAFT_SYNC)
    assert "environment_variables" not in fields(newest)
    assert "environment_variable_patch" in fields(newest)


@pytest.mark.parametrize("version", ["1.13.2", "1.15.0", "1.16.1", "1.17.0-pre"])
def test_what_dify_documents_wrongly_is_right(version: str) -> None:
    catalog = load(version)
    assert fields(find(catalog, "POST", "/apps/1/workflows/draft/run")) == {"inputs", "files"}
    assert fields(find(catalog, "POST", "/apps/1/workflows/publish")) == {"marked_name", "marked_comment"}
    assert query(find(catalog, "PATCH", "/datasets/1/documents/status/enable/batch")) == {"document_id"}
    assert fields(find(catalog, "POST", "/workspaces/current/plugin/upload/bundle")) == {"bundle"}


@pytest.mark.parametrize("version", ["1.13.2", "1.15.0", "1.16.1", "1.17.0-pre"])
@pytest.mark.parametrize("operation", ["POST /apps/1/chat-messages", "GET /setup", "POST /init", "GET /version"])
def test_what_dify_leaves_out_of_its_documents_is_there(version: str, operation: str) -> None:
    assert load(version).find(*operation.split())


def test_a_deprecated_operation_is_marked(newest: Catalog) -> None:
    assert find(newest, "POST", "/account/name").deprecated
    assert not find(newest, "POST", "/apps").deprecated


@pytest.mark.parametrize(
    ("method", "path", "template"),
    [
        ("GET", "/apps", "/apps"),
        ("get", "apps/", "/apps"),
        ("GET", "/console/api/apps", "/apps"),
        ("GET", "/apps?page=2", "/apps"),
        ("GET", "/apps/62ec18c/export", "/apps/{app_id}/export"),
        ("GET", "/apps/{app_id}/export", "/apps/{app_id}/export"),
        ("GET", "/apps/{any}/export", "/apps/{app_id}/export"),
        ("POST", "/apps/imports", "/apps/imports"),
        ("POST", "/openapi/v1/apps/62ec18c:run", "/openapi/v1/apps/{app_id}:run"),
        ("POST", "/v1/chat-messages", "/v1/chat-messages"),
        (
            "GET",
            "/workspaces/current/model-providers/langgenius/openai/openai/models",
            "/workspaces/current/model-providers/{provider}/models",
        ),
    ],
)
def test_a_path_finds_its_operation(newest: Catalog, method: str, path: str, template: str) -> None:
    assert find(newest, method, path).path == template


@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/apps"), ("GET", "/nothing"), ("GET", "/"), ("GET", "/apps/1/export/more"), ("GET", "")],
)
def test_what_is_no_operation_is_not_found(newest: Catalog, method: str, path: str) -> None:
    assert newest.find(method, path) is None


def test_every_operation_is_found_by_its_own_template(newest: Catalog) -> None:
    assert [one for one in newest if newest.find(one.method, one.full_path) != one] == []


def test_segments_are_offered_one_by_one(newest: Catalog) -> None:
    first = {segment.text: segment for segment in newest.segments(None, "/")}
    assert first["apps"] == ("apps", "", True, True)
    assert first["version"] == ("version", "", True, False)
    assert {"v1", "openapi"} <= set(first)
    assert newest.segments(None, "/console/api/") == newest.segments(None, "/")
    second = newest.segments("GET", "/apps/")
    assert second[-1] == ("{app_id}", "app_id", True, True)
    assert "export" in {segment.text for segment in newest.segments("GET", "/apps/62ec18c/")}


def test_only_segments_that_lead_to_the_method_are_offered(newest: Catalog) -> None:
    assert "export" not in {segment.text for segment in newest.segments("POST", "/apps/62ec18c/")}
    assert newest.segments("GET", "/nothing/") == []


def test_a_literal_hides_the_parameter_beside_it(newest: Catalog) -> None:
    """`imports` is no app."""
    assert [segment.text for segment in newest.segments("GET", "/apps/imports/")] == ["{app_id}"]


@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        ("GET", "/app", "GET /apps"),
        ("GET", "/apps/123/exprot", "GET /apps/{app_id}/export"),
        ("POST", "/apps/0b1c2d3e-aaaa-bbbb-cccc-1234567890ab/export", "GET /apps/{app_id}/export"),
        ("GET", "/dataset/12/documents", "GET /datasets/{dataset_id}/documents"),
        ("GET", "/console/api/workspace/current/members", "GET /workspaces/current/members"),
    ],
)
def test_the_nearest_operations_are_named_for_an_unknown_path(
    newest: Catalog, method: str, path: str, nearest: str
) -> None:
    found = newest.nearest(method, path)
    assert len(found) == 3
    assert f"{found[0].method} {found[0].path}" == nearest


def test_nothing_is_near_nonsense(newest: Catalog) -> None:
    assert newest.nearest("GET", "/!!!!") == []
