"""Cuts an expression into tokens."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from mrkl_core.errors import ExpertRefusedError, InvalidArgumentError
from mrkl_experts.calculator.characters import is_one_script, translate
from mrkl_experts.calculator.limits import Limits

TokenKind = Literal["number", "name", "symbol", "end"]

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z]+[0-9]*|\u03c0)"
    r"|(?P<symbol>\*\*|[-+*/^%(),])"
)


class Token(NamedTuple):
    """A piece of an expression; ``start`` counts characters."""

    kind: TokenKind
    text: str
    start: int


def tokenize(text: str, limits: Limits) -> list[Token]:
    """Return the tokens of ``text``, closed by one of kind ``end``.

    Raises:
        ExpertRefusedError: The text is too long.
        InvalidArgumentError: A character or numeral cannot be read.
    """
    if len(text) > limits.characters:
        raise ExpertRefusedError(
            f"The expression has {len(text)} characters; at most {limits.characters} are read.",
            hint="Split the calculation.",
            limit=limits.characters,
        )
    plain = translate(text)
    tokens: list[Token] = []
    position = 0
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if match is None:
            raise InvalidArgumentError(
                f"{plain[position]!r} (character {position + 1}) is not part of a number.",
                hint="Write decimals like 0.5.",
                argument="expression",
                position=position,
            )
        kind, piece = match.lastgroup, match[0]
        if kind == "symbol":
            tokens.append(Token("symbol", "**" if piece == "^" else piece, position))
        elif kind == "number":
            _check_numeral(text[position : match.end()], piece, position)
            tokens.append(Token("number", piece, position))
        elif kind == "name":
            tokens.append(Token("name", _name(piece), position))
        position = match.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def _name(text: str) -> str:
    return "pi" if text == "\u03c0" else text.lower()


def _check_numeral(original: str, numeral: str, position: int) -> None:
    if not is_one_script(original):
        raise InvalidArgumentError(
            f"The numeral {original!r} mixes digits of several scripts.",
            hint="Use the digits 0 to 9.",
            argument="expression",
            position=position,
        )
    if re.match("0[0-9]", numeral):
        # Catches max(1,000): a thousand to some readers, one and zero to others.
        raise InvalidArgumentError(
            f"The numeral {original!r} begins with a needless zero.",
            hint="Write numerals without separators and leading zeros.",
            argument="expression",
            position=position,
        )
