"""Questions to generated function tools: every row has its own wording, names and values.

A family (see ``function_templates``) is one function with the ways people ask for it. Wordings are
written in a small notation: ``{radius}`` is an argument's value, ``(a|b)`` one of several words,
``[...]`` words that may be left out, ``<a & b>`` parts in any order. ``{+furnished}`` stands before
a noun: only words of the option that fit there are said ("furnished", not "with furniture");
``{=order}`` is the option by its own name, as programs write it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.tool_input import described_options, options_of
from mrkl_router.training import function_phrases as phrases
from mrkl_router.training.anonymous_slots import anonymous
from mrkl_router.training.fillers import Fillers
from mrkl_router.training.function_templates import EXTRAS, FAMILIES
from mrkl_router.training.function_values import (
    Hand,
    Written,
    choices,
    literal,
    slot_type,
    write,
)
from mrkl_router.training.tools import Chosen, Said, ToolRow

SOURCE = "generated functions"
#: Shares of rows whose slots stand in any order, and whose numbers have names that say nothing.
SHUFFLED, ANONYMOUS = 0.5, 0.15
#: Share of enumerations that only their description lists.
DESCRIBED = 0.12
#: Share of questions after which a sentence states one more argument, and its kinds.
AFTERTHOUGHT = 0.12
_NAMED = frozenset("enum bool int plain num ratio".split())
#: Stand before and after the words of an argument while a question is being written.
_OPEN, _CLOSE = "\ue000", "\ue001"
_UNIT = "unit of"
_ANY_MARK = f"{_OPEN}[^{_OPEN}{_CLOSE}]*\ue002"
_MARK = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*)\ue002|{_CLOSE}")
#: Alternatives without inner ones, or words that may be left out; other parentheses are text.
_CHOICE = re.compile(r"\(([^()\[\]|]*\|[^()\[\]]*)\)|\[([^\[\]()]*)\]")
#: A last argument that may be forgotten, as in "How far is it from Rome".
_TRAILING = re.compile(r" (?:for|at|in|on|to|into|from|with|by) \{\w+\}$")
_ARGUMENT = re.compile(
    r"- (?P<names>[^=]+) =(?P<optional>\??) (?P<kind>\w+)(?:\((?P<options>.*?)\))?"
    r" : (?P<described>.*)"
)


#: Parts that begin with these follow each other without an "and".
_PREPOSITIONS = frozenset("from to for on at in over starting".split())


@dataclass(frozen=True)
class Argument:
    """One argument of a family; the first name is the one that wordings use."""

    names: tuple[str, ...]
    kind: str
    options: str
    optional: bool
    descriptions: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return the name by which wordings call the argument."""
        return self.names[0]


@dataclass(frozen=True)
class Family:
    """A function, its arguments and how people ask for it."""

    domain: str
    names: tuple[str, ...]
    descriptions: tuple[str, ...]
    arguments: tuple[Argument, ...]
    wordings: tuple[str, ...]


@dataclass
class Draft:
    """A question as it is being written, with what it says by the arguments' keys."""

    text: str
    negated: bool = False
    said: dict[str, Said] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)


def _listed(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator))


def _argument(line: str) -> Argument:
    found = _ARGUMENT.fullmatch(line)
    assert found, line
    return Argument(
        _listed(found["names"], ","),
        found["kind"],
        found["options"] or "",
        bool(found["optional"]),
        _listed(found["described"], "|"),
    )


def read_families(text: str) -> tuple[Family, ...]:
    """Return the families that ``text`` describes."""
    families: list[Family] = []
    domain = ""
    for block in re.split(r"\n(?=\w|## )", text.strip()):
        head, *lines = block.split("\n")
        if head.startswith("## "):
            domain = head[3:]
            continue
        names, _, described = head.partition(": ")
        arguments = tuple(_argument(line) for line in lines if line.startswith("- "))
        wordings = tuple(line[2:] for line in lines if line.startswith("> "))
        families.append(
            Family(domain, _listed(names, ","), _listed(described, "|"), arguments, wordings)
        )
    return tuple(families)


def _group(parts: str, rng: Random) -> str:
    items = [part.strip() for part in parts.split("&") if part.strip()]
    rng.shuffle(items)
    if len(items) > 1 and rng.random() < 0.1:
        items.pop()
    if len(items) < 2:
        return "".join(items)
    if all(item.split()[0] in _PREPOSITIONS for item in items):
        return " ".join(items)
    last = (
        rng.choice((" and ", " and ", ", "))
        if len(items) == 2
        else rng.choice((" and ", ", and ", ", "))
    )
    return ", ".join(items[:-1]) + last + items[-1]


