import pytest

from mrkl.calls import grounded_arguments, needed_steps, text_sources
from mrkl_core.answer import Answer, Turn
from mrkl_core.errors import ProvenanceError
from mrkl_core.values import Call, Provenance

QUESTION = "take 3 of it"
PROGRAM = Provenance(
    kind="program",
    source="question",
    start=0,
    end=12,
    transform='template("{5:6|number}*{step:0|number}-{step:2|number}")',
)


def call(origin, **arguments):
    return Call(name="e", arguments=arguments, provenance={"x": origin}, confidence=1.0)


def test_a_program_needs_the_steps_it_points_to():
    assert needed_steps(call(PROGRAM), 3) == (0, 2)


def test_a_program_cannot_need_a_later_step():
    with pytest.raises(ProvenanceError, match="comes from 'step:2', which is not an earlier step"):
        needed_steps(call(PROGRAM), 2)


def test_a_damaged_program_is_a_typed_error():
    origin = Provenance(kind="program", source="question", start=0, end=1, transform="template(3)")
    with pytest.raises(ProvenanceError, match="is no JSON text"):
        needed_steps(call(origin), 1)


def test_a_program_over_steps_is_written_when_they_are_there():
    sources = {"question": QUESTION, "step:0": 124, "step:2": [[-5]]}
    assert grounded_arguments(call(PROGRAM), sources) == {"x": "3*124-(-5)"}


def test_a_value_without_a_step_must_be_there_already():
    origin = Provenance(kind="copied", source="question", start=0, end=4, transform="copy")
    with pytest.raises(ProvenanceError, match="has a provenance but no value"):
        grounded_arguments(call(origin), {"question": QUESTION})


def test_earlier_turns_give_their_words_and_their_values():
    answer = Answer(id="1", question="a", text="t", value=7, decision="call", confidence=1.0)
    sources = text_sources("b", [Turn(question="a", answer=answer)])
    assert sources == {"question": "b", "turn:0": "a", "answer:0": 7}
