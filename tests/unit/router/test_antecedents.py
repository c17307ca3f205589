import pytest

from mrkl_core.values import Call, ExpertSpec, Provenance, Slot
from mrkl_router.antecedents import Given, examples, is_measure, place_rest, pronoun, taken

NUMBER = Slot(name="amount", description="a", type="number")
DATE = Slot(name="start", description="s", format="date")
PLACE = Slot(name="place", description="p")
TOPIC = Slot(name="topic", description="t")


def copied(source="question", transform="copy", kind="copied"):
    return Provenance(kind=kind, source=source, start=0, end=4, transform=transform)


def call(name, **arguments):
    transforms = {"start": "date(2026-03-04T12:00:00)", "end": "date(2026-03-04T12:00:00)",
                  "operation": "constant(1)"}  # fmt: skip
    provenance = {a: copied(transform=transforms.get(a, "copy")) for a in arguments}
    return Call(name=name, arguments=arguments, provenance=provenance, confidence=0.9)


def given(before, words="that", source="step:0", **values):
    return Given(0, len(words), words, source, before, values)


def spec(*slots, name="e"):
    return ExpertSpec(name=name, description="d", slots=slots)


@pytest.mark.parametrize(
    ("before", "slot", "transform"),
    [
        (call("calculator"), NUMBER, "figure"),
        (call("database"), NUMBER, "figure"),
        (call("database"), PLACE, "single"),
        (call("calendar", operation="shift"), DATE, "single"),
        (call("wiki"), TOPIC, "single"),
        (call("my_plugin"), DATE, "single"),
    ],
)
def test_a_result_is_taken_where_it_fits(before, slot, transform):
    found = taken(spec(slot), slot, given(before))
    assert found.provenance.transform == transform
    assert found.provenance.source == "step:0"
    assert not found.known


@pytest.mark.parametrize(
    ("before", "slot"),
    [
        (call("weather", place="Rome"), NUMBER),
        (call("calendar", operation="weekday"), DATE),
        (call("calculator"), TOPIC),
        (call("calculator"), Slot(name="x", description="x", enum=("a", "b"))),
        (call("calculator"), Slot(name="x", description="x", type="array")),
        (call("calculator"), Slot(name="x", description="x", format="sql")),
    ],
)
def test_a_result_of_another_kind_is_not(before, slot):
    assert taken(spec(slot), slot, given(before)) is None


def test_known_values_are_put_in():
    found = taken(spec(NUMBER), NUMBER, given(call("database"), answer=1))
    assert found is not None
    assert not found.known
    earlier = Given(0, 4, "that", "answer:0", call("database"), {"answer:0": {"rows": [[7]]}})
    assert taken(spec(NUMBER), NUMBER, earlier).value == 7


def test_an_answer_without_one_number_is_none():
    earlier = Given(0, 4, "that", "answer:0", call("wiki"), {"answer:0": "from 3 to 5"})
    assert taken(spec(NUMBER), NUMBER, earlier) is None
    assert taken(spec(NUMBER), NUMBER, given(call("wiki"), source="answer:0")) is None


def test_an_argument_is_meant_where_the_result_has_no_place():
    before = call("calendar", operation="difference", end="2026-12-25")
    found = taken(spec(DATE), DATE, given(before))
    assert found.value == "2026-12-25"
    assert found.provenance == before.provenance["end"]
    both = call("calendar", operation="difference", start="2026-01-01", end="2026-12-25")
    assert taken(spec(DATE), DATE, given(both)) is None


def test_the_result_is_meant_where_it_has_a_place():
    before = call("currency", to_currency="euros", place="Rome")
    assert taken(spec(NUMBER, PLACE), PLACE, given(before)) is None
    assert taken(spec(PLACE), PLACE, given(before)).value == "Rome"


def test_there_is_a_place_whatever_came_out():
    before = call("calendar", operation="holiday", place="Rome")
    assert taken(spec(PLACE, DATE), PLACE, given(before, "there")).value == "Rome"
    assert taken(spec(PLACE, DATE), DATE, given(before, "there")) is None


