"""The credentials that the providers of models have, each with a name of its own since Dify 1.8.0."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from ..objects import Property, Record, RecordType
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context

From = Literal["predefined", "customizable"]
Type = Literal["llm", "text-embedding", "speech2text", "moderation", "tts", "rerank"]

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


@command(
    "Get-DifyModelProviderCredential",
    output=CREDENTIAL,
    examples=(Example("get-model-provider-credential openai", "What the keys of a provider are called."),),
)
def get_model_provider_credential(
    context: Context,
    provider: Annotated[str, Arg("Only of this provider; `openai` stands for `langgenius/openai/openai`")] = "",
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
    for raw in context.api.get("/workspaces/current/model-providers")["data"]:
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


def provider_id(context: Context, name: str) -> str:
    """A provider's whole id: where there are plugins, `openai` is `langgenius/openai/openai`."""
    has_plugins = context.state.environment.text("PSDIFY_PLUGIN_SUPPORT") == "true"
    return name if "/" in name or not has_plugins else f"langgenius/{name}/{name}"


def provider_path(context: Context, name: str, *ends: str) -> str:
    """The path of a model provider, or of what is below it."""
    from ..api.server import path

    return path("workspaces", "current", "model-providers", *provider_id(context, name).split("/"), *ends)


def next_name(taken: Iterable[str]) -> str:
    """`API KEY 3`: the first free number after the highest that is taken."""
    numbers = [int(found[1]) for name in taken if (found := re.fullmatch(r"API KEY (\d+)", str(name)))]
    return f"API KEY {max(numbers, default=0) + 1}"
