"""An embedded Dify server, for trying the shell and for its tests. Imports nothing from the rest of dify_shell."""

from .server import Sandbox
from .world import World

__all__ = ["Sandbox", "World"]
