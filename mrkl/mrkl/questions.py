"""The one check that every question passes, where it enters the system."""

from __future__ import annotations

import unicodedata

from mrkl_core.errors import QuestionError

LIMIT_BYTES = 32 * 1024
_ALLOWED_CONTROLS = "\t\n\r"
_INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs"}


def check_question(question: object) -> str:
    """Return ``question`` unchanged if it is text that can be read.

    Raises:
        QuestionError: It is not a ``str``, blank, longer than 32 kB, or holds a lone surrogate
            or a control character.
    """
    if not isinstance(question, str):
        raise QuestionError(
            f"A question must be a str, not {type(question).__name__}.",
            hint="Decode bytes with the right encoding first.",
        )
    size = len(question) if len(question) > LIMIT_BYTES else _utf8_length(question)
    if size > LIMIT_BYTES:
        raise QuestionError(
            f"The question has {size} bytes or more; the limit is {LIMIT_BYTES} bytes (32 kB).",
            hint="Put long texts into a document collection and ask about that.",
            limit=LIMIT_BYTES,
        )
    _check_characters(question)
    return question


def _utf8_length(question: str) -> int:
    try:
        return len(question.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise QuestionError(
            f"The question holds a lone surrogate, U+{ord(question[error.start]):04X}, "
            f"at character {error.start}; that is not text.",
            hint="Decode the input as UTF-8.",
            position=error.start,
        ) from error


def _check_characters(question: str) -> None:
    for position, character in enumerate(question):
        if unicodedata.category(character) == "Cc" and character not in _ALLOWED_CONTROLS:
            raise QuestionError(
                f"The question holds the control character U+{ord(character):04X} "
                f"at character {position}.",
                hint="Remove it; tabs and line breaks are fine.",
                position=position,
            )
    if all(unicodedata.category(character) in _INVISIBLE for character in question):
        raise QuestionError("The question is empty.", hint="Write a question.")
