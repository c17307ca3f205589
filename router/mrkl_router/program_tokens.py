"""The vocabulary and grammar of arithmetic programs.

A program is a list of token ids: below ``len(TOKENS)`` a grammar token, from there on a pointer to
the k-th number mention of the question. Whatever the decoder emits under this grammar is a valid
infix expression of the calculator, and its literals are the question's own numbers or one of a few
constants.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FUNCTIONS = (
    "sqrt", "cbrt", "factorial", "ln", "log", "log2", "exp", "sin", "cos", "tan",
    "abs", "floor", "ceil", "round", "min", "max", "mod", "gcd", "lcm",
)  # fmt: skip
#: Operands a function takes, (fewest, most), where that is not exactly one.
ARITY = {"log": (1, 2), "min": (2, 8), "max": (2, 8), "mod": (2, 2), "gcd": (2, 8), "lcm": (2, 8)}
OPERATORS = ("+", "-", "*", "/", "**")
CONSTANTS = ("1", "2", "3", "4", "5", "7", "10", "12", "24", "52", "60", "100", "365", "1000", "pi")
END, START = "<end>", "<start>"
TOKENS = (END, START, "(", ")", ",", *OPERATORS, *FUNCTIONS, *CONSTANTS)
INDEX = {token: index for index, token in enumerate(TOKENS)}
MAX_TOKENS = 40
_OPERANDS = [INDEX[name] for name in ("(", "-", *FUNCTIONS, *CONSTANTS)]
_OPERATORS = [INDEX[name] for name in OPERATORS]


@dataclass(frozen=True, slots=True)
class Bracket:
    """An open bracket: how many operands it takes and how many commas it has seen."""

    fewest: int = 1
    most: int = 1
    commas: int = 0


@dataclass(frozen=True, slots=True)
class GrammarState:
    """Where a program stands: operand expected or not, function just named, open brackets."""

    operand: bool = True
    function: str | None = None
    brackets: tuple[Bracket, ...] = ()

    def allowed(self, numbers: int) -> list[int]:
        """Return the token ids that may follow, given how many numbers the question has."""
        if self.function is not None:
            return [INDEX["("]]
        if self.operand:
            pointers = range(len(TOKENS), len(TOKENS) + numbers)
            return [*_OPERANDS, *pointers]
        if not self.brackets:
            return [*_OPERATORS, INDEX[END]]
        bracket = self.brackets[-1]
        names = [")"] if bracket.commas + 1 >= bracket.fewest else []
        names += [","] if bracket.commas + 1 < bracket.most else []
        return [*_OPERATORS, *(INDEX[name] for name in names)]

    def after(self, token: int) -> GrammarState:
        """Return the state after an allowed ``token``."""
        if token >= len(TOKENS) or TOKENS[token] in CONSTANTS:
            return replace(self, operand=False)
        name = TOKENS[token]
        if name in FUNCTIONS:
            return replace(self, function=name)
        if name == "(":
            fewest, most = ARITY.get(self.function or "", (1, 1))
            return GrammarState(brackets=(*self.brackets, Bracket(fewest, most)))
        if name == ")":
            return GrammarState(operand=False, brackets=self.brackets[:-1])
        if name == ",":
            bracket = self.brackets[-1]
            counted = replace(bracket, commas=bracket.commas + 1)
            return GrammarState(brackets=(*self.brackets[:-1], counted))
        return replace(self, operand=True)


def is_program(tokens: list[int], numbers: int) -> bool:
    """Tell whether ``tokens`` (without START, with END) is a complete program."""
    state = GrammarState()
    for token in tokens[:-1]:
        if token == INDEX[END] or token not in state.allowed(numbers):
            return False
        state = state.after(token)
    return bool(tokens) and tokens[-1] == INDEX[END] and INDEX[END] in state.allowed(numbers)
