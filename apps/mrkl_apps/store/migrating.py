"""The schema, brought up to date by Alembic in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from mrkl_apps.store.errors import StoreVersionError

_FOLDER = Path(__file__).parent / "migrations"


def migrate(connection: Connection) -> None:
    """Make the tables as this version needs them.

    Args:
        connection: In a transaction that nobody else has at this time.

    Raises:
        StoreVersionError: A later version made them.
    """
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    found = set(MigrationContext.configure(connection).get_current_heads())
    if unknown := found - known:
        raise StoreVersionError(
            f"The database has the schema {', '.join(sorted(unknown))}, which this version of "
            f"mrkl does not know; it knows {', '.join(sorted(known))}.",
            hint="Use the version of mrkl that made it, or a later one.",
        )
    command.upgrade(config, "head")
