"""The credentials that the providers of models have, each with a name of its own since Dify 1.8.0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .references import resolve_one

From = Literal["predefined", "customizable"]
Type = Literal["llm", "text-embedding", "speech2text", "moderation", "tts", "rerank"]


def end_of_id(id: str) -> str:
    """What users call a provider: `openai` of `langgenius/openai/openai`."""
    return id.rpartition("/")[2]


PROVIDER = RecordType(
    "ModelProvider",
    (
        Property("Provider", "provider", priority=1),
        Property("Name", "provider", end_of_id, priority=5),
        Property("Label", "label.en_US", priority=4),
        Property("Status", "custom_configuration.status", priority=2),
        Property("Types", "supported_model_types", priority=3),
    ),
    identifiers=("Name", "Provider"),
)

CREDENTIAL = RecordType(
    "ModelProviderCredential",
    (
        Property("Provider", priority=1),
        Property("ModelType", priority=4),
        Property("ModelName", priority=3),
        Property("From", priority=5),
        Property("CredentialId", "credential_id"),
        Property("CredentialName", "credential_name", priority=2),
    ),
    identifiers=("CredentialName", "CredentialId"),
)


Provider = Annotated[
    str, Arg("The provider; `openai` stands for `langgenius/openai/openai`", completes="ModelProvider")
]


@command(
    "Get-DifyModelProvider",
    aliases=("model-providers",),
    output=PROVIDER,
    examples=(Example("model-providers", "Whose models there are, and who has a key."),),
)
def get_model_provider(context: Context) -> Iterator[Record]:
    """List the providers of models, those without a credential too."""
    yield from map(PROVIDER.record, _providers(context))


@command(
    "Get-DifyModelProviderCredential",
    output=CREDENTIAL,
    examples=(Example("get-model-provider-credential openai", "What the keys of a provider are called."),),
)
def get_model_provider_credential(
    context: Context,
    provider: Provider = "",
    from_: Annotated[From | None, Arg("Only for what the provider offers, or for models of your own")] = None,
    name: Annotated[str, Arg("Only for the model of this name", completes="Model")] = "",
    type: Annotated[Type | None, Arg("Only for models of this kind")] = None,
) -> Iterator[Record]:
    """List the credentials of model providers by name. The keys themselves stay on the server."""
    wanted = {"From": from_, "ModelName": name, "ModelType": type}
    for record in credentials_of(context, provider_id(context, provider) if provider else ""):
        if all(value in (None, "", record[key]) for key, value in wanted.items()):
            yield record


def credentials_of(context: Context, provider: str) -> Iterator[Record]:
    """The credentials of the provider with this id; of all when it is empty."""
    for raw in _providers(context):
        if provider in ("", raw["provider"]):
            yield from _of_one(raw)


def _of_one(provider: dict[str, Any]) -> Iterator[Record]:
    configuration = provider.get("custom_configuration") or {}
    for raw in configuration.get("available_credentials") or ():
        yield CREDENTIAL.record(raw, Provider=provider["provider"], From="predefined")
    for model in configuration.get("custom_models") or ():
        for raw in model.get("available_model_credentials") or ():
            more = {"ModelType": model.get("model_type"), "ModelName": model.get("model"), "From": "customizable"}
            yield CREDENTIAL.record(raw, Provider=provider["provider"], **more)


def _providers(context: Context) -> list[dict[str, Any]]:
    providers: list[dict[str, Any]] = context.api.get("/workspaces/current/model-providers")["data"]
    return providers


def provider_id(context: Context, name: str) -> str:
    """The whole id of a provider that the server has: where there are plugins, `openai` is `langgenius/openai/openai`.

    Raises DifyShellError with the nearest name when there is none.
    """
    there = list(get_model_provider(context))
    official = f"langgenius/{name}/{name}".lower()
    known = next((str(one["Provider"]) for one in there if str(one["Provider"]).lower() == official), name)
    return str(resolve_one(context, known, PROVIDER, lambda _: there)["Provider"])


def provider_path(provider: str, *ends: str) -> str:
    """The path of the model provider with this whole id, or of what is below it."""
    from ..api.server import path

    return path("workspaces", "current", "model-providers", *provider.split("/"), *ends)


def next_name(taken: Iterable[str]) -> str:
    """`API KEY 3`: the first free number after the highest that is taken."""
    numbers = [int(found[1]) for name in taken if (found := re.fullmatch(r"API KEY (\d+)", str(name)))]
    return f"API KEY {max(numbers, default=0) + 1}"
