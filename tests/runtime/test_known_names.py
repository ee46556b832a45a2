"""The names that Tab offers are learned from records, by noun, and found by prefix."""

from __future__ import annotations

from dify_shell.objects import Property, Record, RecordType
from dify_shell.runtime.known_names import KnownNames

APP = RecordType("App", (Property("Id", "id"), Property("Name", "name")), identifiers=("Name", "Id"))


def app(name: str, id: str) -> Record:
    return APP.record({"name": name, "id": id})


def known(*records: Record) -> KnownNames:
    names = KnownNames()
    for record in records:
        names.learn(record)
    return names


def test_each_identifier_is_offered_and_described_by_the_other() -> None:
    names = known(app("Support Bot", "1f3a"))
    assert list(names.starting_with("App", "")) == [("Support Bot", "1f3a"), ("1f3a", "Support Bot")]


def test_names_come_before_ids() -> None:
    names = known(app("Beta", "a1"), app("alpha", "b2"))
    assert [name for name, _ in names.starting_with("App", "")] == ["alpha", "Beta", "a1", "b2"]
    assert [name for name, _ in names.starting_with("App", "a")] == ["alpha", "a1"]


def test_a_prefix_matches_in_any_case_and_the_names_come_sorted() -> None:
    names = known(app("support bot", "1"), app("Summary", "2"), app("Support", "3"), app("Other", "4"))
    assert [name for name, _ in names.starting_with("App", "SU")] == ["Summary", "Support", "support bot"]


def test_a_name_learned_later_is_found_too() -> None:
    names = known(app("One", "1"))
    assert not list(names.starting_with("App", "tw"))
    names.learn(app("Two", "2"))
    assert list(names.starting_with("App", "tw")) == [("Two", "2")]


def test_a_description_follows_the_latest_record() -> None:
    names = known(app("One", "1"))
    assert list(names.starting_with("App", "one")) == [("One", "1")]
    names.learn(app("One", "9"))
    assert list(names.starting_with("App", "one")) == [("One", "9")]


def test_records_without_a_noun_or_a_name_teach_nothing() -> None:
    names = known(Record({"Name": "x"}), app("", ""))
    assert not list(names.starting_with("App", ""))


def test_replacing_drops_what_is_gone() -> None:
    names = known(app("Old", "1"))
    names.replace("App", [app("New", "2")])
    assert [name for name, _ in names.starting_with("App", "")] == ["New", "2"]


def test_forgetting_drops_one_noun_or_all() -> None:
    names = known(app("One", "1"))
    tag = RecordType("Tag", (Property("Name"),), identifiers=("Name",))
    names.replace("Tag", [tag.of("One")])
    names.forget("Tag")
    assert not list(names.starting_with("Tag", ""))
    assert list(names.starting_with("App", "one"))
    names.forget()
    assert not list(names.starting_with("App", ""))


def test_a_listing_that_changes_while_it_is_read_does_no_harm() -> None:
    names = known(app("One", "1"), app("Only", "2"))
    offered = names.starting_with("App", "o")
    first = next(offered)
    names.forget()
    assert [first, *offered] == [("One", "1"), ("Only", "2")]


def test_names_are_found_by_any_part_of_them_each_once() -> None:
    names = known(app("Support bot", "1"), app("Robot bots", "2"), app("Sales", "b0t"), app("Other", "3"))
    assert list(names.containing("App", "BOT")) == [("Robot bots", "2"), ("Support bot", "1")]
    assert [name for name, _ in names.containing("App", "s")] == ["Robot bots", "Sales", "Support bot"]
    assert not list(names.containing("App", "none"))


MEMBER = RecordType(
    "Member",
    (Property("Id", "id"), Property("Name", "name"), Property("Email", "email")),
    identifiers=("Email", "Name", "Id"),
)


def test_a_record_is_found_by_its_name_and_gives_its_id() -> None:
    names = known(app("Support Bot", "1f3a"), app("alpha", "b2"))
    assert list(names.records_starting_with("App", "")) == [("alpha", "b2"), ("Support Bot", "1f3a")]
    assert list(names.records_starting_with("App", "SUP")) == [("Support Bot", "1f3a")]
    assert list(names.records_starting_with("App", "1f")) == [("Support Bot", "1f3a")]
    assert list(names.records_containing("App", "bot")) == [("Support Bot", "1f3a")]
    assert not list(names.records_starting_with("Tag", ""))


def test_namesakes_are_records_of_their_own() -> None:
    names = known(app("Bot", "1"), app("Bot", "2"))
    assert list(names.records_starting_with("App", "bot")) == [("Bot", "1"), ("Bot", "2")]


def test_a_record_goes_by_what_identifies_it_best() -> None:
    names = known(MEMBER.record({"id": "7", "name": "Ann", "email": "ann@example.com"}))
    assert list(names.records_starting_with("Member", "")) == [("ann@example.com", "7")]
