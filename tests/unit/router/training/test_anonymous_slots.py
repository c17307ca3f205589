from random import Random

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.training.anonymous_slots import anonymous
from mrkl_router.training.tools import Chosen

QUESTION = "raise 3 to the power 4 in metres"
POWER = ExpertSpec(
    name="power",
    description="Raises a number.",
    slots=(
        Slot(name="exponent", description="How often.", type="integer"),
        Slot(name="unit", description="The unit.", required=False),
        Slot(name="base", description="What is raised.", type="number"),
    ),
)
SAID = {"exponent": (21, 22), "base": (6, 7), "unit": (26, 32)}


def test_numbers_are_renamed_in_the_order_in_which_they_are_said():
    for seed in range(50):
        spec, said = anonymous(POWER, SAID, Random(seed))
        names = [slot.name for slot in spec.slots]
        assert names[2] == "unit"
        assert [QUESTION[slice(*said[name])] for name in names] == ["3", "4", "metres"]
        assert [slot.type for slot in spec.slots] == ["number", "integer", "string"]
        assert not {"exponent", "base"} & set(names)


def test_one_number_is_no_order():
    said = {**SAID, "base": None}
    assert anonymous(POWER, said, Random(1)) == (POWER, said)
    said = {**SAID, "base": Chosen(3)}
    assert anonymous(POWER, said, Random(1)) == (POWER, said)


def test_a_name_that_is_taken_stays_with_its_slot():
    letters = [Slot(name=letter, description="") for letter in "axpm"]
    named = [Slot(name=name, description="") for name in ("first", "first_number", "num1")]
    taken = ExpertSpec(name="t", description="", slots=(*POWER.slots, *letters, *named))
    for seed in range(50):
        spec, _ = anonymous(taken, SAID, Random(seed))
        assert len({slot.name for slot in spec.slots}) == len(spec.slots)
