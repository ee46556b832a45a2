"""Models and the credentials of their providers, and the models that are used when nothing else is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from ..errors import DifyShellError
from ..objects import Hashtable, Property, Record, RecordType, revealed
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from ..runtime.convert import did_you_mean
from ..runtime.state import is_secret_name
from .model_credentials import From, Provider, Type, credentials_of, next_name, provider_id, provider_path
from .references import having, resolve

TYPES: tuple[str, ...] = ("llm", "text-embedding", "speech2text", "moderation", "tts", "rerank")

_SOURCES = {"predefined": "predefined-model", "customizable": "customizable-model"}

MODEL = RecordType(
    "Model",
    (
        Property("Provider", "provider.provider", priority=2),
        Property("Model", "model", priority=1),
        Property("Type", "model_type", priority=3),
        Property("FetchFrom", "fetch_from", priority=4),
        Property("Deprecated", "deprecated", bool, priority=6),
        Property("Status", "status", priority=5),
    ),
    identifiers=("Model",),
)


@command(
    "Get-DifyModel",
    aliases=("models",),
    output=MODEL,
    examples=(
        Example("models", "Every model that can be used."),
        Example("get-model -Provider openai -NoConfigure", "What a provider has and lacks a key for."),
    ),
)
def get_model(
    context: Context,
    provider: Annotated[
        tuple[str, ...],
        Arg("Only of these providers; `openai` stands for `langgenius/openai/openai`", completes="ModelProvider"),
    ] = (),
    from_: Annotated[tuple[From, ...], Arg("Only what the provider offers, or what was added by hand")] = (),
    name: Annotated[tuple[str, ...], Arg("Only models of one of these names, in any case", completes="Model")] = (),
    type: Annotated[tuple[Type, ...], Arg("Only models of these kinds")] = (),
    *,
    active: Annotated[bool, Arg("Only those that can be used")] = False,
    no_configure: Annotated[bool, Arg("Only those that lack a key; the server tells them by provider alone")] = False,
) -> Iterator[Record]:
    """List the models of the workspace."""
    sources = {_SOURCES[one] for one in from_}
    names = {one.lower() for one in name}
    wanted = {*(["active"] if active else []), *(["no-configure"] if no_configure else [])}
    providers = [provider_id(context, one) for one in provider]
    for record in _of_providers(context, providers) if providers else _of_types(context, type or TYPES):
        if (
            (not sources or record["FetchFrom"] in sources)
            and (not names or str(record["Model"]).lower() in names)
            and (not type or record["Type"] in type)
            and (not wanted or record["Status"] in wanted)
        ):
            yield record


def _of_providers(context: Context, providers: Iterable[str]) -> Iterator[Record]:
    for one in providers:
        for raw in context.api.get(provider_path(one, "models"))["data"]:
            yield MODEL.record(raw)


def _of_types(context: Context, types: Iterable[str]) -> Iterator[Record]:
    """Models by kind, asked for several at a time; a kind that the server cannot list is reported."""
    from ..api.server import path

    def ask(type: str) -> list[dict[str, Any]]:
        listing: list[dict[str, Any]] = context.api.get(path(*_WORKSPACE, "models", "model-types", type))["data"]
        return listing

    for outcome in context.api.map_concurrently(ask, types):
        with context.reporting(outcome.item):
            if outcome.error is not None:
                raise outcome.error
        for provider in outcome.value or ():
            for raw in provider["models"]:
                yield MODEL.record(raw, Provider=provider["provider"])


_WORKSPACE = ("workspaces", "current")


@command("New-DifyModel", output=MODEL)
def new_model(
    context: Context,
    provider: Provider,
    from_: Annotated[From, Arg("A key for what the provider offers, or one model of your own")] = "predefined",
    name: Annotated[str, Arg("The name of your own model")] = "",
    type: Annotated[Type | None, Arg("The kind of your own model")] = None,
    credential: Annotated[Hashtable | None, Arg("What the provider wants, such as `@{ openai_api_key = … }`")] = None,
    authorization_name: Annotated[str, Arg("What the credential is called (Dify 1.8.0 and later)")] = "",
) -> Iterator[Record]:
    """Give a provider a credential, or add a model of your own."""
    from ..api.server import Version

    if not credential:
        raise DifyShellError("The provider wants a credential.", hint="-Credential @{ openai_api_key = 'sk-…' }")
    if from_ == "customizable" and (type is None or not name):
        raise DifyShellError("A model of your own needs -Name and -Type.")
    provider = provider_id(context, provider)
    body: dict[str, Any] = {"credentials": checked_credential(context, credential)}
    own = {"model": name, "model_type": type} if from_ == "customizable" else {}
    ends: tuple[str, ...] = ("models",) if own else ()
    if Version(context.connection.version) < Version("1.8.0"):
        body |= {"load_balancing": {"enabled": False, "configs": []}}
        body |= own or {"config_from": "predefined-model"}
    else:
        body |= own | {"name": authorization_name or _next_name(context, provider, from_, name, type)}
        ends += ("credentials",)
    answer = context.api.post(provider_path(provider, *ends), json=body)
    check_done(answer)
    yield from get_model(
        context, (provider,), (from_,), (name,) if own else (), (type,) if own and type is not None else ()
    )


def checked_credential(context: Context, credential: Hashtable) -> Any:
    """A credential as JSON. What its fields' names call secret is kept out of every text from now on."""
    from ..objects import Secret

    for key, value in credential.items():
        if isinstance(value, Secret) or (isinstance(value, str) and is_secret_name(key)):
            context.state.redactor.add(value if isinstance(value, Secret) else Secret(value))
    return revealed(credential)


