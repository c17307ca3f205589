"""Errors of what is kept."""

from __future__ import annotations

from mrkl_core.errors import MRKLError


class StoreError(MRKLError):
    """The database cannot do now what was asked of it."""

    code = "store_error"
    retryable = True


class StoreClosedError(StoreError):
    """The store is closed."""

    code = "store_closed"
    retryable = False


class StoreInUseError(StoreError):
    """Another server works with this database."""

    code = "store_in_use"
    retryable = False


class StoreVersionError(StoreError):
    """The database was made by a later version."""

    code = "store_version"
    retryable = False


class NotFoundError(MRKLError):
    """There is no such thing, or it belongs to somebody else."""

    code = "not_found"


class ConflictError(MRKLError):
    """It contradicts what is already there."""

    code = "conflict"
