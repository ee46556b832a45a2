"""Signing in and out, and what is known of the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from ..errors import DifyShellError, LoginError, NotAuthenticated, NotInteractive
from ..objects import Property, Record, RecordType, Secret, local_time
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from ..runtime.state import Connection

if TYPE_CHECKING:
    from ..api.browser_session import BrowserSession
    from ..api.client import DifyClient
    from ..api.transport import Transport

DIFY_CLOUD = "https://cloud.dify.ai"

AuthMethod = Literal["Password", "Code", "AccessToken"]

CONNECTION = RecordType(
    "Connection",
    tuple(Property(name, priority=place) for place, name in enumerate(("Server", "Version", "Name", "Email"), 1)),
)

CONSOLE_AUTH = RecordType(
    "ConsoleAuth",
    tuple(
        Property(name)
        for name in ("Server", "AuthMethod", "AccessToken", "RefreshToken", "CSRFToken", "ExpiresAt", "Renewable")
    ),
)


@command(
    "Connect-Dify",
    output=CONNECTION,
    examples=(
        Example("connect", "Sign in as `$env:PSDIFY_…` says; what is missing is asked for."),
        Example(
            "Connect-Dify -Server $env:PSDIFY_URL -Email $env:PSDIFY_EMAIL -Password $env:PSDIFY_PASSWORD",
            "By password.",
        ),
        Example("connect -Force -Verbose", "Sign in again, and say what is done."),
    ),
)
def connect(
    context: Context,
    server: Annotated[str, Arg("The address of the server; Dify Cloud if there is none", variable="PSDIFY_URL")] = "",
    auth_method: Annotated[
        AuthMethod,
        Arg("A password, a code by e-mail, or the tokens of a browser's session", variable="PSDIFY_AUTH_METHOD"),
    ] = "Password",
    email: Annotated[str, Arg("The e-mail address of your account", variable="PSDIFY_EMAIL")] = "",
    token: Annotated[str, Arg("What the request for a code answered; no other code is asked for then")] = "",
    code: Annotated[str, Arg("The code that was mailed")] = "",
    password: Annotated[Secret | None, Arg("The password", variable="PSDIFY_PASSWORD")] = None,
    *,
    access_token: Annotated[
        Secret | None, Arg("The access token of a browser's session", variable="PSDIFY_ACCESS_TOKEN")
    ] = None,
    csrf_token: Annotated[
        Secret | None, Arg("The CSRF token that belongs to it", name="CSRFToken", variable="PSDIFY_CSRF_TOKEN")
    ] = None,
    cookie: Annotated[
        Secret | None, Arg("The cookies of a browser's session: a `Cookie` header, a JSON export or a cookies.txt")
    ] = None,
    force: Annotated[bool, Arg("Sign in even if the session still holds")] = False,
) -> Record:
    """Sign in to a Dify server.

    What is not given comes from `$env:`, and what is missing there is asked for. A session that still holds is kept
    unless another server, account or token is named. An earlier connection stays as it was when signing in fails.
    Nothing of a session is written to disk.
    """
    for secret in (password, access_token, csrf_token):
        if secret:
            context.state.redactor.add(secret)
    if cookie:
        return _by_cookies(context, server, cookie)
    transport = transport_to(context, server or DIFY_CLOUD)
    present = context.state.connection
    same = present is not None and _is_same(
        present, transport.server if server else "", auth_method, email, access_token
    )
    if present and same and not force and _still_holds(context, present):
        return _record(present)
    if auth_method != "AccessToken":
        email = email or asked(context, "E-mail", "-Email", "PSDIFY_EMAIL")
    version, plugins = _probe(context, transport)
    match auth_method:
        case "Password":
            client = _by_password(context, transport, version, email, password)
        case "Code":
            client = _by_code(context, transport, version, email, token, code)
        case "AccessToken":
            client = _by_tokens(context, transport, version, access_token, csrf_token)
    return _connected(context, client, auth_method, plugins)


def transport_to(context: Context, server: str) -> Transport:
    """The way to a server, with a warning if certificates are not checked. Raises DifyShellError for no address."""
    from ..api.server import normalize_server
    from ..api.transport import Transport

    address = normalize_server(server)
    environment = context.state.environment
    verify = environment.text("PSDIFY_DISABLE_SSL_VERIFICATION").lower() != "true"
    if not verify:
        context.warn(f"The TLS certificate of {address} is not verified. To verify: set-configuration $false")
    return Transport(address, verify=verify, environment=environment.plain())


def _is_same(connection: Connection, address: str, method: AuthMethod, email: str, access_token: Secret | None) -> bool:
    """Whether what is asked for is the connection that is there: this server, this account, these tokens.

    PSDify 0.11.5 looks at the server alone, so that a fresh login pasted in time is ignored.
    """
    if address not in ("", connection.server):
        return False
    if method == "AccessToken" and access_token is not None:
        return access_token == connection.client.credentials.access
    return email.lower() in ("", connection.email.lower())


def _still_holds(context: Context, connection: Connection) -> bool:
    """Whether the server still takes the session; a server that cannot be reached raises."""
    try:
        connection.client.get("/account/profile")
    except NotAuthenticated:
        context.verbose(f"The session at {connection.server} has expired; signing in again.")
        return False
    context.verbose(f"The session at {connection.server} still holds; -Force signs in again.")
    return True


def _probe(context: Context, transport: Transport) -> tuple[Any, bool]:
    """The server's version, and whether it has plugins (PSDify asks for the presence of this field, not its value)."""
    from ..api.login import probe

    assumed = "" if context.state.connection else context.state.environment.text("PSDIFY_VERSION")
    info = probe(transport, assumed_version=assumed)
    context.verbose(f"{transport.server} is Dify {info.version}.")
    return info.version, info.features.get("enable_marketplace") is not None


