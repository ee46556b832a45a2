"""Servers themselves: their version, waiting for them, setting them up."""

from __future__ import annotations

from typing import Annotated

from ..errors import CertificateRejected, DifyShellError, TransportError
from ..objects import Property, Record, RecordType, Secret
from ..runtime.command import Arg, Example, command
from ..runtime.context import Context
from .connection import CONNECTION, asked, connect, transport_to

VERSION = RecordType(
    "Version", (Property("Server", priority=1), Property("Version", priority=2), Property("PluginSupport", priority=3))
)

Server = Annotated[str, Arg("The address of the server", variable="PSDIFY_URL")]


@command(
    "Get-DifyVersion",
    output=VERSION,
    examples=(Example("get-version", "The version of the server, and whether it has plugins."),),
)
def get_version(context: Context, server: Server) -> Record:
    """Ask a server which version of Dify it is. No login is needed."""
    from ..api.login import probe

    transport = transport_to(context, server)
    info = probe(transport)
    return VERSION.of(transport.server, str(info.version), info.features.get("enable_marketplace") is not None)


@command("Wait-Dify", examples=(Example("wait -Timeout 10", "Go on once the server answers."),))
def wait(
    context: Context,
    server: Server,
    interval: Annotated[int, Arg("How many seconds to wait between two tries")] = 5,
    timeout: Annotated[int, Arg("After how many seconds to give up")] = 300,
) -> None:
    """Wait until a server answers, as it does some time after it was started.

    What waiting cannot mend ends it at once: a wrong address, a certificate that is not trusted.
    """
    from time import monotonic, sleep

    from ..api.login import probe

    transport = transport_to(context, server)
    end = monotonic() + timeout
    with context.host.progress(f"Waiting for {transport.server}"):
        while True:
            try:
                probe(transport)
                return
            except CertificateRejected:
                raise
            except DifyShellError as error:
                if monotonic() + interval > end:
                    raise _gave_up(transport.server, timeout, error) from error
                context.verbose(f"{error.message} Trying again in {interval} seconds.")
            sleep(interval)


def _gave_up(server: str, timeout: int, last: DifyShellError) -> DifyShellError:
    return TransportError(
        f"{server} did not get ready in {timeout} seconds. Last: {last.message}", server=server, hint=last.hint
    )


@command("Initialize-Dify", output=CONNECTION)
def initialize(
    context: Context,
    server: Server,
    email: Annotated[str, Arg("The e-mail address of the owner", variable="PSDIFY_EMAIL")],
    name: Annotated[str, Arg("The owner's name; what stands before the @ if not given")] = "",
    init_password: Annotated[
        Secret | None, Arg("The INIT_PASSWORD of the server's own environment", variable="PSDIFY_INIT_PASSWORD")
    ] = None,
    password: Annotated[Secret | None, Arg("The owner's password", variable="PSDIFY_PASSWORD")] = None,
) -> Record:
    """Set up a new server, which makes you its owner, and sign in.

    A server that is set up already is only signed in to.
    """
    from ..api.setup import initialize as set_up
    from ..api.setup import setup_state

    transport = transport_to(context, server)
    state = setup_state(transport)
    if state.is_set_up:
        return connect(context, server, "Password", email, password=password)
    if state.wants_init_password and not init_password:
        init_password = Secret(asked(context, "Init password", "-InitPassword", "PSDIFY_INIT_PASSWORD", secret=True))
    if not password:
        password = Secret(asked(context, "Password", "-Password", "PSDIFY_PASSWORD", secret=True))
    set_up(
        transport,
        email=email,
        name=name or email.partition("@")[0],
        password=password,
        redactor=context.state.redactor,
        init_password=init_password if state.wants_init_password else None,
    )
    return connect(context, server, "Password", email, password=password, force=True)
