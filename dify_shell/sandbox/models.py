"""Providers of models, their credentials, and the default models."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, Response, request

from .answers import Plain, Refused, invalid, json, needs_plugin_daemon, world
from .apps import needs
from .auth import caller
from .model_config import OPENAI
from .model_state import Models

routes = Blueprint("models", __name__, url_prefix="/console/api/workspaces/current")

PREDEFINED = (("gpt-4o-mini", "llm"), ("o4-mini", "llm"), ("text-embedding-3-small", "text-embedding"),
              ("whisper-1", "speech2text"), ("text-moderation-stable", "moderation"), ("tts-1-hd", "tts"))  # fmt: skip
TYPES = ("llm", "text-embedding", "rerank", "speech2text", "moderation", "tts")


def _models() -> Models:
    needs_plugin_daemon("management/models")
    return world().models


def _check(provider: str) -> Models:
    caller()
    if provider != OPENAI:
        raise Refused(400, "invalid_param", f"Invalid provider: {provider}")
    return _models()


def _named(credentials: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{key: one[key] for key in ("credential_id", "credential_name")} for one in credentials]


@routes.get("/model-providers")
def providers() -> Response:
    caller()
    here = _models()
    custom = [
        {"model": name, "model_type": kind, "credentials": {}, "available_model_credentials": _named(credentials)}
        for (name, kind), credentials in here.custom.items()
    ]
    configuration = {
        "status": "active" if here.credentials else "no-configure", "provider": None,
        "current_credential_id": here.credentials[0]["credential_id"] if here.credentials else None,
        "current_credential_name": None, "available_credentials": _named(here.credentials), "custom_models": custom,
        "can_added_models": [],
    }  # fmt: skip
    told = _provider() | {"supported_model_types": list(TYPES), "custom_configuration": configuration,
                          "configurate_methods": ["predefined-model", "customizable-model"]}  # fmt: skip
    return json({"data": [told]})


def _provider() -> dict[str, Any]:
    return {"provider": OPENAI, "label": {"en_US": "OpenAI", "zh_Hans": "OpenAI"}, "icon_small": None}


def _listed() -> list[dict[str, Any]]:
    here = _models()
    active = "active" if here.credentials else "no-configure"
    found = [_model(name, kind, "predefined-model", active) for name, kind in PREDEFINED]
    return found + [_model(name, kind, "customizable-model", "active") for name, kind in here.custom]


def _model(name: str, kind: str, source: str, status: str) -> dict[str, Any]:
    return {"model": name, "label": {"en_US": name, "zh_Hans": name}, "model_type": kind, "features": [],
            "fetch_from": source, "model_properties": {}, "deprecated": False, "status": status,
            "load_balancing_enabled": False, "has_invalid_load_balancing_configs": False}  # fmt: skip


@routes.get("/models/model-types/<kind>")
def by_type(kind: str) -> Response:
    caller()
    if kind not in TYPES:
        raise invalid("model_type", "Input should be a valid type", "ModelTypeQuery", kind)
    found = [one for one in _listed() if one["model_type"] == kind and one["status"] == "active"]
    return json({"data": [_provider() | {"status": "active", "models": found}] if found else []})


@routes.get("/model-providers/<path:provider>/models")
def of_provider(provider: str) -> Response:
    _check(provider)
    return json({"data": [one | {"provider": _provider()} for one in _listed()]})


def _gone_since_1_8() -> None:
    if world().since("1.8.0"):
        raise Plain(404, {})


def _since_1_8() -> None:
    if not world().since("1.8.0"):
        raise Plain(404, {})


@routes.post("/model-providers/<path:provider>/models/credentials")
def add_custom(provider: str) -> Response:
    _since_1_8()
    here, body = _check(provider), request.get_json()
    needs("admin")
    here.custom.setdefault((body["model"], body["model_type"]), []).append(_credential(body))
    return json({"result": "success"}, 201)


@routes.post("/model-providers/<path:provider>/credentials")
def add(provider: str) -> Response:
    _since_1_8()
    here = _check(provider)
    needs("admin")
    here.credentials.append(_credential(request.get_json()))
    return json({"result": "success"}, 201)


def _credential(body: dict[str, Any]) -> dict[str, str]:
    if not body.get("credentials"):
        raise invalid("credentials", "Field required", "ParserPostModels", body)
    return {"credential_id": str(uuid.uuid4()), "credential_name": body.get("name") or "API KEY"}


@routes.delete("/model-providers/<path:provider>/models/credentials")
def remove_custom(provider: str) -> Response:
    _since_1_8()
    here, body = _check(provider), request.get_json()
    key = (body["model"], body["model_type"])
    here.custom[key] = [one for one in here.custom[key] if one["credential_id"] != body["credential_id"]]
    if not here.custom[key]:
        del here.custom[key]
    return Response(status=204)


@routes.delete("/model-providers/<path:provider>/credentials")
def remove(provider: str) -> Response:
    _since_1_8()
    here, body = _check(provider), request.get_json()
    here.credentials = [one for one in here.credentials if one["credential_id"] != body["credential_id"]]
    return Response(status=204)


@routes.route("/model-providers/<path:provider>/models", methods=["POST", "DELETE"])
def old_custom(provider: str) -> Response:
    _gone_since_1_8()
    here, body = _check(provider), request.get_json()
    if request.method == "DELETE":
        here.custom.pop((body["model"], body["model_type"]), None)
        return Response(status=204)
    here.custom[(body["model"], body["model_type"])] = [_credential(body)]
    return json({"result": "success"})


@routes.route("/model-providers/<path:provider>", methods=["POST", "DELETE"])
def old(provider: str) -> Response:
    _gone_since_1_8()
    here = _check(provider)
    if request.method == "DELETE":
        here.credentials = []
        return Response(status=204)
    here.credentials = [_credential(request.get_json())]
    return json({"result": "success"}, 201)


@routes.route("/default-model", methods=["GET", "POST"])
def default_model() -> Response:
    caller()
    here = world().models
    if request.method == "GET":
        kind = request.args.get("model_type", "")
        if kind not in TYPES:
            raise invalid("model_type", "Field required", "ParserGetDefault", {})
        found = here.defaults.get(kind)
        return json({"data": {"model": found["model"], "model_type": kind, "provider": _provider()} if found else None})
    needs("admin")
    for setting in request.get_json()["model_settings"]:
        here.defaults[setting["model_type"]] = setting
    return json({"result": "success"})


tools = Blueprint("tools", __name__, url_prefix="/console/api/workspaces/current/tool-provider/builtin")


def _tool_credentials(provider: str) -> list[dict[str, Any]]:
    caller()
    return world().tool_credentials.setdefault(provider, [])


@tools.get("/<path:provider>/credential/info")
def tool_info(provider: str) -> Response:
    found = _tool_credentials(provider)
    return json(
        {"credentials": found, "supported_credential_types": ["api-key"], "is_oauth_custom_client_enabled": False}
    )


@tools.post("/<path:provider>/add")
def tool_add(provider: str) -> Response:
    found, body = _tool_credentials(provider), request.get_json()
    if any(one["name"] == body["name"] for one in found):
        raise Refused(400, "invalid_param", f"the credential name '{body['name']}' is already used")
    found.append({
        "id": str(uuid.uuid4()), "name": body["name"], "provider": provider, "credential_type": body["type"],
        "is_default": not found, "credentials": dict.fromkeys(body["credentials"], "sk*****"),
    })  # fmt: skip
    return json({"result": "success"})


@tools.post("/<path:provider>/delete")
def tool_delete(provider: str) -> Response:
    found, wanted = _tool_credentials(provider), request.get_json()["credential_id"]
    found[:] = [one for one in found if one["id"] != wanted]
    return json({"result": "success"})
