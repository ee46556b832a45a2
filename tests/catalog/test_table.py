from __future__ import annotations

from dify_shell.catalog.operation import Body, Field, Operation, Parameter
from dify_shell.catalog.table import Table, pack

ID = Parameter("id", "path", "uuid", required=True)
LIMIT = Parameter("limit", "query", "integer", default=20)
NAME = Field("name", "string", required=True)
MODE = Field("mode", "string", allowed=("chat", "workflow"))
PATH = "/things/{id}"


def test_operations_come_back_as_they_were_with_the_versions_that_have_them() -> None:
    old = Operation("POST", PATH, "console", (ID,), Body((NAME,)), deprecated=True)
    new = Operation("POST", PATH, "console", (ID, LIMIT), Body((NAME, MODE)))
    table = Table.read(pack({"1.0": [old], "2.0": [new]}))
    (read_old,), (read_new,) = table.of("1.0"), table.of("2.0")
    assert read_old.versions == read_new.versions == ("1.0", "2.0")
    assert (read_old.deprecated, read_new.deprecated) == (True, False)
    both = ("1.0", "2.0")
    assert read_old.parameters == (ID._replace(versions=both),)
    assert read_new.parameters == (ID._replace(versions=both), LIMIT._replace(versions=("2.0",)))
    assert read_new.body == Body((NAME._replace(versions=both), MODE._replace(versions=("2.0",))))


def test_a_field_that_changes_keeps_its_name_through_all_versions() -> None:
    def put(mode: Field) -> Operation:
        return Operation("PUT", PATH, "console", (ID,), Body((mode,)))

    more = MODE._replace(allowed=("agent", "chat", "workflow"))
    table = Table.read(pack({"1.0": [put(MODE)], "2.0": [put(more)]}))
    assert table.of("1.0")[0].body == Body((MODE._replace(versions=("1.0", "2.0")),))
    assert table.of("2.0")[0].body == Body((more._replace(versions=("1.0", "2.0")),))


def test_forms_stay_forms_and_an_absent_operation_stays_away() -> None:
    upload = Operation("POST", "/v1/files", "service", (), Body((Field("file", "file"),), "multipart/form-data"))
    table = Table.read(pack({"1.0": [], "2.0": [upload]}))
    assert table.of("1.0") == []
    (read,) = table.of("2.0")
    assert read.body is not None
    assert (read.surface, read.body.content_type) == ("service", "multipart/form-data")