def _by_password(
    context: Context, transport: Transport, version: Any, email: str, password: Secret | None
) -> DifyClient:
    from ..api.login import login_with_password

    if not password:
        password = Secret(asked(context, "Password", "-Password", "PSDIFY_PASSWORD", secret=True))
    context.verbose(f"Signing in as {email} with a password.")
    return login_with_password(transport, version, email, password, context.state.redactor)


def _by_code(context: Context, transport: Transport, version: Any, email: str, token: str, code: str) -> DifyClient:
    from ..api.login import login_with_code, request_code

    if not token:
        token = request_code(transport, email)
        context.host.message("information", f"A code was mailed to {email}; it holds for 5 minutes.")
    code = code or asked(context, "Code", "-Token and -Code", "")
    return login_with_code(transport, version, email, code.strip(), token, context.state.redactor)


def _by_tokens(
    context: Context, transport: Transport, version: Any, access_token: Secret | None, csrf_token: Secret | None
) -> DifyClient:
    from ..api.login import login_with_tokens

    if not access_token:
        access_token = Secret(asked(context, "Access token", "-AccessToken", "PSDIFY_ACCESS_TOKEN", secret=True))
    if not csrf_token:
        csrf_token = Secret(asked(context, "CSRF token", "-CSRFToken", "PSDIFY_CSRF_TOKEN", secret=True))
    return login_with_tokens(transport, version, access_token, csrf_token, context.state.redactor)


def _by_cookies(context: Context, server: str, text: Secret) -> Record:
    from ..api.browser_session import read_cookies, session_in

    cookies = read_cookies(text.reveal())
    session = session_in(cookies.values, {})
    if session is None:
        raise LoginError("These cookies hold the key of an app, and no session.", server=server)
    return connect_with(context, server or cookies.host or DIFY_CLOUD, session)


def connect_with(context: Context, server: str, session: BrowserSession) -> Record:
    """Connect with the session of a browser. Raises LoginError and what the first call raises."""
    from ..api.login import login_with_session

    for secret in (session.access, session.csrf, session.refresh):
        if secret:
            context.state.redactor.add(secret)
    transport = transport_to(context, server)
    version, plugins = _probe(context, transport)
    client = login_with_session(transport, version, session, context.state.redactor)
    return _connected(context, client, "AccessToken", plugins)


def asked(context: Context, what: str, parameter: str, variable: str, *, secret: bool = False) -> str:
    """What the user answers. Raises NotInteractive, saying what to give instead, when there is nobody to ask."""
    instead = f"Give {parameter}" + (f", or set $env:{variable}." if variable else ".")
    try:
        answer = context.host.ask(f"{what}: ", secret=secret)
    except NotInteractive as error:
        raise NotInteractive(f"{what} is missing, and there is no terminal to ask at.", hint=instead) from error
    if not answer.strip():
        raise DifyShellError(f"{what} is missing.", hint=instead)
    return answer


