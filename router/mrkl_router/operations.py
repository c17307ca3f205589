"""Operations on the result of the turn before: "and times 3?", "half of that", "add 7% tax".

They are read with a table of whole wordings, not by the program decoder, which has never seen an
operation without its first operand. What holds any other word is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from mrkl_core.phrases.numbers import NumberSpan, find_numbers
from mrkl_router.composition import Span
from mrkl_router.spans import byte_offset

#: Programs over the result X and the number N, with their wordings; what stands in brackets may be
#: left unsaid, and P is a number with a percent sign.
_FORMS: Mapping[str, tuple[str, ...]] = {
    "X*N": ("[X] times N", "multiply [X] by N", "[X] multiplied by N", "N times X",
            "multiply [X] with N"),
    "X/N": (
        "[X] divided by N", "divide [X] by N", "divide [X] between N", "[X] divided between N",
        "split [X] by N", "split [X] between N", "[X] split between N", "split [X] among N",
    ),
    "X**N": ("[X] to power of N", "raise [X] to power of N"),
    "X**2": ("[X] squared", "square X"),
    "X**3": ("[X] cubed", "cube X"),
    "sqrt(X)": ("square root of X", "square root"),
    "X*2": ("double [X]", "[X] doubled", "twice X"),
    "X*3": ("triple [X]", "[X] tripled"),
    "X/2": ("halve [X]", "[X] halved"),
    "X*N/100": ("P of X", "[X] times P", "P T on X"),
    "N-X": ("N minus X", "subtract X from N", "take X from N"),
    "N/X": ("N divided by X", "divide N by X"),
    "X+N": ("N plus X", "add X to N", "N more than X"),
    "X-N": ("N less than X",),
    "round(X)": ("round X", "[X] rounded", "round [X] to nearest whole number",
                 "[X] rounded to nearest whole number", "round [X] to nearest integer"),
    "round(X*10**N)/10**N": ("round [X] to N decimals", "[X] rounded to N decimals"),
    "ceil(X)": ("round [X] up", "[X] rounded up"),
    "floor(X)": ("round [X] down", "[X] rounded down"),
}  # fmt: skip
#: Wordings that take N or P of X: "plus 10" adds ten, "plus 10%" a tenth. And what P may be called.
_CHANGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "+": ("T", (
        "[X] plus N", "add N [to X]", "add N on", "increase [X] by N", "[X] increased by N",
        "raise [X] by N",
    )),
    "-": ("D", (
        "[X] minus N", "[X] less N", "subtract N [from X]", "deduct N [from X]", "take N from X",
        "take N off [X]", "take off N", "take N away [from X]", "take away N [from X]",
        "reduce [X] by N", "decrease [X] by N", "[X] reduced by N",
    )),
}  # fmt: skip
_PERCENT_ONLY: Mapping[str, tuple[str, ...]] = {
    "X*(1+N/100)": ("[X] with P T", "P more than X"),
    "X*(1-N/100)": ("[X] with P off", "P off [X]", "[X] with P D", "P less than X"),
}
_FRACTION_OF = ("F of X", "F X")

_SYMBOLS: Mapping[str, str] = {
    **dict.fromkeys(("that", "it", "this", "result", "answer"), "X"),
    **dict.fromkeys(("tax", "vat", "gst", "tip", "interest"), "T"),
    "discount": "D", "%": "percent", "*": "times", "x": "times", "×": "times", "+": "plus",
    "-": "minus", "−": "minus", "–": "minus", "/": "divided by", "÷": "divided by",
    "^": "to power of",
}  # fmt: skip
_LEADS = frozenset(
    "and then now so ok okay also next but what what's whats is how much about calculate compute "
    "tell me give find please could can you just thanks thank great".split()
)
_ENDS = frozenset("please thanks then now again too".split())
_IDLE = frozenset("the a an , . ? !".split())
_NUMBER_OF = frozenset("number figure amount total value".split())
_SHARERS = frozenset("people persons friends ways parts".split())
_WORD = re.compile(r"\w[\w'’]*|[^\w\s]")
_OPERATOR = re.compile(
    r"(times|plus|minus|(divided?|multipl(y|ied)) by) [NPFX]\b|(rounded|squared|cubed|halved)\b"
)
#: Joins operations that are done one after another.
_JOINT = re.compile(r"\s*,?\s+(?:and\s+then|and|then)\s+|,\s+", re.IGNORECASE)
_PLACES = re.compile(r"\bdecimal(?: place| digit)?s?\b")
_SIGN = re.compile(r"minus\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on an earlier result.

    Attributes:
        program: Over ``X``, the result, and ``N``, the number.
        number: Characters of the number in the words, if there is one.
        plain_minus: It may as well be a negative number: "minus 10".
    """

    program: str
    number: Span | None
    plain_minus: bool = False

    def template(self, question: str, base: int, result: str) -> str:
        """Return the program as a template over the question.

        Args:
            question: The whole question.
            base: Its character at which the words of the operation begin.
            result: The template of what the operation is done with.
        """
        program = self.program.replace("X", result)
        if self.number is None:
            return program
        start, end = (byte_offset(question, base + at) for at in self.number)
        return program.replace("N", f"{{{start}:{end}|number}}")