def expand(wording: str, keep: float, rng: Random) -> str:
    """Return ``wording`` with its macros, alternatives, optional parts and orders decided."""
    for sign, words in phrases.MACROS.items():
        if sign in wording:
            wording = wording.replace(sign, rng.choice(words))
    while found := _CHOICE.search(wording):
        if found[1] is not None:
            chosen = rng.choice(found[1].split("|"))
        else:
            chosen = found[2] if rng.random() < keep else ""
        wording = wording[: found.start()] + chosen + wording[found.end() :]
    wording = re.sub(r"<([^<>]*)>", lambda found: _group(found[1], rng), wording)
    return re.sub(r" (?=[ ,.?!]|$)", "", wording).strip()


def _marked(key: str, written: Written) -> str:
    after = written.after
    if written.unit:
        head, _, tail = after.partition(written.unit)
        after = f"{head}{_OPEN}{_UNIT}{key}\ue002{written.unit}{_CLOSE}{tail}"
    return f"{written.before}{_OPEN}{key}\ue002{written.text}{_CLOSE}{after}"


def read_marks(text: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """Return the plain text and the span of every mark."""
    plain, last = "", 0
    spans: dict[str, tuple[int, int]] = {}
    opened: list[tuple[str, int]] = []
    for found in _MARK.finditer(text):
        plain += text[last : found.start()]
        last = found.end()
        if found[1] is not None:
            opened.append((found[1], len(plain)))
        else:
            key, start = opened.pop()
            spans[key] = (start, len(plain))
    return plain + text[last:], spans


class FunctionPhraser:
    """Makes rows; the generator of random numbers fixes them."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._fillers = Fillers(rng)
        self._families = read_families(FAMILIES)
        self._extras = read_families(EXTRAS)
        self._by_domain: dict[str, list[Family]] = {}
        for family in self._families:
            self._by_domain.setdefault(family.domain, []).append(family)

    def row(self) -> ToolRow:
        """Return a row."""
        rng = self._rng
        family = rng.choice(self._families)
        extra = rng.choice(self._extras) if rng.random() < 0.3 else None
        if extra and extra.domain not in ("any", phrases.GROUPS.get(family.domain, "lookup")):
            extra = None
        kind = rng.random()
        draft = self._draft(family, extra, negated=kind < 0.025)
        near = self._near(family, 3)
        if draft.negated or 0.025 <= kind < 0.105:
            spec = self._spec(family if draft.negated else near[0], None, Draft(""))[0]
            wrong = self._others(family, near[1:])
            return ToolRow(draft.text, spec, {}, SOURCE, wrong, matches=False)
        spec, said = self._spec(family, extra, draft)
        if rng.random() < ANONYMOUS:
            spec, said = anonymous(spec, said, rng)
        return ToolRow(draft.text, spec, said, SOURCE, self._others(family, near))

    def questions(self, count: int) -> Iterator[tuple[str, str]]:
        """Yield ``count`` questions to every family, each with the family's first name."""
        for family in self._families:
            for _ in range(count):
                yield family.names[0], self._draft(family, None, negated=False).text

    def _near(self, family: Family, count: int) -> list[Family]:
        near = [other for other in self._by_domain[family.domain] if other is not family]
        return self._rng.sample(near, min(count, len(near)))

    def _others(self, family: Family, near: list[Family]) -> tuple[ExpertSpec, ...]:
        rng = self._rng
        far = rng.choice([other for other in self._families if other.domain != family.domain])
        chosen = [*near[: rng.randint(1, 2)], far]
        return tuple(self._spec(other, None, Draft(""))[0] for other in chosen)

    def _draft(self, family: Family, extra: Family | None, negated: bool) -> Draft:
        rng = self._rng
        hand = Hand(rng, self._fillers)
        keep = 0.9 if rng.random() < 0.5 else 0.45
        tries = (expand(rng.choice(family.wordings), keep, rng) for _ in range(8))
        wording = next(tries)
        if negated:
            wording = next(filter(phrases.is_imperative, tries), "")
            if not wording:
                return self._draft(family, extra, negated=False)
        wording = self._completed(wording, family, extra)
        wording = phrases.dressed(wording, family.domain, negated, rng)
        draft = Draft("", negated)
        arguments = {argument.key: argument for argument in self._arguments(family, extra)}

        def filled(found: re.Match[str]) -> str:
            argument = arguments[found[2]]
            if found[1] == "=":
                written = literal(argument.kind, argument.options, hand)
            else:
                before = found[1] == "+"
                written = write(argument.kind, argument.options, hand, before_noun=before)
            if written.choice is not None:
                draft.said[argument.key] = Chosen(written.choice)
            draft.words[argument.key] = written.text
            return _marked(argument.key, written)

        marked = re.sub(r"\{([+=]?)(\w+)\}", filled, wording)
        dates = [key for key, argument in arguments.items() if argument.kind == "date"]
        if dates:
            marked = phrases.dated(marked, f"{_OPEN}(?:{'|'.join(dates)})\ue002", rng)
        marked = marked.replace(f".{_CLOSE}.", f".{_CLOSE}")  # "at 4 a.m." ends a sentence itself
        text, spans = read_marks(phrases.articled(marked, _ANY_MARK))
        text = draft.text = phrases.cased(text, rng)
        for key, span in spans.items():
            draft.said.setdefault(key, span)
        draft.words |= {key: text[slice(*span)] for key, span in spans.items()}
        return draft

    def _completed(self, wording: str, family: Family, extra: Family | None) -> str:
        """Return ``wording`` with what is said or forgotten at its end."""
        rng = self._rng
        if rng.random() < 0.08:
            wording = _TRAILING.sub("", wording)
        if extra and extra.wordings and wording[-1] not in ".?!" and rng.random() < 0.5:
            wording += " " + expand(rng.choice(extra.wordings), 1.0, rng)
        return self._afterthought(family, wording) if rng.random() < AFTERTHOUGHT else wording

    def _afterthought(self, family: Family, wording: str) -> str:
        """Return ``wording``, and an optional argument that it does not say in a sentence more."""
        unsaid = [
            (argument, name.replace("_", " "))
            for argument in family.arguments
            for name in argument.names
            if argument.optional and argument.kind in _NAMED and len(name) > 3
            if f"{argument.key}}}" not in wording
        ]
        if not unsaid:
            return wording
        argument, name = self._rng.choice(unsaid)
        sign = "=" if argument.kind in ("enum", "bool") else ""
        gap = f"{{{sign}{argument.key}}}"
        return phrases.afterthought(wording, name, gap, argument.kind == "bool", self._rng)

    @staticmethod
    def _arguments(family: Family, extra: Family | None) -> tuple[Argument, ...]:
        return family.arguments + (extra.arguments if extra else ())

    def _spec(
        self, family: Family, extra: Family | None, draft: Draft
    ) -> tuple[ExpertSpec, dict[str, Said]]:
        rng = self._rng
        style = phrases.NameStyle(rng)
        slots: list[Slot] = []
        said: dict[str, Said] = {}
        for argument in self._arguments(family, extra):
            if argument.optional and argument.key not in draft.words and rng.random() < 0.35:
                continue
            slot = self._slot(argument, style, draft)
            if any(slot.name == other.name for other in slots):
                continue
            slots.append(slot)
            said[slot.name] = self._said(argument, slot, draft)
        if rng.random() < SHUFFLED:
            rng.shuffle(slots)
        if rng.random() < 0.75:
            slots.sort(key=lambda slot: not slot.required)
        name = style.function(rng.choice(family.names), family.domain)
        description = phrases.described(rng.choice(family.descriptions), rng)
        return ExpertSpec(name=name, description=description, slots=tuple(slots)), said

    def _said(self, argument: Argument, slot: Slot, draft: Draft) -> Said:
        if argument.kind == "unit":
            units = [said for key, said in draft.said.items() if key.startswith(_UNIT)]
            return units[0] if units else None
        said = draft.said.get(argument.key)
        if isinstance(said, Chosen) and argument.kind == "enum":
            original = list(choices(argument.options))
            return Chosen(options_of(slot)[original.index(said.value)])
        return said

    def _slot(self, argument: Argument, style: phrases.NameStyle, draft: Draft) -> Slot:
        rng = self._rng
        words = draft.words.get(argument.key, "")
        kind = slot_type(argument.kind, words, rng)
        enum: tuple[Any, ...] = ()
        if argument.kind == "enum":
            recase = rng.choice(phrases.RECASINGS)
            enum = tuple(recase(option) for option in choices(argument.options))
        name = style.argument(rng.choice(argument.names))
        default = phrases.default_of(kind, enum, rng) if argument.optional else None
        described = phrases.slot_description(
            rng.choice(argument.descriptions), argument.kind, argument.options, rng
        )
        slot = Slot(
            name=name,
            description=phrases.with_default(described, argument.optional, default, rng),
            type=kind,
            format="date" if argument.kind == "date" and rng.random() < 0.2 else None,
            required=not argument.optional,
            default=default,
            enum=enum,
            items=_items(name, argument, words) if kind == "array" else None,
        )
        if enum and rng.random() < DESCRIBED:
            return _described_only(slot, rng.choice(argument.descriptions), rng)
        return slot


def _items(name: str, argument: Argument, words: str) -> Slot:
    allowed = tuple(argument.options.split("/")) if argument.kind == "options" else ()
    kind = phrases.item_type(argument.kind, words)
    return Slot(name=name, description="", type=kind, enum=allowed)


def _described_only(slot: Slot, about: str, rng: Random) -> Slot:
    """Return the slot with its values in the description alone, where they can be read there."""
    listed = replace(slot, description=phrases.listing(about, slot.enum, rng), enum=())
    return listed if described_options(listed) == slot.enum else slot


def generated_tool_rows(rng: Random, count: int) -> list[ToolRow]:
    """Return ``count`` questions with the function that answers them.

    Args:
        rng: Fixes the rows.
        count: How many rows.
    """
    phraser = FunctionPhraser(rng)
    return [phraser.row() for _ in range(count)]
