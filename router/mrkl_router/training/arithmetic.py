"""Arithmetic questions of our own: a random expression tree, said in words or symbols.

Brackets follow the convention of MRKL's own data: a part is bracketed where precedence needs it, or
where it is the right operand of an operator of the same rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from mrkl_core.phrases.numbers import find_numbers
from mrkl_router.program_tokens import INDEX, TOKENS, is_program
from mrkl_router.training.fillers import Fillers

RANK = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
WORDS = {
    "+": ("plus", "+", "added to", "and"),
    "-": ("minus", "-", "less"),
    "*": ("times", "*", "x", "multiplied by", "×", "into"),
    "/": ("over", "divided by", "/", "÷"),
    "**": ("to the power of", "^", "**", "raised to the power of", "to the"),
}
NOUNS = {
    "+": ("the sum of {a} and {b}", "the total of {a} and {b}", "adding {a} and {b}"),
    "-": ("the difference between {a} and {b}", "the difference of {a} and {b}",
          "subtracting {b} from {a}", "{a} take away {b}"),
    "*": ("the product of {a} and {b}", "multiplying {a} by {b}", "the product of {a} times {b}"),
    "/": ("the ratio of {a} and {b}", "the ratio between {a} and {b}",
          "the quotient of {a} and {b}",
          "the ratio of {a} to {b}", "dividing {a} by {b}"),
    "**": ("{a} raised to {b}", "{a} to the power {b}"),
}  # fmt: skip
COMMANDS = {
    "+": ("add {a} and {b}", "add {a} to {b}", "sum {a} and {b}"),
    "-": ("subtract {b} from {a}", "take {b} from {a}", "take {b} away from {a}",
          "deduct {b} from {a}"),
    "*": ("multiply {a} by {b}", "multiply {a} and {b}", "multiply {a} with {b}"),
    "/": ("divide {a} by {b}", "split {a} by {b}"),
    "**": ("raise {a} to the power of {b}", "raise {a} to {b}"),
}  # fmt: skip
#: Phrases with their programs; ``a`` and ``b`` are gaps, everything else grammar tokens.
PHRASES: Sequence[tuple[str, str]] = (
    ("{a}% of {b}", "a / 100 * b"),
    ("{a} percent of {b}", "a / 100 * b"),
    ("a {a}% tip on {b}", "a / 100 * b"),
    ("a {a} percent tip on a bill of {b} dollars", "a / 100 * b"),
    ("{a} percent tax on {b}", "a / 100 * b"),
    ("{b} increased by {a}%", "b * ( 1 + a / 100 )"),
    ("{b} plus {a} percent", "b * ( 1 + a / 100 )"),
    ("{b} decreased by {a}%", "b * ( 1 - a / 100 )"),
    ("{a}% off {b}", "b * ( 1 - a / 100 )"),
    ("{b} minus {a}%", "b * ( 1 - a / 100 )"),
    ("a {a}% discount on {b}", "a / 100 * b"),
    ("{a} as a percentage of {b}", "a / b * 100"),
    ("the percentage that {a} is of {b}", "a / b * 100"),
    ("{a} squared", "a ** 2"),
    ("the square of {a}", "a ** 2"),
    ("{a}²", "a ** 2"),
    ("{a} cubed", "a ** 3"),
    ("the cube of {a}", "a ** 3"),
    ("the square root of {a}", "sqrt ( a )"),
    ("square root {a}", "sqrt ( a )"),
    ("sqrt({a})", "sqrt ( a )"),
    ("sqrt of {a}", "sqrt ( a )"),
    ("the root of {a}", "sqrt ( a )"),
    ("√{a}", "sqrt ( a )"),
    ("the square root of {a} plus {b}", "sqrt ( a ) + b"),
    ("the square root of {a} times {b}", "sqrt ( a ) * b"),
    ("{a} plus the square root of {b}", "a + sqrt ( b )"),
    ("{a} times the square root of {b}", "a * sqrt ( b )"),
    ("the cube root of {a}", "cbrt ( a )"),
    ("the factorial of {a}", "factorial ( a )"),
    ("{a} factorial", "factorial ( a )"),
    ("{a}!", "factorial ( a )"),
    ("factorial {a}", "factorial ( a )"),
    ("factorial({a})", "factorial ( a )"),
    ("{a} factorial divided by {b} factorial", "factorial ( a ) / factorial ( b )"),
    ("the natural logarithm of {a}", "ln ( a )"),
    ("ln({a})", "ln ( a )"),
    ("ln {a}", "ln ( a )"),
    ("the logarithm of {a}", "log ( a )"),
    ("the log base ten of {a}", "log ( a )"),
    ("log({a})", "log ( a )"),
    ("log {a} to the base {b}", "log ( a , b )"),
    ("the sine of {a}", "sin ( a )"),
    ("sin({a})", "sin ( a )"),
    ("the cosine of {a}", "cos ( a )"),
    ("cos({a})", "cos ( a )"),
    ("the tangent of {a}", "tan ( a )"),
    ("tan({a})", "tan ( a )"),
    ("e to the power of {a}", "exp ( a )"),
    ("exp({a})", "exp ( a )"),
    ("the absolute value of {a}", "abs ( a )"),
    ("{a} rounded to the nearest integer", "round ( a )"),
    ("{a} rounded down", "floor ( a )"),
    ("{a} rounded up", "ceil ( a )"),
    ("the larger of {a} and {b}", "max ( a , b )"),
    ("the maximum of {a} and {b}", "max ( a , b )"),
    ("the smaller of {a} and {b}", "min ( a , b )"),
    ("the minimum of {a} and {b}", "min ( a , b )"),
    ("{a} mod {b}", "mod ( a , b )"),
    ("{a} modulo {b}", "mod ( a , b )"),
    ("the remainder of {a} divided by {b}", "mod ( a , b )"),
    ("the remainder when {a} is divided by {b}", "mod ( a , b )"),
    ("the greatest common divisor of {a} and {b}", "gcd ( a , b )"),
    ("the gcd of {a} and {b}", "gcd ( a , b )"),
    ("the least common multiple of {a} and {b}", "lcm ( a , b )"),
    ("the average of {a} and {b}", "( a + b ) / 2"),
    ("the mean of {a} and {b}", "( a + b ) / 2"),
    ("the average of {a}, {b} and {c}", "( a + b + c ) / 3"),
    ("half of {a}", "a / 2"),
    ("one half of {a}", "half * a"),
    ("{half} of {a}", "half * a"),
    ("a third of {a}", "a / 3"),
    ("a quarter of {a}", "a / 4"),
    ("a tenth of {a}", "a / 10"),
    ("twice {a}", "2 * a"),
    ("double {a}", "2 * a"),
    ("triple {a}", "3 * a"),
    ("a dozen times {a}", "dozen * a"),
    ("two thirds of {a}", "half * a"),
    ("three quarters of {a}", "half * a"),
    ("the area of a circle with radius {a}", "pi * a ** 2"),
    ("pi times {a}", "pi * a"),
    ("the area of a rectangle {a} by {b}", "a * b"),
    ("how many times {b} goes into {a}", "a / b"),
    ("the price of {a} items at {b} each", "a * b"),
    ("{a} items at {b} dollars each", "a * b"),
    ("{a} divided equally among {b}", "a / b"),
    ("{a} dollars split between {b} people", "a / b"),
    ("the number of seconds in {a} minutes", "a * 60"),
)
LEADS = ("how much is", "what is", "what's", "calculate", "compute", "what is the result of",
         "evaluate", "work out", "", "", "tell me", "find", "solve", "what do you get for",
         "so what's",
         "can you calculate", "please compute", "i need to know", "what does it make:")  # fmt: skip
GAPS = ("a", "b", "c", "d", "half", "dozen")


@dataclass(frozen=True)
class Problem:
    """A question, its number mentions (character spans) and the program over them."""

    text: str
    numbers: tuple[tuple[int, int], ...]
    program: tuple[int, ...]
    source: str


@dataclass(frozen=True)
class _Part:
    """A piece of an expression: its words and its program as strings; ``@k`` is the k-th gap."""

    words: str
    program: tuple[str, ...]
    rank: int


class ArithmeticPhraser:
    """Makes problems; a seed fixes them."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.fillers = Fillers(rng)
        self._literals: list[str] = []

    def problems(self, count: int) -> list[Problem]:
        """Return ``count`` problems whose numbers our parser finds exactly."""
        made: list[Problem] = []
        while len(made) < count:
            problem = self._problem()
            if problem is not None:
                made.append(problem)
        return made

    def _problem(self) -> Problem | None:
        rng = self.rng
        self._literals = []
        kind = rng.random()
        if kind < 0.36:
            part = self._phrase()
        elif kind < 0.52:
            part = self._symbols(rng.randint(1, 4))
        elif kind < 0.66:
            part = self._chain(rng.randint(2, 4))
        elif kind < 0.78:
            return self._finish(self._command())
        else:
            part = self._noun(rng.choice((1, 1, 2, 2, 3)))
        lead = rng.choice(LEADS)
        return self._finish(_Part(f"{lead} {part.words}".strip(), part.program, part.rank))

    def _number(self) -> _Part:
        self._literals.append(self.fillers.number())
        index = len(self._literals) - 1
        return _Part(f"@{index}@", (f"@{index}",), 9)

    def _phrase(self) -> _Part:
        words, program = self.rng.choice(PHRASES)
        for fixed in ("one half", "a dozen", "two thirds", "three quarters"):
            if words.startswith(fixed):
                gap = "dozen" if "dozen" in fixed else "half"
                self._literals.append(fixed)
                words = f"@{len(self._literals) - 1}@" + words[len(fixed) :]
                program = program.replace(gap, f"@{len(self._literals) - 1}")
        tokens = program.split()
        for gap in GAPS:
            if f"{{{gap}}}" in words:
                number = self._number()
                if gap == "half":
                    self._literals[-1] = self.rng.choice(("half", "one third", "three fifths"))
                words = words.replace(f"{{{gap}}}", number.words)
                tokens = [number.program[0] if token == gap else token for token in tokens]
        return _Part(words, tuple(tokens), 0)

    def _join(self, operator: str, left: _Part, right: _Part) -> tuple[str, ...]:
        rank = RANK[operator]
        a = left.program if left.rank >= rank else ("(", *left.program, ")")
        b = right.program if right.rank > rank else ("(", *right.program, ")")
        return (*a, operator, *b)

    def _symbols(self, depth: int) -> _Part:
        rng = self.rng
        if depth == 0:
            part = self._number()
            if not self._literals[-1][0].isdigit():
                self._literals[-1] = str(rng.randint(0, 999))
            return part
        operator = rng.choice(("+", "-", "*", "/", "+", "-", "*", "/", "**"))
        left = self._symbols(rng.randint(0, depth - 1))
        right = self._symbols(rng.randint(0, depth - 1))
        written = rng.choice([w for w in WORDS[operator] if not w.isalpha() or w == "x"][:3])
        if " " in written:
            written = operator
        space = "" if written == "x" else rng.choice(("", " "))
        space = " " if written == "x" else space
        a = left.words if left.rank >= RANK[operator] else f"({left.words})"
        b = right.words if right.rank > RANK[operator] else f"({right.words})"
        return _Part(
            f"{a}{space}{written}{space}{b}", self._join(operator, left, right), RANK[operator]
        )

    def _chain(self, length: int) -> _Part:
        rng = self.rng
        first = self._number()
        words, program = first.words, list(first.program)
        for _ in range(length - 1):
            operator = rng.choice(("+", "-", "*", "/"))
            word = rng.choice([w for w in WORDS[operator] if w != "and"])
            number = self._number()
            words += f" {word} {number.words}"
            program += [operator, *number.program]
        return _Part(words, tuple(program), 0)

    def _operand(self, depth: int) -> _Part:
        rng = self.rng
        if depth <= 0:
            return self._number()
        if rng.random() < 0.3:
            operator = rng.choice(("+", "-", "*", "/"))
            left, right = self._number(), self._number()
            word = rng.choice(WORDS[operator][:1])
            if operator == "/":
                word = rng.choice(("divided by", "over"))
            program = (*left.program, operator, *right.program)
            return _Part(f"{left.words} {word} {right.words}", program, RANK[operator])
        return self._noun(depth)

    def _noun(self, depth: int) -> _Part:
        rng = self.rng
        operator = rng.choice(("+", "-", "*", "/", "+", "-", "*", "/", "**"))
        inner = rng.random() < 0.5
        left = self._operand(depth - 1 if inner else 0)
        right = self._operand(0 if inner else depth - 1)
        if depth > 1 and rng.random() < 0.4 and not inner:
            words = f"{left.words} {rng.choice(WORDS[operator][:1])} {right.words}"
        else:
            words = rng.choice(NOUNS[operator]).format(a=left.words, b=right.words)
        return _Part(words, self._join(operator, left, right), RANK[operator])

    def _command(self) -> _Part:
        rng = self.rng
        operator = rng.choice(("+", "-", "*", "/", "**"))
        left, right = self._number(), self._number()
        words = rng.choice(COMMANDS[operator]).format(a=left.words, b=right.words)
        part = _Part(words, self._join(operator, left, right), RANK[operator])
        if rng.random() < 0.5:
            operator = rng.choice(("+", "-", "*", "/"))
            number = self._number()
            verb = {"+": "add", "-": "subtract", "*": "multiply by", "/": "divide by"}[operator]
            joint = rng.choice((" and ", " and then ", ", then ", " then "))
            words = f"{part.words}{joint}{verb} {number.words}"
            part = _Part(words, self._join(operator, part, number), RANK[operator])
        return part

    def _finish(self, part: _Part) -> Problem | None:
        text, gaps = "", {}
        pieces = part.words.split("@")
        for position, piece in enumerate(pieces):
            if position % 2 == 0:
                text += piece
            else:
                literal = self._literals[int(piece)]
                gaps[int(piece)] = (len(text), len(text) + len(literal))
                text += literal
        if self.rng.random() < 0.5:
            text = text[:1].upper() + text[1:]
        ending = self.rng.choice(("?", "", "", ".", "?"))
        text += "" if text.endswith("!") else ending
        return aligned(text, gaps, part.program, "generated")


def aligned(
    text: str, gaps: dict[int, tuple[int, int]], program: Sequence[str], source: str
) -> Problem | None:
    """Return the problem if our number parser finds exactly the gaps, else None."""
    mentions = tuple((span.start, span.end) for span in find_numbers(text))
    if any(gap not in mentions for gap in gaps.values()) or len(mentions) > len(gaps):
        return None
    tokens = [
        len(TOKENS) + mentions.index(gaps[int(token[1:])])
        if token.startswith("@")
        else INDEX[token]
        for token in program
    ]
    tokens.append(INDEX["<end>"])
    if not is_program(tokens, len(mentions)):
        return None
    return Problem(text, mentions, tuple(tokens), source)
