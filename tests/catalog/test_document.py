from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dify_shell.catalog.catalog import Catalog
from dify_shell.catalog.document import read_document
from dify_shell.catalog.operation import Field, Operation, Parameter
from dify_shell.errors import DifyShellError

CONSOLE = "/console/api"

OPENAPI = {
    "openapi": "3.1.0",
    "servers": [{"url": "https://dify.example/console/api"}],
    "paths": {
        "/apps": {
            "get": {
                "summary": "List the apps\nof a workspace",
                "parameters": [
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
                    {"name": "tags", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                    {"$ref": "#/components/parameters/Token"},
                ],
            },
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Create"}}}}
            },
        },
        "/apps/{the_app}/export": {
            "parameters": [{"name": "the_app", "in": "path", "schema": {"format": "uuid", "type": "string"}}],
            "get": {},
        },
        "/files/upload": {
            "post": {
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
                        }
                    }
                }
            }
        },
        "/brand/new": {"delete": {"deprecated": True}},
    },
    "components": {
        "parameters": {"Token": {"name": "X-Token", "in": "header", "required": True, "schema": {"type": "string"}}},
        "schemas": {
            "Create": {
                "type": "object",
                "required": ["name", "icon"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 40},
                    "mode": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/Mode"}], "default": "chat"},
                    "icon": {
                        "allOf": [{"$ref": "#/components/schemas/Icon"}, {"properties": {"shade": {"type": "number"}}}]
                    },
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Icon"}},
                    "note": {"type": ["string", "null"]},
                    "anything": {},
                },
            },
            "Mode": {"type": "string", "enum": ["chat", "workflow", None, ["odd"]]},
            "Icon": {"type": "object", "properties": {"kind": {"type": "string"}}},
        },
    },
}

SWAGGER = {
    "swagger": "2.0",
    "basePath": "/console/api",
    "paths": {
        "/apps": {
            "get": {"parameters": [{"name": "page", "in": "query", "type": "integer", "default": 1, "enum": [1, 0]}]},
            "post": {
                "parameters": [
                    {"name": "payload", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Create"}}
                ]
            },
        },
        "/files/upload": {
            "post": {
                "parameters": [
                    {"name": "file", "in": "formData", "type": "file", "required": True},
                    {"name": "source", "in": "formData", "type": "string", "enum": ["datasets"]},
                ]
            }
        },
    },
    "definitions": {"Create": {"required": ["name"], "properties": {"name": {"type": "string"}}}},
}


def read(document: object) -> dict[str, Operation]:
    return {f"{one.method} {one.path}": one for one in read_document(document, CONSOLE)}


def body_of(operation: Operation) -> tuple[Field, ...]:
    assert operation.body is not None
    return operation.body.fields


def one_path(path: str, **more: Any) -> dict[str, Any]:
    return {"paths": {path: {"get": {}}}, **more}


def test_parameters_of_openapi_3_are_read() -> None:
    assert read(OPENAPI)["GET /apps"].parameters == (
        Parameter("X-Token", "header", "string", required=True),
        Parameter("limit", "query", "integer", minimum=1, maximum=100),
        Parameter("tags", "query", "string[]"),
    )


def test_a_parameter_of_the_path_is_required_and_known_even_if_it_is_not_described() -> None:
    (parameter,) = read(OPENAPI)["GET /apps/{the_app}/export"].parameters
    assert parameter == Parameter("the_app", "path", "uuid", required=True)
    (parameter,) = read(one_path("/tags/{tag_id}"))["GET /tags/{tag_id}"].parameters
    assert parameter == Parameter("tag_id", "path", "string", required=True)


def test_fields_of_openapi_3_are_read_through_references_and_choices() -> None:
    kind = Field("kind", "string")
    assert body_of(read(OPENAPI)["POST /apps"]) == (
        Field("icon", "object", required=True, children=(kind, Field("shade", "number"))),
        Field("name", "string", required=True, minimum=1, maximum=40),
        Field("anything", "any"),
        Field("mode", "string", allowed=("chat", "workflow"), default="chat"),
        Field("note", "string"),
        Field("parts", "object[]", children=(kind,)),
    )


def test_swagger_2_is_read() -> None:
    operations = read(SWAGGER)
    assert operations["GET /apps"].parameters == (Parameter("page", "query", "integer", allowed=(1, 0), default=1),)
    assert body_of(operations["POST /apps"]) == (Field("name", "string", required=True),)


@pytest.mark.parametrize("document", [OPENAPI, SWAGGER], ids=["OpenAPI 3", "Swagger 2"])
def test_forms_are_read(document: object) -> None:
    upload = read(document)["POST /files/upload"]
    assert upload.body is not None
    assert upload.body.content_type == "multipart/form-data"
    assert upload.body.fields[0][:2] == ("file", "file")


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (one_path("/apps"), "/apps"),
        (one_path("/console/api/setup"), "/setup"),
        (one_path("/apps", servers=[{"url": "/v1"}]), "/v1/apps"),
        (one_path("/v1/apps", servers=[{"url": "/v1"}]), "/v1/apps"),
        (one_path("/apps", basePath="/openapi/v1/"), "/openapi/v1/apps"),
        (one_path("/apps", servers=[{"url": "http://[broken"}]), "/apps"),
    ],
)
def test_paths_begin_where_the_document_says(document: object, path: str) -> None:
    assert f"GET {path}" in read(document)


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "text",
        {},
        {"paths": []},
        {"paths": {"/apps": None}},
        {"paths": {"/apps": {"get": "text"}}},
        one_path("no/slash"),
        one_path("/space here"),
        one_path("/escape\x1b[2J"),
        one_path("/" + "x" * 1000),
        one_path("/{one}{two}"),
        one_path("/apps", basePath="/api"),
    ],
)
def test_what_is_no_document_of_dify_is_refused(document: object) -> None:
    with pytest.raises(DifyShellError, match="cannot be used"):
        read_document(document, CONSOLE)