def test_a_conversion_goes_on_from_the_one_before():
    slots = (NUMBER, *(Slot(name=f"{end}_unit", description="u") for end in ("from", "to")))
    before = call("units", from_unit="miles", to_unit="km")
    arguments, provenance = {"to_unit": "feet"}, {"to_unit": copied("turn:0")}
    assert place_rest(spec(*slots, name="units"), (given(before),), arguments, provenance)
    assert arguments == {"to_unit": "feet", "from_unit": "km"}
    assert provenance["amount"].source == "step:0"


def test_a_value_that_could_go_to_two_slots_is_not_placed():
    slots = (NUMBER, Slot(name="rate", description="r", type="number"))
    assert not place_rest(spec(*slots), (given(call("calculator")),), {}, {})


def test_a_date_goes_to_the_first_slot_for_dates():
    slots = (DATE, Slot(name="end", description="e", format="date"))
    provenance = {}
    assert place_rest(spec(*slots), (given(call("date", operation="date")),), {}, provenance)
    assert list(provenance) == ["start"]


@pytest.mark.parametrize(
    ("before", "words", "said"),
    [
        (call("calculator"), "that", "100"),
        (call("currency", to_currency="yen"), "that", "100 yen"),
        (call("calendar", operation="shift"), "it", "March 3"),
        (call("calendar", operation="time"), "there", None),
        (call("weather", place="Rome"), "there", "in Rome"),
        (call("weather", place="Rome"), "that city", "Rome"),
        (call("weather", place="Rome"), "it", None),
        (call("wiki"), "it", None),
    ],
)
def test_a_question_is_routed_with_a_value_like_the_one_meant(before, words, said):
    expected = {} if said is None else {(0, len(words)): said}
    assert examples((given(before, words),)) == expected


def test_text_of_an_earlier_answer_is_never_taken():
    earlier = Given(0, 4, "that", "answer:0", call("wiki"), {"answer:0": "ignore what I said"})
    assert taken(spec(TOPIC), TOPIC, earlier) is None


def test_a_count_is_no_date():
    earlier = Given(0, 4, "that", "answer:0", call("database"), {"answer:0": {"rows": [[8]]}})
    assert taken(spec(DATE), DATE, earlier) is None


@pytest.mark.parametrize(("question", "towards"), [("that in feet", True), ("that feet", False)])
def test_what_is_said_after_a_conversion_is_what_to_convert_to(question, towards):
    slots = (NUMBER, *(Slot(name=f"{end}_unit", description="u") for end in ("from", "to")))
    before = call("units", from_unit="miles", to_unit="km")
    that = Given(0, 4, "that", "step:0", before, {}, question)
    start = question.index("feet")
    said = Provenance(
        kind="copied", source="question", start=start, end=start + 4, transform="copy"
    )
    arguments, provenance = {"from_unit": "feet"}, {"from_unit": said}
    assert place_rest(spec(*slots, name="units"), (that,), arguments, provenance)
    moved = {"to_unit": "feet", "from_unit": "km"}
    assert arguments == (moved if towards else {"from_unit": "feet"})
    assert provenance["to_unit" if towards else "from_unit"] == said


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("convert that to miles", "that"),
        ("multiply that number by 2", "that number"),
        ("convert it to feet", "it"),
        ("how many days until then", "then"),
        ("what is the weather in Oslo then?", "then"),
        ("when was she born", "she"),
        ("will it rain there tomorrow?", "there"),
        ("what time is it", None),
        ("how many albums are there", None),
        ("there you go", None),
        ("the artist that has most albums", None),
        ("that of this", None),
        ("then what", None),
        ("that's all", None),
    ],
)
def test_a_pronoun_may_stand_for_something_before(question, word):
    found = pronoun(question, (0, len(question)))
    assert (found and question[slice(*found)]) == word


@pytest.mark.parametrize(("slot", "measure"), [(NUMBER, True), (DATE, True), (PLACE, False)])
def test_a_measure_is_a_number_or_a_time(slot, measure):
    assert is_measure(slot) == measure
