"""Whole or refused, with a router that reads "9 yards in feet" and "rain in Graz today"."""

import re
from dataclasses import dataclass, field

import pytest
from earlier_turns import step_of, turn_of

from mrkl_core.values import Abstain, Call, ExpertSpec, Plan, Provenance, Slot
from mrkl_router.composition import Composition, Part
from mrkl_router.compound import Compound
from mrkl_router.spans import byte_offset

SPECS = {
    "length": ExpertSpec(
        name="length",
        description="l",
        slots=(
            Slot(name="value", description="v", type="number"),
            Slot(name="unit", description="u", required=False),
            Slot(name="target", description="t"),
        ),
    ),
    "rain": ExpertSpec(
        name="rain",
        description="r",
        slots=(
            Slot(name="place", description="p"),
            Slot(name="day", description="d", required=False),
        ),
    ),
}
#: What each slot takes, by expert.
WORDS = {
    "length": {"value": r"\d+", "unit": r"\d (\w+)", "target": r"in ([a-z]+)"},
    "rain": {"place": r"[A-Z]\w+", "day": r"today|tomorrow"},
}


@dataclass
class Reader:
    """Judges a part by its words: "yards" or "rain" names the expert."""

    question: str
    decided: list = field(default_factory=list)

    def decide(self, part, givens):
        text = part.text(self.question)
        self.decided.append(" ".join(text.split()))
        if givens:
            source = givens[0].source
            origin = Provenance(kind="derived", source=source, start=0, end=0, transform="figure")
            call = self.state(part, "length")
            return Call(
                name="length",
                arguments=call.arguments,
                provenance={**call.provenance, "value": origin},
                confidence=0.9,
            )
        expert = "rain" if "rain" in text else "length" if re.search(r"\d", text) else None
        if expert is None:
            return Abstain(reason="nothing")
        call = self.state(part, expert)
        complete = all(s.name in call.provenance for s in SPECS[expert].slots if s.required)
        return call if complete else Abstain(reason="incomplete")

    def state(self, part, expert):
        arguments, provenance = {}, {}
        for slot, pattern in WORDS[expert].items():
            found = re.search(pattern, part.text(self.question))
            if found is None:
                continue
            group = found.lastindex or 0
            start, end = (byte_offset(self.question, part.start + k) for k in found.span(group))
            transform = "number" if slot == "value" else "copy"
            arguments[slot] = int(found[0]) if slot == "value" else found[group]
            provenance[slot] = Provenance(
                kind="copied", source="question", start=start, end=end, transform=transform
            )
        return Call(name=expert, arguments=arguments, provenance=provenance, confidence=0.9)

    def foreseen(self, part):
        return SPECS

    def look(self, part):
        return part

    def ask(self, words, prior):
        return Reader(words).decide(Part(0, len(words)), ())


def part(question, words, **more):
    start = question.index(words)
    return Part(start, start + len(words), **more)


def decide(question, *parts):
    """Decide about a question of these parts; by default it is one."""
    reader = Reader(question)
    whole = Part(0, len(question))
    compound = Compound(question, (), SPECS, reader)
    composition = Composition(parts or (whole,))
    return compound.decide(composition, lambda: reader.decide(whole, ()))


def after(question, before, decided):
    """Decide about a question that was routed as ``decided``, after an answered one."""
    call = Reader(before).decide(Part(0, len(before)), ())
    turns = (turn_of(before, step_of(call)),)
    compound = Compound(question, turns, SPECS, Reader(question))
    return compound.decide(Composition((Part(0, len(question)),)), lambda: decided)


def test_a_whole_question_may_replace_an_argument_of_the_turn_before():
    found = after("and Linz?", "rain in Graz today", Abstain(reason="none"))
    assert found.arguments == {"place": "Linz", "day": "today"}


