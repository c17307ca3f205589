"""The parse tree of an expression: numbers, constants and operations, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")

CONSTANTS = ("e", "pi")

# Name -> fewest and most arguments (None: any number).
FUNCTIONS: dict[str, tuple[int, int | None]] = {
    "abs": (1, 1),
    "acos": (1, 1),
    "asin": (1, 1),
    "atan": (1, 1),
    "cbrt": (1, 1),
    "ceil": (1, 1),
    "cos": (1, 1),
    "degrees": (1, 1),
    "exp": (1, 1),
    "factorial": (1, 1),
    "floor": (1, 1),
    "gcd": (2, None),
    "lcm": (2, None),
    "ln": (1, 1),
    "log": (1, 2),
    "log2": (1, 1),
    "max": (1, None),
    "min": (1, None),
    "mod": (2, 2),
    "radians": (1, 1),
    "round": (1, 2),
    "sin": (1, 1),
    "sqrt": (1, 1),
    "tan": (1, 1),
}

OPERATORS = {
    "add": 2,
    "subtract": 2,
    "multiply": 2,
    "divide": 2,
    "power": 2,
    "negate": 1,
    "percent": 1,
}


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal numeral: ``digits * 10**exponent``, exactly."""

    digits: int
    exponent: int = 0

    @property
    def value(self) -> Fraction:
        """Return the number itself."""
        return self.digits * Fraction(10) ** self.exponent


@dataclass(frozen=True, slots=True)
class Constant:
    """One of ``CONSTANTS``."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or function, by its name in ``OPERATORS`` or ``FUNCTIONS``."""

    name: str
    operands: tuple[Tree, ...]


Tree: TypeAlias = Number | Constant | Operation


def fold(tree: Tree, combine: Callable[[Tree, Sequence[T]], T]) -> T:
    """Combine a tree from its leaves up, without recursion (sums may be 400 terms long).

    Args:
        tree: The tree.
        combine: Called with each node and the results of its operands, left to right.
    """
    todo: list[tuple[Tree, bool]] = [(tree, False)]
    results: list[T] = []
    while todo:
        node, operands_done = todo.pop()
        operands = node.operands if isinstance(node, Operation) else ()
        if operands and not operands_done:
            todo.append((node, True))
            todo.extend((operand, False) for operand in reversed(operands))
            continue
        split = len(results) - len(operands)
        results[split:] = [combine(node, results[split:])]
    return results[0]


def to_wire(tree: Tree) -> list[list[Any]]:
    """Return the tree as flat JSON data, operands before their operation."""
    items: list[list[Any]] = []

    def write(node: Tree, _: Sequence[None]) -> None:
        if isinstance(node, Number):
            items.append(["number", node.digits, node.exponent])
        elif isinstance(node, Constant):
            items.append(["constant", node.name])
        else:
            items.append([node.name, len(node.operands)])

    fold(tree, write)
    return items


def from_wire(items: Sequence[Sequence[Any]]) -> Tree:
    """Return the tree that ``to_wire`` wrote."""
    stack: list[Tree] = []
    for item in items:
        if item[0] == "number":
            stack.append(Number(item[1], item[2]))
        elif item[0] == "constant":
            stack.append(Constant(item[1]))
        else:
            split = len(stack) - item[1]
            stack[split:] = [Operation(item[0], tuple(stack[split:]))]
    return stack[0]
