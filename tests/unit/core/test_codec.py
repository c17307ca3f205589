import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mrkl_core.answer import Answer, Step
from mrkl_core.codec import from_dict, to_dict
from mrkl_core.errors import ValueFormatError
from mrkl_core.values import (
    Annotations,
    Column,
    ErrorRecord,
    ExpertSpec,
    Provenance,
    Result,
    Slot,
    Source,
    Table,
)

SPEC = ExpertSpec(
    name="database",
    description="Looks things up.",
    slots=(
        Slot(
            name="sql",
            description="query",
            format="sql",
            required=False,
            default="SELECT 1",
            enum=("SELECT 1", "SELECT 2"),
            tables=(Table(name="t", columns=(Column(name="c", values=("x",)),)),),
        ),
        Slot(
            name="stops",
            description="where to stop",
            type="array",
            items=Slot(
                name="item",
                description="a stop",
                type="object",
                properties=(
                    Slot(name="city", description="the city"),
                    Slot(
                        name="notes",
                        description="notes",
                        type="array",
                        required=False,
                        items=Slot(name="item", description="a note"),
                    ),
                ),
            ),
        ),
    ),
    examples=("how many?",),
    annotations=Annotations(timeout_s=2.5, needs_network=True),
)

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
_provenance = st.builds(
    Provenance,
    kind=st.sampled_from(["copied", "normalised", "program"]),
    source=st.text(),
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    transform=st.text(),
)
_step = st.builds(
    Step,
    expert=st.text(),
    arguments=st.dictionaries(st.text(), _json),
    provenance=st.dictionaries(st.text(), _provenance),
    confidence=st.floats(0, 1),
    ms=st.floats(0, 1e6),
    result=st.none() | st.builds(Result, value=_json, text=st.text(), sources=st.just(())),
    error=st.none() | st.builds(ErrorRecord, code=st.text(), message=st.text()),
)
_answer = st.builds(
    Answer,
    id=st.text(),
    question=st.text(),
    text=st.text(),
    value=_json,
    decision=st.sampled_from(["call", "plan", "clarify", "abstain"]),
    confidence=st.floats(0, 1),
    reason=st.none() | st.text(),
    steps=st.lists(_step, max_size=2).map(tuple),
    usage=st.none() | st.just({"prompt_tokens": 3}),
    sources=st.just((Source(document="d", start=0, end=1, quote="q", page=2),)),
    ms=st.floats(0, 1e6),
)


@given(_answer)
def test_an_answer_survives_json(answer):
    assert from_dict(Answer, json.loads(json.dumps(to_dict(answer)))) == answer


def test_a_spec_survives_json():
    assert from_dict(ExpertSpec, json.loads(json.dumps(to_dict(SPEC)))) == SPEC


def test_provenance_is_written_with_the_key_class():
    origin = Provenance(kind="copied", source="question", start=0, end=1, transform="copy")
    assert to_dict(origin) == {
        "class": "copied",
        "source": "question",
        "start": 0,
        "end": 1,
        "transform": "copy",
    }


def test_absent_and_null_mean_none():
    assert from_dict(Result, {"text": "t"}) == Result(value=None, text="t")
    data = {"document": "d", "start": 0, "end": 1, "quote": "q", "page": None}
    assert from_dict(Source, data).page is None


def test_a_whole_number_serves_as_a_float():
    timeout = from_dict(Annotations, {"timeout_s": 3}).timeout_s
    assert timeout == 3.0
    assert isinstance(timeout, float)


@pytest.mark.parametrize(
    ("cls", "data", "message"),
    [
        (Slot, [], "A Slot must be an object, not []."),
        (Slot, {"name": "a", "descripton": "b"}, "A Slot has no key 'descripton'. Known:"),
        (Slot, {"name": "a"}, "A Slot needs the key 'description'."),
        (Slot, {"name": 1, "description": "b"}, "Slot.name must be a str, not 1."),
        (
            Slot,
            {"name": "a", "description": "b", "type": "text"},
            "Slot.type is 'text'; valid: string, integer, number, boolean, array, object.",
        ),
        (
            Slot,
            {"name": "a", "description": "b", "tables": "t"},
            "Slot.tables must be a list, not 't'.",
        ),
        (
            Slot,
            {"name": "a", "description": "b", "required": 1},
            "Slot.required must be a bool, not 1.",
        ),
        (
            ErrorRecord,
            {"code": "c", "message": "m", "context": 3},
            "ErrorRecord.context must be an object, not 3.",
        ),
        (Annotations, {"timeout_s": True}, "Annotations.timeout_s must be a float, not True."),
    ],
)
def test_other_shapes_are_named(cls: type[Any], data: Any, message: str):
    with pytest.raises(ValueFormatError) as caught:
        from_dict(cls, data)
    assert str(caught.value).startswith(message)