def _connected(context: Context, client: DifyClient, method: AuthMethod, plugins: bool) -> Record:
    """Make `client` the connection, once the server has said whose it is."""
    profile = client.get("/account/profile")
    workspaces = client.get("/workspaces").get("workspaces", ())
    connection = Connection(
        client=client,
        server=client.server,
        version=str(client.version),
        name=profile["name"],
        email=profile["email"],
        method=method,
        workspace=next((str(one["name"]) for one in workspaces if one.get("current")), ""),
    )
    state = context.state
    state.connection = connection
    state.known_names.forget()
    state.environment["PSDIFY_URL"] = connection.server
    state.environment["PSDIFY_VERSION"] = connection.version
    state.environment["PSDIFY_PLUGIN_SUPPORT"] = "true" if plugins else ""
    state.variables["PSDIFY_CONSOLE_AUTH"] = _auth_record(connection)
    return _record(connection)


def _record(connection: Connection) -> Record:
    return CONNECTION.of(connection.server, connection.version, connection.name, connection.email)


def _auth_record(connection: Connection) -> Record:
    credentials = connection.client.credentials
    return CONSOLE_AUTH.of(
        connection.server,
        connection.method,
        credentials.access,
        getattr(credentials, "refresh", None),
        getattr(credentials, "csrf", None),
        local_time(credentials.expires_at),
        credentials.renewable,
    )


@command("Disconnect-Dify", examples=(Example("disconnect", "Sign out and forget the session and its secrets."),))
def disconnect(
    context: Context,
    *,
    force: Annotated[bool, Arg("Forget the session even if the server cannot be told")] = False,
) -> None:
    """Sign out, and forget the session and every secret of the login.

    Tokens that were pasted from a browser are only forgotten: signing out would sign the browser out too.
    The e-mail address and the certificate setting stay, they are yours.
    """
    from ..api.login import logout

    if context.state.connection or not force:
        try:
            logout(context.api)
        except DifyShellError as error:
            if not force:
                error.hint = error.hint or "disconnect -Force forgets the session all the same."
                raise
    state = context.state
    state.connection = None
    state.known_names.forget()
    state.variables.pop("PSDIFY_CONSOLE_AUTH", None)
    for name in ("URL", "VERSION", "PLUGIN_SUPPORT", "AUTH_METHOD", "PASSWORD", "ACCESS_TOKEN", "CSRF_TOKEN"):
        state.environment.pop(f"PSDIFY_{name}", None)


@command(
    "Get-PSDifyConsoleAuth",
    output=CONSOLE_AUTH,
    examples=(Example("get-console-auth", "How you are signed in and until when; the tokens are masked."),),
)
def get_console_auth(
    context: Context,
    *,
    reveal: Annotated[bool, Arg("Show the tokens themselves, after a question")] = False,
) -> Record | None:
    """Show how you are signed in; nothing when you are not."""
    connection = context.state.connection
    if connection is None:
        return None
    record = _auth_record(connection)
    if not reveal or not context.host.confirm("Show the tokens? Whoever reads them can act as you."):
        return record
    return Record({name: _revealed(context, value) for name, value in record.items()}, type=CONSOLE_AUTH)


def _revealed(context: Context, value: Any) -> Any:
    """A secret as text, which may be shown from now on; any other value as it is."""
    if not isinstance(value, Secret):
        return value
    context.state.redactor.forget(value)
    return value.reveal()


@command(
    "Set-PSDifyConfiguration",
    examples=(Example("set-configuration -IgnoreSSLVerification $false", "Check TLS certificates, as by default."),),
)
def set_configuration(
    context: Context,
    ignore_ssl_verification: Annotated[
        bool, Arg("Whether to connect without checking TLS certificates", name="IgnoreSSLVerification")
    ] = False,
) -> None:
    """Switch the checking of TLS certificates off or on, from the next connect on."""
    context.state.environment["PSDIFY_DISABLE_SSL_VERIFICATION"] = "true" if ignore_ssl_verification else ""
    done = "are not verified" if ignore_ssl_verification else "are verified"
    later = " from the next 'connect -Force' on" if context.state.connection else ""
    context.host.message("information", f"TLS certificates {done}{later}.")
