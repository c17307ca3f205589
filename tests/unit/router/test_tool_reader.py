from dataclasses import replace

import pytest

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.tool_reader import ToolReader

AREA = ExpertSpec(
    name="triangle_area",
    description="Calculates the area of a triangle.",
    slots=(
        Slot(name="base", type="number", description="length of the base"),
        Slot(name="height", type="number", description="height of the triangle"),
        Slot(name="unit", description="unit of the result", required=False),
    ),
)
FLIGHT = ExpertSpec(
    name="find_flights",
    description="Finds flights between two cities.",
    slots=(
        Slot(name="cabin", description="cabin class", enum=("economy", "business", "first")),
        Slot(name="nonstop", type="boolean", description="only direct flights", required=False),
    ),
)
QUESTION = "Find the area of a triangle with a base of 10 and a height of 25."


@pytest.fixture(scope="module")
def reader(router_parts):
    return ToolReader(*router_parts)


def test_values_are_pointed_at(reader):
    reading = reader.read(QUESTION, AREA, AREA.slots)
    base, height, unit = reading.slots
    assert QUESTION[base.spans[0].start : base.spans[0].end] == "10"
    assert QUESTION[height.spans[0].start : height.spans[0].end] == "25"
    assert unit.unsaid > unit.spans[0].score


def test_what_fits_matches_better_than_what_does_not(reader):
    fits = reader.read(QUESTION, AREA, AREA.slots).match
    assert fits > 0 > reader.read(QUESTION, FLIGHT, FLIGHT.slots).match


def test_slots_are_worked_out_when_they_are_asked_for(router_parts):
    used = []

    class Heads(dict):
        def __getitem__(self, name):
            used.append(name)
            return super().__getitem__(name)

    encoder, weights = router_parts
    reader = ToolReader(encoder, replace(weights, heads=Heads(weights.heads)))
    reading = reader.read(QUESTION, AREA, AREA.slots)
    assert set(used) == {"match.weight", "match.bias"}
    assert [one.slot.name for one in reading.slots] == ["base", "height", "unit"]
    assert "argument.weight" in used


def test_choices_have_probabilities(reader):
    reading = reader.read("find a flight to Oslo in business class", FLIGHT, FLIGHT.slots)
    cabin = reading.slots[0]
    assert cabin.values == ("economy", "business", "first")
    assert max(zip(cabin.chances, cabin.values, strict=True))[1] == "business"
    assert cabin.unsaid + sum(cabin.chances) == pytest.approx(1, abs=1e-5)


def test_required_slots_are_shown_first(reader):
    slots = [Slot(name=f"a{k}", description="thing " * 30, required=False) for k in range(30)]
    slots.append(Slot(name="must", description="what must be said"))
    reading = reader.read("say it", ExpertSpec(name="t", description="d"), slots)
    assert reading.slots[0].slot.name == "must"
    assert len(reading.slots) < 30
