"""Every error a user can meet.

    DifyShellError                 exit 1   a command failed
    ├── LanguageError              exit 2   the text could not be understood; shown with a caret
    │   ├── ParseError                      not a sentence of the language; `incomplete` when only the rest is missing
    │   ├── BindingError                    the arguments do not fit the command's parameters
    │   └── EvaluationError        exit 1   an expression has no value
    ├── NotConnected               exit 3   the command needs a connection
    ├── NotInteractive             exit 1   something would have to be asked, and there is nobody to ask
    ├── LoginError                 exit 3   the server refused a login
    ├── ApiError                   exit 1   the server answered, and the answer is a refusal
    │   ├── NotAuthenticated       exit 3   401: no session, or an expired one
    │   ├── Forbidden                       403
    │   ├── NotFound                        404
    │   ├── InvalidRequest                  any other 4xx
    │   ├── TooManyRequests                 429
    │   └── ServerFault                     5xx
    ├── TransportError             exit 4   no usable answer came
    │   ├── Unreachable                     name not found, connection refused or broken
    │   ├── TimedOut
    │   ├── CertificateRejected
    │   └── NotDify                         something else answers there: a proxy's page, another site, a redirect
    └── Cancelled                  exit 130 interrupted by the user

An error carries facts; `render.error_report` words them. None of them ever holds a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .spans import Source, Span


class DifyShellError(Exception):
    """Something went wrong that the user can understand, with a hint on what to do next.

    `source` and `span` say which text was being run; they are filled in on the way up by `locate`.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.source: Source | None = None
        self.span: Span | None = None

    def locate(self, source: Source, span: Span) -> None:
        """Note where this happened, unless a more exact place is known already."""
        if self.source is None:
            self.source = source
            self.span = self.span or span


class LanguageError(DifyShellError):
    """The text could not be understood; `span` is the part to blame."""

    exit_code = 2

    def __init__(self, message: str, span: Span | None = None, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.span = span


class ParseError(LanguageError):
    """The text is no sentence of the language; `incomplete` when more text could still make it one."""

    def __init__(self, message: str, span: Span, *, hint: str | None = None, incomplete: bool = False) -> None:
        super().__init__(message, span, hint=hint)
        self.incomplete = incomplete


class BindingError(LanguageError):
    """The arguments do not fit `command` (a canonical name); `parameter` is the one to blame, when one is."""

    def __init__(
        self,
        message: str,
        span: Span | None = None,
        *,
        command: str = "",
        parameter: str = "",
        usage: str = "",
        hint: str | None = None,
    ) -> None:
        super().__init__(message, span, hint=hint)
        self.command = command
        self.parameter = parameter
        self.usage = usage


class EvaluationError(LanguageError):
    """An expression has no value, such as `1 / 0` or a member of nothing."""

    exit_code = 1


class NotConnected(DifyShellError):
    """The command needs a connection and there is none."""

    exit_code = 3

    def __init__(self) -> None:
        super().__init__(
            "You are not connected to a Dify server.",
            hint="Run 'connect', or paste the login command that the browser helper copied.",
        )


class NotInteractive(DifyShellError):
    """A question would be needed, and standard input is no terminal."""


class LoginError(DifyShellError):
    """The server refused a login; `code` is Dify's word for the reason."""

    exit_code = 3

    def __init__(self, message: str, *, server: str, code: str = "", hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.server = server
        self.code = code


class ApiError(DifyShellError):
    """The server answered with a refusal. `path` is without host and query."""

    def __init__(
        self, message: str, *, status: int, code: str, method: str, path: str, hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code
        self.method = method
        self.path = path


class NotAuthenticated(ApiError):
    """401: there is no session, or it has expired."""

    exit_code = 3


class Forbidden(ApiError):
    """403: the account may not do this."""


class NotFound(ApiError):
    """404: no such object or path."""


class InvalidRequest(ApiError):
    """Another 4xx: the server did not accept what was sent."""


class TooManyRequests(ApiError):
    """429; `retry_after` in seconds where the server says so (Dify 1.13.2 never does)."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str,
        method: str,
        path: str,
        hint: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, status=status, code=code, method=method, path=path, hint=hint)
        self.retry_after = retry_after


class ServerFault(ApiError):
    """5xx: the server failed."""


class TransportError(DifyShellError):
    """No usable answer came from `server` (scheme, host and port)."""

    exit_code = 4

    def __init__(self, message: str, *, server: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.server = server


class Unreachable(TransportError):
    """The name is not known, or the connection was refused or broke."""


class TimedOut(TransportError):
    """No answer came in time."""


class CertificateRejected(TransportError):
    """The server's TLS certificate could not be verified."""


class NotDify(TransportError):
    """What answers there is not a Dify server."""


class Cancelled(DifyShellError):
    """The user interrupted it."""

    exit_code = 130

    def __init__(self, message: str = "Interrupted.") -> None:
        super().__init__(message)
