"""The members of the current workspace, and their roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from ..errors import DifyShellError
from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .references import described, resolve

Role = Literal["admin", "editor", "normal", "dataset_operator"]

MEMBER = RecordType(
    "Member",
    (
        Property("Id", "id", priority=7),
        Property("Name", "name", priority=2),
        Property("Email", "email", priority=1),
        Property("LastLoginAt", "last_login_at", local_time, priority=5),
        Property("LastActiveAt", "last_active_at", local_time, priority=6),
        Property("CreatedAt", "created_at", local_time),
        Property("Role", "role", priority=3),
        Property("Status", "status", priority=4),
    ),
    identifiers=("Email", "Name", "Id"),
)

INVITATION = RecordType("Member", (*MEMBER.properties, Property("InvitationLink")), identifiers=MEMBER.identifiers)

Members = Annotated[
    tuple[Record | str, ...],
    Arg("The members: records, e-mail addresses, names or ids", pipeline=True, completes="Member"),
]


@command(
    "Get-DifyMember",
    short_name="get-members",
    aliases=("members",),
    output=MEMBER,
    examples=(
        Example("members", "Everybody in the workspace, and those who are invited."),
        Example("members | where Role -eq editor | select Email", "Who may edit."),
    ),
)
def get_member(
    context: Context,
    id: Annotated[tuple[str, ...], Arg("Only members with one of these ids", completes="Member")] = (),
    name: Annotated[tuple[str, ...], Arg("Only members of one of these names, in any case", completes="Member")] = (),
    email: Annotated[
        tuple[str, ...], Arg("Only members with one of these addresses, in any case", completes="Member")
    ] = (),
) -> Iterator[Record]:
    """List the members of the workspace."""
    wanted = {"Id": id, "Name": name, "Email": email}
    folded = {key: {value.lower() for value in values} for key, values in wanted.items() if values}
    for record in _list(context):
        if all(str(record[key]).lower() in values for key, values in folded.items()):
            yield record


@command(
    "New-DifyMember",
    output=INVITATION,
    examples=(Example("new-member ann@example.com, bob@example.com editor", "Invite two people; each gets a link."),),
)
def new_member(
    context: Context,
    email: Annotated[tuple[str, ...], Arg("The addresses to invite")],
    role: Annotated[Role, Arg("What they may do")] = "normal",
    language: Annotated[str, Arg("The language of the invitation")] = "en-US",
) -> Iterator[Record]:
    """Invite people to the workspace; those whom the server refuses are reported.

    Somebody who is a member already counts as invited, with a link to sign in.
    """
    body = {"emails": list(email), "role": role, "language": language}
    answer = context.api.post("/workspaces/current/members/invite-email", json=body)
    context.connection.emails = None
    known = {str(record["Email"]).lower(): record for record in _list(context)}
    for result in answer.get("invitation_results", ()):
        address = str(result["email"])
        if result.get("status") == "failed":
            context.report(DifyShellError(f"{address} was not invited: {result.get('message') or 'no reason given'}"))
            continue
        member = known.get(address.lower(), _invited(address, role))
        yield Record({**member, "InvitationLink": result.get("url")}, type=INVITATION, raw=member.raw)


def _invited(address: str, role: str) -> Record:
    """Somebody who is not in the list yet, as with Dify from 1.15 (PSDify 0.11.6)."""
    return MEMBER.record({"name": address.partition("@")[0], "email": address, "role": role})


@command(
    "Set-DifyMemberRole",
    output=MEMBER,
    examples=(Example("set-member-role kenji.watanabe@example.com editor", "What somebody may do from now on."),),
)
def set_member_role(
    context: Context,
    member: Members,
    role: Annotated[Role, Arg("What they may do from now on")] = "normal",
) -> Iterator[Record]:
    """Change the role of members; nobody can change their own."""
    from ..api.server import path

    changed = []
    for one in find_members(context, member):
        with context.reporting(described(one, MEMBER)):
            if one["Role"] != role:
                context.api.put(path("workspaces", "current", "members", one["Id"], "update-role"), json={"role": role})
            changed.append(one["Id"])
    yield from (record for record in _list(context) if record["Id"] in changed)


@command(
    "Remove-DifyMember",
    confirms=True,
    examples=(Example("members | where Status -eq pending | remove-member -WhatIf", "Whom that would remove."),),
)
def remove_member(context: Context, member: Members) -> None:
    """Remove members from the workspace. Their accounts and what they made stay."""
    from ..api.server import path

    leaving = list(find_members(context, member))
    if not context.confirmed("Remove", [described(one, MEMBER) for one in leaving]):
        return
    context.connection.emails = None
    for one in leaving:
        with context.reporting(described(one, MEMBER)):
            context.api.delete(path("workspaces", "current", "members", one["Id"]))


def find_members(context: Context, wanted: Iterable[Record | str]) -> Iterator[Record]:
    """The members that are piped in or named (see `resolve`)."""
    return resolve(context, wanted, MEMBER, lambda _: _list(context))


def email_of(context: Context, account: str | None) -> str | None:
    """The e-mail address of an account, else its id.

    The members are fetched once per connection, when first needed. PSDify 0.11.5 fetches them on every call and fails
    where the role may not list them.
    """
    connection = context.connection
    if connection.emails is None:
        try:
            connection.emails = {str(raw["id"]): str(raw["email"]) for raw in _accounts(context)}
        except DifyShellError as error:
            context.debug(f"The members could not be listed: {error.message}")
            connection.emails = {}
    return connection.emails.get(account or "", account)


def _list(context: Context) -> list[Record]:
    return [MEMBER.record(raw) for raw in _accounts(context)]


def _accounts(context: Context) -> list[dict[str, Any]]:
    accounts: list[dict[str, Any]] = context.api.get("/workspaces/current/members")["accounts"]
    return accounts
