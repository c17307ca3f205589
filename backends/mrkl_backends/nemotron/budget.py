"""What one rendering of a template may cost: units of work, and seconds of processor time.

A unit is a character written or made, or an item of a list made; a call or a round of a loop costs
more. The weight of a value is its size with everything inside it, counted as often as it would be
written: a list that holds another twice weighs double, however little memory it takes. As weight
bounds what one operation can take, and every operation looks at the clock, the time is bounded.
"""

from __future__ import annotations

import time
from collections.abc import ItemsView, Iterable, Iterator, KeysView, ValuesView
from contextvars import ContextVar
from typing import Any

from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import LoopContext, Macro, Undefined
from jinja2.utils import Namespace

STEP = 20
_MOST_BITS = 4_096
_MOST_DEPTH = 200
_CONTAINERS = (list, tuple, dict, KeysView, ValuesView, ItemsView)
# What says little of itself, whatever it holds.
_OPAQUE = (int, float, type(None), Undefined, Namespace, Macro, LoopContext, Iterator, range)


class Budget:
    """Counts down; an empty budget stops the template.

    Args:
        work: Units of work.
        seconds: Processor time that the rendering may take; a busy machine fails nobody.
    """

    def __init__(self, *, work: int, seconds: float) -> None:
        self._work = work
        self._left = work
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._processor_deadline = time.thread_time() + seconds
        self._measures: dict[int, tuple[Any, int, int]] = {}

    def spend(self, units: int) -> None:
        """Pay for something, before it is done where it can be large.

        Raises:
            TemplateRuntimeError: The budget or the time is used up.
        """
        self._left -= units
        if self._left < 0:
            raise TemplateRuntimeError(f"it takes more than {self._work:,} units of work")
        # The processor's clock is slow to read, and cannot be ahead of the one on the wall.
        is_late = time.monotonic() > self._deadline
        if is_late and time.thread_time() > self._processor_deadline:
            raise TemplateRuntimeError(f"it takes more than {self._seconds:g} s")

    def rounds(self, items: Iterable[Any]) -> Iterator[Any]:
        """Yield items, each paid when its turn comes.

        Raises:
            TemplateRuntimeError: The budget or the time is used up.
        """
        for item in items:
            self.spend(STEP)
            yield item

    def allow_rounds(self, count: int) -> None:
        """Refuse a range that no loop could pay.

        Raises:
            TemplateRuntimeError: It is too long.
        """
        if count * STEP > self._work:
            raise TemplateRuntimeError(f"a range of {count:,} numbers is too long")

    def made(self, value: Any) -> Any:
        """Return a value that was just made, paid by its own size.

        Raises:
            TemplateRuntimeError: It, or all that it holds, is too large.
        """
        if isinstance(value, str | list | tuple | dict):
            self.spend(len(value))
        self.check(value)
        return value

    def check(self, value: Any) -> None:
        """Refuse a container that is too large with all that it holds.

        Raises:
            TemplateRuntimeError: It is.
        """
        if isinstance(value, list | tuple | dict):
            weight, depth = self._measure(value)
            if weight > self._work or depth > _MOST_DEPTH:
                raise TemplateRuntimeError("it builds a value that is too large")

    def allow(self, operator: str, left: Any, right: Any) -> None:
        """Refuse an operation whose result is too large.

        Raises:
            TemplateRuntimeError: It is.
        """
        if operator == "%" and isinstance(left, str):
            raise TemplateRuntimeError("text cannot be formatted with %")
        if isinstance(left, int) and isinstance(right, int):
            if _bits(operator, left, right) > _MOST_BITS:
                raise TemplateRuntimeError("a number is too large")
        elif operator == "*":
            self.spend(max(_size(left, right), _size(right, left)))

    def weight(self, value: Any) -> int:
        """Return the weight of a value.

        Raises:
            TemplateRuntimeError: A container holds something of which that is not known.
        """
        return self._measure(value)[0]

    def _measure(self, value: Any) -> tuple[int, int]:
        """Return weight and depth; those of a container are remembered."""
        if isinstance(value, str):
            return len(value) + 1, 0
        if isinstance(value, _OPAQUE):
            return 1, 0
        if not isinstance(value, _CONTAINERS):
            raise TemplateRuntimeError(f"a {type(value).__name__} cannot be part of a value")
        if id(value) not in self._measures:
            parts = value.items() if isinstance(value, dict) else value
            inner = [self._measure(part) for part in parts]
            weight = 1 + sum(weight for weight, _ in inner)
            depth = 1 + max((depth for _, depth in inner), default=0)
            # The value is kept, so that no other can come to have its id.
            self._measures[id(value)] = (value, weight, depth)
        _, weight, depth = self._measures[id(value)]
        return weight, depth


BUDGET: ContextVar[Budget] = ContextVar("budget")
"""The budget of the rendering that goes on."""


def _bits(operator: str, left: int, right: int) -> int:
    """Return about how many bits the result has."""
    if operator == "**":
        return left.bit_length() * abs(right)
    return left.bit_length() + right.bit_length()


def _size(sequence: Any, count: Any) -> int:
    """Return the size of a repeated sequence; 0 if it is none."""
    is_repeated = isinstance(sequence, str | list | tuple) and isinstance(count, int)
    return len(sequence) * count if is_repeated else 0
