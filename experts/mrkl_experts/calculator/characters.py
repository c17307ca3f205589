"""Which characters an expression may hold, and what each one means.

The whole policy is the two tables below, plus one rule: a decimal digit of any script (Unicode
category Nd) stands for its value. Everything that is in neither table, is not such a digit and is
not ASCII of the grammar is refused by name. Nothing is folded, dropped or guessed.
"""

from __future__ import annotations

import unicodedata

from mrkl_core.errors import InvalidArgumentError

ASCII = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.+-*/^%(), \t\r\n")

# Each character means exactly the ASCII character beside it.
MAPPED = {
    "\u00d7": "*",  # multiplication sign
    "\u22c5": "*",  # dot operator
    "\u2217": "*",  # asterisk operator
    "\u00f7": "/",  # division sign
    "\u2215": "/",  # division slash
    "\u2212": "-",  # minus sign
    "\u066a": "%",  # Arabic percent sign
    "\u066b": ".",  # Arabic decimal separator
    "\u03c0": "\u03c0",  # pi, read as a name by the tokenizer
    "\uff05": "%",  # the full-width forms
    "\uff08": "(",
    "\uff09": ")",
    "\uff0a": "*",
    "\uff0b": "+",
    "\uff0c": ",",
    "\uff0d": "-",
    "\uff0e": ".",
    "\uff0f": "/",
    "\u00a0": " ",  # spaces of other widths
    "\u2007": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\u3000": " ",
}

# Refused although the meaning seems plain, each with what to write instead.
REMEDIES = {
    "\u00b7": "A middle dot may be a decimal point or a product: write '.' or '*'.",
    "\u2010": "Write '-' for minus.",
    "\u2011": "Write '-' for minus.",
    "\u2013": "A dash may be a range or a minus: write '-' for minus.",
    "\u2014": "A dash may be a range or a minus: write '-' for minus.",
    "\u2044": "Write '/' for division.",
    "\u00bd": "Write (1/2).",
    "\u00bc": "Write (1/4).",
    "\u00be": "Write (3/4).",
    "\u00b2": "Write **2.",
    "\u00b3": "Write **3.",
    "\u221a": "Write sqrt(x).",
    "\u221b": "Write cbrt(x).",
    "\u066c": "Write numerals without separators.",
    "'": "Write numerals without separators.",
    "_": "Write numerals without separators.",
    "!": "Write factorial(n).",
    "|": "Write abs(x).",
    "=": "Give only what is to be computed, not an equation.",
}


def translate(text: str) -> str:
    """Return ``text`` in the grammar's alphabet, one character for one character.

    Raises:
        InvalidArgumentError: A character has no meaning here.
    """
    return "".join(
        char if char in ASCII else _translate(char, index) for index, char in enumerate(text)
    )


def _translate(char: str, index: int) -> str:
    if char in MAPPED:
        return MAPPED[char]
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    name = unicodedata.name(char, "a character without a name").lower()
    raise InvalidArgumentError(
        f"An expression cannot hold {char!a} ({name}, character {index + 1}).",
        hint=REMEDIES.get(char, "Use numerals, + - * / ** ( ) % and the functions by name."),
        argument="expression",
        position=index,
    )


def is_one_script(numeral: str) -> bool:
    """Return whether all digits of an untranslated numeral come from one script."""
    zeros = {
        ord(char) - digit
        for char in numeral
        if (digit := unicodedata.decimal(char, None)) is not None
    }
    return len(zeros) <= 1
