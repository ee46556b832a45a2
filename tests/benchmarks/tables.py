"""How long 10,000 records take as a table, against the least that it could take, measured alternately in one run.

    python tests/benchmarks/tables.py --rounds 7

The least is the standard library's `csv` writer for the same records, and wcwidth's answer for every cell. Prints both
and how many times as long the table takes; the exit status is 1 when that exceeds the limit.
"""

from __future__ import annotations

import csv
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from statistics import median

from wcwidth import wcswidth

from dify_shell.objects import Property, Record, RecordType
from dify_shell.render import render

RECORDS = 10_000
WIDTH = 120
LIMIT = 3.0

APP = RecordType(
    "App",
    tuple(
        Property(name, priority=place)
        for place, name in enumerate(("Name", "Mode", "UpdatedAt", "Tags", "Author", "Runs", "Id"), 1)
    ),
    identifiers=("Name", "Id"),
)
NAMES = ("Support Bot", "Invoice Reader", "日本語アシスタント", "Résumé screening", "Triage 🚑 of what comes in")
MODES = ("advanced-chat", "workflow", "chat", "agent-chat", "completion")


def main() -> int:
    """Measure, print, and tell whether the limit is kept."""
    parser = ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    records = make_records()
    rows = [list(record.values()) for record in records]
    work = partial(print_table, records), partial(write_csv, rows)
    pairs = [tuple(map(seconds_of, work)) for _ in range(rounds)]
    ours, least = (median(values) * 1000 for values in zip(*pairs, strict=True))
    print(f"table {ours:.0f} ms, csv and wcwidth {least:.0f} ms: {ours / least:.2f} times, at most {LIMIT:.0f}")
    return 0 if ours / least <= LIMIT else 1


def make_records() -> list[Record]:
    """Apps as a server lists them: some names are not ASCII, a few are too long."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        APP.of(
            f"{NAMES[number % len(NAMES)]} {number}",
            MODES[number % len(MODES)],
            (start + timedelta(minutes=number)).astimezone(),
            ["support", "production"],
            "Amélie Dubois",
            number,
            f"{number:08x}-fa1f-4c2d-9d5e-{number:012x}",
        )
        for number in range(RECORDS)
    ]


def print_table(records: list[Record]) -> None:
    """What the shell does."""
    target = StringIO()
    target.writelines(render(records, width=WIDTH, colour=True))


def write_csv(rows: list[list[object]]) -> None:
    """What it is compared with."""
    csv.writer(StringIO()).writerows(rows)
    for row in rows:
        for value in row:
            wcswidth(str(value))


def seconds_of(work: Callable[[], None]) -> float:
    """How long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
