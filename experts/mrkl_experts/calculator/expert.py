"""The calculator expert."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mrkl_core.errors import (
    ExpertError,
    ExpertRefusedError,
    ExpertTimeoutError,
    InvalidArgumentError,
    MissingArgumentError,
    MRKLError,
)
from mrkl_core.values import Annotations, ExpertSpec, Result, Slot
from mrkl_experts.calculator.bounds import estimate
from mrkl_experts.calculator.frames import Message
from mrkl_experts.calculator.limits import DEFAULT_LIMITS, Limits
from mrkl_experts.calculator.parser import parse
from mrkl_experts.calculator.pool import WorkerPool
from mrkl_experts.calculator.tree import to_wire

if TYPE_CHECKING:
    from mrkl_core.protocols import Context

SPEC = ExpertSpec(
    name="calculator",
    description=(
        "Computes with given numbers: arithmetic, percentages, powers, roots, logarithms, "
        "trigonometry, rounding, remainders and word problems that come down to these."
    ),
    slots=(
        Slot(
            name="expression",
            type="string",
            format="expression",
            description="The arithmetic expression to compute, such as (633+686)/83.",
        ),
    ),
    examples=(
        "What is 15% of 2,480?",
        "How much is 27395 plus 87971?",
        "What is the square root of 1764?",
        "Divide 633 plus 686 by 83",
        "2 to the power of 16",
        "If I buy 12 pens at 0.75 each, what do I pay?",
        "What is the remainder of 100 divided by 7?",
        "log of 5000 in base 10",
        "Calculate 5 factorial minus 20",
        "What's the average of 4, 8 and 15?",
    ),
    negatives=(
        "How many kilometres are 10 miles?",
        "How many days are there until Christmas?",
        "How much is 100 dollars in euros?",
    ),
    annotations=Annotations(timeout_s=10.0),
)


class CalculatorExpert:
    """Computes an expression exactly where it is rational, else to 20 digits.

    The expression is parsed and bounded here; SymPy evaluates it in a killable process, which
    starts at first use. ``x%`` is x/100, ``round`` takes halves away from zero, ``log`` is base
    10 unless a base is given, angles are radians, ``0**0`` is 1.

    Args:
        limits: How large a calculation may be.
    """

    spec = SPEC

    def __init__(self, *, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._pool = WorkerPool(limits)

    async def run(self, arguments: Mapping[str, Any], context: Context) -> Result:
        """Compute ``arguments["expression"]``.

        Returns:
            ``value``: an int where integral, else the nearest float; a string in scientific form
            for what neither holds (more than 4,000 digits, or beyond a float's range).
            ``text``: at most 12 digits after ``≈``, or the exact number.

        Raises:
            InvalidArgumentError: It is no expression, or has no real value (1/0).
            ExpertRefusedError: It is larger than the limits.
            ExpertTimeoutError: It passed the deadline and its worker was killed.
            ExpertUnavailableError: The worker process cannot be started.
        """
        job = prepare(_expression(arguments), self._limits)
        return self._result(await self._pool.evaluate(job))

    def warm(self) -> None:
        """Start the worker process in the background, so that the first question is fast."""
        self._pool.warm()

    def close(self) -> None:
        """End the worker process; running calculations fail."""
        self._pool.close()

    async def aclose(self) -> None:
        """End the worker process without blocking the event loop."""
        await asyncio.to_thread(self.close)

    def _result(self, reply: Message) -> Result:
        if "error" in reply:
            error = reply["error"]
            kind = _ERRORS.get(error["code"], ExpertError)
            raise kind(error["message"], hint=error["hint"], **error["context"])
        if "died" in reply:
            raise self._death(reply["died"])
        return Result(value=reply["value"], text=reply["text"])

    def _death(self, reason: str) -> ExpertError:
        if reason == "deadline":
            return ExpertTimeoutError(
                f"The calculation took more than {self._limits.deadline_s:g} s.",
                hint="Use smaller numbers.",
            )
        return ExpertRefusedError(
            f"The calculation was stopped ({reason}).",
            hint="Use smaller numbers.",
            reason=reason,
        )


_ERRORS: dict[str, type[MRKLError]] = {
    InvalidArgumentError.code: InvalidArgumentError,
    ExpertRefusedError.code: ExpertRefusedError,
}


def prepare(expression: str, limits: Limits = DEFAULT_LIMITS) -> Message:
    """Parse and bound an expression; return the job for a worker.

    Raises:
        InvalidArgumentError: It is no expression.
        ExpertRefusedError: It is larger than ``limits``.
    """
    tree = parse(expression, limits)
    return {"tree": to_wire(tree), "precision": estimate(tree, limits).precision}


def _expression(arguments: Mapping[str, Any]) -> str:
    if "expression" not in arguments:
        raise MissingArgumentError(
            "The calculator needs an expression.", hint="Pass expression='2 + 3'."
        )
    expression = arguments["expression"]
    if not isinstance(expression, str):
        raise InvalidArgumentError(
            f"The expression must be a text, not {expression!r:.80}.",
            hint="Pass expression='2 + 3'.",
            argument="expression",
        )
    return expression
