import asyncio
import datetime as dt
import enum
import threading
from typing import Annotated, Literal

import pydantic
import pytest

import mrkl
from mrkl.clock import FixedClock
from mrkl.testing import check_expert
from mrkl_core.errors import (
    ExpertError,
    InvalidArgumentError,
    InvalidExpertError,
    NoResultError,
)
from mrkl_core.protocols import Context
from mrkl_core.values import Annotations, Result, Slot

CONTEXT = Context(
    clock=FixedClock(dt.datetime(2026, 3, 4)), question="the question", remaining_s=5.0
)


def run(expert, **arguments):
    return asyncio.run(expert.run(arguments, CONTEXT))


class Unit(enum.Enum):
    KM = "km"
    MILES = "mi"


@mrkl.expert(examples=["roll two dice", "throw a die"], negatives=["buy a die"])
def dice(count: int, sides: int = 6, unit: Unit = Unit.KM) -> str:
    """Roll dice,
    several at once.

    More about it.

    Args:
        count: how many dice
        sides (int): how many sides each has
        undocumented: no parameter

    Returns:
        text: not an argument
    """
    return f"{count}d{sides} {unit.value}"


def test_hints_and_docstring_make_the_spec():
    assert dice.spec.name == "dice"
    assert dice.spec.description == "Roll dice, several at once."
    assert dice.spec.examples == ("roll two dice", "throw a die")
    assert dice.spec.negatives == ("buy a die",)
    assert dice.spec.slots == (
        Slot(name="count", description="how many dice", type="integer"),
        Slot(
            name="sides",
            description="how many sides each has",
            type="integer",
            required=False,
            default=6,
        ),
        Slot(
            name="unit",
            description="Unit",
            required=False,
            default="km",
            enum=("km", "mi"),
        ),
    )


def test_it_is_an_expert_and_still_a_function():
    assert isinstance(dice, mrkl.Expert)
    assert dice(2) == "2d6 km"
    assert run(dice, count=2, sides=20, unit="mi") == Result(value="2d20 mi", text="2d20 mi")
    assert dice.__doc__.startswith("Roll dice")


def test_it_passes_the_conformance_suite():
    check_expert(
        dice, good_arguments=[{"count": 1}], bad_arguments=[{}, {"count": "x"}, {"size": 3}]
    )


def test_name_description_and_annotations_can_be_given():
    @mrkl.expert(name="later", description="Adds days.", annotations=Annotations(timeout_s=1))
    def add_days(
        day: dt.date,
        kind: Literal["work", "all"],
        length: dt.timedelta = dt.timedelta(days=1),
        note: Annotated[str, pydantic.Field(description="a remark")] = "",
        whole: Annotated[str, pydantic.Field(json_schema_extra={"format": "question"})] = "",
    ) -> dt.date:
        return day + length

    assert add_days.spec.name == "later"
    assert add_days.spec.description == "Adds days."
    assert add_days.spec.annotations.timeout_s == 1
    slots = {slot.name: slot for slot in add_days.spec.slots}
    assert slots["day"].format == "date"
    assert slots["kind"].enum == ("work", "all")
    assert (slots["length"].format, slots["length"].default) == ("duration", "P1D")
    assert slots["note"].description == "a remark"
    assert slots["whole"].format == "question"
    found = run(add_days, day="2026-03-04", kind="all", length="P2D")
    assert found == Result(value="2026-03-06", text="2026-03-06")


def test_plain_functions_run_in_a_thread_and_async_ones_on_the_loop():
    @mrkl.expert
    def plain() -> str:
        """Name the thread."""
        return threading.current_thread().name

    @mrkl.expert
    async def waiting() -> str:
        """Name the thread."""
        return threading.current_thread().name

    assert run(plain).value != threading.main_thread().name
    assert run(waiting).value == threading.main_thread().name


def test_the_context_is_handed_over_and_is_no_argument():
    @mrkl.expert
    def today(context: Context) -> str:
        """Tell the date."""
        return context.clock.now().date().isoformat()

    assert today.spec.slots == ()
    assert run(today).value == "2026-03-04"


def test_a_result_is_passed_on_and_values_become_json():
    @mrkl.expert
    def full() -> Result:
        """Give a result."""
        return Result(value=1, text="one")

    @mrkl.expert
    def pair() -> tuple[int, dt.date]:
        """Give a pair."""
        return 1, dt.date(2026, 3, 4)

    assert run(full) == Result(value=1, text="one")
    assert run(pair).value == [1, "2026-03-04"]


def test_nothing_is_no_result():
    @mrkl.expert
    def nothing() -> None:
        """Find nothing."""

    with pytest.raises(NoResultError, match="'nothing' found nothing"):
        run(nothing)


def test_a_value_that_json_cannot_hold_is_an_error():
    @mrkl.expert
    def odd() -> object:
        """Give an object."""
        return object()

    with pytest.raises(ExpertError, match="returned object, which JSON cannot hold"):
        run(odd)


def test_a_value_that_does_not_fit_the_hints_is_named():
    with pytest.raises(InvalidArgumentError, match="Argument 'unit' of 'dice' is 'parsec'"):
        run(dice, count=1, unit="parsec")


def test_a_function_without_description_is_refused():
    def silent(a: int) -> int:
        return a

    with pytest.raises(InvalidExpertError, match="'silent' has no description"):
        mrkl.expert(silent)


def test_parameters_that_cannot_be_arguments_are_named():
    def bare(a) -> int:
        """Do it."""

    def many(*numbers: int) -> int:
        """Do it."""

    def only(a: int, /) -> int:
        """Do it."""

    for function in (bare, many, only):
        with pytest.raises(InvalidExpertError, match="cannot be an argument"):
            mrkl.expert(function)


def test_hints_that_cannot_be_used_are_named():
    def odd(a: object.__class__("Odd", (), {})) -> int:
        """Do it."""

    def unknown(a: "Nowhere") -> int:  # noqa: F821
        """Do it."""

    with pytest.raises(InvalidExpertError, match="type hints of 'odd' cannot be used"):
        mrkl.expert(odd)
    with pytest.raises(InvalidExpertError, match="signature of 'unknown' cannot be read"):
        mrkl.expert(unknown)


class Leg(pydantic.BaseModel):
    city: str
    nights: int = 1
    then: "list[Leg]" = []


def test_models_become_objects_with_members():
    @mrkl.expert(examples=["plan a trip to Rome"])
    def trip(legs: list[Leg], note: str | None) -> int:
        """Plan a trip."""
        return sum(leg.nights for leg in legs)

    legs, note = trip.spec.slots
    assert (legs.type, legs.items.type) == ("array", "object")
    assert [(slot.name, slot.type, slot.required) for slot in legs.items.properties] == [
        ("city", "string", True),
        ("nights", "integer", False),
        ("then", "array", False),
    ]
    assert not note.required
    check_expert(
        trip,
        good_arguments=[{"legs": [{"city": "Rome"}], "note": "x"}],
        bad_arguments=[{"legs": [{"nights": 2}]}, {"legs": "Rome"}, {"legs": [{"town": "Rome"}]}],
    )


def test_an_argument_that_cannot_be_read_in_full_is_refused():
    choices = Literal[tuple(f"v{i}" for i in range(1025))]

    def pick(a: choices = "v1") -> str:
        """Pick one."""

    with pytest.raises(InvalidExpertError, match="'pick', property 'a' lists 1,025 values"):
        mrkl.expert(pick)
