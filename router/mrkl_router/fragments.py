"""What a fragment such as "and in yen?" says, and whether it says that clearly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.dates import parse_date
from mrkl_core.phrases.quantities import parse_quantity
from mrkl_core.provenance import cited_spans
from mrkl_core.templates import Pointer, cut, pointers
from mrkl_core.values import Call, ExpertSpec, Provenance
from mrkl_router.composition import Span
from mrkl_router.spans import byte_offset

_WORD = re.compile(r"\w[\w'’]*|[^\w\s,.?!;:'\"’]")
_LAST_WORD = re.compile(r"(\w+)\W*\Z")
#: Words that may stand around a new argument and leave the question what it was.
_FILLING = frozenset(
    "please thanks same question again instead for in into on at to of from with by as over until "
    "till the a an it is are was will would be do does just make me give show convert put".split()
)
#: Words that lead over from the turn before.
_LEADING = frozenset(
    "and or also now then but ok okay so hm yes no sorry i meant mean what what's whats about how "
    "thanks".split()
)
_PRONOUNS = frozenset(
    "she he they her his him it its them their that this these those there here you me us".split()
)
_ENDING = frozenset("instead please again thanks too then now".split())
#: What words may name, with what reads it.
_PARSERS: Mapping[str, Callable[[str], object]] = {
    "money": lambda words: parse_quantity(f"1 {words}", "money"),
    "unit": lambda words: parse_quantity(f"1 {words}", "dimension"),
    "temperature": lambda words: parse_quantity(f"1 {words}", "temperature"),
    "day": lambda words: parse_date(words, datetime(2000, 1, 1)),
    "number": parse_quantity,
}
_TIMES = ("date", "date-time")
_DIRECTIONS = frozenset("from since until till to".split())
_TOWARDS = frozenset("in into to as".split())


def program_of(origin: Provenance) -> str | None:
    """Return the template of an argument that is a program."""
    if not origin.transform.startswith("template("):
        return None
    return str(json.loads(origin.transform.removeprefix("template(")[:-1]))


def pointers_of(origin: Provenance) -> tuple[Pointer, ...]:
    """Return the pointers of an argument that is a program; none of any other."""
    return pointers(program_of(origin) or "")


def core(question: str, span: Span) -> Span:
    """Return a stretch of a question without the words that lead over, and those that end it."""
    words = [(word, word[0].lower().replace("’", "'")) for word in _WORD.finditer(question, *span)]
    inner = words
    while inner and inner[0][1] in _LEADING:
        inner = inner[1:]
    while inner and inner[-1][1] in _ENDING:
        inner = inner[:-1]
    return (inner[0][0].start(), inner[-1][0].end()) if inner else span


def says_more(question: str, span: Span, call: Call) -> bool:
    """Tell whether a fragment holds words that no argument rests on, and that mean something.

    Args:
        question: The whole question.
        span: The fragment's characters in it.
        call: The call that was made of the fragment.
    """
    used = [one for origin in call.provenance.values() for one in _of_question(origin)]
    for word in _WORD.finditer(question, *span):
        start, end = byte_offset(question, word.start()), byte_offset(question, word.end())
        taken = any(a < end and start < b for a, b in used)
        said = word[0].lower().replace("’", "'")
        percent = said in ("%", "percent") and any(start - b in (0, 1) for _, b in used)
        if not (taken or percent or said in _FILLING or said in _LEADING):
            return True
    return False


def _of_question(origin: Provenance) -> Sequence[Span]:
    """Return the bytes of the question that an argument rests on."""
    if origin.kind == "enum":
        return ()
    if program_of(origin) is None:
        return cited_spans(origin) if origin.source == "question" else ()
    found = pointers_of(origin)
    return [(p.start, p.end) for p in found if (p.source or origin.source) == "question"]


def takes_filling(call: Call, sources: Mapping[str, Any]) -> bool:
    """Tell whether a copied argument is but words such as "and" or "she", which name nothing."""
    copied = [origin for origin in call.provenance.values() if origin.transform == "copy"]
    said = [_words(origin, sources).lower() for origin in copied]
    return any(set(words.split()) <= _LEADING | _FILLING | _PRONOUNS for words in said)


def is_of_other_kind(base: Call, call: Call, sources: Mapping[str, Any]) -> bool:
    """Tell whether copied words replace others of another kind: "in euros" is no place.

    Args:
        base: The call before.
        call: The same with what a fragment states.
        sources: What both rest on, by name.
    """
    for name, origin in call.provenance.items():
        old = base.provenance.get(name, origin)
        if old == origin or {old.transform, origin.transform} != {"copy"}:
            continue
        if _of_different_kinds(_words(old, sources), _words(origin, sources)):
            return True
    return False


def names_value(words: str) -> bool:
    """Tell whether words are a value, as far as can be known: a number, money, a unit, a day."""
    return bool(_kinds(words))


def converts_kinds(call: Call) -> bool:
    """Tell whether a call converts from something to what is of another kind: "miles" to "3"."""
    for name, start in call.arguments.items():
        end = call.arguments.get(name.replace("from_", "to_", 1))
        if name.startswith("from_") and _of_different_kinds(str(start), str(end)):
            return True
    return False


def _of_different_kinds(one: str, other: str) -> bool:
    first, second = _kinds(one), _kinds(other)
    return first != second and not first & second


def replaces_values(base: Call, call: Call, sources: Mapping[str, Any]) -> bool:
    """Tell whether all that is new are values in place of others: no names, nothing added."""
    new = [o for name, o in call.provenance.items() if o != base.provenance.get(name)]
    copied = [one for one in new if one.transform == "copy"]
    return (
        call.provenance.keys() == base.provenance.keys()
        and all(program_of(one) is None for one in new)
        and all(_kinds(_words(one, sources)) for one in copied)
    )


def _kinds(words: str) -> set[str]:
    """Return what words name: a currency, a unit, a day; nothing of a name."""
    return {kind for kind, parse in _PARSERS.items() if _parses(parse, words)}


def _parses(parse: Callable[[str], object], words: str) -> bool:
    try:
        parse(words)
    except ValueFormatError:
        return False
    return True


def _words(origin: Provenance, sources: Mapping[str, Any]) -> str:
    return cut(str(sources[origin.source]), origin.start, origin.end)


def directed(question: str, stated: Call) -> Call | None:
    """Return what a fragment states with the ends of a conversion as its words say.

    "In yards" is what to convert to, whatever it was read as; "3 feet" what to convert from. "What
    about feet" could be either.

    Args:
        question: The whole question.
        stated: What was read of the fragment.

    Returns:
        None if it is not clear which end is meant.
    """
    arguments, provenance = dict(stated.arguments), dict(stated.provenance)
    for name, origin in stated.provenance.items():
        end, _, what = name.partition("_")
        if end not in ("from", "to") or not what:
            continue
        said = _end_before(question, origin, stated)
        if said is None:
            return None
        if said != end:
            other = f"{said}_{what}"
            if other in stated.provenance:
                return None
            arguments[other], provenance[other] = arguments.pop(name), provenance.pop(name)
    return replace(stated, arguments=arguments, provenance=provenance)


def may_be_the_other(spec: ExpertSpec, base: Call, stated: Call, question: str) -> bool:
    """Tell whether a fragment's date may be meant for either end of a span of time.

    "And July 1?" after "between May 1 and June 15"; "until July 1" says which end.

    Args:
        spec: The expert of both.
        base: The call before.
        stated: What was read of the fragment.
        question: The whole question.
    """
    times = [slot for slot in spec.slots if slot.format in _TIMES and slot.name in base.provenance]
    said = [slot.name for slot in times if slot.name in stated.provenance]
    if len(times) < 2 or len(said) != 1:
        return False
    return _word_before(question, stated.provenance[said[0]]) not in _DIRECTIONS


def is_towards(question: str, origin: Provenance) -> bool:
    """Tell whether the word before an argument says that it is what to convert to."""
    return _word_before(question, origin) in _TOWARDS


def _end_before(question: str, origin: Provenance, stated: Call) -> str | None:
    """Return the end of a conversion that the word before an argument means, if it means one."""
    if is_towards(question, origin):
        return "to"
    before = len(question.encode()[: origin.start].rstrip())
    numbers = [o for o in stated.provenance.values() if o.transform == "number"]
    measured = any(before == o.end for o in numbers)
    sign = any(origin.end <= o.start <= origin.end + 1 for o in numbers)  # "$ 300"
    says_from = _word_before(question, origin) == "from"
    return "from" if says_from or measured or sign else None


def _word_before(question: str, origin: Provenance) -> str:
    word = _LAST_WORD.search(question.encode()[: origin.start].decode())
    return word[1].lower() if word else ""
