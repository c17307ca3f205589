"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_running = sa.text("status = 'running'")


def upgrade() -> None:
    """Make the tables."""
    _make_conversations()
    _make_runs()
    _make_keys()
    _make_collections()


def _make_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("number", _number, autoincrement=True, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_conversations"),
        sa.UniqueConstraint("owner", "id", name="uq_conversations_owner_id"),
    )
    op.create_index("ix_conversations_owner_updated_at", "conversations", ["owner", "updated_at"])
    op.create_table(
        "messages",
        sa.Column("number", _number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", _number, autoincrement=False, nullable=False),
        sa.Column("parent", _number),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_messages"),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.number"],
            name="fk_messages_conversation_conversations",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["messages.number"],
            name="fk_messages_parent_messages",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("id", name="uq_messages_id"),
        sa.CheckConstraint("role IN ('user', 'assistant')", name="ck_messages_role"),
        sa.CheckConstraint(
            "status IN ('running', 'complete', 'cancelled', 'interrupted', 'failed')",
            name="ck_messages_status",
        ),
    )
    op.create_index("ix_messages_parent", "messages", ["parent"])
    op.create_index("ix_messages_conversation_number", "messages", ["conversation", "number"])
    op.create_index(
        "ix_messages_running",
        "messages",
        ["number"],
        sqlite_where=_running,
        postgresql_where=_running,
    )
    op.create_table(
        "feedback",
        sa.Column("message", _number, autoincrement=False, nullable=False),
        sa.Column("rating", sa.String(8), nullable=False),
        sa.Column("comment", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("message", name="pk_feedback"),
        sa.ForeignKeyConstraint(
            ["message"],
            ["messages.number"],
            name="fk_feedback_message_messages",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("rating IN ('up', 'down')", name="ck_feedback_rating"),
    )


def _make_runs() -> None:
    op.create_table(
        "runs",
        sa.Column("number", _number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("answer", _number, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_runs"),
        sa.ForeignKeyConstraint(
            ["answer"], ["messages.number"], name="fk_runs_answer_messages", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("id", name="uq_runs_id"),
        sa.UniqueConstraint("answer", name="uq_runs_answer"),
    )
    op.create_table(
        "run_events",
        sa.Column("run", _number, autoincrement=False, nullable=False),
        sa.Column("cursor", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("run", "cursor", name="pk_run_events"),
        sa.ForeignKeyConstraint(
            ["run"], ["runs.number"], name="fk_run_events_run_runs", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )


def _make_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("number", _number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger()),
        sa.Column("last_used_at", sa.BigInteger()),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("number", name="pk_api_keys"),
        sa.UniqueConstraint("id", name="uq_api_keys_id"),
        sa.UniqueConstraint("digest", name="uq_api_keys_digest"),
    )
    op.create_table(
        "replies",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name="pk_replies"),
    )
    op.create_index("ix_replies_created_at", "replies", ["created_at"])


def _make_collections() -> None:
    op.create_table(
        "collections",
        sa.Column("number", _number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_collections"),
        sa.UniqueConstraint("id", name="uq_collections_id"),
        sa.UniqueConstraint("owner", "name", name="uq_collections_owner_name"),
    )
    op.create_table(
        "collection_files",
        sa.Column("number", _number, autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("collection", _number, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_collection_files"),
        sa.ForeignKeyConstraint(
            ["collection"],
            ["collections.number"],
            name="fk_collection_files_collection_collections",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("id", name="uq_collection_files_id"),
        sa.UniqueConstraint("collection", "name", name="uq_collection_files_collection_name"),
        sa.CheckConstraint(
            "status IN ('waiting', 'indexing', 'ready', 'failed')",
            name="ck_collection_files_status",
        ),
    )
