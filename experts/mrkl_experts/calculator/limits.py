"""How large a calculation may be, in one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the calculator accepts; everything beyond is refused, not tried.

    Attributes:
        characters: Length of an expression.
        depth: Nesting of parentheses, signs and powers.
        nodes: Numbers, constants and operations together.
        digits: Decimal digits of any exact intermediate value (numerator and denominator
            together), and the largest power of ten of any inexact one.
        cost: Estimated work; 1 is one product of two numbers of 1,000 digits.
        deadline_s: Seconds a worker may take for one expression before it is killed.
        memory_bytes: Address space of one worker.
        workers: Workers at most at the same time; more calls wait for a free one.
        jobs_per_worker: Expressions after which an idle worker is replaced.
    """

    characters: int = 1000
    depth: int = 64
    nodes: int = 400
    digits: int = 10_000
    cost: float = 1000.0
    deadline_s: float = 2.0
    memory_bytes: int = 512 * 2**20
    workers: int = 16
    jobs_per_worker: int = 500


DEFAULT_LIMITS = Limits()
