"""When to try again: one immutable value, built on urllib3's own policy."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Final

from urllib3.exceptions import ConnectTimeoutError, InvalidHeader, MaxRetryError, NewConnectionError, ReadTimeoutError
from urllib3.util.retry import Retry

if TYPE_CHECKING:
    from typing import Self

    from urllib3.connectionpool import ConnectionPool
    from urllib3.response import BaseHTTPResponse

LONGEST_WAIT: Final = 5.0


class PoliteRetry(Retry):
    """urllib3's policy for somebody who sits and waits.

    A server that wants more than `LONGEST_WAIT` seconds of peace is not asked again: the refusal is reported at once.
    What took too long is not repeated: the user has waited long enough.
    """

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """The policy for the next try. Raises MaxRetryError, or `error`, when there shall be none."""
        too_slow = isinstance(error, ReadTimeoutError | ConnectTimeoutError) and not isinstance(
            error, NewConnectionError
        )
        if error is not None and too_slow:
            raise error
        if response is not None and (self.get_retry_after(response) or 0) > LONGEST_WAIT and _pool is not None:
            raise MaxRetryError(_pool, url or "")
        return super().increment(method, url, response, error, _pool, _stacktrace)

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        """The seconds that the server asks for; None when it does not, or says it in no known form."""
        try:
            return super().get_retry_after(response)
        except InvalidHeader:
            return None


# Two further tries at most, and only of what changes nothing on the server. A connection that was never made carried
# nothing, so that may be tried once more with any method. 429 and 5xx come from a proxy while Dify starts.
READ_ONLY_RETRIES: Final = PoliteRetry(
    total=2,
    connect=1,
    read=1,
    status=2,
    redirect=0,
    other=0,
    allowed_methods=frozenset({"GET", "HEAD"}),
    status_forcelist=frozenset({429, 502, 503, 504}),
    backoff_factor=0.5,
    raise_on_status=False,
)