def test_odd_names_and_values_are_left_out() -> None:
    parameters = [
        {"name": "fine", "in": "query", "enum": ["a", "\x1b[2J", {}], "minimum": "1", "default": ["x"], "type": 7},
        {"name": "", "in": "query"},
        {"name": "two\nlines", "in": "query"},
        {"name": ["list"], "in": "query"},
        {"name": "cookie", "in": "cookie"},
        {"name": "odd place", "in": {}},
        "text",
    ]
    document = {"paths": {"/apps": {"get": {"parameters": parameters, "summary": 3}}}}
    assert read(document)["GET /apps"].parameters == (Parameter("fine", "query", "any", allowed=("a",)),)


def test_parameters_of_one_name_in_two_places_are_two() -> None:
    parameters = [{"name": "id", "in": "query"}, {"name": "nowhere", "in": "path"}]
    document = {"paths": {"/tags/{id}": {"get": {"parameters": parameters}}}}
    found = read(document)["GET /tags/{id}"].parameters
    assert [(one.name, one.place) for one in found] == [("id", "path"), ("id", "query")]


def test_no_template_makes_finding_a_path_slow(newest: Catalog) -> None:
    """Values with slashes in a row could be cut in ever so many ways."""
    overlaid = newest.overlay(one_path("/x" + "/{provider}" * 25 + "/end"))
    assert overlaid.find("GET", "/x" + "/y" * 40) is None
    assert overlaid.find("GET", "/x" + "/y" * 30 + "/end") is not None


def test_schemas_that_hold_themselves_end() -> None:
    node = {
        "type": "object",
        "properties": {f"child{number}": {"$ref": "#/definitions/Node"} for number in range(40)},
        "allOf": [{"$ref": "#/definitions/Node"}] * 40,
    }
    post = {"parameters": [{"name": "payload", "in": "body", "schema": {"$ref": "#/definitions/Node"}}]}
    read({"paths": {"/nodes": {"post": post}}, "definitions": {"Node": node, "Loop": {"$ref": "#/definitions/Loop"}}})


def test_the_document_is_laid_over_what_is_known(newest: Catalog) -> None:
    overlaid = newest.overlay(OPENAPI)
    apps = overlaid.find("GET", "/apps")
    assert apps is not None
    assert apps.summary == "List the apps"
    assert [parameter.name for parameter in apps.parameters] == ["X-Token", "limit", "tags"]
    assert apps.versions[-1] == newest.version
    new = overlaid.find("DELETE", "/brand/new")
    assert new is not None
    assert (new.versions, new.deprecated) == ((), True)
    assert len(overlaid) == len(newest) + 1
    assert newest.find("DELETE", "/brand/new") is None


def test_names_of_path_parameters_may_differ(newest: Catalog) -> None:
    export = newest.overlay(OPENAPI).find("GET", "/apps/1/export")
    assert export is not None
    assert (export.path, export.versions[-1]) == ("/apps/{the_app}/export", newest.version)


def test_a_body_that_the_document_leaves_out_stays_known(newest: Catalog) -> None:
    overlaid = newest.overlay({"paths": {"/apps": {"post": {"summary": "Create an app"}}}})
    create = overlaid.find("POST", "/apps")
    assert create is not None
    assert create.summary == "Create an app"
    assert {"mode", "name"} <= {field.name for field in body_of(create)}


def test_the_faults_that_all_documents_share_stay_corrected(newest: Catalog) -> None:
    wrong = {"name": "x", "in": "body", "schema": {"properties": {"datasource_type": {"type": "string"}}}}
    document = {"paths": {"/apps/{app_id}/workflows/draft/run": {"post": {"parameters": [wrong]}}}}
    run = newest.overlay(document).find("POST", "/apps/1/workflows/draft/run")
    assert run is not None
    assert {field.name for field in body_of(run)} == {"files", "inputs"}


def test_summaries_are_searched(newest: Catalog) -> None:
    document = {"paths": {"/apps": {"get": {"summary": "Zebra crossing"}}}}
    assert [operation.path for operation in newest.overlay(document).search("zebra")] == ["/apps"]


def test_where_paths_begin_can_be_said_for_a_document_that_does_not(newest: Catalog) -> None:
    assert newest.overlay(one_path("/brand/new"), "/v1").find("GET", "/v1/brand/new")


KEYS = st.sampled_from(
    "paths /apps /tags/{id} id get post parameters requestBody content application/json schema properties items type "
    "name in required enum $ref allOf anyOf default minimum servers url basePath #/paths string object array path "
    "query header body formData".split()
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | KEYS
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=40
)
OPERATIONS = st.fixed_dictionaries({}, optional={"parameters": JSON, "requestBody": JSON, "summary": JSON})
DOCUMENTS = JSON | st.builds(
    lambda described, more: {**more, "paths": {"/apps/{id}": {"post": described}}},
    OPERATIONS,
    st.dictionaries(KEYS, JSON, max_size=3),
)


@given(DOCUMENTS)
def test_any_json_is_read_or_refused(document: Any) -> None:
    try:
        operations = read_document(document, CONSOLE)
    except DifyShellError:
        return
    assert all(isinstance(one, Operation) for one in operations)
    assert len(json.dumps(operations)) < 1_000_000
