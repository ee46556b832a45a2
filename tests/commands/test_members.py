"""Members (psdify-tests.md, 11)."""

from __future__ import annotations

from typing import Any

import pytest

from dify_shell.errors import BindingError
from dify_shell.sandbox import Sandbox


@pytest.fixture
def on(shell: Any, sandbox: Sandbox) -> Any:
    """A session on a server of each generation, whose workspace has the owner alone."""
    del sandbox.world.accounts[1:]
    shell.sign_in_to(sandbox)
    return shell


def invited(on: Any) -> list[Any]:
    made: list[Any] = on("New-DifyMember e1@example.com, e2@example.com editor")
    made += on("New-DifyMember n1@example.com normal; New-DifyMember n2@example.com")
    return made


def test_mem_1_the_owner_alone(on: Any) -> None:
    (owner,) = on("Get-DifyMember")
    assert (owner["Name"], owner["Role"], owner["Status"]) == ("Olive Owner", "owner", "active")


def test_mem_2_3_4_5_people_are_invited_and_found(on: Any) -> None:
    made = invited(on)
    assert [(one["Name"], one["Role"]) for one in made] == [
        ("e1", "editor"), ("e2", "editor"), ("n1", "normal"), ("n2", "normal"),
    ]  # fmt: skip
    assert all("/activate" in one["InvitationLink"] for one in made)
    assert len(on("Get-DifyMember")) == 5
    assert len(on("Get-DifyMember -Name e1, N2")) == 2
    assert len(on("Get-DifyMember -Email e1@example.com, n2@example.com")) == 2


def test_mem_6_7_8_roles_change_and_members_leave(on: Any) -> None:
    invited(on)
    (changed,) = on("Get-DifyMember -Name e1 | Set-DifyMemberRole admin")
    assert changed["Role"] == "admin"
    on("Get-DifyMember -Name e1 | Remove-DifyMember -Confirm:$false")
    assert len(on("members")) == 4
    on("members | where Role -ne owner | Remove-DifyMember -Confirm:$false")
    assert len(on("members")) == 1


def test_several_members_change_in_one_go(on: Any) -> None:
    invited(on)
    assert {one["Role"] for one in on("members | where Role -eq normal | set-member-role editor")} == {"editor"}
    assert len(on("members | where Role -eq editor")) == 4


def test_a_role_that_there_is_not_is_refused_before_anything_is_sent(on: Any) -> None:
    with pytest.raises(BindingError, match="dataset_operator"):
        on("new-member x@example.com boss")


def test_what_the_server_refuses_is_reported_for_each_address(on: Any, sandbox: Sandbox) -> None:
    sandbox.world.accounts[0]["role"] = "editor"
    assert on("new-member a@example.com, b@example.com") == []
    assert [error.message.split(" ")[0] for error in on.host.reported] == ["a@example.com", "b@example.com"]
    assert "No permission" in on.host.reported[0].message


def test_nobody_changes_themselves(on: Any) -> None:
    on("members | set-member-role normal")
    assert "Cannot operate self" in on.host.reported[0].message


@pytest.mark.parametrize(
    ("typed", "nearest"), [("kenji.watanabe@exmple.com", "kenji.watanabe@example.com"), ("Amélie", "Amélie Dubois")]
)
def test_the_nearest_member_is_suggested(connected: Any, modern: Sandbox, typed: str, nearest: str) -> None:
    connected(f"set-member-role '{typed}' editor")
    assert connected.host.reported[0].hint == f"Did you mean '{nearest}'?"
    assert [seen.method for seen in modern.requests] == ["GET"] * len(modern.requests)