def test_a_call_that_takes_words_that_name_nothing_is_not_believed():
    origin = Provenance(kind="copied", source="question", start=0, end=3, transform="copy")
    call = Call(name="rain", arguments={"place": "and"}, provenance={"place": origin}, confidence=1)
    found = after("and Linz?", "rain in Graz today", call)
    assert found.arguments == {"place": "Linz", "day": "today"}
    found = after("and so?", "rain in Graz today", call)
    assert found == Abstain(reason="It is not clear what is asked about.")


@pytest.mark.parametrize(
    ("question", "kept"), [("rain the day before?", False), ("rain before noon", True)]
)
def test_what_is_counted_from_another_time_takes_words_of_its_own(question, kept):
    chosen = Provenance(kind="enum", source="question", start=0, end=9, transform="constant(1)")
    call = Call(name="rain", arguments={"day": 1}, provenance={"day": chosen}, confidence=0.9)
    assert (after(question, "rain in Graz", call) is call) == kept


@pytest.mark.parametrize(
    ("question", "kept"),
    [("what about rain", False), ("is that rain", False), ("will there be rain", True)],
)
def test_a_call_that_leans_on_others_and_takes_no_words_is_not_believed(question, kept):
    chosen = Provenance(kind="enum", source="question", start=0, end=9, transform="constant(1)")
    call = Call(name="rain", arguments={"day": 1}, provenance={"day": chosen}, confidence=0.9)
    found = Compound(question, (), SPECS, Reader(question)).decide(Composition(()), lambda: call)
    assert (found is call) == kept


def arguments(decision):
    assert isinstance(decision, Plan), decision
    return [dict(call.arguments) for call in decision.calls]


def test_a_whole_answer_is_kept():
    decision = decide("9 yards in feet")
    assert decision.arguments == {"value": 9, "unit": "yards", "target": "feet"}


def test_what_is_refused_stays_refused():
    assert decide("sing; hum") == Abstain(reason="nothing")


def test_a_list_of_numbers_is_a_call_for_each():
    found = arguments(decide("how much is 3, 7 and 9 yards in feet"))
    assert [one["value"] for one in found] == [3, 7, 9]
    assert {one["target"] for one in found} == {"feet"}


def test_one_length_in_two_units_is_no_list():
    decision = decide("3 yards and 7 inches in feet")
    assert isinstance(decision, Abstain)
    assert "'7'" in decision.reason


def test_a_list_whose_items_do_not_fit_is_refused():
    question = "the 3 and 9 yards in feet"
    reader = Reader(question)
    reader.state = lambda part, expert: Call(
        name=expert, arguments={}, provenance={}, confidence=0.9
    )
    call = Reader(question).decide(Part(0, len(question)), ())
    found = Compound(question, (), SPECS, reader).decide(
        Composition((Part(0, len(question)),)), lambda: call
    )
    assert isinstance(found, Abstain)


@pytest.mark.parametrize("joint", ["; ", ", and ", " plus ", " & ", ", and on top of that "])
def test_plain_joints_part_what_is_half_answered(joint):
    found = arguments(decide(f"9 yards in feet{joint}4 miles in yards"))
    assert [(one["value"], one["target"]) for one in found] == [(9, "feet"), (4, "yards")]


def test_a_number_that_finds_no_call_is_refused():
    decision = decide("for room 12 I need 9 yards in feet")
    assert isinstance(decision, Abstain)
    assert decision.reason.startswith("length would answer a part of the question only")


@pytest.mark.parametrize("first", ["9 yards in feet", "9 yards in feet and 4 miles in yards"])
def test_a_plan_that_leaves_a_number_out_is_refused(first):
    question = f"{first} and rain in Graz in 5 minutes"
    parts = [part(question, one) for one in (*first.split(" and "), "rain in Graz in 5 minutes")]
    decision = decide(question, *parts)
    assert isinstance(decision, Abstain)
    assert decision.reason.startswith("length and rain would answer a part")


