"""Every error knows its exit status, its facts and, where there is one, what to do next."""

from __future__ import annotations

from typing import TypeVar

import pytest

from dify_shell import errors
from dify_shell.errors import ApiError, BindingError, Cancelled, DifyShellError, LanguageError, NotConnected, ParseError
from dify_shell.spans import Source, Span

Refusal = TypeVar("Refusal", bound=ApiError)


def refusal(error: type[Refusal]) -> Refusal:
    return error("x", status=400, code="bad", method="GET", path="/apps")


def every_error() -> list[type[DifyShellError]]:
    found = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, DifyShellError)]
    return sorted(found, key=lambda error: error.__name__)


@pytest.mark.parametrize("error", every_error())
def test_the_tree_in_the_docstring_names_every_error_and_its_exit_status(error: type[DifyShellError]) -> None:
    line = next(line for line in (errors.__doc__ or "").splitlines() if error.__name__ in line.split())
    inherited = error.exit_code in {base.exit_code for base in error.__bases__ if issubclass(base, DifyShellError)}
    said = f"exit {error.exit_code}" in " ".join(line.split())
    assert said or inherited


@pytest.mark.parametrize("error", every_error())
def test_every_error_says_when_it_happens(error: type[DifyShellError]) -> None:
    assert error.__doc__


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DifyShellError("x"), 1),
        (LanguageError("x"), 2),
        (ParseError("x", Span(0, 1)), 2),
        (BindingError("x"), 2),
        (errors.EvaluationError("x"), 1),
        (NotConnected(), 3),
        (errors.LoginError("x", server="https://x"), 3),
        (refusal(ApiError), 1),
        (refusal(errors.NotAuthenticated), 3),
        (refusal(errors.Forbidden), 1),
        (errors.Unreachable("x", server="https://x"), 4),
        (errors.CertificateRejected("x", server="https://x"), 4),
        (Cancelled(), 130),
    ],
)
def test_the_exit_status_of_a_script_that_ends_with_it(error: DifyShellError, status: int) -> None:
    assert error.exit_code == status


def test_an_error_reads_as_its_message() -> None:
    assert str(DifyShellError("It broke.", hint="Mend it.")) == "It broke."
    assert DifyShellError("It broke.", hint="Mend it.").hint == "Mend it."


def test_an_api_error_carries_what_the_server_said() -> None:
    error = refusal(errors.TooManyRequests)
    assert (error.status, error.code, error.method, error.path) == (400, "bad", "GET", "/apps")
    assert error.retry_after is None


def test_the_innermost_place_is_kept() -> None:
    inner, outer = Source("inner", "profile.ps1"), Source("outer", "script.ps1")
    error = DifyShellError("x")
    error.locate(inner, Span(0, 2))
    error.locate(outer, Span(3, 4))
    assert (error.source, error.span) == (inner, Span(0, 2))


def test_an_exact_span_is_not_widened_when_its_source_becomes_known() -> None:
    error = BindingError("x", Span(5, 6))
    error.locate(Source("get-app x"), Span(0, 9))
    assert error.span == Span(5, 6)
