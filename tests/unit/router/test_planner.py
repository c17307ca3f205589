"""Plans from parts, with a router that is a table."""

import re
from dataclasses import dataclass, field

import pytest

from mrkl_core.answer import Answer, Step, Turn
from mrkl_core.errors import ProvenanceError
from mrkl_core.values import Abstain, Call, Clarify, ExpertSpec, Plan, Provenance, Result, Slot
from mrkl_router.antecedents import place_rest, put, taken
from mrkl_router.composition import Composition, Part
from mrkl_router.planner import MAX_PARTS, half_answered, plan
from mrkl_router.spans import byte_offset

PLACE = Slot(name="place", description="the place")
DAY = Slot(name="date", description="the day", format="date", required=False)
SPECS = {
    spec.name: spec
    for spec in (
        ExpertSpec(name="weather", description="w", slots=(PLACE, DAY)),
        ExpertSpec(
            name="units",
            description="u",
            slots=(
                Slot(name="value", description="v", type="number", required=False),
                Slot(name="from_unit", description="f"),
                Slot(name="to_unit", description="t"),
            ),
        ),
        ExpertSpec(
            name="tags", description="t", slots=(Slot(name="tags", description="t", type="array"),)
        ),
    )
}
#: The words that fill a slot.
WORDS = {
    "place": r"Rome|Oslo|there",
    "value": r"\d+",
    "from_unit": r"\d+ (\w+)",
    "to_unit": r"(?:to|in) (\w+)",
    "tags": r"red|blue",
    "date": r"today",
}


@dataclass
class Table:
    """Decides by the first word that names an expert."""

    question: str
    looks: dict = field(default_factory=dict)
    required: bool = True
    seen: list = field(default_factory=list)

    def decide(self, part, givens):
        text = part.text(self.question)
        self.seen.append(text)
        expert = next((name for name, word in NAMES.items() if word in text), None)
        if expert is None:
            return Abstain(reason="none")
        call = self.fill(part, expert, givens)
        spec = SPECS[expert]
        if not place_rest(spec, givens, call.arguments, call.provenance):
            return Abstain(reason="unplaced")
        missing = [s for s in spec.slots if s.required and s.name not in call.provenance]
        if missing and self.required:
            return Clarify(expert=expert, slot=missing[0].name, text="?", confidence=0.9)
        return call

    def state(self, part, expert):
        return self.fill(part, expert, ())

    def ask(self, words):
        return Table(words).decide(Part(0, len(words)), ())

    def look(self, part):
        return self.looks.get(self.question[part.start : part.end], part)

    def fill(self, part, expert, givens):
        arguments, provenance = {}, {}
        text = part.text(self.question)
        for slot in SPECS[expert].slots:
            match = re.search(WORDS[slot.name], text)
            if match is None:
                continue
            group = match.lastindex or 0
            start, end = part.start + match.start(group), part.start + match.end(group)
            given = next((g for g in givens if g.start < end and start < g.end), None)
            if given is not None:
                found = taken(SPECS[expert], slot, given)
                if found is not None:
                    put(arguments, provenance, slot.name, found)
                continue
            value = int(match[group]) if slot.type == "number" else match[group]
            arguments[slot.name] = [value] if slot.type == "array" else value
            provenance[slot.name] = copied(self.question, start, end, slot)
        return Call(name=expert, arguments=arguments, provenance=provenance, confidence=0.9)


NAMES = {"weather": "weather", "units": "convert", "tags": "tag"}


def copied(question, start, end, slot):
    return Provenance(
        kind="copied",
        source="question",
        start=byte_offset(question, start),
        end=byte_offset(question, end),
        transform="number" if slot.type == "number" else "copy",
    )


def span(question, words):
    start = question.index(words)
    return start, start + len(words)


def part(question, words, *, fragment=False, references=(), inner=()):
    return Part(
        *span(question, words),
        fragment=fragment,
        references=tuple(span(question, word) for word in references),
        inner=tuple(span(question, word) for word in inner),
    )


def turn(question, *, value=5.0, **spans):
    """Return a turn that its first expert answered."""
    call = Table(question).decide(part(question, question), ())
    if not isinstance(call, Call):
        steps = ()
    else:
        result = None if value is None else Result(value=value, text=str(value))
        steps = (
            Step(
                expert=call.name,
                arguments=call.arguments,
                provenance=call.provenance,
                confidence=0.8,
                ms=1,
                result=result,
            ),
        )
    return Turn(
        question=question,
        answer=Answer(
            id="1",
            question=question,
            text="t",
            value=value,
            decision="call",
            confidence=0.8,
            steps=steps,
        ),
    )


def planned(question, *parts, turns=(), looks=None):
    table = Table(question, looks or {})
    return plan(Composition(parts), question, turns, SPECS, table)


