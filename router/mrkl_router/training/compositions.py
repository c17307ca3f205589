"""Compound questions and follow-ups of our own: the compose task.

Each row is a text with the character spans of four labels, which may overlap:

* ``joint``: a connective between two questions, or before a follow-up;
* ``reference``: words that stand for an earlier result ("that", "the result");
* ``inner``: a noun phrase whose value has to be asked before the question around it;
* ``fragment``: a part that only makes sense with the question before ("in Oslo", "how about 5").

What follows a fragment without a label belongs to the question before ("in Rome and in Oslo
tomorrow"). Half of the rows are single questions full of the same words in other roles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from mrkl_router.training import composition_contrasts as contrasts
from mrkl_router.training import composition_lists as lists
from mrkl_router.training import composition_nouns as nouns
from mrkl_router.training import composition_phrases as phrases
from mrkl_router.training.arithmetic import ArithmeticPhraser
from mrkl_router.training.composition_gaps import Gaps
from mrkl_router.training.composition_marks import LABEL_OF, CompositionRow, marked, read_marks
from mrkl_router.training.fillers import Fillers
from mrkl_router.training.phrasings import Question
from mrkl_router.training.slots import public_slots

__all__ = ["CompositionPhraser", "CompositionRow", "training_compositions"]

#: Public slots whose values people list when they ask the same thing several times.
_LISTABLE = frozenset(
    ("city", "country", "state", "date", "timeRange", "time", "place name", "definition word")
)
_NOUN_PHRASES = (
    (re.compile(r"how many (.{3,60}?) (?:are there|do we have|are listed)(.{0,40})"),
     r"the number of \1\2"),
    (re.compile(r"what (?:is|are|was|were) (the (?:total|average|maximum|minimum|number|sum|"
                r"highest|lowest|largest|smallest|count|mean|most|fewest) .{3,70})"), r"\1"),
)  # fmt: skip
#: Plain words in the place of a reference or an inner noun phrase.
_PLAIN = {"number": "{number}", "arithmetic": "{number}", "money": "{amount} {currency}",
          "quantity": "{value} {unit}", "date": "{date}", "place": "{place}",
          "thing": "{topic}"}  # fmt: skip
_NAMED_PLACE = re.compile(r"(?:in|of|about) \{reference\}")
_CONFUSING = re.compile(r"\b(?:and|that|it|then|this|also|result)\b|[.;?] ", re.IGNORECASE)
_PREPOSITIONS = frozenset(
    "in for to into from at on by of about until since with as between against".split()
)
_LONGEST_PART = 130
_LONGEST = 220


def training_compositions(
    questions: Sequence[Question], rng: Random, count: int
) -> list[CompositionRow]:
    """Return ``count`` compound questions or follow-ups and as many single questions."""
    phraser = CompositionPhraser(questions, rng)
    made = [phraser.compound() for _ in range(count)]
    return made + [CompositionRow(phraser.single(), {}) for _ in range(count)]


class CompositionPhraser:
    """Makes rows; the questions and a seed fix them."""

    def __init__(self, questions: Sequence[Question], rng: Random) -> None:
        self._rng = rng
        fillers = Fillers(rng)
        self._by_expert: dict[str, list[str]] = {}
        for question in questions:
            words = " ".join(question.text.split())
            plain = question.expert is not None or question.source != "generated"
            if plain and 5 < len(words) < _LONGEST_PART:
                self._by_expert.setdefault(question.expert or "", []).append(words)
        self._experts = sorted(self._by_expert)
        texts = (q.text for q in questions if len(q.text) < _LONGEST)
        self._confusing = [words for words in texts if _CONFUSING.search(words)]
        self._asked = _noun_phrases(self._by_expert.get("database", ()))
        self._problems = [p.text for p in ArithmeticPhraser(rng).problems(1500)]
        self._slotted, self._values = _listable(rng)
        self._day = fillers.day
        self.gaps = Gaps(fillers, rng)

    def compound(self) -> CompositionRow:
        """Return a compound question or a follow-up."""
        kinds: Sequence[tuple[Callable[[], str], int]] = (
            (self._parallel, 16), (self._phrases_listed, 4), (self._items_listed, 18),
            (self._public_listed, 6), (self._sequence, 24), (self._nested, 24),
            (self._fragment_turn, 8), (self._later_turn, 12), (self._joined_parts, 8),
            (self._same_again, 8),
        )  # fmt: skip
        makers, weights = zip(*kinds, strict=True)
        (make,) = self._rng.choices(makers, weights)
        self.gaps.measure()
        words = make()
        if make not in (self._fragment_turn, self._later_turn) and self._rng.random() < 0.15:
            words = self._rng.choice(phrases.LEADS) + words
        return read_marks(self._styled(words))

    def single(self) -> str:
        """Return one question that asks one thing, often with words that look like more."""
        rng = self._rng
        self.gaps.measure()
        kind = rng.random()
        if kind < 0.25:
            return self._question()
        if kind < 0.5 and self._confusing:
            return rng.choice(self._confusing)
        if kind < 0.6:
            return rng.choice(self._problems)
        if kind < 0.8:
            return self._styled(self.gaps.say(rng.choice(contrasts.WHOLE.split("\n"))))
        return self._styled(self._contrast())

    def _question(self, experts: Sequence[str] = ()) -> str:
        known = [expert for expert in experts if expert in self._by_expert]
        return self._rng.choice(self._by_expert[self._rng.choice(known or self._experts)])

    def _joint(self, joints: Sequence[str]) -> str:
        return marked("joint", self._rng.choice(joints))

    def _joined(self, parts: Sequence[str], joints: Sequence[str]) -> str:
        rng = self._rng
        out = parts[0].rstrip("?.! ")
        for part in parts[1:]:
            out = out.rstrip("?.! ") + self._joint(joints)
            out += part[:1].lower() + part[1:] if rng.random() < 0.7 else part
        return out

    def _parallel(self) -> str:
        """Two or three questions, one after the other."""
        rng = self._rng
        same = (rng.choice(self._experts),) if rng.random() < 0.25 else ()
        parts = [self._question(same) for _ in range(rng.choice((2, 2, 2, 3)))]
        return self._joined(parts, phrases.JOINTS)

    def _same_again(self) -> str:
        """The same whole question with other words in its gaps: "A in B and C in D"."""
        rng = self._rng
        if rng.random() < 0.5:
            base, item = rng.choice(lists.LISTS.split("\n")).split("|")
            template = base.replace("{item}", item)
        else:
            of = rng.choice(list(nouns.OUTER))
            template = rng.choice(nouns.OUTER[of].split("\n")).replace("{inner}", _PLAIN[of])
        parts = [self.gaps.say(template) for _ in range(rng.choice((2, 2, 3)))]
        return self._joined(parts, phrases.JOINTS)

    def _phrases_listed(self) -> str:
        """Noun phrases that are questions of their own: "tell me A and B"."""
        rng = self._rng
        parts = [
            self._asked_phrase(rng.choice(list(nouns.ASKED))) for _ in range(rng.choice((2, 2, 3)))
        ]
        lead = rng.choice(("tell me ", "give me ", "what is ", "show me ", "i need ", "what are ",
                           "find ", "i want to know ", "get me ", "look up "))  # fmt: skip
        return lead + self._joined(parts, phrases.LISTED)

    def _items_listed(self) -> str:
        """One question with several values of one argument: "weather in A and in B"."""
        rng = self._rng
        base, item = rng.choice(lists.LISTS.split("\n")).split("|")
        count = rng.choice((2, 2, 3))
        listed = [self.gaps.say(item)]
        listed += [marked("fragment", self._again(item)) for _ in range(count - 1)]
        joints = [self._joint(phrases.LISTED) for _ in range(count - 2)]
        if count == 3 and rng.random() < 0.7:
            joints = [marked("joint", ", ")]
        joints.append(self._joint(phrases.LISTED))
        words = listed[0] + "".join(j + i for j, i in zip(joints, listed[1:], strict=True))
        return self.gaps.say(base, item=lambda: words)

    def _again(self, item: str) -> str:
        """Return the item with another value, sometimes with one more or in other words."""
        rng = self._rng
        words = self.gaps.say(item)
        if "{place}" in item and rng.random() < 0.2:
            words += " " + self._day()
        kind = rng.random()
        if kind < 0.04:
            return f"what about {words}"
        if kind < 0.08:
            return f"the same {_for(words)}"
        return words + (rng.choice((" too", " as well")) if kind > 0.97 else "")

    def _public_listed(self) -> str:
        """A public question with a second value of one of its slots."""
        rng = self._rng
        name = rng.choice(sorted(self._slotted))
        words, (start, end) = rng.choice(self._slotted[name])
        value = rng.choice(self._values[name])
        before = words[:start].split()
        if (
            before
            and before[-1].lower() in ("in", "for", "at", "to", "by", "on")
            and rng.random() < 0.5
        ):
            value = f"{before[-1].lower()} {value}"
        return (
            words[:end] + self._joint(phrases.LISTED[:6]) + marked("fragment", value) + words[end:]
        )

    def _sequence(self) -> str:
        """A question and one or two about its result."""
        rng = self._rng
        kind = rng.choice(list(phrases.REFERRING))
        first = self._question(phrases.RESULTS[kind])
        if rng.random() < 0.35:
            first = rng.choice(("what is ", "tell me ", "find ", "get ", "")) + self._asked_phrase(
                kind if kind in nouns.ASKED else "number"
            )
        elif rng.random() < 0.15:
            first = self._nested()
        parts = [first, self._referring(kind)]
        if rng.random() < 0.12:
            parts.append(self._referring(kind))
        elif rng.random() < 0.12:
            parts.insert(rng.choice((0, 2)), self._question())
        return self._joined(parts, phrases.THEN)

    def _referring(self, kind: str) -> str:
        """Return a question about an earlier result."""
        template = self._rng.choice(phrases.REFERRING[kind].split("\n"))
        words = self.reference(kind, template)
        return self.gaps.say(template, reference=lambda: marked("reference", words))

    def reference(self, kind: str, template: str) -> str:
        """Return words for an earlier result that suit the template."""
        words: Sequence[str] = phrases.REFERENCES[kind]
        if kind == "place":
            bare = _NAMED_PLACE.search(template) is None
            words = [word for word in words if bare == word.endswith("there")]
        return self._rng.choice(words)

    def ended(self, text: str) -> str:
        """Return ``text`` with another first letter's case and an ending; no offset changes."""
        if self._rng.random() < 0.4:
            text = text[:1].upper() + text[1:]
        return text + self._rng.choice(phrases.ENDS)

    def _nested(self) -> str:
        """A question about noun phrases that have to be asked first."""
        rng = self._rng
        kind = rng.choice(list(nouns.OUTER))
        template = rng.choice(nouns.OUTER[kind].split("\n"))

        def inner() -> str:
            of = rng.choice(nouns.NUMERIC) if kind == "number" else kind
            words = self._asked_phrase(of)
            if rng.random() < 0.06 and of in nouns.NUMERIC:
                words = f"{self.gaps.say('{percent}')} of {words}"
            return marked("inner", words)

        parts = [inner() for _ in range(template.count("{inner}"))]
        return self.gaps.say(template, inner=parts.pop)

    def _asked_phrase(self, kind: str) -> str:
        if kind in ("number", "money") and self._asked and self._rng.random() < 0.25:
            return self._rng.choice(self._asked)
        template = self._rng.choice(nouns.ASKED[kind].split("\n"))
        if kind == "quantity":
            self.gaps.measure(template)
        return self.gaps.say(template)

    def _fragment_turn(self) -> str:
        """A whole turn that only makes sense after another."""
        rng = self._rng
        piece = self.gaps.say(rng.choice(lists.PIECES.split("\n")))
        if rng.random() < 0.2:
            piece = rng.choice(self._values[rng.choice(sorted(self._values))])
        words = rng.choice(lists.FOLLOWING.split("\n"))
        if words.endswith(" for {piece}"):
            words, piece = words.replace("for {piece}", "{piece}"), _for(piece)
        words = re.sub(r"^(and then|and|also|then|but)\b", lambda m: marked("joint", m[0]), words)
        return marked("fragment", words.replace("{piece}", piece))

    def _later_turn(self) -> str:
        """A whole turn about the answer of the turn before, or one that only begins like it."""
        rng = self._rng
        lead = marked("joint", rng.choice(phrases.TURN_LEADS)) if rng.random() < 0.7 else ""
        if rng.random() < 0.25:
            question = self._question()
            if rng.random() < 0.3:
                question = self._asked_phrase(rng.choice(list(nouns.ASKED)))
            return (lead or marked("joint", "and ")) + question[:1].lower() + question[1:]
        return lead + self._referring(rng.choice(list(phrases.REFERRING)))

    def _joined_parts(self) -> str:
        """Parts of different kinds, one after the other."""
        rng = self._rng
        makers = (self._question, self._items_listed, self._nested, self._question, self._nested)
        parts = [rng.choice(makers)() for _ in range(2)]
        return self._joined(parts, phrases.JOINTS)

    def _contrast(self) -> str:
        """Return a template of the compounds with plain words in the place of the marked ones."""
        rng = self._rng
        kind = rng.random()
        if kind < 0.3:
            base, item = rng.choice(lists.LISTS.split("\n")).split("|")
            return self.gaps.say(base.replace("{item}", item))
        if kind < 0.5:
            lead = rng.choice(("", "what is ", "what's ", "tell me ", "give me ", "i need "))
            return lead + self._asked_phrase(rng.choice(list(nouns.ASKED)))
        if kind < 0.8:
            of = rng.choice(list(nouns.OUTER))
            return self.gaps.say(
                rng.choice(nouns.OUTER[of].split("\n")).replace("{inner}", _PLAIN[of])
            )
        of = rng.choice(list(phrases.REFERRING))
        template = rng.choice(phrases.REFERRING[of].split("\n"))
        if of == "place" and not _NAMED_PLACE.search(template):
            template = template.replace("{reference}", "in {reference}")
        return self.gaps.say(template.replace("{reference}", _PLAIN[of]))

    def _styled(self, words: str) -> str:
        """Vary case and ending; the marks do not move against their words."""
        rng = self._rng
        kind = rng.random()
        if kind < 0.45:
            first = next((k for k, c in enumerate(words) if c not in LABEL_OF), 0)
            words = words[:first] + words[first : first + 1].upper() + words[first + 1 :]
        elif kind < 0.7:
            words = words.lower()
        if words.rstrip().endswith(("?", ".", "!")):
            return words
        return words + rng.choice(phrases.ENDS)


def _for(words: str) -> str:
    """Return ``words`` with "for" before them, unless they have a preposition."""
    return words if words.split(" ", 1)[0] in _PREPOSITIONS else f"for {words}"


def _noun_phrases(questions: Sequence[str]) -> list[str]:
    """Return database questions that ask for a number, as noun phrases."""
    made = []
    for question in questions:
        for pattern, rewritten in _NOUN_PHRASES:
            match = pattern.fullmatch(question.lower().rstrip("?. "))
            if match and not re.search(r"\b(and|each|or)\b", match[0]):
                made.append(match.expand(rewritten))
    return made


_Slotted = dict[str, list[tuple[str, tuple[int, int]]]]


def _listable(rng: Random) -> tuple[_Slotted, dict[str, list[str]]]:
    """Return public questions by the slot that may be listed, and the values of each slot."""
    slotted: _Slotted = {}
    values: dict[str, list[str]] = {}
    for row in public_slots(rng, share_alike=False):
        if row.span is not None and row.description in _LISTABLE and len(row.text) < _LONGEST:
            slotted.setdefault(row.description, []).append((row.text, row.span))
            values.setdefault(row.description, []).append(row.text[slice(*row.span)])
    return slotted, values
