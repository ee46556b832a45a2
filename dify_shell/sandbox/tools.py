"""The tools that apps can use, and the credentials of those that come as plugins."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

from flask import Blueprint, Response, request

from .answers import Refused, invalid, json, needs_plugin_daemon, world
from .apps import needs
from .auth import caller

routes = Blueprint("tools", __name__, url_prefix="/console/api/workspaces/current")

KINDS = ("builtin", "model", "api", "workflow", "mcp")
LABELS = (
    "search", "image", "videos", "weather", "finance", "design", "travel", "social", "news", "medical", "productivity",
    "education", "business", "entertainment", "utilities", "rag", "other",
)  # fmt: skip
_LANGUAGES = ("en_US", "zh_Hans", "pt_BR", "ja_JP")


class Tool(NamedTuple):
    """One tool, and the text that it wants."""

    name: str
    label: str
    description: str
    parameter: str


class Provider(NamedTuple):
    """Tools that belong together."""

    id: str
    author: str
    label: str
    description: str
    tools: tuple[Tool, ...]
    plugin: dict[str, Any] | None = None


BUILT_IN = (
    Provider("audio", "hjlarry", "Audio", "Speech from texts, and texts from speech.", (
        Tool("tts", "Text To Speech", "Make an audio file of a text.", "text"),
        Tool("asr", "Speech To Text", "Make a text of an audio file.", "audio_file"),
    )),
    Provider("code", "Dify", "Code Interpreter", "Runs a piece of code.", (
        Tool("simple_code", "Code Interpreter", "Run code and give its result.", "code"),
    )),
    Provider("time", "Yeuoly", "CurrentTime", "Tells the time.", (
        Tool("current_time", "Current Time", "Tell the time in a time zone.", "timezone"),
        Tool("weekday", "Weekday Calculator", "Tell the weekday of a date.", "day"),
    )),
    Provider("webscraper", "Yeuoly", "WebScraper", "Reads web pages.", (
        Tool("webscraper", "Web Scraper", "Give the text of a page.", "url"),
    )),
)  # fmt: skip


def _in_languages(text: str) -> dict[str, str]:
    return dict.fromkeys(_LANGUAGES, text)


def _providers() -> list[Provider]:
    """The built-in ones, and those of plugins. A plugin's is called after it, less `_tool`."""
    plugins = [one for one in world().plugin_store.installed if one["declaration"]["category"] == "tool"]
    return [*BUILT_IN, *map(_of_plugin, plugins)]


def _of_plugin(plugin: dict[str, Any]) -> Provider:
    id, name, label = plugin["plugin_id"], plugin["name"], plugin["declaration"]["label"]["en_US"]
    tool = Tool(name, label, f"Ask {label}.", "query")
    return Provider(
        f"{id}/{name.removesuffix('_tool')}", id.partition("/")[0], label, tool.description, (tool,), plugin
    )


def _told(provider: Provider, *, with_tools: bool) -> dict[str, Any]:
    plugin = provider.plugin or {"plugin_id": None, "plugin_unique_identifier": ""}
    dark = {"icon_dark": ""} if world().since("1.9.0") else {}
    return {
        "id": provider.id, "author": provider.author, "name": provider.id, "plugin_id": plugin["plugin_id"],
        "plugin_unique_identifier": plugin["plugin_unique_identifier"],
        "description": _in_languages(provider.description),
        "icon": f"{request.url_root}console/api/workspaces/current/tool-provider/builtin/{provider.id}/icon", **dark,
        "label": _in_languages(provider.label), "type": "builtin", "team_credentials": {},
        "is_team_authorization": provider.plugin is None or bool(world().tool_credentials.get(provider.id)),
        "allow_delete": provider.plugin is not None,
        "tools": [_told_tool(provider, one) for one in provider.tools] if with_tools else [], "labels": ["utilities"],
    }  # fmt: skip


def _told_tool(provider: Provider, tool: Tool) -> dict[str, Any]:
    words = _in_languages(tool.parameter)
    parameter: dict[str, Any] = {
        "name": tool.parameter, "label": words, "placeholder": None, "scope": None, "auto_generate": None,
        "template": None, "required": True, "default": None, "min": None, "max": None, "precision": None,
        "options": [], "type": "string", "human_description": words, "form": "llm", "llm_description": tool.parameter,
    }  # fmt: skip
    parameter |= {"multiple": False} if world().since("1.17.0") else {}
    return {
        "author": provider.author, "name": tool.name, "label": _in_languages(tool.label),
        "description": _in_languages(tool.description), "parameters": [parameter], "labels": ["utilities"],
        "output_schema": {},
    }  # fmt: skip


@routes.get("/tool-providers")
def providers() -> Response:
    caller()
    kind = request.args.get("type")
    if kind not in (None, *KINDS):
        reason = "Input should be 'builtin', 'model', 'api', 'workflow' or 'mcp'"
        raise invalid("type", reason, "ToolProviderListQuery", kind)
    if kind not in (None, "builtin"):
        return json([])
    needs_plugin_daemon("management/tools")
    return json([_told(one, with_tools=False) for one in _providers()])


@routes.get("/tools/<any('builtin', 'api', 'workflow', 'mcp'):kind>")
def tools(kind: str) -> Response:
    caller()
    if kind != "builtin":
        return json([])
    needs_plugin_daemon("management/models")
    return json([_told(one, with_tools=True) for one in _providers()])


@routes.get("/tool-labels")
def labels() -> Response:
    caller()
    return json([{"name": one, "label": _in_languages(one.title()), "icon": "<svg/>"} for one in LABELS])


@routes.get("/tool-provider/builtin/<path:provider>/tools")
def tools_of(provider: str) -> Response:
    caller()
    found = next((one for one in BUILT_IN if one.id == provider), None)
    if found is None:
        needs_plugin_daemon("management/tool")
        found = next((one for one in _providers() if one.id == provider), None)
    if found is None:
        raise Refused(500, "unknown", "Internal Server Error")
    told = [_told_tool(found, one) for one in found.tools]
    for one in told:
        one["parameters"][0]["input_schema"] = None
    return json(told)


def _credentials(provider: str) -> list[dict[str, Any]]:
    return world().tool_credentials.setdefault(provider, [])


@routes.get("/tool-provider/builtin/<path:provider>/credential/info")
def credential_info(provider: str) -> Response:
    caller()
    return json({
        "credentials": _credentials(provider), "supported_credential_types": ["api-key"],
        "is_oauth_custom_client_enabled": False,
    })  # fmt: skip


@routes.post("/tool-provider/builtin/<path:provider>/add")
def add_credential(provider: str) -> Response:
    needs("admin")
    found, body = _credentials(provider), request.get_json()
    if any(one["name"] == body["name"] for one in found):
        raise Refused(400, "invalid_param", f"the credential name '{body['name']}' is already used")
    found.append({
        "id": str(uuid.uuid4()), "name": body["name"], "provider": provider, "credential_type": body["type"],
        "is_default": not found, "credentials": dict.fromkeys(body["credentials"], "sk*****"),
    })  # fmt: skip
    return json({"result": "success"})


@routes.post("/tool-provider/builtin/<path:provider>/delete")
def delete_credential(provider: str) -> Response:
    needs("admin")
    found, wanted = _credentials(provider), request.get_json()["credential_id"]
    found[:] = [one for one in found if one["id"] != wanted]
    return json({"result": "success"})
