"""A Pratt parser: text to a bounded tree.

Precedence, loosest first: ``+ -``, ``* /``, signs, ``**`` (from the right), postfix ``%``. So
``-2**2`` is -4 and ``2**-1`` a half. ``x%`` is x/100 and never a remainder; that is ``mod(a, b)``.
There is no implicit multiplication.
"""

from __future__ import annotations

from mrkl_core.errors import ExpertRefusedError, InvalidArgumentError, did_you_mean
from mrkl_experts.calculator.limits import DEFAULT_LIMITS, Limits
from mrkl_experts.calculator.tokens import Token, tokenize
from mrkl_experts.calculator.tree import CONSTANTS, FUNCTIONS, Constant, Number, Operation, Tree

# Symbol -> name, left binding power, right binding power.
_INFIX = {
    "+": ("add", 10, 11),
    "-": ("subtract", 10, 11),
    "*": ("multiply", 20, 21),
    "/": ("divide", 20, 21),
    "**": ("power", 30, 29),
}
_SIGN_POWER = 25


def parse(text: str, limits: Limits = DEFAULT_LIMITS) -> Tree:
    """Return the tree of an expression.

    Raises:
        InvalidArgumentError: The text is not an expression; the message says where.
        ExpertRefusedError: It is longer, deeper or larger than ``limits``.
    """
    return _Parser(tokenize(text, limits), limits).parse()


class _Parser:
    def __init__(self, tokens: list[Token], limits: Limits) -> None:
        self._tokens = tokens
        self._limits = limits
        self._next = 0
        self._depth = 0
        self._nodes = 0

    def parse(self) -> Tree:
        if self._peek().kind == "end":
            raise InvalidArgumentError(
                "The expression is empty.",
                hint="Give something to compute, like 2 + 3.",
                argument="expression",
            )
        tree = self._expression(0)
        if self._peek().kind != "end":
            raise self._unexpected(self._peek())
        return tree

    def _expression(self, power: int) -> Tree:
        self._depth += 1
        if self._depth > self._limits.depth:
            raise ExpertRefusedError(
                f"The expression is nested more than {self._limits.depth} levels deep.",
                hint="Split the calculation.",
                limit=self._limits.depth,
            )
        left = self._operand()
        while True:
            symbol = self._peek().text if self._peek().kind == "symbol" else ""
            if symbol == "%":
                self._take()
                left = self._node("percent", left)
                continue
            name, left_power, right_power = _INFIX.get(symbol, ("", -1, -1))
            if left_power <= power:
                break
            self._take()
            left = self._node(name, left, self._expression(right_power - 1))
        self._depth -= 1
        return left

    def _operand(self) -> Tree:
        token = self._take()
        if token.kind == "number":
            return self._number(token)
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            inside = self._expression(0)
            self._expect(")")
            return inside
        if token.text == "-":
            return self._node("negate", self._expression(_SIGN_POWER))
        if token.text == "+":
            return self._expression(_SIGN_POWER)
        raise self._unexpected(token)

    def _number(self, token: Token) -> Tree:
        mantissa, _, exponent_text = token.text.lower().partition("e")
        whole, _, decimals = mantissa.partition(".")
        if len(exponent_text.lstrip("+-0")) > 9:
            raise self._too_large(token)
        exponent = int(exponent_text or "0") - len(decimals)
        if abs(exponent) + len(mantissa) > self._limits.digits:
            raise self._too_large(token)
        self._count()
        return Number(int(whole + decimals), exponent)

    def _too_large(self, token: Token) -> ExpertRefusedError:
        return ExpertRefusedError(
            f"The number {token.text:.40} needs more than {self._limits.digits:,} digits.",
            hint="Use a smaller exponent.",
            limit=self._limits.digits,
        )

    def _named(self, token: Token) -> Tree:
        if token.text in CONSTANTS:
            self._count()
            return Constant(token.text)
        if token.text not in FUNCTIONS:
            raise InvalidArgumentError(
                f"The calculator knows no {token.text[:40]!r} (character {token.start + 1}).",
                hint=did_you_mean(token.text[:40], [*FUNCTIONS, *CONSTANTS]),
                argument="expression",
                position=token.start,
            )
        self._expect("(")
        operands = [self._expression(0)]
        while self._peek().text == ",":
            self._take()
            operands.append(self._expression(0))
        self._expect(")")
        fewest, most = FUNCTIONS[token.text]
        if not fewest <= len(operands) <= (most or len(operands)):
            raise InvalidArgumentError(
                f"{token.text} takes {_arity(fewest, most)}, not {len(operands)}.",
                hint=f"Write {token.text}({', '.join('abcdef'[: most or 2])}).",
                argument="expression",
                position=token.start,
            )
        return self._node(token.text, *operands)

    def _node(self, name: str, *operands: Tree) -> Operation:
        self._count()
        return Operation(name, operands)

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > self._limits.nodes:
            raise ExpertRefusedError(
                f"The expression has more than {self._limits.nodes} numbers and operations.",
                hint="Split the calculation.",
                limit=self._limits.nodes,
            )

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        if token.kind != "end":
            self._next += 1
        return token

    def _expect(self, symbol: str) -> None:
        token = self._take()
        if token.kind != "symbol" or token.text != symbol:
            raise self._unexpected(token, f"{symbol!r} is expected there.")

    def _unexpected(self, token: Token, remedy: str = "") -> InvalidArgumentError:
        if token.kind == "end":
            message = "The expression ends too early."
        else:
            message = f"Unexpected {token.text[:40]!r} at character {token.start + 1}."
        before = self._tokens[max(self._tokens.index(token) - 1, 0)].text
        if not remedy and before == "%" and token.kind in ("number", "name"):
            remedy = "% means percent; write mod(a, b) for a remainder."
        elif not remedy and token.text == ",":
            remedy = "Write numerals without separators."
        return InvalidArgumentError(
            message,
            hint=remedy or "Write plain arithmetic, with * between factors.",
            argument="expression",
            position=token.start,
        )


def _arity(fewest: int, most: int | None) -> str:
    if most is None:
        return f"at least {fewest} arguments"
    if fewest != most:
        return f"{fewest} or {most} arguments"
    return "1 argument" if most == 1 else f"{most} arguments"