def test_a_simple_question_is_routed_as_a_whole():
    question = "weather in Rome"
    assert planned(question, part(question, question)) is None


def test_courtesy_before_a_question_is_left_out():
    question = "Thanks! And weather in Rome"
    call = planned(question, part(question, "weather in Rome"))
    assert call.arguments == {"place": "Rome"}
    question = "Thanks! And sing"
    assert planned(question, part(question, "sing")) is None


def test_parts_that_stand_alone_are_a_plan():
    question = "weather in Rome and convert 5 miles to km"
    decision = planned(
        question, part(question, "weather in Rome"), part(question, "convert 5 miles to km")
    )
    assert isinstance(decision, Plan)
    assert [call.name for call in decision.calls] == ["weather", "units"]


@pytest.mark.parametrize("other", ["sing a song", "convert it"])
def test_one_part_that_is_no_call_leaves_the_question_whole(other):
    question = f"weather in Rome and {other}"
    parts = part(question, "weather in Rome"), part(question, other)
    assert planned(question, *parts) is None


def test_too_many_parts_are_left_whole():
    question = "weather in Rome"
    assert planned(question, *[part(question, question)] * (MAX_PARTS + 1)) is None


def test_a_fragment_repeats_the_call_before_with_what_it_states():
    question = "weather in Rome today and in Oslo"
    first = part(question, "weather in Rome today")
    decision = planned(question, first, part(question, "in Oslo", fragment=True))
    assert [call.arguments for call in decision.calls] == [
        {"place": "Rome", "date": "today"},
        {"place": "Oslo", "date": "today"},
    ]
    kept, new = decision.calls
    assert new.provenance["date"] == kept.provenance["date"]
    assert new.provenance["place"].start == 29


@pytest.mark.parametrize("fragment", ["in Rome", "whatever", "tag red"])
def test_a_fragment_that_states_nothing_new_does_not_fit(fragment):
    question = f"weather in Rome. {fragment}"
    first = part(question, "weather in Rome")
    assert planned(question, first, part(question, fragment, fragment=True)) is None


def test_items_of_one_list_are_not_calls_of_their_own():
    question = "tag it red and blue"
    first = part(question, "tag it red")
    assert planned(question, first, part(question, "blue", fragment=True)) is None


def test_a_fragment_needs_something_before():
    question = "in Oslo"
    assert planned(question, part(question, question, fragment=True)) is None


def test_a_fragment_takes_the_arguments_of_an_earlier_turn():
    question = "and in Oslo?"
    turns = [turn("weather in Rome today"), turn("hm")]
    call = planned(question, part(question, "in Oslo", fragment=True), turns=turns)
    assert isinstance(call, Call)
    assert call.arguments == {"place": "Oslo", "date": "today"}
    assert call.provenance["date"].source == "turn:0"
    assert call.provenance["place"].source == "question"
    assert call.confidence == 0.8


def test_a_fragment_of_an_expert_that_is_disabled_does_not_fit():
    question = "and in Oslo?"
    composition = Composition((part(question, "in Oslo", fragment=True),))
    turns = [turn("weather in Rome")]
    decision = plan(composition, question, turns, {}, Table(question))
    assert decision == Abstain(reason="It is not clear what is asked about 'in Oslo'.")


def test_a_fragment_that_fits_no_turn_may_be_a_question_of_its_own():
    question = "and convert 3 feet to metres"
    composition = Composition((part(question, question[4:], fragment=True),))
    call = plan(composition, question, [turn("weather in Rome")], SPECS, Table(question))
    assert call.arguments == {"value": 3, "from_unit": "feet", "to_unit": "metres"}


def test_a_pronoun_that_the_head_missed_takes_the_answer_before():
    question = "convert that to feet please"
    before = [turn("convert 5 miles to km", value=8.04672)]
    call = planned(question, part(question, question), turns=before)
    assert call.arguments == {"value": 8.04672, "to_unit": "feet", "from_unit": "km"}


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("it is 19 yards: convert that to feet", "convert 5 miles to km"),  # says it itself
        ("sing that song", "convert 5 miles to km"),
        ("convert the weather to feet", "convert 5 miles to km"),  # no pronoun
    ],
)
def test_what_needs_nothing_before_is_left_alone(question, before):
    assert planned(question, part(question, question), turns=[turn(before)]) is None


def test_what_takes_the_whole_question_needs_no_antecedent():
    question = "what did he say about that"
    whole = Slot(name="tags", description="t", format="question")
    specs = {"tags": ExpertSpec(name="tags", description="t", slots=(whole,))}
    table = Table(question)
    table.decide = lambda part, givens: Call(
        name="tags", arguments={"tags": question}, provenance={}, confidence=0.9
    )
    composition = Composition((part(question, question[:12]),))
    before = [turn("weather in Rome")]
    assert plan(composition, question, before, specs, table) is None


