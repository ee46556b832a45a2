"""The same done to many things at once."""

from __future__ import annotations

import threading
from itertools import count

import pytest

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
