"""Bytes to text, and text to sentences with exact positions."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from mrkl_experts.documents.document import UnreadableError

_SAVE_AS_TEXT = "Save it as UTF-8 text, or give it the suffix of what it is."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark starts with that one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
_MOST_CONTROL = 0.01
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st vs no fig eq sec ch vol pp cf al inc ltd approx e.g i.e".split()
)
_BREAK = re.compile(
    r"""
    (?P<paragraph> \n [ \t\r]* \n \s* )                       # a blank line
  | (?P<line> \n (?= [ \t]* (?: [-*+•|>] | \d{1,3}[.)] | \#{1,6} ) [ \t] ) )
  | (?<![.!?…]) (?P<stop> [.!?…]++ ["'”’)\]]*+ ) \s+ (?= [^\sa-z] )
  | (?P<wide> [。！？]++ [”’」』）]*+ ) \s*
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at characters ``start:end``; ``opens`` says whether a paragraph starts here."""

    start: int
    end: int
    opens: bool


def decode(data: bytes, declared: str | None = None) -> str:
    """Return bytes as text: by byte-order mark, UTF-8, the declared encoding, then Latin-1.

    Args:
        data: The bytes of a file.
        declared: An encoding the file itself names, such as a web page's charset.

    Raises:
        UnreadableError: The bytes are binary.
    """
    text = _decode_any(data, declared)
    if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise UnreadableError("holds binary data, not text", _SAVE_AS_TEXT)
    return text


def _decode_any(data: bytes, declared: str | None) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                problem = f"is marked as {encoding} but is not"
                raise UnreadableError(problem, _SAVE_AS_TEXT) from error
    for candidate in ("utf-8", declared or "cp1252", "cp1252"):
        try:
            return data.decode(candidate)
        except (UnicodeError, LookupError):  # a declared encoding may not exist
            continue
    return data.decode("latin-1")


def clean(text: str) -> str:
    """Return extracted text without what UTF-8 cannot hold and without NULs."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text in order; together they cover all that is not space."""
    found: list[Sentence] = []
    start, opens = 0, True
    for match in _BREAK.finditer(text):
        kind = match.lastgroup
        end = match.end(kind) if kind in ("stop", "wide") else match.start()
        blank_line = text.count("\n", end, match.end()) > 1
        if kind == "stop" and not blank_line and _abbreviates(text, match.start()):
            continue
        opens = _append(found, text, start, end, opens) or blank_line
        start = match.end()
    _append(found, text, start, len(text), opens)
    return found


def _append(found: list[Sentence], text: str, start: int, end: int, opens: bool) -> bool:
    """Append ``start:end`` without its outer space; return whether a paragraph still opens."""
    piece = text[start:end]
    if not piece.strip():
        return opens
    start += len(piece) - len(piece.lstrip())
    found.append(Sentence(start, start + len(piece.strip()), opens))
    return False


def _abbreviates(text: str, stop: int) -> bool:
    """Return whether the full stop at ``stop`` ends an abbreviation, not a sentence."""
    word = text[max(0, stop - 12) : stop].rsplit(None, 1)[-1:]
    last = word[0].strip("([\"'").lower() if word else ""
    return last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and text[stop] == ".")


def byte_offsets(text: str, positions: Iterable[int]) -> dict[int, int]:
    """Return the UTF-8 byte offset of each character position."""
    if text.isascii():
        return {position: position for position in positions}
    offsets: dict[int, int] = {}
    previous = total = 0
    for position in sorted(set(positions)):
        total += len(text[previous:position].encode())
        offsets[position] = total
        previous = position
    return offsets
