"""An app's site, service API, keys and tracing."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from flask import Blueprint, Response, request

from .answers import Plain, Refused, body_with, invalid, json, world
from .app_state import AppState
from .apps import MADE, changed, find, needs

routes = Blueprint("app_settings", __name__, url_prefix="/console/api/apps/<uuid:id>")

LANGUAGES = ("en-US", "zh-Hans", "zh-Hant", "pt-BR", "es-ES", "fr-FR", "de-DE", "ja-JP", "ko-KR", "ru-RU", "it-IT",
             "uk-UA", "vi-VN", "ro-RO", "pl-PL", "hi-IN", "tr-TR", "fa-IR", "sl-SI", "th-TH", "id-ID", "ar-TN",
             "nl-NL")  # fmt: skip
PROVIDERS = {"0": "arize phoenix langfuse langsmith opik weave aliyun", "1.16.0": "mlflow databricks tencent"}
"""The services that tracing can send to, and since when."""

MOST_KEYS = 10


@routes.post("/name")
def name(id: uuid.UUID) -> Response:
    found = find(id)
    needs("admin", "editor")
    found["name"] = body_with("AppNamePayload", "name")["name"]
    return json(changed(found, MADE))


@routes.post("/icon")
def icon(id: uuid.UUID) -> Response:
    found, body = find(id), request.get_json()
    needs("admin", "editor")
    found |= {key: body.get(key) for key in ("icon", "icon_background")}
    return json(changed(found, MADE))


@routes.post("/site-enable")
def site_enable(id: uuid.UUID) -> Response:
    found = find(id)
    needs("admin", "editor")
    world().state_of(found).enable_site = bool(body_with("AppSiteStatusPayload", "enable_site")["enable_site"])
    return json(changed(found, MADE))


@routes.post("/api-enable")
def api_enable(id: uuid.UUID) -> Response:
    found = find(id)
    needs("admin")
    world().state_of(found).enable_api = bool(body_with("AppApiStatusPayload", "enable_api")["enable_api"])
    return json(changed(found, MADE))


@routes.post("/site")
def site(id: uuid.UUID) -> Response:
    found, body = find(id), request.get_json()
    language = body.get("default_language")
    if language is not None and language not in LANGUAGES:
        raise invalid(
            "default_language", f"Value error, {language} is not a valid language.", "AppSiteUpdatePayload", language
        )
    state = world().state_of(found)
    state.site |= {key: value for key, value in body.items() if key in state.site and value is not None}
    return _site(found)


@routes.post("/site/access-token-reset")
def reset_site(id: uuid.UUID) -> Response:
    found = find(id)
    token = secrets.token_urlsafe(12)
    world().state_of(found).site |= {"access_token": token, "code": token}
    return _site(found)


_SITE = ("access_token", "code", "title", "icon", "icon_background", "description", "default_language",
         "customize_domain", "copyright", "privacy_policy", "custom_disclaimer", "customize_token_strategy",
         "prompt_public", "show_workflow_steps", "use_icon_as_answer_icon")  # fmt: skip
_SITE_OF_1_13 = {"chat_page_background_color": None, "default_user_avatar_url": None,
                 "default_user_avatar_file_id": None, "enable_homepage": False,
                 "show_answer_disclaimer": False}  # fmt: skip


def _site(app: dict[str, Any]) -> Response:
    state, here = world().state_of(app), world()
    told = {"app_id": app["id"], **{key: state.site[key] for key in _SITE}}
    if here.since("1.16.0"):
        return json(told | {"input_placeholder": None})
    return json(told | _SITE_OF_1_13)


@routes.get("/api-keys")
def keys(id: uuid.UUID) -> Response:
    return json({"data": _state_for_keys(id).keys})


def _state_for_keys(id: uuid.UUID) -> AppState:
    try:
        return world().state_of(find(id))
    except Refused as error:
        if error.status != 404:
            raise
        message = {"message": "App not found."}
        raise Plain(404, message | ({} if world().since("1.8.0") else {"code": "unknown"})) from None


@routes.post("/api-keys")
def new_key(id: uuid.UUID) -> Response:
    state = _state_for_keys(id)
    needs("admin", "editor")
    if len(state.keys) >= MOST_KEYS:
        message = f"Cannot create more than {MOST_KEYS} API keys for this resource type."
        raise Plain(400, {"message": message, "custom": "max_keys_exceeded"})
    made = state.new_key(secrets.token_hex(8), int(world().now))
    state.keys.append(made)
    return json(made, 201)


@routes.delete("/api-keys/<uuid:key>")
def delete_key(id: uuid.UUID, key: uuid.UUID) -> Response:
    state = _state_for_keys(id)
    needs("admin")
    found = next((one for one in state.keys if one["id"] == str(key)), None)
    if found is None:
        raise Plain(404, {"message": "API key not found"} | ({} if world().since("1.8.0") else {"code": "unknown"}))
    state.keys.remove(found)
    return Response(status=204)


def _check_provider(name: str) -> None:
    if not any(world().since(since) and name in names.split() for since, names in PROVIDERS.items()):
        raise Refused(400, "invalid_param", f"Invalid tracing provider: {name}")


@routes.route("/trace", methods=["GET", "POST"])
def trace(id: uuid.UUID) -> Response:
    state = world().state_of(find(id))
    if request.method == "GET":
        return json(state.tracing)
    body = request.get_json()
    provider = body.get("tracing_provider")
    if body.get("enabled") and provider is not None:
        _check_provider(provider)
    state.tracing = {"enabled": bool(body.get("enabled")), "tracing_provider": provider}
    return json({"result": "success"})


@routes.route("/trace-config", methods=["GET", "POST", "PATCH", "DELETE"])
def trace_config(id: uuid.UUID) -> Response:
    state = world().state_of(find(id))
    body = request.get_json(silent=True) or {}
    provider = body.get("tracing_provider") or request.args.get("tracing_provider")
    if not provider:
        raise invalid("tracing_provider", "Field required", "TraceProviderQuery", {})
    _check_provider(provider)
    if request.method == "GET":
        return json(state.trace_configs.get(provider, {"has_not_configured": True}))
    if request.method == "POST" and provider in state.trace_configs:
        raise Refused(400, "trace_config_is_exist", "Trace config is exist.")
    if request.method in ("PATCH", "DELETE") and provider not in state.trace_configs:
        raise Refused(400, "bad_request", "400 Bad Request: Trace config not exist.")
    if request.method == "DELETE":
        del state.trace_configs[provider]
        return Response(status=204)
    if not world().tracing_services_answer:
        name = {"langfuse": "LangFuse", "langsmith": "LangSmith"}.get(provider, provider.capitalize())
        raise Refused(400, "bad_request", f"{name} API check failed: [Errno 111] Connection refused")
    config = body_with("TraceConfigPayload", "tracing_config")["tracing_config"]
    state.trace_configs[provider] = _config(str(id), provider, config)
    return json({"result": "success"}, 201 if request.method == "POST" else 200)


def _config(app: str, provider: str, config: dict[str, Any]) -> dict[str, Any]:
    """A stored configuration; its keys are shown by their ends alone."""
    masked = {key: f"{str(value)[:2]}***" if "key" in key else value for key, value in config.items()}
    now = "2026-11-23T08:00:00"
    return {"id": str(uuid.uuid4()), "app_id": app, "tracing_provider": provider, "tracing_config": masked,
            "is_active": True, "created_at": now, "updated_at": now}  # fmt: skip
