import json

from mrkl.system import System
from mrkl.testing import FakeExpert, ScriptedRouter, call, copied, from_step
from mrkl_core.answer import Answer
from mrkl_core.codec import from_dict, to_dict
from mrkl_core.errors import NoResultError
from mrkl_core.values import Call, Clarify, Plan, Result, Slot, Source

QUESTION = "find Zoë and greet her warmly"


def _answers():
    source = Source(document="people.pdf", start=10, end=14, quote="Zoë", page=3)
    find = FakeExpert("find", Result(value={"name": "Zoë"}, text="Zoë", sources=(source,)))
    slots = (
        Slot(name="who", description="whom", type="object"),
        Slot(name="how", description="how"),
        Slot(name="times", description="n", type="integer", required=False, default=1),
    )
    greet = FakeExpert("greet", NoResultError("Nobody is there.", hint="Wait."), slots=slots)
    then = Call(
        name="greet",
        arguments={"how": "warmly"},
        provenance={"who": from_step(0), "how": copied(QUESTION, "warmly")},
        confidence=0.75,
    )
    script = {
        QUESTION: Plan(calls=(call(QUESTION, "find", text="Zoë"), then)),
        "greet": Clarify(expert="greet", slot="who", text="Greet whom?", confidence=0.5),
    }
    system = System(router=ScriptedRouter(script), experts=[find, greet])
    return [system.ask(question) for question in (QUESTION, "greet", "dance")]


def _fixed(data):
    """Blank out what differs from run to run."""
    data["id"], data["ms"] = "ID", 0.0
    for step in data["steps"]:
        step["ms"] = 0.0
    return data


def test_answers_as_json(golden):
    answers = _answers()
    for answer in answers:
        assert from_dict(Answer, json.loads(json.dumps(to_dict(answer)))) == answer
    records = [_fixed(to_dict(answer)) for answer in answers]
    golden("answers.json", json.dumps(records, indent=2, ensure_ascii=False) + "\n")
