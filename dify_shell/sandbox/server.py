"""The embedded server: routes, headers and errors of Dify, on a thread of its own."""

from __future__ import annotations

import os
import shutil
import socket
import time
from threading import Thread
from types import TracebackType
from typing import Any, NamedTuple

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from . import (
    account,
    app_logs,
    app_settings,
    app_statistics,
    auth,
    chat,
    datasets,
    documents,
    dsl,
    files,
    marketplace,
    members,
    models,
    openapi,
    plugins,
    seed,
    service_api,
    setup,
    tags,
    tools,
    workflows,
    workspaces,
)
from . import apps as app_routes
from .answers import Plain, Refused, json
from .world import World

NEEDS_NO_SETUP = ("/console/api/setup", "/console/api/init", "/console/api/system-features", "/console/api/version",
                  "/console/api/ping")  # fmt: skip


class Seen(NamedTuple):
    """A request that the server got."""

    method: str
    path: str
    headers: dict[str, str]
    json: Any


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


class Sandbox:
    """A Dify server in this process, on a free port of this machine unless one is given."""

    def __init__(
        self, version: str = "1.13.2", *, apps: int = 30, latency: float = 0.0, https: bool = False, port: int = 0
    ) -> None:
        self.world = World(version, apps)
        self.requests: list[Seen] = []
        self._latency = latency
        self.certificate: str | None = None
        context = None
        if https:
            from .certificate import make

            self.certificate, context = make()
        self._server = make_server(
            "127.0.0.1", port, self._app(), threaded=True, request_handler=_Handler, ssl_context=context
        )
        self.url = (
            f"{'https' if https else 'http'}://{'localhost' if https else '127.0.0.1'}:{self._server.server_port}"
        )
        self.email, self.password = seed.OWNER_EMAIL, seed.OWNER_PASSWORD
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="sandbox", daemon=True)

    def __enter__(self) -> Sandbox:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self.certificate:
            shutil.rmtree(os.path.dirname(self.certificate), ignore_errors=True)

    def _app(self) -> Flask:
        app = Flask(__name__, static_folder=None)
        app.config["WORLD"] = self.world
        app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's default provider
        for module in (
            setup, auth, account, workspaces, members, tags, app_routes, app_settings, dsl, workflows, app_logs,
            app_statistics,
        ):  # fmt: skip
            app.register_blueprint(module.routes)
        for blueprint in (
            chat.routes,
            service_api.routes,
            files.routes,
            files.public,
            datasets.routes,
            documents.routes,
            models.routes,
            tools.routes,
            plugins.routes,
            marketplace.routes,
            members.activation,
            openapi.routes,
        ):
            app.register_blueprint(blueprint)
        app.add_url_rule(
            "/health", "health", view_func=lambda: json({"pid": 1, "status": "ok", "version": self.world.version})
        )
        app.add_url_rule(
            "/sandbox/outbox", "outbox", view_func=lambda: json([mail._asdict() for mail in self.world.outbox])
        )
        app.add_url_rule("/sandbox/example.yml", "example", view_func=dsl.example)
        app.before_request(self._before)
        app.after_request(self._after)
        app.register_error_handler(Refused, _refused)
        app.register_error_handler(HTTPException, _http_error)
        return app

    def _before(self) -> Response | None:
        self.requests.append(Seen(request.method, request.path, dict(request.headers), request.get_json(silent=True)))
        if self._latency:
            time.sleep(self._latency)
        if fault := self.world.take_fault(request.path):
            if fault.status is None:
                request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
                return Response(status=500)
            body = json(fault.body) if isinstance(fault.body, dict) else Response(fault.body, mimetype="text/html")
            body.status_code = fault.status
            for name, value in fault.headers:
                body.headers[name] = value
            return body
        here = self.world
        if not here.is_set_up and request.path.startswith("/console/api") and request.path not in NEEDS_NO_SETUP:
            if here.init_password and not here.init_sessions:
                raise Refused(401, "not_init_validated", setup.NOT_INIT_VALIDATED)
            raise Refused(401, "not_setup", setup.NOT_SET_UP)
        return None

    def _after(self, answer: Response) -> Response:
        answer.headers.setdefault("X-Version", self.world.version)
        answer.headers.setdefault("X-Env", "PRODUCTION")
        if answer.status_code == 204:
            answer.content_type = "application/json"
        if answer.status_code == 401 and self.world.since("1.8.0") and self._is_usual(answer):
            answer.headers["WWW-Authenticate"] = 'Bearer realm="api"'
        return answer

    @staticmethod
    def _is_usual(answer: Response) -> bool:
        """Whether a refusal has Dify's usual shape: those of FastOpenAPI and of refreshing go another way."""
        body = answer.get_json(silent=True)
        return isinstance(body, dict) and "code" in body


PAGE = (
    "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not "
    "found on the server. If you entered the URL manually please check your spelling and try again.</p>\n"
)


def _refused(error: Refused) -> Response:
    if isinstance(error, Plain) and not error.body:
        return Response(PAGE, error.status, mimetype="text/html")
    return json(error.body, error.status)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 404:
        return Response(PAGE, 404, mimetype="text/html")
    code = {400: "bad_request", 405: "method_not_allowed", 415: "unsupported_media_type"}.get(status, "unknown")
    return json({"code": code, "message": error.description or "", "status": status}, status)
