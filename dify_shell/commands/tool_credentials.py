"""The credentials of tools that come as plugins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from ..objects import Hashtable, Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .model_credentials import end_of_id, next_name
from .models import check_done, checked_credential
from .references import described, having, resolve_one

PROVIDER = RecordType(
    "ToolProvider",
    (
        Property("Provider", "name", priority=1),
        Property("Name", "name", end_of_id, priority=4),
        Property("Label", "label.en_US", priority=3),
        Property("Authorized", "is_team_authorization", bool, priority=2),
    ),
    identifiers=("Name", "Provider"),
)

CREDENTIAL = RecordType(
    "ToolProviderCredential",
    (
        Property("Id", "id", priority=5),
        Property("Name", "name", priority=1),
        Property("Provider", "provider", priority=2),
        Property("CredentialType", "credential_type", priority=3),
        Property("IsDefault", "is_default", bool, priority=4),
    ),
    identifiers=("Name", "Id"),
)

Provider = Annotated[
    str, Arg("The provider, such as `langgenius/openai_tool/openai`, or the end of its id", completes="ToolProvider")
]


@command(
    "Get-DifyToolProvider",
    aliases=("tool-providers",),
    output=PROVIDER,
    examples=(Example("tool-providers | where Authorized -eq $false", "Those that still want a credential."),),
)
def get_tool_provider(context: Context) -> Iterator[Record]:
    """List the providers of tools: those that Dify brings along, and plugins."""
    yield from map(PROVIDER.record, context.api.get("/workspaces/current/tool-providers", query={"type": "builtin"}))


def _provider_id(context: Context, name: str) -> str:
    return str(resolve_one(context, name, PROVIDER, lambda _: get_tool_provider(context))["Provider"])


@command(
    "Get-DifyToolProviderCredential",
    output=CREDENTIAL,
    examples=(Example("get-tool-provider-credential langgenius/openai_tool/openai", "What a tool signs in with."),),
)
def get_tool_provider_credential(
    context: Context, provider: Provider, name: Annotated[str, Arg("Only the one of this name")] = ""
) -> Iterator[Record]:
    """List the credentials of a tool by name. The keys themselves stay on the server."""
    yield from _credentials(context, _provider_id(context, provider), name)


def _credentials(context: Context, provider: str, name: str = "") -> Iterator[Record]:
    for raw in context.api.get(_path(provider, "credential", "info"))["credentials"]:
        if name in ("", raw["name"]):
            yield CREDENTIAL.record(raw)


@command("New-DifyToolProviderCredential", output=CREDENTIAL)
def new_tool_provider_credential(
    context: Context,
    provider: Provider,
    credential: Annotated[Hashtable, Arg("What the tool wants, such as `@{ openai_api_key = … }`")],
    authorization_name: Annotated[str, Arg("What the credential is called")] = "",
) -> Iterator[Record]:
    """Give a tool a credential."""
    provider = _provider_id(context, provider)
    present = () if authorization_name else _credentials(context, provider)
    name = authorization_name or next_name(str(one["Name"]) for one in present)
    body = {"credentials": checked_credential(context, credential), "type": "api-key", "name": name}
    check_done(context.api.post(_path(provider, "add"), json=body))
    yield from _credentials(context, provider, name)


@command("Remove-DifyToolProviderCredential", confirms=True)
def remove_tool_provider_credential(
    context: Context, credential: Annotated[tuple[Record, ...], Arg("The credentials", pipeline=True)]
) -> None:
    """Delete credentials of tools."""
    having(context, credential, CREDENTIAL, "Id", "Name", "Provider")
    if not context.confirmed("Delete", [f"{described(one, CREDENTIAL)} of {one['Provider']}" for one in credential]):
        return
    for one in credential:
        with context.reporting(described(one, CREDENTIAL)):
            check_done(context.api.post(_path(one["Provider"], "delete"), json={"credential_id": one["Id"]}))


def _path(provider: str, *ends: str) -> str:
    from ..api.server import path

    return path("workspaces", "current", "tool-provider", "builtin", *provider.split("/"), *ends)
