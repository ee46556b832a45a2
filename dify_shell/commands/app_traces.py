"""Tracing: where an app's runs are reported to, such as Langfuse or Phoenix."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from ..errors import DifyShellError
from ..objects import Hashtable, Property, Record, RecordType, revealed
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .app_settings import Disable, Enable
from .apps import APP, Apps, asked_of_each, find_apps
from .references import described

PROVIDERS = (
    "langfuse", "langsmith", "opik", "weave", "arize", "phoenix", "aliyun", "mlflow", "databricks", "tencent",
)  # fmt: skip
"""Those of Dify's main of 2026-08; older servers refuse those that they do not know (PSDify asks for the first six)."""

Provider = Literal[
    "langfuse", "langsmith", "opik", "weave", "arize", "phoenix", "aliyun", "mlflow", "databricks", "tencent"
]

TRACE = RecordType(
    "AppTrace",
    (
        Property("AppId", priority=3),
        Property("Enabled", "enabled", bool, priority=1),
        Property("Provider", "tracing_provider", priority=2),
    ),
)


def _local_time(text: str | None) -> datetime | None:
    """A time as these settings have it: of UTC, without saying so (Dify 1.13). None for what is no time."""
    try:
        time = datetime.fromisoformat(text or "")
        return time.replace(tzinfo=time.tzinfo or UTC).astimezone()
    except (OverflowError, TypeError, ValueError):
        return None


TRACE_CONFIG = RecordType(
    "AppTraceConfig",
    (
        Property("AppId", priority=5),
        Property("Id", "id"),
        Property("Provider", "tracing_provider", priority=1),
        Property("IsEnabled", priority=2),
        Property("IsActive", "is_active", bool, priority=3),
        Property("Config", "tracing_config", priority=4),
        Property("CreatedAt", "created_at", _local_time),
        Property("UpdatedAt", "updated_at", _local_time),
    ),
)

Config = Annotated[Hashtable, Arg("The provider's settings, such as `@{ api_key = …; endpoint = …; project = … }`")]
OneProvider = Annotated[Provider, Arg("The provider")]


@command(
    "Get-DifyAppTrace",
    output=TRACE,
    examples=(Example("apps | get-app-trace | where Enabled", "The apps whose runs are reported."),),
)
def get_app_trace(context: Context, app: Apps) -> Iterator[Record]:
    """Tell whether the runs of apps are reported, and where."""
    for one, trace in asked_of_each(context, app, lambda one: _trace(context, one)):
        yield TRACE.record(trace, AppId=one["Id"])


@command(
    "Set-DifyAppTrace",
    output=TRACE,
    examples=(Example('set-app-trace "Support Bot" -Disable', "Report its runs no longer."),),
)
def set_app_trace(
    context: Context,
    app: Apps,
    provider: Annotated[Provider | None, Arg("The provider; the one that is on, when switching off")] = None,
    *,
    enable: Enable = False,
    disable: Disable = False,
) -> Iterator[Record]:
    """Switch the reporting of runs on, with a provider that is configured, or off."""
    if enable == disable:
        raise DifyShellError("Is it to be on or off?", hint="Give -Enable or -Disable.")
    if enable and provider is None:
        raise DifyShellError("Which provider?", hint="Give -Provider.")
    for one in find_apps(context, app):
        with context.reporting(described(one, APP)):
            _switch(context, one, provider or _trace(context, one).get("tracing_provider"), enabled=enable)
            yield TRACE.record(_trace(context, one), AppId=one["Id"])


@command(
    "Get-DifyAppTraceConfig",
    output=TRACE_CONFIG,
    examples=(Example('get-app-trace-config "Support Bot" phoenix', "How it reports to Phoenix."),),
)
def get_app_trace_config(
    context: Context,
    app: Apps,
    provider: Annotated[tuple[Provider, ...], Arg("Only these providers; all that the server knows if none")] = (),
) -> Iterator[Record]:
    """Show the tracing settings of apps, provider by provider; the server masks the keys in them."""
    for one in find_apps(context, app):
        with context.reporting(described(one, APP)):
            yield from _configs(context, one, provider)


