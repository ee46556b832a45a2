from __future__ import annotations

import pytest

from dify_shell.catalog.catalog import Catalog
from dify_shell.catalog.example import example
from dify_shell.catalog.operation import Body, Field, Operation, Parameter
from dify_shell.language.parser import parse
from dify_shell.language.tree import Command, String, walk


@pytest.mark.parametrize(
    ("method", "path", "call"),
    [
        ("GET", "/apps", "get /apps"),
        ("POST", "/apps", "post /apps mode=advanced-chat name=TEXT"),
        ("GET", "/apps/1/export", "get '/apps/{app_id}/export'"),
        ("POST", "/files/upload", "post /files/upload file@PATH"),
        ("GET", "/version", "get /version current_version==TEXT"),
        ("POST", "/apps/1/workflows/draft", "post '/apps/{app_id}/workflows/draft' 'features:={}' 'graph:={}'"),
        (
            "PATCH",
            "/datasets/1/documents/status/enable/batch",
            "patch '/datasets/{dataset_id}/documents/status/{action}/batch' document_id==TEXT",
        ),
    ],
)
def test_an_example_gives_what_is_required(newest: Catalog, method: str, path: str, call: str) -> None:
    operation = newest.find(method, path)
    assert operation is not None
    assert example(operation) == call


def test_the_language_reads_every_example_as_one_command(newest: Catalog) -> None:
    for operation in newest:
        parsed = parse(example(operation))
        assert not parsed.errors
        (command,) = (node for node in walk(parsed.script) if isinstance(node, Command))
        assert isinstance(command.name, String)
        assert all(isinstance(argument, String) for argument in command.elements)


def test_values_follow_type_default_and_limits() -> None:
    fields = (
        Field("count", "integer", required=True, minimum=5),
        Field("share", "number", required=True),
        Field("on", "boolean", required=True, default=False),
        Field("tags", "string[]", required=True),
        Field("language", "string", required=True, default="it's"),
        Field(
            "items", "object[]", required=True, children=(Field("id", "uuid", required=True), Field("note", "string"))
        ),
        Field("more", "any", required=True),
    )
    operation = Operation(
        "PUT", "/x", "console", (Parameter("X-Thing", "header", "string", required=True),), Body(fields)
    )
    assert example(operation) == (
        "put /x X-Thing:TEXT count:=5 share:=0.5 on:=false 'tags:=[\"TEXT\"]' 'language=it''s'"
        ' \'items:=[{"id": "ID"}]\' more:=null'
    )


def test_a_form_takes_texts_only() -> None:
    fields = (Field("file", "file"), Field("count", "integer", required=True))
    assert (
        example(Operation("POST", "/x", "console", (), Body(fields, "multipart/form-data")))
        == "post /x file@PATH count=1"
    )


def test_of_an_optional_body_the_first_field_shows_how_to_give_it() -> None:
    operation = Operation("POST", "/x", "console", (), Body((Field("a", "string"), Field("b", "string"))))
    assert example(operation) == "post /x a=TEXT"
