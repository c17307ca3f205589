"""Calls that wait for a person's word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, Literal

from mrkl.executor import Verdict
from mrkl_apps.store import ConflictError, NotFoundError, new_id
from mrkl_core.codec import to_dict
from mrkl_core.names import shown
from mrkl_core.values import Call, ExpertSpec

Said = Literal["approve", "reject"]


class Approvals:
    """The calls of one run that wait, or waited, for approval.

    Args:
        tell: Called with what a person must know to decide.
        patience_s: How many seconds a call waits.
    """

    def __init__(self, tell: Callable[[Mapping[str, Any]], None], patience_s: float) -> None:
        self._tell = tell
        self._patience_s = patience_s
        self._asked: dict[str, asyncio.Future[Verdict]] = {}

    async def ask(self, call: Call, spec: ExpertSpec) -> Verdict:
        """Return what a person says of a call; the executor ends the waiting in time."""
        approval = new_id("approval")
        answered: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._asked[approval] = answered
        self._tell(
            {
                "approval": approval,
                "expert": call.name,
                "arguments": to_dict(call.arguments),
                "provenance": to_dict(call.provenance),
                "annotations": to_dict(spec.annotations),
                "remaining_s": self._patience_s,
            }
        )
        return await answered

    def decide(
        self, approval: str, verdict: Said, arguments: Mapping[str, Any] | None = None
    ) -> None:
        """Say of a call whether it may run, and with which arguments.

        Raises:
            NotFoundError: No such call waits, or it waits no more.
            ConflictError: That was said already.
        """
        answered = self._asked.get(approval)
        if answered is None or answered.cancelled():
            raise NotFoundError(
                f"No call waits for the approval {shown(approval)}.",
                hint="Its time was up; ask again.",
            )
        if answered.done():
            raise ConflictError("This was decided already.", hint="See the step of the call.")
        approved = True if arguments is None else dict(arguments)
        answered.set_result(approved if verdict == "approve" else False)


#: The approvals of the run that the current task works for.
current: ContextVar[Approvals | None] = ContextVar("mrkl_approvals", default=None)


async def approve(call: Call, spec: ExpertSpec) -> Verdict:
    """Ask whoever reads the run that makes a call; outside of runs nobody can say yes."""
    approvals = current.get()
    return False if approvals is None else await approvals.ask(call, spec)