@pytest.mark.parametrize("question", ["convert that to feet", "convert that"])
def test_a_pronoun_that_stands_for_nothing_fitting_is_not_passed_over(question):
    before = [turn("tag it red", value=["red"])]
    table = Table(question, required=False)
    decision = plan(Composition((part(question, question),)), question, before, SPECS, table)
    assert isinstance(decision, Abstain)
    assert "'that'" in decision.reason


class Failing(Table):
    """Cannot use what a part refers to, as a program cannot compute with a date."""

    def decide(self, part, givens):
        if givens:
            raise ProvenanceError("'2026-12-25' is not one number.")
        return Abstain(reason="none")


class Computing(Table):
    """Writes a program over what a part refers to."""

    def decide(self, part, givens):
        if not givens:
            return Abstain(reason="none")
        origin = Provenance(
            kind="program",
            source="question",
            start=0,
            end=4,
            transform='template("59/{answer:0|number}")',
        )
        return Call(name="sums", arguments={"e": "59/5"}, provenance={"e": origin}, confidence=0.9)


@pytest.mark.parametrize("table", [Failing, Computing])
def test_a_program_over_an_answer_is_not_believed(table):
    question = "what share of 59 is that"
    before = [turn("convert 5 miles to km", value=5)]
    asked = part(question, question, references=["that"])
    decision = plan(Composition((asked,)), question, before, SPECS, table(question))
    assert isinstance(decision, Abstain)


CALCULATOR = ExpertSpec(
    name="calculator",
    description="c",
    slots=(Slot(name="expression", description="e", format="expression"),),
)


@pytest.mark.parametrize("words", ["and times 3", "weather in Rome and times 3"])
def test_an_operation_takes_the_answer_before(words):
    before = [turn("convert 5 miles to km", value=8.5)]
    specs = SPECS | {"calculator": CALCULATOR}
    parts = [part(words, one) for one in words.split(" and ") if one != "and times 3"]
    composition = Composition(tuple(parts))
    decision = plan(composition, words, before, specs, Table(words))
    if words.startswith("and"):
        assert decision.arguments == {"expression": "8.5*3"}
    else:
        assert not isinstance(decision, Call)


def test_the_first_part_may_be_an_operation():
    words = "double that and weather in Rome"
    before = [turn("convert 5 miles to km", value=8.5)]
    composition = Composition((part(words, "double that"), part(words, "weather in Rome")))
    made = plan(composition, words, before, SPECS | {"calculator": CALCULATOR}, Table(words))
    assert [call.arguments for call in made.calls] == [{"expression": "8.5*2"}, {"place": "Rome"}]


def test_a_reference_takes_the_result_of_the_step_before():
    question = "convert 5 miles to km and convert that to feet"
    decision = planned(
        question,
        part(question, "convert 5 miles to km"),
        part(question, "convert that to feet", references=["that"]),
    )
    second = decision.calls[1]
    assert second.provenance["value"].source == "step:0"
    assert second.provenance["value"].transform == "figure"
    assert second.arguments == {"to_unit": "feet", "from_unit": "km"}


def test_a_reference_takes_the_answer_of_an_earlier_turn():
    question = "now convert that to feet"
    second = part(question, "convert that to feet", references=["that"])
    call = planned(question, second, turns=[turn("convert 5 miles to km", value=8.04672)])
    assert call.arguments == {"value": 8.04672, "to_unit": "feet", "from_unit": "km"}
    assert call.provenance["value"].source == "answer:0"
    assert call.provenance["from_unit"].source == "turn:0"


def test_there_is_the_place_of_the_call_before():
    question = "weather in Rome and weather there today"
    decision = planned(
        question,
        part(question, "weather in Rome"),
        part(question, "weather there today", references=["there"]),
    )
    assert decision.calls[1].arguments == {"place": "Rome", "date": "today"}
    assert decision.calls[1].provenance["place"] == decision.calls[0].provenance["place"]


def test_an_answer_that_failed_has_no_value():
    question = "convert that to feet"
    asked = part(question, question, references=["that"])
    decision = planned(question, asked, turns=[turn("convert 5 miles to km", value=None)])
    assert isinstance(decision, Abstain)


@pytest.mark.parametrize(
    ("question", "words"), [("weather there today", "there"), ("weather at it", "it")]
)
def test_a_reference_to_nothing_is_said_so(question, words):
    table = Table(question, required=False)
    composition = Composition((part(question, question, references=[words]),))
    decision = plan(composition, question, (), SPECS, table)
    assert isinstance(decision, Abstain)
    assert decision.reason.startswith(f"It is not clear what {words!r} refers to")