def operations_of(words: str) -> list[Operation]:
    """Return the operations that words are from end to end, in order; none if they are not."""
    whole = _operation(words, 0, len(words))
    if whole is not None:
        return [whole]
    edges = [0, *(at for joint in _JOINT.finditer(words) for at in joint.span()), len(words)]
    spans = zip(edges[::2], edges[1::2], strict=True)
    pieces = [span for span in spans if words[slice(*span)].strip()]
    found: list[Operation] = []
    for piece in pieces if len(pieces) > 1 else ():
        one = _operation(words, *piece)
        if one is None:
            return []
        found.append(one)
    return found


def _operation(words: str, start: int, end: int) -> Operation | None:
    """Return the operation that a stretch of words is, or None."""
    piece = words[start:end]
    numbers = find_numbers(piece)
    if len(numbers) > 1:
        return None
    unsigned = tuple(_unsigned(piece, one) for one in numbers)
    found = _read(piece, numbers)
    if found is None and unsigned != numbers:
        found = _read(piece, unsigned)
    if found is None or found.number is None:
        return found
    return replace(found, number=(found.number[0] + start, found.number[1] + start))


def begins_with_operator(words: str) -> bool:
    """Tell whether words begin with an operator that has nothing before it: "times 3 plus 10"."""
    numbers = [_unsigned(words, one) for one in find_numbers(words)]
    return _OPERATOR.match(" ".join(_stripped(_symbols(words, numbers)))) is not None


def _unsigned(words: str, number: NumberSpan) -> NumberSpan:
    """Return a number without the word "minus", which may be an operator."""
    sign = _SIGN.match(words, number.start)
    return NumberSpan(sign.end(), number.end, -number.value) if sign else number


def _read(words: str, numbers: Sequence[NumberSpan]) -> Operation | None:
    symbols = _stripped(_symbols(words, numbers))
    program = _TABLE.get(tuple(symbols))
    if program is None or any(number.value < 0 for number in numbers):
        return None
    span = (numbers[0].start, numbers[0].end) if numbers else None
    return Operation(program, span, symbols == ["minus", "N"])


def _symbols(words: str, numbers: Sequence[NumberSpan]) -> list[str]:
    """Return words as symbols of the table."""
    found: list[str] = []
    at = 0
    for number in numbers:
        written = words[number.start : number.end]
        share = 0 < number.value < 1 and not any(map(str.isdigit, written))
        found += [*_of_words(words[at : number.start]), "F" if share else "N"]
        at = number.end
    found += _of_words(words[at:])
    return " ".join(found).replace("N percent", "P").split()


def _of_words(text: str) -> list[str]:
    text = text.lower().replace("per cent", "percent").replace("**", "^")
    text = _PLACES.sub("decimals", text)
    words = [word.replace("’", "'") for word in _WORD.findall(text)]
    return [
        symbol for word in words if word not in _IDLE for symbol in _SYMBOLS.get(word, word).split()
    ]


def _stripped(symbols: list[str]) -> list[str]:
    """Return the symbols without what introduces and ends a question."""
    while symbols and symbols[0] in _LEADS:
        symbols = symbols[1:]
    while symbols and symbols[-1] in _ENDS:
        symbols = symbols[:-1]
    if symbols and symbols[-1] in _SHARERS and set(symbols) & {"split", "between", "among"}:
        symbols = symbols[:-1]
    if "X" in symbols:
        at = symbols.index("X")
        if symbols[at + 1 : at + 2] and symbols[at + 1] in _NUMBER_OF:
            symbols = [*symbols[: at + 1], *symbols[at + 2 :]]
    return symbols


def _wordings() -> Iterator[tuple[str, str]]:
    """Yield every wording with its program."""
    for rows in (_FORMS, _PERCENT_ONLY):
        for program, forms in rows.items():
            yield from product(forms, [program])
    for sign, (name, forms) in _CHANGES.items():
        for form in forms:
            yield form, f"X{sign}N"
            for share in ("P", f"P {name}"):
                yield form.replace("N", share), f"X*(1{sign}N/100)"
    for form in _FRACTION_OF:
        yield form, "X*N"


def _table() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for form, program in _wordings():
        for said in (r"\1", ""):
            symbols = tuple(re.sub(r"\[(.*?)\]", said, form).split())
            found[symbols] = program
    return found


_TABLE = _table()
