"""Secrets do not get into texts."""

from __future__ import annotations

import threading

from dify_shell.api.redaction import Redactor
from dify_shell.objects import Secret


def test_secrets_are_masked_wherever_they_stand() -> None:
    redactor = Redactor()
    redactor.add(Secret("hunter22"))
    redactor.add(Secret("a.b*c+d"))
    assert redactor.clean("x=hunter22&y=a.b*c+d hunter22") == "x=********&y=******** ********"
    assert redactor.clean("aXb*c+d hunter2") == "aXb*c+d hunter2"


def test_a_secret_that_begins_with_another_is_masked_whole() -> None:
    redactor = Redactor()
    redactor.add(Secret("secret"))
    redactor.add(Secret("secret-longer"))
    assert redactor.clean("secret-longer secret") == "******** ********"


def test_short_secrets_would_blot_out_words_and_are_left() -> None:
    redactor = Redactor()
    redactor.add(Secret("12345"))
    redactor.add(Secret(""))
    assert redactor.clean("12345") == "12345"


def test_threads_may_add_at_the_same_time() -> None:
    redactor = Redactor()
    secrets = [f"secret-number-{number}-" for number in range(200)]

    def add(part: list[str]) -> None:
        for text in part:
            redactor.add(Secret(text))

    threads = [threading.Thread(target=add, args=(part,)) for part in (secrets[:100], secrets[100:])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not any(one in redactor.clean(" ".join(secrets)) for one in secrets)