def test_a_reference_within_one_question_is_none():
    question = "it is 5 miles, convert that to km"
    call = planned(question, part(question, question, references=["that"]))
    assert call.arguments == {"value": 5, "from_unit": "miles", "to_unit": "km"}
    assert planned("hm that", part("hm that", "hm that", references=["that"])) is None


def test_what_refers_to_a_part_that_is_not_understood_is_not_clear():
    question = "sing a song and convert that to km"
    parts = part(question, "sing a song"), part(question, "convert that to km", references=["that"])
    assert isinstance(planned(question, *parts), Abstain)


def test_them_may_not_be_one_of_two():
    question = "weather in Rome, weather in Oslo, convert them to km"
    decision = planned(
        question,
        part(question, "weather in Rome"),
        part(question, "weather in Oslo"),
        part(question, "convert them to km", references=["them"]),
    )
    assert isinstance(decision, Abstain)


def test_an_inner_phrase_is_asked_first():
    question = "convert the weather in Rome of 3 miles to km"
    decision = planned(question, part(question, question, inner=["the weather in Rome"]))
    first, second = decision.calls
    assert first.arguments == {"place": "Rome"}
    assert second.name == "weather"  # the table reads the first name only


def test_an_inner_phrase_may_hold_another():
    question = "convert the convert 5 miles to km of the weather in Rome to feet"
    inner = "the convert 5 miles to km of the weather in Rome"
    looked = part(question, inner, inner=["the weather in Rome"])
    table = Table(question, {inner: looked})
    composition = Composition((part(question, question, inner=[inner]),))
    plan(composition, question, (), SPECS, table)
    assert table.seen[0] == "the weather in Rome"


def test_what_is_not_said_is_asked_back():
    question = "weather in Rome and convert that to km"
    decision = planned(
        question,
        part(question, "weather in Rome"),
        part(question, "convert that to km", references=["that"]),
    )
    assert isinstance(decision, Abstain)  # a forecast is no number
    question = "tag it red and convert that to km"
    decision = planned(
        question,
        part(question, "tag it red"),
        part(question, "convert that to km", references=["that"]),
    )
    assert isinstance(decision, Clarify)
    assert decision.slot == "from_unit"


def test_a_call_that_leaves_a_fragment_out_is_refused():
    question = "convert 20 and 30 celsius to fahrenheit"
    parts = Composition((part(question, "convert 20"), part(question, "30 celsius", fragment=True)))
    call = Table(question).fill(part(question, "convert 20"), "units", ())
    refused = half_answered(call, parts, question)
    assert isinstance(refused, Abstain)
    assert "'30 celsius'" in refused.reason
    assert half_answered(refused, parts, question) is None


def test_a_call_that_takes_the_fragment_is_kept():
    question = "weather in Rome and Oslo today"
    parts = Composition(
        (part(question, "weather in"), part(question, "Rome and Oslo", fragment=True))
    )
    call = Table(question).fill(part(question, question), "weather", ())
    assert half_answered(call, parts, question) is None


QUERIES = ExpertSpec(
    name="tags", description="q", slots=(Slot(name="tags", description="t", format="sql"),)
)


def test_or_joins_conditions_of_a_query_not_two_queries():
    question = "tag it red or blue"
    composition = Composition((part(question, "tag it red"), part(question, "blue", fragment=True)))
    assert plan(composition, question, (), {"tags": QUERIES}, Table(question)) is None


class Sums(Table):
    """Reads every part as a program of a given template."""

    def decide(self, part, givens):
        template = f"{{{part.start}:{part.start + 1}|number}}{self.looks[part.start]}"
        origin = Provenance(
            kind="program",
            source="question",
            start=part.start,
            end=part.end,
            transform=f'template("{template}")',
        )
        return Call(name="sums", arguments={"e": "?"}, provenance={"e": origin}, confidence=0.9)


@pytest.mark.parametrize(("rest", "planned"), [("+2", True), ("", False)])
def test_a_bare_number_is_no_sum_of_its_own(rest, planned):
    question = "7 plus 2 and 6 more"
    parts = Composition((part(question, "7 plus 2"), part(question, "6 more")))
    made = plan(parts, question, (), {}, Sums(question, {0: "+2", 13: rest}))
    assert isinstance(made, Plan) if planned else made is None


@pytest.mark.parametrize(("turns", "called"), [([5.0], True), ([], False)])
def test_a_last_that_is_the_answer_of_the_turn_before(turns, called):
    question = "convert to feet just that"
    earlier = [turn("convert 5 miles to km", value=value) for value in turns]
    table = Table(question)
    decision = plan(Composition((part(question, question),)), question, earlier, SPECS, table)
    assert isinstance(decision, Call) if called else decision is None
