"""Earlier questions with other words, with a router that reads by patterns."""

import pytest
from earlier_turns import turn_of
from fragment_reader import SPECS, Reader, converse, origin, read, rows, turn

from mrkl_core.values import Call, Provenance
from mrkl_router.ellipsis import elliptical
from mrkl_router.rewording import in_full


@pytest.mark.parametrize(
    ("questions", "arguments", "full"),
    [
        (["Rain in Rome?", "and Oslo?"], {"place": "Oslo"}, "Rain in Oslo?"),
        (["Rain in Rome?", "and Åbo?"], {"place": "Åbo"}, "Rain in Åbo?"),
        (
            ["Rain in Rome?", "and tomorrow?"],
            {"place": "Rome", "day": "tomorrow"},
            "Rain in Rome tomorrow",
        ),
        (
            ["Rain in Rome?", "and tomorrow?", "and Oslo?"],
            {"place": "Oslo", "day": "tomorrow"},
            "Rain in Oslo tomorrow",
        ),
        (["Rain in Rome?", "and Oslo?", "and Linz?"], {"place": "Linz"}, "Rain in Linz?"),
        (
            ["worth of 5 euros in yen?", "and in pounds?"],
            {"amount": 5, "from_currency": "euros", "to_currency": "pounds"},
            "worth of 5 euros in pounds?",
        ),
        (
            ["worth of 5 euros in yen?", "and in pounds?", "and 7 dollars"],
            {"amount": 7, "from_currency": "dollars", "to_currency": "pounds"},
            "worth of 7 dollars in pounds?",
        ),
        (["Time in Rome?", "and Oslo?"], {"what": "time", "place": "Oslo"}, "Time in Oslo?"),
        (["Rows of Rome?", "and of Oslo"], {"q": "c = 'Oslo'"}, "Rows of Oslo?"),
        (["Rows of Rome?", "and of Oslo", "of Linz?"], {"q": "c = 'Linz'"}, "Rows of Linz?"),
    ],
)
def test_the_earlier_question_with_the_new_words_is_the_same_call(questions, arguments, full):
    call, reader = converse(*questions)
    assert call.arguments == arguments
    assert reader.asked[-1] == full


def test_what_came_from_elsewhere_cannot_be_said_in_full():
    """A turn that converted the answer before says no amount; the one before it does."""
    asked = "worth of 5 euros in yen?"
    turns = [turn(asked, Reader("").ask(asked, {}), value=800)]
    second = "worth of that in pounds"
    given = Provenance(kind="derived", source="answer:0", start=0, end=0, transform="figure")
    kept = Provenance(kind="copied", source="turn:0", start=20, end=23, transform="copy")
    said = origin(second, 17, 23, "copy")
    call = Call(
        name="money",
        arguments={"amount": 800, "from_currency": "yen", "to_currency": "pounds"},
        provenance={"amount": given, "from_currency": kept, "to_currency": said},
        confidence=0.9,
    )
    turns.append(turn(second, call, value=4))
    question = "and in dollars"
    reader = Reader(question)
    found = elliptical(question, (0, len(question)), turns, SPECS, reader)
    assert found.arguments == {"amount": 800, "from_currency": "yen", "to_currency": "dollars"}
    assert reader.asked == ["worth of 800 yen in dollars?"]


def test_only_turns_of_the_same_expert_are_said_again():
    """An unanswered turn is passed over; another expert's ends the search."""
    asked = "Rain in Rome?"
    turns = [
        turn("worth of 5 euros in yen?", Reader("").ask("worth of 5 euros in yen?", {})),
        turn("Snow in Rome?", read("Snow in Rome?", 1, 13, "rain")),
        turn("hm", None),
    ]
    reader = Reader("and Oslo?")
    assert elliptical("and Oslo?", (0, 9), turns, SPECS, reader) is None
    assert reader.asked == ["Snow in Oslo?"]
    turns = [turn(asked, Reader("").ask(asked, {})), turn("hm", None), *turns[1:2]]
    reader = Reader("and Oslo?")
    found = elliptical("and Oslo?", (0, 9), turns, SPECS, reader)
    assert found.arguments == {"place": "Oslo"}
    assert reader.asked == ["Snow in Oslo?", "Rain in Oslo?"]


def test_a_program_of_another_shape_is_no_earlier_wording():
    text = "Rows of Rome?"
    both = Provenance(
        kind="program",
        source="question",
        start=0,
        end=13,
        transform='template("c = {8:12|text} or {8:12|text}")',
    )
    older = Call(name="rows", arguments={"q": "?"}, provenance={"q": both}, confidence=0.9)
    newer = rows("Rows in of Linz?".replace("in ", ""))
    turns = [turn(text, older), turn("Sing of Linz?", newer)]
    reader = Reader("and of Oslo")
    assert elliptical("and of Oslo", (0, 11), turns, SPECS, reader) is None
    assert reader.asked == ["Sing of Oslo?"]


def call(**places):
    """Return a call with words of the question, or of a turn, and a date if they are one."""
    provenance = {
        name: Provenance(kind="copied", source=source, start=start, end=end, transform=transform)
        for name, (source, start, end, transform) in places.items()
    }
    return Call(name="e", arguments=dict(places), provenance=provenance, confidence=0.9)


def test_what_was_asked_back_is_read_with_the_answer():
    asked = turn_of("worth of 5 euros?", decision="clarify")
    step = call(amount=("turn:0", 9, 10, "number"), unit=("question", 3, 6, "copy"))
    turns = [asked, turn("in yen, please", step)]
    other = call(amount=("turn:0", 9, 10, "number"), unit=("question", 7, 13, "copy"))
    sources = {"turn:0": asked.question, "question": "and in pounds"}
    full = list(in_full(other, turns, sources))
    assert full[0] == "worth of 5 euros in pounds, please"
    assert full[1] == "worth of 5 euros to in pounds, please"
    assert list(in_full(other, [turn(asked.question, None), turns[1]], sources)) == []


def test_a_day_that_a_year_lacks_is_said_with_its_own():
    """What was read in 2027 was 'July 4'; in 2028 it is 29 February that is meant."""
    step = call(day=("question", 8, 14, "date(2027-01-01T12:00:00)"))
    other = call(day=("question", 4, 15, "date(2028-01-01T12:00:00)"))
    sources = {"question": "and February 29"}
    full = list(in_full(other, [turn("Days of July 4?", step)], sources))
    assert full == ["Days of February 29 2028?"]
