"""The tables. A change here needs a step in ``migrations/versions``; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from mrkl_apps.store.types import AnyText, Json, Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts up by itself only what it calls INTEGER.
Number = BigInteger().with_variant(Integer(), "sqlite")


def _number() -> Column[int]:
    return Column("number", Number, primary_key=True, autoincrement=True)


def _belongs_to(name: str, target: str, *, primary_key: bool = False) -> Column[int]:
    """Return a column that goes when the row it names goes."""
    return Column(
        name,
        Number,
        ForeignKey(target, ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
        autoincrement=False,
    )


conversations = Table(
    "conversations",
    metadata,
    _number(),
    Column("owner", AnyText, nullable=False),
    Column("id", AnyText, nullable=False),
    Column("title", AnyText, nullable=False),
    # The title in the form that searches compare.
    Column("folded", AnyText, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    UniqueConstraint("owner", "id"),
    Index(None, "owner", "updated_at"),
)

messages = Table(
    "messages",
    metadata,
    _number(),
    Column("id", AnyText, nullable=False, unique=True),
    _belongs_to("conversation", "conversations.number"),
    Column("parent", Number, ForeignKey("messages.number", ondelete="CASCADE"), index=True),
    Column("role", String(16), nullable=False),
    Column("text", AnyText, nullable=False),
    Column("folded", AnyText, nullable=False),
    Column("status", String(16), nullable=False),
    Column("answer", Json),
    Column("created_at", Moment, nullable=False),
    Column("reasoning", AnyText),
    CheckConstraint("role IN ('user', 'assistant')", name="role"),
    CheckConstraint(
        "status IN ('running', 'complete', 'cancelled', 'interrupted', 'failed')", name="status"
    ),
    Index(None, "conversation", "number"),
    Index(
        "ix_messages_running",
        "number",
        sqlite_where=Column("status") == "running",
        postgresql_where=Column("status") == "running",
    ),
)

runs = Table(
    "runs",
    metadata,
    _number(),
    Column("id", AnyText, nullable=False, unique=True),
    Column(
        "answer",
        Number,
        ForeignKey("messages.number", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
)

run_events = Table(
    "run_events",
    metadata,
    _belongs_to("run", "runs.number", primary_key=True),
    Column("cursor", Integer, primary_key=True, autoincrement=False),
    Column("kind", AnyText, nullable=False),
    Column("data", Json, nullable=False),
    sqlite_with_rowid=False,
)

feedback = Table(
    "feedback",
    metadata,
    _belongs_to("message", "messages.number", primary_key=True),
    Column("rating", String(8), nullable=False),
    Column("comment", AnyText),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("rating IN ('up', 'down')", name="rating"),
)

api_keys = Table(
    "api_keys",
    metadata,
    _number(),
    Column("id", AnyText, nullable=False, unique=True),
    Column("name", AnyText, nullable=False),
    Column("scopes", Json, nullable=False),
    Column("prefix", String(32), nullable=False),
    # SHA-256 of the secret, which is random and long: no slow hash makes it safer.
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("last_used_at", Moment),
    Column("revoked_at", Moment),
)

collections = Table(
    "collections",
    metadata,
    _number(),
    Column("id", AnyText, nullable=False, unique=True),
    Column("owner", AnyText, nullable=False),
    Column("name", AnyText, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("owner", "name"),
)

collection_files = Table(
    "collection_files",
    metadata,
    _number(),
    Column("id", AnyText, nullable=False, unique=True),
    _belongs_to("collection", "collections.number"),
    Column("name", AnyText, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("status", String(16), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("error", Json),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("status IN ('waiting', 'indexing', 'ready', 'failed')", name="status"),
    UniqueConstraint("collection", "name"),
)

replies = Table(
    "replies",
    metadata,
    Column("owner", AnyText, primary_key=True),
    Column("key", AnyText, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("reply", Json, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
)
