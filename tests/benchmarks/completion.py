"""How long Tab takes in calls of the API, with every known operation and 10,000 apps, and what loading them costs.

Run: python tests/benchmarks/completion.py
"""

from __future__ import annotations

import statistics
import sys
import time

from dify_shell.commands import all_commands
from dify_shell.commands.apps import APP
from dify_shell.completion.complete import complete
from dify_shell.runtime.registry import Registry
from dify_shell.runtime.state import ShellState

TYPED = (
    "get /apps/support bot 99",
    'get "/apps/$($app.Id)/workflows/draft',
    "get '/apps/{app:Support Bot 4999}/statistics/daily-messages",
    "post /apps mode=chat name=Bot description='a b' icon=x",
    "get /apps -Query @{ limit = 5; mode = 'chat'; is_created_by_me = $true",
    "get-operation 'POST /workspaces/current/members",
)
LIMIT = 2
"""Milliseconds at the 95th percentile."""


def milliseconds(text: str, registry: Registry, state: ShellState) -> float:
    begun = time.perf_counter()
    complete(text, len(text), registry=registry, state=state)
    return (time.perf_counter() - begun) * 1000


def main() -> int:
    registry, state = Registry(all_commands()), ShellState({})
    names = ((f"{number:08x}-0000-4000-8000-000000000000", f"Support Bot {number}") for number in range(10_000))
    state.known_names.replace("App", [APP.record({"id": id_, "name": name}) for id_, name in names])
    begun = time.perf_counter()
    count = len(state.load_operations())
    print(f"{count} operations: loaded in {(time.perf_counter() - begun) * 1000:.1f} ms, beside the keyboard")
    state.load_operations().segments(None, "/")
    each = [
        milliseconds(text[:end], registry, state) for text in TYPED for end in range(4, len(text) + 1) for _ in range(3)
    ]
    worst = statistics.quantiles(each, n=20)[18]
    print(f"{len(each)} keys: {statistics.median(each):.2f} ms, {worst:.2f} ms at the 95th percentile (limit {LIMIT})")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
