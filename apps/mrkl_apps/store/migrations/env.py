"""What Alembic runs its steps in: the connection and transaction that it is handed."""

from __future__ import annotations

from alembic import context

from mrkl_apps.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite's too: the driver is kept from ending transactions
)
with context.begin_transaction():
    context.run_migrations()
