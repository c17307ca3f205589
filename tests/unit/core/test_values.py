import dataclasses

import pytest

from mrkl_core.values import Abstain, Call, Clarify, ExpertSpec, Plan, Slot, decision_kind


def _call(confidence):
    return Call(name="a", arguments={}, provenance={}, confidence=confidence)


def test_a_spec_finds_its_slots_by_name():
    slot = Slot(name="text", description="any")
    spec = ExpertSpec(name="echo", description="Echoes.", slots=(slot,))
    assert spec.slot("text") is slot
    assert spec.slot("other") is None


def test_a_plan_is_as_confident_as_its_weakest_call():
    assert Plan(calls=(_call(0.9), _call(0.4))).confidence == 0.4
    assert Plan(calls=()).confidence == 0.0


@pytest.mark.parametrize(
    ("decision", "kind"),
    [
        (_call(1.0), "call"),
        (Plan(calls=()), "plan"),
        (Clarify(expert="a", slot="b", text="which?", confidence=0.5), "clarify"),
        (Abstain(reason="none"), "abstain"),
    ],
)
def test_decisions_have_names(decision, kind):
    assert decision_kind(decision) == kind


def test_values_are_frozen_slotted_and_keyword_only():
    slot = Slot(name="a", description="b")
    with pytest.raises(dataclasses.FrozenInstanceError):
        slot.name = "c"
    assert not hasattr(slot, "__dict__")
    with pytest.raises(TypeError):
        Slot("a", "b")
