"""`python -m dify_shell.sandbox`: the embedded Dify server alone, until it is interrupted."""

from __future__ import annotations

import contextlib
import json
import signal
import threading
from argparse import ArgumentParser


def main() -> None:
    """Serve, after one line of JSON that says where."""
    parser = ArgumentParser(prog="python -m dify_shell.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--version", default="1.13.2")
    parser.add_argument("--apps", type=int, default=30)
    parser.add_argument("--latency", type=float, default=0.0, metavar="MS")
    parser.add_argument("--https", action="store_true")
    options = parser.parse_args()
    from .server import Sandbox

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with Sandbox(
        options.version, apps=options.apps, latency=options.latency / 1000, https=options.https, port=options.port
    ) as sandbox:
        ready = {"url": sandbox.url, "email": sandbox.email, "password": sandbox.password}
        if sandbox.certificate:
            ready["certificate"] = sandbox.certificate
        print(json.dumps(ready), flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            stop.wait()


if __name__ == "__main__":
    main()