@command(
    "New-DifyAppTraceConfig",
    output=TRACE_CONFIG,
    examples=(
        Example(
            'new-app-trace-config "Support Bot" phoenix @{ api_key = "…"; endpoint = "http://phoenix:6006" } -Enable',
            "Report its runs to Phoenix from now on.",
        ),
    ),
)
def new_app_trace_config(
    context: Context, app: Apps, provider: OneProvider, config: Config, *, enable: Enable = False
) -> Iterator[Record]:
    """Configure a provider for apps."""
    yield from _write(context, "POST", app, provider, config, enable)


@command("Set-DifyAppTraceConfig", output=TRACE_CONFIG)
def set_app_trace_config(
    context: Context, app: Apps, provider: OneProvider, config: Config, *, enable: Enable = False
) -> Iterator[Record]:
    """Replace the settings of a provider for apps."""
    yield from _write(context, "PATCH", app, provider, config, enable)


@command(
    "Remove-DifyAppTraceConfig",
    confirms=True,
    examples=(Example('remove-app-trace-config "Support Bot" phoenix -WhatIf', "What that would delete."),),
)
def remove_app_trace_config(context: Context, app: Apps, provider: OneProvider) -> None:
    """Delete the settings of a provider, and switch reporting off where it was the one in use."""
    apps = list(find_apps(context, app))
    if not context.confirmed("Delete", [f"the settings of {provider} for {described(one, APP)}" for one in apps]):
        return
    for one in apps:
        with context.reporting(described(one, APP)):
            context.api.delete(_path(one, "trace-config"), query={"tracing_provider": provider})
            if _is_on(_trace(context, one), provider):
                _switch(context, one, provider, enabled=False)


def _write(
    context: Context, method: str, apps: tuple[Record | str, ...], provider: str, config: Hashtable, enable: bool
) -> Iterator[Record]:
    body = {"tracing_provider": provider, "tracing_config": revealed(config)}
    for one in find_apps(context, apps):
        with context.reporting(described(one, APP)):
            _check(context.api.request(method, _path(one, "trace-config"), json=body))
            if enable:
                _switch(context, one, provider, enabled=True)
            yield from _configs(context, one, (provider,))


def _configs(context: Context, app: Record, providers: tuple[str, ...]) -> Iterator[Record]:
    """The settings of each provider; those that this server does not know are left out unless they were named."""
    trace = _trace(context, app)

    def ask(provider: str) -> dict[str, Any]:
        return dict(context.api.get(_path(app, "trace-config"), query={"tracing_provider": provider}))

    for outcome in context.api.map_concurrently(ask, providers or PROVIDERS):
        if outcome.error is None:
            yield _config_record(app, outcome.item, outcome.value or {}, trace)
        elif providers:
            raise outcome.error
        else:
            context.debug(f"{outcome.item}: {outcome.error.message}")


def _config_record(app: Record, provider: str, raw: dict[str, Any], trace: dict[str, Any]) -> Record:
    if raw.get("has_not_configured"):
        raw = {}
    enabled = bool(raw) and _is_on(trace, provider)
    return TRACE_CONFIG.record(raw, AppId=app["Id"], Provider=raw.get("tracing_provider", provider), IsEnabled=enabled)


def _trace(context: Context, app: Record) -> dict[str, Any]:
    trace: dict[str, Any] = context.api.get(_path(app, "trace"))
    return trace


def _is_on(trace: dict[str, Any], provider: str) -> bool:
    return bool(trace.get("enabled")) and str(trace.get("tracing_provider")).lower() == provider.lower()


def _switch(context: Context, app: Record, provider: str | None, *, enabled: bool) -> None:
    """Switch reporting. Before 1.8.1 Dify wants no provider when it is switched off (PSDify 0.11.5)."""
    from ..api.server import Version

    if not enabled and Version(context.connection.version) < Version("1.8.1"):
        provider = None
    _check(context.api.post(_path(app, "trace"), json={"enabled": enabled, "tracing_provider": provider}))


def _check(answer: Any) -> None:
    if answer.get("result") != "success":
        raise DifyShellError("The server did not say that it was done.")


def _path(app: Record, end: str) -> str:
    from ..api.server import path

    return path("apps", app["Id"], end)
