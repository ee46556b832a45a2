"""Providers of models, their credentials, models of one's own, and the default models."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from .answers import Refused, invalid, json, needs_plugin_daemon, only_before, only_since, world
from .apps import needs
from .auth import caller
from .model_config import OPENAI
from .model_state import TYPES, Credential, Models, credential

routes = Blueprint("models", __name__, url_prefix="/console/api/workspaces/current")

WRONG_KEY = "bad"
"""The one key that OpenAI does not know."""

_TYPES_IN_WORDS = "'llm', 'text-embedding', 'rerank', 'speech2text', 'moderation' or 'tts'"
_SCHEMA: list[dict[str, Any]] = [
    {"variable": variable, "label": {"zh_Hans": label, "en_US": label}, "type": kind, "required": required,
     "default": None, "options": [], "placeholder": {"zh_Hans": hint, "en_US": hint}, "max_length": 0, "show_on": []}
    for variable, label, kind, required, hint in (
        ("openai_api_key", "API Key", "secret-input", True, "Enter your API Key"),
        ("openai_api_base", "API Base", "text-input", False, "https://api.openai.com"),
    )
]  # fmt: skip
_KEYS_AT = "https://platform.openai.com/account/api-keys"
_ABOUT: dict[str, Any] = {
    "description": {"zh_Hans": "Models provided by OpenAI.", "en_US": "Models provided by OpenAI."},
    "background": "#E5E7EB",
    "help": {"title": {"zh_Hans": "Get your API Key", "en_US": "Get your API Key"},
             "url": {"zh_Hans": _KEYS_AT, "en_US": _KEYS_AT}},
    "supported_model_types": list(TYPES), "configurate_methods": ["predefined-model", "customizable-model"],
    "provider_credential_schema": {"credential_form_schemas": _SCHEMA},
    "model_credential_schema": {"model": {}, "credential_form_schemas": _SCHEMA}, "preferred_provider_type": "custom",
    "system_configuration": {"enabled": False, "current_quota_type": None, "quota_configurations": []},
}  # fmt: skip
_RULES: list[dict[str, Any]] = [
    {"name": name, "use_template": name, "label": {"zh_Hans": label, "en_US": label}, "type": kind, "help": None,
     "required": False, "default": default, "min": least, "max": most, "precision": precision, "options": []}
    for name, label, kind, default, least, most, precision in (
        ("temperature", "Temperature", "float", 0, 0.0, 2.0, 2),
        ("max_tokens", "Max Tokens", "int", 512, 1.0, 16384.0, 0),
    )
]  # fmt: skip


def _models() -> Models:
    needs_plugin_daemon("management/models")
    return world().models


def _of(provider: str) -> Models:
    """The models of a provider. Raises Refused for one that there is not."""
    here = _models()
    if provider != OPENAI:
        raise Refused(400, "invalid_param", f"Provider {provider} does not exist.")
    return here


def _check_type(kind: str | None, model: str) -> None:
    if kind is None:
        raise invalid("model_type", "Field required", model, {})
    if kind not in TYPES:
        raise invalid("model_type", f"Input should be {_TYPES_IN_WORDS}", model, kind)


@routes.get("/model-providers")
def providers() -> Response:
    caller()
    kind = request.args.get("model_type")
    if kind is not None:
        _check_type(kind, "ParserModelList")
    here = _models()
    return json({"data": [_provider() | _ABOUT | {"custom_configuration": _configuration(here)}]})


def _provider() -> dict[str, Any]:
    here = world().current_workspace
    other_icon = "icon_small_dark" if world().since("1.9.0") else "icon_large"
    icon = f"{request.host_url}console/api/workspaces/{here}/model-providers/{OPENAI}/icon_small"
    return {
        "tenant_id": here, "provider": OPENAI, "label": {"zh_Hans": "OpenAI", "en_US": "OpenAI"},
        "icon_small": {"zh_Hans": f"{icon}/zh_Hans", "en_US": f"{icon}/en_US"}, other_icon: None,
    }  # fmt: skip


def _configuration(here: Models) -> dict[str, Any]:
    """What a provider was given. Before 1.8.0 the server told no more than whether that was anything."""
    if not world().since("1.8.0"):
        return {"status": here.status}
    custom = [
        {"model": name, "model_type": kind, "credentials": None, **_current(found),
         "available_model_credentials": _named(found), "unadded_to_model_list": False}
        for (name, kind), found in here.custom.items()
    ]  # fmt: skip
    available = {"available_credentials": _named(here.credentials), "custom_models": custom, "can_added_models": []}
    return {"status": here.status, **_current(here.credentials), **available}


def _current(credentials: list[Credential]) -> dict[str, Any]:
    used = credentials[0] if credentials else None
    return {"current_credential_id": used and used.id, "current_credential_name": used and used.name}


def _named(credentials: list[Credential]) -> list[dict[str, str]]:
    """Credentials as they are listed: by id and name, the latest first."""
    return [{"credential_id": one.id, "credential_name": one.name} for one in reversed(credentials)]


@routes.get("/models/model-types/<kind>")
def by_type(kind: str) -> Response:
    caller()
    if kind not in TYPES:
        raise Refused(400, "invalid_param", f"invalid origin model type {kind}")
    found = _models().active(kind)
    return json({"data": [_provider() | {"status": "active", "models": found}] if found else []})


@routes.get("/model-providers/<path:provider>/models")
def of_provider(provider: str) -> Response:
    caller()
    here = _of(provider)
    return json({"data": [one | {"provider": _provider_of_model()} for one in here.listed()]})


def _provider_of_model() -> dict[str, Any]:
    return _provider() | {"supported_model_types": list(TYPES), "models": []}


@routes.get("/model-providers/<path:provider>/models/parameter-rules")
def parameter_rules(provider: str) -> Response:
    caller()
    _of(provider)
    return json({"data": _RULES})


@routes.post("/model-providers/<path:provider>/preferred-provider-type")
def preferred_type(provider: str) -> Response:
    needs("admin")
    _of(provider)
    return json({"result": "success"})


@routes.get("/agent-providers")
def agents() -> Response:
    caller()
    needs_plugin_daemon("management/agent_strategies")
    return json([])


def _checked(body: dict[str, Any], present: list[Credential]) -> Credential:
    """The credential in a body. Raises Refused where it lacks something, is wrong, or has a name that is taken."""
    keys, name = body.get("credentials"), body.get("name") or "API KEY 1"
    if keys is None:
        raise invalid("credentials", "Field required", "ParserCredentialCreate", body)
    if reason := _wrong(keys):
        raise Refused(400, "invalid_param", reason)
    if any(one.name == name for one in present):
        raise Refused(400, "invalid_param", f"Credential with name '{name}' already exists.")
    return credential(name, keys)


def _wrong(keys: dict[str, str]) -> str:
    """What the provider says against these keys."""
    if not keys.get("openai_api_key"):
        return "Variable openai_api_key is required"
    return "Incorrect API key provided" if keys["openai_api_key"] == WRONG_KEY else ""


@routes.get("/model-providers/<path:provider>/credentials")
def shown(provider: str) -> Response:
    caller()
    here = _of(provider)
    hidden = dict.fromkeys(here.credentials[0].keys, "*" * 20) if here.credentials else {}
    return json({"credentials": hidden})


@routes.post("/model-providers/<path:provider>/credentials/validate")
def validate(provider: str) -> Response:
    needs("admin")
    _of(provider)
    reason = _wrong(request.get_json()["credentials"])
    return json({"result": "error", "error": reason} if reason else {"result": "success"})


@routes.post("/model-providers/<path:provider>/credentials")
def add(provider: str) -> Response:
    only_since("1.8.0")
    needs("admin")
    here = _of(provider)
    here.credentials.append(_checked(request.get_json(), here.credentials))
    return json({"result": "success"}, 201)


@routes.delete("/model-providers/<path:provider>/credentials")
def remove(provider: str) -> Response:
    only_since("1.8.0")
    needs("admin")
    return _removed(_of(provider).credentials)


def _removed(credentials: list[Credential]) -> Response:
    wanted = request.get_json()["credential_id"]
    found = next((one for one in credentials if one.id == wanted), None)
    if found is None:
        raise Refused(400, "invalid_param", "Credential record not found.")
    credentials.remove(found)
    return Response(status=204)


@routes.post("/model-providers/<path:provider>/models/credentials")
def add_own(provider: str) -> Response:
    only_since("1.8.0")
    needs("admin")
    here, body = _of(provider), request.get_json()
    key = (body["model"], body["model_type"])
    made = _checked(body, here.custom.get(key, []))
    here.custom.setdefault(key, []).append(made)
    return json({"result": "success"}, 201)


@routes.delete("/model-providers/<path:provider>/models/credentials")
def remove_own(provider: str) -> Response:
    only_since("1.8.0")
    needs("admin")
    here, body = _of(provider), request.get_json()
    key = (body["model"], body["model_type"])
    answer = _removed(here.custom.get(key, []))
    if not here.custom[key]:
        del here.custom[key]
    return answer


@routes.route("/model-providers/<path:provider>/models", methods=["POST", "DELETE"])
def only_own(provider: str) -> Response:
    """A model of one's own with its one credential, as it was before 1.8.0."""
    only_before("1.8.0")
    needs("admin")
    here, body = _of(provider), request.get_json()
    key = (body["model"], body["model_type"])
    if request.method == "DELETE":
        here.custom.pop(key, None)
        return Response(status=204)
    here.custom[key] = [_checked(body, [])]
    return json({"result": "success"})


@routes.route("/model-providers/<path:provider>", methods=["POST", "DELETE"])
def only(provider: str) -> Response:
    """The one credential of a provider, as it was before 1.8.0."""
    only_before("1.8.0")
    needs("admin")
    here = _of(provider)
    if request.method == "DELETE":
        here.credentials.clear()
        return Response(status=204)
    here.credentials[:] = [_checked(request.get_json(), [])]
    return json({"result": "success"}, 201)


@routes.get("/default-model")
def default_model() -> Response:
    caller()
    kind = request.args.get("model_type")
    _check_type(kind, "ParserGetDefault")
    found = world().models.defaults.get(kind or "")
    if found is None:
        return json({"data": None})
    return json({"data": {"model": found["model"], "model_type": kind, "provider": _provider_of_model()}})


@routes.post("/default-model")
def set_default_models() -> Response:
    needs("admin")
    settings = [one for one in request.get_json()["model_settings"] if "provider" in one]
    for one in settings:
        if one["model"] not in [model["model"] for model in _of(one["provider"]).active(one["model_type"])]:
            raise Refused(400, "invalid_param", f"Model {one['model']} does not exist.")
        world().models.defaults[one["model_type"]] = {key: one[key] for key in ("provider", "model")}
    return json({"result": "success"})
