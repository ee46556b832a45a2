"""The same done to many things at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count

import pytest

from dify_shell.api import concurrency
from dify_shell.api.concurrency import AHEAD, WORKERS, map_concurrently
from dify_shell.errors import DifyShellError


def test_results_come_in_the_order_of_the_items() -> None:
    first_waits = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            first_waits.wait(10)
        if number == WORKERS - 1:
            first_waits.set()
        return number * 10

    assert [outcome.value for outcome in map_concurrently(work, range(20))] == [n * 10 for n in range(20)]


def test_one_that_fails_does_not_stop_the_others() -> None:
    def work(number: int) -> int:
        if number == 1:
            raise DifyShellError("no")
        return number

    outcomes = list(map_concurrently(work, range(3)))
    assert [(one.item, one.value) for one in outcomes] == [(0, 0), (1, None), (2, 2)]
    assert outcomes[1].error
    assert outcomes[1].error.message == "no"


def test_only_as_many_are_begun_as_are_taken_and_a_few_ahead() -> None:
    begun = []

    def work(number: int) -> int:
        begun.append(number)
        return number

    results = map_concurrently(work, count())
    assert next(results).value == 0
    results.close()  # type: ignore[attr-defined]  # a generator
    assert len(begun) <= AHEAD + 1


def test_closing_it_leaves_no_thread() -> None:
    results = map_concurrently(str, range(100))
    next(results)
    results.close()  # type: ignore[attr-defined]  # a generator
    assert not [one for one in threading.enumerate() if one.name.startswith("dify-shell_")]


def test_a_mistake_of_ours_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        list(map_concurrently(lambda number: 1 // number, [0]))


def test_what_does_not_end_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrency, "PATIENCE", 0.01)
    release = threading.Event()
    threads: list[threading.Thread] = []

    def work(number: int) -> None:
        threads.append(threading.current_thread())
        assert number == 0 or release.wait(timeout=10)

    results = map_concurrently(work, range(3))
    next(results)
    results.close()  # type: ignore[attr-defined]  # a generator
    release.set()
    for thread in threads:
        thread.join(timeout=10)


def test_ctrl_c_drops_what_has_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrency, "PATIENCE", 0.01)
    begun: list[threading.Thread] = []
    all_have = threading.Barrier(WORKERS + 1)
    release = threading.Event()

    def numbers() -> Iterator[int]:
        yield from range(WORKERS + 4)
        all_have.wait(timeout=10)
        raise KeyboardInterrupt

    def work(number: int) -> None:
        begun.append(threading.current_thread())
        all_have.wait(timeout=10)
        assert release.wait(timeout=10)

    with pytest.raises(KeyboardInterrupt):
        next(map_concurrently(work, numbers()))
    release.set()
    for thread in begun:
        thread.join(timeout=10)
    assert len(begun) == WORKERS


def test_a_slow_consumer_holds_back_the_rest() -> None:
    taken = count()
    results = map_concurrently(str, taken)
    assert [next(results).item for _ in range(3)] == [0, 1, 2]
    results.close()  # type: ignore[attr-defined]  # a generator
    assert next(taken) <= AHEAD + 4
