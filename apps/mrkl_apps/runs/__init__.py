"""Questions being answered in conversations: they belong to the server, not to a connection."""

from __future__ import annotations

from mrkl_apps.runs.approvals import approve
from mrkl_apps.runs.asked import Ask
from mrkl_apps.runs.errors import (
    RunCancelledError,
    RunError,
    RunInterruptedError,
    ServerStoppingError,
    TooManyRunsError,
)
from mrkl_apps.runs.run import Run
from mrkl_apps.runs.runs import Runs

__all__ = [
    "Ask",
    "Run",
    "RunCancelledError",
    "RunError",
    "RunInterruptedError",
    "Runs",
    "ServerStoppingError",
    "TooManyRunsError",
    "approve",
]
