"""A rule-based extractor for MRKL's arithmetic templates: the baseline, never the product.

Knows the operator words and the eight noun phrases of the data; nothing else.
"""

from __future__ import annotations

import re

from mrkl_core.phrases.numbers import find_numbers, numeral

_FLAT = (
    (r"\bplus\b", "+"),
    (r"\bminus\b", "-"),
    (r"\btimes\b", "*"),
    (r"\bdivided by\b|\bover\b", "/"),
)
_NOUNS = (("sum of", "+"), ("difference between", "-"), ("diffrence between", "-"),
          ("product of", "*"), ("ratio between", "/"), ("ratio of", "/"))  # fmt: skip
_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}


def extract(question: str) -> str | None:
    """Return the expression of ``question``, or None if no template fits."""
    text, literals = "", []
    position = 0
    for number in find_numbers(question):
        text += question[position : number.start] + f"N{len(literals)}"
        literals.append(numeral(number.value))
        position = number.end
    text = (text + question[position:]).lower().strip("?. ")
    summed = re.fullmatch(r"sum n(\d) and n(\d) and multiply by n(\d)", text)
    if summed:
        return "({}+{})*{}".format(*(literals[int(k)] for k in summed.groups()))
    for pattern, symbol in _FLAT:
        text = re.sub(pattern, symbol, text)
    text = re.sub(r"^(how much is|what is|the result of|the)\s+", "", text)
    for lead in ("how much is ", "what is ", "the result of ", "the "):
        text = text.removeprefix(lead)
    text = text.removesuffix(" is").replace(" the ", " ")
    program, _ = _parse(text)
    if program is None:
        return None
    return re.sub(r"n(\d)", lambda match: literals[int(match[1])], program)


def _parse(text: str) -> tuple[str | None, int]:
    """Return the program of a phrase and its operator's rank (9 for a number)."""
    text = text.strip()
    for noun, symbol in _NOUNS:
        if text.startswith(noun):
            return _join(text.removeprefix(noun).split(" and ", 1), symbol)
    for noun, _ in _NOUNS:
        if f" {noun}" in text:
            head, symbol, tail = re.split(r"\s([-+*/])\s", text, maxsplit=1)
            return _join([head, tail], symbol)
    if re.fullmatch(r"n\d", text):
        return text, 9
    if re.fullmatch(r"n\d(\s[-+*/]\sn\d)+", text):
        return text.replace(" ", ""), min(_RANK[c] for c in text if c in _RANK)
    return None, 0


def _join(parts: list[str], symbol: str) -> tuple[str | None, int]:
    if len(parts) != 2:
        return None, 0
    (left, a), (right, b) = _parse(parts[0]), _parse(parts[1])
    if left is None or right is None:
        return None, 0
    rank = _RANK[symbol]
    left = f"({left})" if a < rank else left
    right = f"({right})" if b <= rank else right
    return f"{left}{symbol}{right}", rank
