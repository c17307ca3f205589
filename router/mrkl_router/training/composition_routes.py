"""Parts of compound questions as single ones: which expert they need and what fills its slots.

"Convert that to euros" goes to the currency expert with "that" as the amount; "the number of
customers from Brazil" is a question for the database although it has no verb.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from mrkl_router.training import composition_nouns as nouns
from mrkl_router.training import composition_phrases as phrases
from mrkl_router.training.compositions import CompositionPhraser
from mrkl_router.training.phrasings import Question

#: The first pattern that is found in a template names its expert; "" leaves the template out.
_EXPERTS: Sequence[tuple[str, str]] = (
    (r"\{document\}", "documents"),
    (r"happened|\{name\}|is \{reference\} more|from \{currency\} to", ""),
    (r"\{topic\} (?:was|died)", "wiki"),
    (r"(?:date|city) of (?:the|our) \w* ?\{row\}|the highest \{measure\}", "database"),
    (r"\bin \{currency\}|(?:in)?to \{currency\}|for \{currency\}|\{currency\} (?:is|do|would)",
     "currency"),
    (r"\{inner\} \{unit\}|(?:in|to|into|as) \{unit\}|\{unit\} (?:is|are|would|in)", "units"),
    (r"weather|rain|\bwarm|cold|forecast|coat|temperature|wind|high in", "weather"),
    (r"\bdays?\b|\bweeks?\b|\bdate\b|holiday|weekend|weekday|\btime\b|\{duration\}", "calendar"),
    (r"\{rows?\}|sales|revenue|turnover|profit|invoice|budget", "database"),
    (r"\{topic\}|population|\{place\}|about|language|currency do|GDP", "wiki"),
    (r"\{number\}|\{percent\}|double|triple|halve|square|half|twice|third|round", "calculator"),
)  # fmt: skip
#: The calendar's operation, likewise.
_OPERATIONS: Sequence[tuple[str, str]] = (
    (r"holiday", "holiday"),
    (r"weekday|day of the week|weekend", "weekday"),
    (r"\btime\b", "time"),
    (r"until|ago|since|number of days|between", "difference"),
    (r"\{duration\}", "shift"),
    (r"", "date"),
)
#: Source of noun phrases; their slots are not all known, so none is stated.
NOUNS = "generated noun phrases"
#: What a gap fills in each expert.
_SLOTS = {
    "currency": {"reference": "amount", "currency": "to_currency"},
    "units": {"reference": "value", "unit": "to_unit"},
    "weather": {"reference": "place", "place": "place", "day": "date"},
    "calendar": {"reference": "start", "duration": "duration", "place": "place", "date": "start"},
}


def composition_questions(questions: Sequence[Question], rng: Random, count: int) -> list[Question]:
    """Return ``count`` parts of compound questions, with expert, slots and operation.

    Args:
        questions: As for ``training_compositions``.
        rng: Fixes the result.
        count: How many.
    """
    phraser = CompositionPhraser(questions, rng)
    kinds = [kind for kind in phrases.REFERRING if kind != "thing"]
    made: list[Question] = []
    while len(made) < count:
        if rng.random() < 0.6:
            kind = rng.choice(kinds)
            template = rng.choice(phrases.REFERRING[kind].split("\n"))
            made += _part(template, phraser, phraser.reference(kind, template), kind)
        else:
            template = rng.choice(nouns.ASKED[rng.choice(list(nouns.ASKED))].split("\n"))
            made += [replace(part, source=NOUNS, slots={}) for part in _part(template, phraser)]
    return made


def _part(
    template: str, phraser: CompositionPhraser, reference: str = "", kind: str = ""
) -> list[Question]:
    """Return the question that ``template`` makes, or nothing where its expert is not clear."""
    expert = _first(_EXPERTS, template)
    if not expert:
        return []
    text, gaps = phraser.gaps.spoken(template, reference)
    known = _SLOTS.get(expert, {})
    slots = {known[gap]: span for gap, span in gaps.items() if gap in known}
    operation = _first(_OPERATIONS, template) if expert == "calendar" else None
    if kind == "date" and operation == "difference" and "start" in slots and "ago" not in template:
        slots["end"] = slots.pop("start")
    if expert == "calendar" and kind == "place":
        slots["place"] = slots.pop("start")
    if expert == "weather" and kind == "date":
        slots["date"] = gaps["reference"]
    question = Question(text, expert, "generated", slots, operation)
    return [replace(question, text=phraser.ended(text))]


def _first(patterns: Sequence[tuple[str, str]], template: str) -> str:
    return next((name for pattern, name in patterns if re.search(pattern, template)), "")
