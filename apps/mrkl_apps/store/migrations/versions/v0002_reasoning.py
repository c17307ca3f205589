"""What a language model thought stands with its message; it was in the logs of runs alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

# How values are written down; a step that changes that has to write all of them anew.
from mrkl_apps.store.types import AnyText, Json

revision = "0002"
down_revision = "0001"

_messages = sa.table("messages", sa.column("number"), sa.column("reasoning", AnyText))
_runs = sa.table("runs", sa.column("number"), sa.column("answer"))
_events = sa.table(
    "run_events", sa.column("run"), sa.column("cursor"), sa.column("kind"), sa.column("data", Json)
)


def upgrade() -> None:
    """Add the column, and fill it from the logs."""
    op.add_column("messages", sa.Column("reasoning", sa.Text()))
    connection = op.get_bind()
    thoughts = _events.c.kind == "reasoning"
    for run in connection.execute(sa.select(_events.c.run).where(thoughts).distinct()).scalars():
        said = connection.execute(
            sa.select(_events.c.data).where(thoughts, _events.c.run == run).order_by("cursor")
        )
        answer = sa.select(_runs.c.answer).where(_runs.c.number == run).scalar_subquery()
        connection.execute(
            sa.update(_messages)
            .where(_messages.c.number == answer)
            .values(reasoning="".join(said.scalars()))
        )
