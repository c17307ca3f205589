import pytest

from mrkl_core.answer import Answer, Step, Turn
from mrkl_core.errors import ProvenanceError
from mrkl_core.values import Provenance, Result


def _origin(source, start, end, transform="copy"):
    return Provenance(kind="copied", source=source, start=start, end=end, transform=transform)


def _step(arguments, provenance, value=None):
    result = None if value is None else Result(value=value, text=str(value))
    return Step(
        expert="e",
        arguments=arguments,
        provenance=provenance,
        confidence=1.0,
        ms=0.1,
        result=result,
    )


def _answer(question, *steps):
    return Answer(id="1", question=question, text="t", decision="plan", confidence=1.0, steps=steps)


def test_an_answer_reads_as_its_text():
    assert str(_answer("q")) == "t"


def test_replay_recomputes_arguments_from_question_turns_and_steps():
    answer = _answer(
        "more of it",
        _step({"a": "more"}, {"a": _origin("question", 0, 4)}, value=[1, 2]),
        _step(
            {"b": [1, 2], "c": "tea"},
            {"b": _origin("step:0", 0, 0, "value"), "c": _origin("turn:0", 5, 8)},
        ),
    )
    earlier = Turn(question="some tea", answer=_answer("some tea"))
    assert answer.replay([earlier]) == ({"a": "more"}, {"b": [1, 2], "c": "tea"})


def test_replay_knows_the_values_of_earlier_answers():
    program = Provenance(
        kind="program",
        source="question",
        start=0,
        end=9,
        transform='template("{answer:0|number}*{9:10|number}")',
    )
    answer = _answer("times it 3", _step({"e": "372*3"}, {"e": program}))
    earlier = Answer(
        id="0", question="15% of 2,480", text="372", value=372, decision="call", confidence=1.0
    )
    assert answer.replay([Turn(question=earlier.question, answer=earlier)]) == ({"e": "372*3"},)


def test_replay_refuses_a_value_that_differs():
    answer = _answer("more of it", _step({"a": "less"}, {"a": _origin("question", 0, 4)}))
    with pytest.raises(ProvenanceError, match="'less' but replays to 'more'"):
        answer.replay()


def test_replay_needs_the_turns_that_arguments_came_from():
    answer = _answer("it", _step({"c": "tea"}, {"c": _origin("turn:0", 0, 3)}))
    with pytest.raises(ProvenanceError, match="No source 'turn:0'"):
        answer.replay()


def test_a_failed_step_gives_nothing_to_later_ones():
    answer = _answer("x", _step({}, {}), _step({"a": 1}, {"a": _origin("step:0", 0, 0, "value")}))
    with pytest.raises(ProvenanceError, match="No source 'step:0'"):
        answer.replay()
