"""What every engine offers, and the fixed texts of what can go wrong.

The texts never quote the driver: its messages can hold cell values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import sqlalchemy
from sqlalchemy.engine import URL

from mrkl_core.errors import (
    ExpertRefusedError,
    ExpertTimeoutError,
    ExpertUnavailableError,
    InvalidArgumentError,
    MRKLError,
)
from mrkl_core.values import Table
from mrkl_experts.database.limits import Deadline, Limits, Rows


class ReadOnlyEngine(Protocol):
    """Reads one database; a fresh connection for every statement."""

    @property
    def url(self) -> URL:
        """Return the address, with the password hidden in its text."""

    @property
    def dialect(self) -> str:
        """Return the name of the SQL dialect, as sqlglot knows it."""

    @property
    def needs_network(self) -> bool:
        """Return whether the database is reached over a network."""

    @property
    def catalog(self) -> sqlalchemy.Engine:
        """Return the engine that reads the schema."""

    def readable(self) -> frozenset[tuple[str, str]] | None:
        """Return the (table, column) pairs this user may read, or None for all."""

    def query(
        self, sql: str, *, tables: Sequence[Table], limits: Limits, deadline: Deadline
    ) -> Rows:
        """Run one statement that may read only ``tables``.

        Raises:
            ExpertError: Typed, with a fixed text.
            InvalidArgumentError: The database cannot understand the statement.
        """


def timeout(deadline: Deadline) -> MRKLError:
    """Return the error of a statement that passed its deadline or was stopped."""
    return ExpertTimeoutError(
        f"The query was stopped at its limit of {deadline.seconds:.3g} s.",
        hint="Ask for less, or raise timeout_s.",
        limit_s=deadline.seconds,
    )


def forbidden() -> MRKLError:
    """Return the error of a statement that the database itself refused to permit."""
    return ExpertRefusedError(
        "The database refused the query: it may only read the tables it was given.",
        hint="Ask about the tables and columns of the schema.",
    )


def too_big() -> MRKLError:
    """Return the error of a value or statement over the engine's size limits."""
    return ExpertRefusedError(
        "The query makes or reads a value over the size limits of the database.",
        hint="Leave out very long texts and binary columns.",
    )


def not_understood() -> MRKLError:
    """Return the error of a statement the database cannot run."""
    return InvalidArgumentError(
        "The database cannot run this statement.",
        hint="Check its syntax, names and types.",
        argument="sql",
    )


def unavailable(url: URL) -> MRKLError:
    """Return the error of a database that cannot be reached, naming it without its password."""
    return ExpertUnavailableError(
        f"The database {url.render_as_string(hide_password=True)} cannot be read now.",
        hint="Check that it runs, that the address is right and that this user may connect.",
    )
