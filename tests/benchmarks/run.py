"""How fast the shell feels, against the least that prompt_toolkit costs, measured alternately in one run.

    python tests/benchmarks/run.py --rounds 3

Needs `pyte`, Linux, a quiet machine, and the harness of the project's shared folder: `../shared`, or where
`DIFY_SHELL_SHARED` says. Prints a table of figures and limits; the exit status is 1 when a figure exceeds its limit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
BENCH = Path(os.environ.get("DIFY_SHELL_SHARED", ROOT.parent / "shared")) / "bench"

PYTHON = [sys.executable, "-c", "pass"]
SHELL = [sys.executable, "-c", "from dify_shell.__main__ import main; main()"]
"""What the installed `dify-shell` does."""

KNOWN_NAMES = 10_000

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""}
"""Of what runs without a prompt: compiled as an installed package is. The harness gives none of it to a prompt."""


class Figure(NamedTuple):
    """Something measured: ours, what it is compared with, and how many times as much it may be."""

    name: str
    unit: str
    limit: float


FIGURES = (
    Figure("time to the first prompt, p50", "ms", 1.25),
    Figure("echo of a key, p95", "ms", 1.25),
    Figure("Tab to menu, p50", "ms", 2),
    Figure("exit to process gone, p50", "ms", 0.5),
    Figure("peak memory at the prompt", "MiB", 1.35),
    Figure("--version, p50", "ms", 3),
    Figure("-c '$null', p50", "ms", 5),
    Figure("Enter where no cursor position is told, p50", "ms", 2),
)

Samples = dict[str, tuple[list[float], list[float]]]
"""By the name of a figure: what was measured of ours, and of what it is compared with."""


def main() -> int:
    """Measure, print, and tell whether all is within its limits."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    samples: Samples = defaultdict(lambda: ([], []))
    with sandbox() as environment:
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", file=sys.stderr)
            measure_prompt(samples)
            measure_keys(samples, environment)
            measure_enter(samples)
            measure_lines(samples)
    return 0 if print_table(samples) else 1


def measure_prompt(samples: Samples) -> None:
    """Start, memory and exit."""
    for place, bench in enumerate((run_shell, run_floor)):
        figures = bench("--only", "startup,memory,exit", "--runs", "10", "--exits", "7")
        samples["time to the first prompt, p50"][place].append(figures["startup"]["prompt"]["p50"])
        samples["peak memory at the prompt"][place].append(figures["memory"]["peak_rss_mib"])
        samples["exit to process gone, p50"][place].append(figures["exit"]["process_end"]["p50"])


def measure_keys(samples: Samples, environment: dict[str, str]) -> None:
    """Typing and Tab; in the shell with the names of 10,000 apps known."""
    setup = [word for name, value in environment.items() for word in ("--env", f"{name}={value}")]
    setup += ["--setup", "connect", "--setup", "$apps = apps"]
    for place, figures in enumerate(
        (
            run_shell("--only", "keys,tab", "--type", "get-app -Name Support ", *setup),
            run_floor("--only", "keys,tab", "--type", "get-app list "),
        )
    ):
        samples["echo of a key, p95"][place].append(figures["keys"]["echo"]["p95"])
        samples["Tab to menu, p50"][place].append(figures["tab"]["tab_to_menu"]["p50"])


def measure_enter(samples: Samples) -> None:
    """Enter on a terminal that never says where its cursor is, and on one that does."""
    for place, silent in enumerate((["--no-cpr"], [])):
        figures = run_shell("--only", "enter", *silent)
        samples["Enter where no cursor position is told, p50"][place].append(figures["enter"]["to_prompt"]["p50"])


def measure_lines(samples: Samples) -> None:
    """What runs without a prompt."""
    for _ in range(15):
        for name, words in (("--version, p50", ["--version"]), ("-c '$null', p50", ["--no-profile", "-c", "$null"])):
            samples[name][0].append(seconds_of([*SHELL, *words]) * 1000)
            samples[name][1].append(seconds_of(PYTHON) * 1000)


def run_shell(*options: str) -> dict[str, Any]:
    """The harness's figures of the shell."""
    options = ("--env", f"PYTHONPATH={ROOT}", "--noop-cmd", "$null", *options)
    return run_harness("> $", options, [*SHELL, "--no-profile"])


def run_floor(*options: str) -> dict[str, Any]:
    """The harness's figures of a prompt_toolkit shell with nothing behind it."""
    return run_harness("floor> $", options, [sys.executable, str(BENCH / "floor_full.py")])


def run_harness(prompt: str, options: tuple[str, ...], command: list[str]) -> dict[str, Any]:
    """Type at `command` and measure. Raises CalledProcessError when it did not get to its prompt."""
    usual = ["--prompt", prompt, "--tab-prefix", "get-a", "--menu-regex", "get-app", "--exit-cmd", "exit"]
    harness = [sys.executable, str(BENCH / "repl_bench.py"), *usual, *options, "--", *command]
    ran = subprocess.run(harness, check=True, capture_output=True, text=True)
    figures: dict[str, Any] = json.loads(ran.stdout)
    if "errors" in figures:
        raise SystemExit(f"{' '.join(command)}: {figures['errors']}")
    return figures


@contextmanager
def sandbox() -> Iterator[dict[str, str]]:
    """A Dify server with many apps, as the variables that `connect` reads."""
    command = [sys.executable, "-m", "dify_shell.sandbox", "--apps", str(KNOWN_NAMES)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            ready = json.loads(server.stdout.readline() if server.stdout else "")
            yield {f"PSDIFY_{name.upper()}": ready[name] for name in ("url", "email", "password")}
        finally:
            server.terminate()


def seconds_of(command: list[str]) -> float:
    """How long a process takes from start to end."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return time.perf_counter() - started


def print_table(samples: Samples) -> bool:
    """Print every figure against its limit; gives whether all are within it."""
    print(f"{'figure':<46}{'ours':>10}{'other':>10}{'times':>8}{'limit':>8}")
    kept = True
    for figure in FIGURES:
        ours, other = (median(values) for values in samples[figure.name])
        exceeded = ours / other > figure.limit
        kept = kept and not exceeded
        values = f"{ours:>10.1f}{other:>10.1f}{ours / other:>8.2f}{figure.limit:>8.2f}"
        print(f"{figure.name + ' (' + figure.unit + ')':<46}{values}{'  exceeded' if exceeded else ''}")
    return kept


if __name__ == "__main__":
    sys.exit(main())