def _next_name(context: Context, provider: str, from_: str, name: str, type: str | None) -> str:
    present = [
        one["CredentialName"]
        for one in credentials_of(context, provider)
        if from_ == "predefined" or (one["ModelName"] == name and one["ModelType"] == type)
    ]
    return next_name(present)


def check_done(answer: Any) -> None:
    """Raises DifyShellError when the server does not say that it did what was asked."""
    if not isinstance(answer, dict) or (answer.get("result") != "success" and answer.get("success") is not True):
        raise DifyShellError("The server did not say that it was done.")


@command(
    "Remove-DifyModel",
    confirms=True,
    examples=(Example("models -From customizable | remove-model -WhatIf", "The models of your own."),),
)
def remove_model(
    context: Context,
    model: Annotated[tuple[Record | str, ...], Arg("The models: records or names", pipeline=True, completes="Model")],
) -> None:
    """Remove models of your own; of those that providers offer, the provider's credentials.

    Dify removes predefined models only with all of their provider: the question says so.
    """
    found = resolve(context, model, MODEL, lambda _: get_model(context))
    models = having(context, found, MODEL, "Provider", "Type", "FetchFrom")
    custom = [one for one in models if one["FetchFrom"] == "customizable-model"]
    providers = list(dict.fromkeys(one["Provider"] for one in models if one["FetchFrom"] != "customizable-model"))
    things = [f"every credential of the provider {one}, and with it all its predefined models" for one in providers]
    things += [f"the model '{one['Model']}' ({one['Type']}, {one['Provider']})" for one in custom]
    if not context.confirmed("Remove", things):
        return
    for provider in providers:
        with context.reporting(provider):
            _remove(context, provider, None)
    for one in custom:
        with context.reporting(str(one["Model"])):
            _remove(context, one["Provider"], one)


