"""The account that is signed in."""

from __future__ import annotations

from ..objects import Property, Record, RecordType, local_time
from ..runtime.command import Example, command
from ..runtime.context import Context

PROFILE = RecordType(
    "Profile",
    (
        Property("Id", "id"),
        Property("Name", "name"),
        Property("Email", "email"),
        Property("InterfaceLanguage", "interface_language"),
        Property("TimeZone", "timezone"),
        Property("LastLoginAt", "last_login_at", local_time),
        Property("LastLoginIp", "last_login_ip"),
        Property("CreatedAt", "created_at", local_time),
    ),
)


@command(
    "Get-DifyProfile",
    aliases=("whoami",),
    output=PROFILE,
    examples=(Example("get-profile", "Who am I?"), Example("(get-profile).Email", "Only the e-mail address.")),
)
def get_profile(context: Context) -> Record:
    """Show the account you are signed in as."""
    return PROFILE.record(context.api.get("/account/profile"))
