"""The session: who you are, where, variables and last results. In memory only; nothing of it is written to disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..api.redaction import Redactor
from ..objects import CaseInsensitiveMapping, Secret
from .known_names import KnownNames

if TYPE_CHECKING:
    from ..api.client import DifyClient
    from ..catalog.catalog import Catalog
    from ..errors import DifyShellError
    from .catalog_update import CatalogUpdate

_SECRET_NAME = re.compile(
    r"PASSWORD|SECRET|(?<!MAX)(?<!MAX[_-])TOKEN|API_?KEY|CREDENTIAL|\A(?:AUTHORIZATION|COOKIE)\Z", re.IGNORECASE
)


def is_secret_name(name: str) -> bool:
    """Whether an environment variable of this name holds a secret, going by its name."""
    return _SECRET_NAME.search(name) is not None


class Environment(CaseInsensitiveMapping):
    """`$env:`. It begins as a copy of the process environment and is never written back, so children inherit nothing.

    Values of secret-looking names are kept as `Secret`. As in PowerShell, assigning nothing removes a variable.
    """

    __slots__ = ()

    def __setitem__(self, name: str, value: Any) -> None:
        if value is None or (isinstance(value, str) and not value):
            self.pop(name, None)
        elif isinstance(value, Secret) or not is_secret_name(name):
            super().__setitem__(name, value if isinstance(value, Secret) else str(value))
        else:
            super().__setitem__(name, Secret(str(value)))

    def text(self, name: str) -> str:
        """The value as it is, a secret's too; empty when there is none."""
        value = self.get(name, "")
        return value.reveal() if isinstance(value, Secret) else str(value)

    def plain(self) -> dict[str, str]:
        """The variables that are no secrets."""
        return {name: value for name, value in self.items() if not isinstance(value, Secret)}


class HistoryEntry(NamedTuple):
    """A line that ran; secrets in `text` are masked. `seconds` is how long it took."""

    id: int
    text: str
    seconds: float
    succeeded: bool


class Connection:
    """A connection to one Dify server as one account.

    `workspace` is the current one's name, as last seen; `emails` has its members' by account id, once fetched.
    """

    __slots__ = ("client", "email", "emails", "method", "name", "server", "version", "workspace")

    def __init__(
        self, *, client: DifyClient, server: str, version: str, name: str, email: str, method: str, workspace: str = ""
    ) -> None:
        self.client = client
        self.server = server
        self.version = version
        self.name = name
        self.email = email
        self.method = method
        self.workspace = workspace
        self.emails: dict[str, str] | None = None


class ShellState:
    """Everything the shell remembers, made once by `cli` and passed down.

    `conversations` has the id of the present conversation with each app that was talked to. `catalog` is the last
    catalogue that was loaded, with the connection that it was loaded for; `catalog_update` is what will replace it.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = Environment(environment)
        self.variables = CaseInsensitiveMapping()
        self.connection: Connection | None = None
        self.known_names = KnownNames()
        self.redactor = Redactor()
        self.history: list[HistoryEntry] = []
        self.errors: list[DifyShellError] = []
        self.conversations: dict[str, str] = {}
        self.catalog: tuple[Connection | None, Catalog] | None = None
        self.catalog_update: CatalogUpdate | None = None
        self.succeeded = True

    @property
    def operations(self) -> Catalog | None:
        """The operations of the connected server, or without a connection the newest ones; None until loaded."""
        return self.catalog[1] if self.catalog and self.catalog[0] is self.connection else None

    def load_operations(self) -> Catalog:
        """Load `operations` where that was not done yet. Takes some milliseconds the first time."""
        from ..catalog.catalog import load

        connection = self.connection
        loaded = self.operations
        if loaded is None:
            loaded = load(connection.version if connection else "")
            self.catalog = (connection, loaded)
        return loaded