def _remove(context: Context, provider: str, model: Record | None) -> None:
    """Remove a provider's credentials, or those of one model; before Dify 1.8.0 there was one of each."""
    from ..api.server import Version

    ends: tuple[str, ...] = ("models",) if model is not None else ()
    own = {"model": model["Model"], "model_type": model["Type"]} if model is not None else {}
    if Version(context.connection.version) < Version("1.8.0"):
        context.api.delete(provider_path(provider, *ends), json=own or None)
        return
    for one in credentials_of(context, provider):
        if (one["ModelName"], one["ModelType"]) == (own.get("model"), own.get("model_type")):
            body = own | {"credential_id": one["CredentialId"]}
            context.api.delete(provider_path(provider, *ends, "credentials"), json=body)


SystemType = Literal["llm", "text-embedding", "rerank", "speech2text", "tts"]
SYSTEM_TYPES: tuple[SystemType, ...] = ("llm", "text-embedding", "rerank", "speech2text", "tts")

SYSTEM_MODEL = RecordType(
    "SystemModel",
    (
        Property("Type", priority=1),
        Property("Provider", "provider.provider", priority=2),
        Property("Model", "model", priority=3),
    ),
)


@command(
    "Get-DifySystemModel",
    output=SYSTEM_MODEL,
    examples=(Example("get-system-model", "What is used when nothing else is said."),),
)
def get_system_model(
    context: Context,
    type: Annotated[tuple[SystemType, ...], Arg("Only for these kinds")] = (),
) -> Iterator[Record]:
    """Show the default model of each kind; those that are not set have no provider."""

    def ask(kind: SystemType) -> dict[str, Any]:
        answer = context.api.get("/workspaces/current/default-model", query={"model_type": kind})
        return dict(answer.get("data") or {})

    for outcome in context.api.map_concurrently(ask, type or SYSTEM_TYPES):
        with context.reporting(outcome.item):
            if outcome.error is not None:
                raise outcome.error
            yield SYSTEM_MODEL.record(outcome.value or {}, Type=outcome.item)


@command("Set-DifySystemModel", output=SYSTEM_MODEL)
def set_system_model(
    context: Context,
    model: Annotated[
        tuple[Record, ...], Arg("Records with Type, Provider and Model, such as get-model gives", pipeline=True)
    ] = (),
    type: Annotated[SystemType | None, Arg("For which kind")] = None,
    provider: Provider = "",
    name: Annotated[str, Arg("The model", completes="Model")] = "",
) -> Iterator[Record]:
    """Choose the default models."""
    given = having(context, model, MODEL, "Type", "Provider", "Model")
    chosen = [(str(one["Type"]), str(one["Provider"]), str(one["Model"])) for one in given]
    if not chosen:
        if type is None or not provider or not name:
            raise DifyShellError("Which model, for what?", hint="Give -Type, -Provider and -Name, or pipe models in.")
        owner = provider_id(context, provider)
        chosen = [(type, owner, _model_of(context, type, owner, name))]
    if wrong := [kind for kind, _, _ in chosen if kind not in SYSTEM_TYPES]:
        raise DifyShellError(f"There is no default model for {wrong[0]}.", hint=f"Kinds: {', '.join(SYSTEM_TYPES)}.")
    settings = [{"model_type": kind, "provider": owner, "model": called} for kind, owner, called in chosen]
    check_done(context.api.post("/workspaces/current/default-model", json={"model_settings": settings}))
    kinds = {kind for kind, _, _ in chosen}
    yield from get_system_model(context, tuple(kind for kind in SYSTEM_TYPES if kind in kinds))


def _model_of(context: Context, type: SystemType, provider: str, name: str) -> str:
    """The model of a provider that can be used for a kind, as the server calls it. Raises DifyShellError for none."""
    usable = [one for one in get_model(context, type=(type,)) if one["Provider"] == provider]
    found = next((one for one in usable if str(one["Model"]).lower() == name.lower()), None)
    if found is None:
        names = [str(one["Model"]) for one in usable]
        hint = did_you_mean(name, names) or f"Usable: {', '.join(names) or 'none; give it a credential: new-model'}."
        raise DifyShellError(f"{provider} has no {type} model '{name}'.", hint=hint)
    return str(found["Model"])
