"""Errors of runs."""

from __future__ import annotations

from mrkl_core.errors import MRKLError
from mrkl_core.values import ErrorRecord


class RunError(MRKLError):
    """A run cannot begin, or did not come to an answer."""

    code = "run_error"


class TooManyRunsError(RunError):
    """The owner has as many runs at once as allowed."""

    code = "too_many_runs"
    retryable = True


class ServerStoppingError(RunError):
    """The server begins nothing new."""

    code = "server_stopping"
    retryable = True


class RunCancelledError(RunError):
    """Somebody stopped the run."""

    code = "run_cancelled"

    def __init__(self) -> None:
        super().__init__("The answer was stopped.", hint="What was written is kept.")


class RunInterruptedError(RunError):
    """The server stopped before the answer was there."""

    code = "run_interrupted"

    def __init__(self) -> None:
        super().__init__(
            "The server stopped while it was answering.",
            hint="Ask again; what was written is kept.",
        )


def error_of(record: ErrorRecord) -> MRKLError:
    """Return the error that a record tells of, to be raised; it is known by its code."""
    kind = type("RunFailedError", (RunError,), {"code": record.code})
    error: MRKLError = kind(record.message, hint=record.hint, **record.context)
    return error
