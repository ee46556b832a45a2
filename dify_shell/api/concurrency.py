"""Doing the same to many things at once: the one bounded pool of threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from threading import Thread
from typing import Generic, NamedTuple, TypeVar

from ..errors import DifyShellError

WORKERS = 12
AHEAD = 2 * WORKERS
"""How many items are begun before the first result is taken: a slow consumer holds back the rest."""

PATIENCE = 2.0
"""Seconds for which an end waits for what has begun: a server that hangs does not keep the user."""

Item = TypeVar("Item")
Value = TypeVar("Value")


class Outcome(NamedTuple, Generic[Item, Value]):
    """What became of one item: its value, or the error that it ended with."""

    item: Item
    value: Value | None
    error: DifyShellError | None


def map_concurrently(
    function: Callable[[Item], Value], items: Iterable[Item], stop: Callable[[], None] = lambda: None
) -> Iterator[Outcome[Item, Value]]:
    """`function` of each item, in the order of the items, several at a time.

    Items are taken as they are needed. Closing the iterator, or Ctrl-C, gives up what has not begun, calls `stop`, by
    which a function that takes long can learn of it, and waits a moment for the few that have begun. An exception that
    is no DifyShellError is raised in its item's turn.
    """
    left = iter(items)
    pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="dify-shell")
    try:
        waiting = deque((item, pool.submit(function, item)) for item in islice(left, AHEAD))
        while waiting:
            item, future = waiting.popleft()
            outcome = _outcome(item, future)
            waiting.extend((one, pool.submit(function, one)) for one in islice(left, 1))
            yield outcome
    finally:
        stop()
        pool.shutdown(wait=False, cancel_futures=True)
        ending = Thread(target=pool.shutdown, daemon=True)
        ending.start()
        ending.join(PATIENCE)


def _outcome(item: Item, future: Future[Value]) -> Outcome[Item, Value]:
    try:
        return Outcome(item, future.result(), None)
    except DifyShellError as error:
        return Outcome(item, None, error)
