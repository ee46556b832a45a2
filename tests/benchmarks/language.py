"""How long parsing takes: a script of 1,000 lines against Python's own parser, and a buffer of ten lines at each key.

Run: python tests/benchmarks/language.py
"""

from __future__ import annotations

import ast
import statistics
import sys
import time
from collections.abc import Callable

from dify_shell.language.parser import parse

TEN_LINES = """$apps = Get-DifyApp -Mode "workflow" | Where-Object { $_.Name -like "Prod*" }
foreach ($app in $apps) {
    $keys = @(Get-DifyAppAPIKey -App $app)
    if ($keys.Count -gt 1) {
        "{0,-30} {1,3} keys" -f $app.Name, $keys.Count
    } else {
        Write-Warning "only $($keys.Count) in $($app.Name)"
    }
    $total += $keys.Count; $map["$($app.Id)"] = @{ name = $app.Name; keys = $keys }
}
"""
PYTHON = """apps = [app for app in get_apps(mode="workflow") if fnmatch(app.name, "Prod*")]
for app in apps:
    keys = list(get_app_api_key(app=app))
    if len(keys) > 1:
        print("{:<30} {:>3} keys".format(app.name, len(keys)))
    else:
        warn(f"only {len(keys)} in {app.name}")
    total += len(keys)
    mapping[f"{app.id}"] = {"name": app.name, "keys": keys}

"""


def seconds(work: Callable[[], object], times: int) -> list[float]:
    """How long each of `times` runs takes."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return found


def main() -> int:
    script, python = TEN_LINES * 100, PYTHON * 100
    ours = statistics.median(seconds(lambda: parse(script).check(), 9))
    theirs = statistics.median(seconds(lambda: ast.parse(python), 9))
    ratio = ours / theirs
    print(f"1,000 lines: {ours * 1000:.1f} ms, ast.parse {theirs * 1000:.1f} ms: {ratio:.1f} times (limit 30)")
    typed = [TEN_LINES[:end] for end in range(1, len(TEN_LINES) + 1)]
    each = [seconds(lambda text=text: parse(text), 1)[0] for text in typed for _ in range(3)]  # type: ignore[misc]
    worst = statistics.quantiles(each, n=20)[18] * 1000
    print(f"ten lines, at each key: {worst:.2f} ms at the 95th percentile (limit 2)")
    return int(ratio > 30 or worst > 2)


if __name__ == "__main__":
    sys.exit(main())