def test_a_stretch_on_which_nothing_rests_is_asked_too():
    question = "rain in Graz; 9 yards in feet"
    reader = Reader(question)
    call = reader.decide(part(question, "rain in Graz"), ())
    compound = Compound(question, (), SPECS, reader)
    found = compound.decide(Composition((Part(0, len(question)),)), lambda: call)
    assert [one.name for one in found.calls] == ["rain", "length"]


def test_a_stretch_that_asks_nothing_does_no_harm():
    assert decide("sorry; rain in Graz").arguments == {"place": "Graz"}


def test_a_tail_may_belong_to_the_last_fragment():
    question = "9 yards in feet and 4 miles in yards"
    whole = Part(0, len(question), hidden=((15, question.index("in yards")),))
    found = arguments(decide(question, whole, part(question, "4 miles", fragment=True)))
    assert [(one["value"], one["target"]) for one in found] == [(9, "feet"), (4, "yards")]


def test_a_tail_may_be_said_of_all():
    question = "rain in Graz and rain in Linz tomorrow"
    whole = Part(0, len(question), hidden=((12, question.index("tomorrow")),))
    found = arguments(decide(question, whole, part(question, "rain in Linz", fragment=True)))
    assert [one["day"] for one in found] == ["tomorrow", "tomorrow"]


def test_a_tail_that_no_call_takes_goes_to_the_last_fragment():
    question = "rain in Graz today and in Linz tomorrow"
    whole = Part(0, len(question), hidden=((18, question.index("tomorrow")),))
    found = arguments(decide(question, whole, part(question, "in Linz", fragment=True)))
    assert found == [{"place": "Graz", "day": "today"}, {"place": "Linz", "day": "tomorrow"}]


def test_a_tail_that_says_nothing_does_no_harm():
    question = "rain in Graz and in Linz over there"
    whole = Part(0, len(question), hidden=((12, question.index("over there")),))
    found = arguments(decide(question, whole, part(question, "in Linz", fragment=True)))
    assert [one["place"] for one in found] == ["Graz", "Linz"]


def test_a_tail_that_is_lost_is_refused():
    question = "rain in Graz today and wherever tomorrow"
    reader = Reader(question)
    whole = Part(0, len(question), hidden=((18, question.index("tomorrow")),))
    call = reader.decide(Part(0, 18), ())
    wherever = part(question, "wherever", fragment=True)
    reader.decide = lambda part, givens: Abstain(reason="unsure")
    compound = Compound(question, (), SPECS, reader)
    found = compound.decide(Composition((whole, wherever)), lambda: call)
    assert isinstance(found, Abstain)


def test_a_question_that_goes_on_from_the_one_before_is_another():
    question = "9 yards in feet and what is that? in miles"
    whole = Part(0, len(question), hidden=((15, question.index("in miles")),))
    that = part(question, "that", fragment=True)
    whole = Part(whole.start, whole.end, hidden=whole.hidden, references=((that.start, that.end),))
    found = decide(question, whole, that)
    assert isinstance(found, Plan)
    assert found.calls[1].provenance["value"].source == "step:0"


@pytest.mark.parametrize("other", ["sing in Linz", "Linz rain"])
def test_a_part_that_the_whole_does_not_hear_is_not_dropped(other):
    question = f"{other} and hum for me and rain in Graz"
    reader = Reader(question)
    parts = [part(question, one) for one in (other, "hum for me", "rain in Graz")]
    call = reader.decide(parts[2], ())
    found = Compound(question, (), SPECS, reader).decide(Composition(tuple(parts)), lambda: call)
    assert isinstance(found, Abstain)
    assert repr(other) in found.reason


def test_a_part_that_names_nothing_may_be_left_out():
    question = "rain in Graz and hum for me"
    reader = Reader(question)
    parts = part(question, "rain in Graz"), part(question, "hum for me")
    call = reader.decide(parts[0], ())
    found = Compound(question, (), SPECS, reader).decide(Composition(parts), lambda: call)
    assert found is call
