import pytest

from mrkl.registry import Registry, check_spec
from mrkl.testing import FakeExpert
from mrkl_core.errors import (
    DuplicateExpertError,
    ExpertDisabledError,
    InvalidExpertError,
    UnknownExpertError,
)
from mrkl_core.values import Annotations, ExpertSpec, Slot


@pytest.fixture
def registry():
    made = Registry()
    for name in ("units", "calculator"):
        made.add(FakeExpert(name))
    return made


def test_experts_keep_their_order(registry):
    assert list(registry.experts) == ["units", "calculator"]
    assert registry.enabled == ("units", "calculator")
    with pytest.raises(TypeError):
        registry.experts["x"] = FakeExpert("x")


def test_an_expert_can_be_switched_off_and_on(registry):
    registry.switch("units", on=False)
    assert registry.enabled == ("calculator",)
    assert registry.choose(None) == ("calculator",)
    with pytest.raises(ExpertDisabledError, match="'units' is switched off"):
        registry.choose(["units"])
    registry.switch("units", on=True)
    assert registry.choose(["units", "units"]) == ("units",)


def test_unknown_names_are_refused(registry):
    for use in (
        lambda: registry.switch("calc", on=True),
        lambda: registry.get("calc"),
        lambda: registry.choose(["calc"]),
    ):
        with pytest.raises(UnknownExpertError, match="Did you mean 'calculator'"):
            use()


def test_a_name_can_be_taken_once(registry):
    with pytest.raises(DuplicateExpertError, match="'units' is already registered"):
        registry.check(FakeExpert("units"))


class NoSpec:
    spec = "text"

    async def run(self, arguments, context):
        """Satisfy the shape only."""


@pytest.mark.parametrize("thing", [None, "calculator", FakeExpert, NoSpec()])
def test_what_is_no_expert_is_refused(registry, thing):
    with pytest.raises(InvalidExpertError, match="is not an expert"):
        registry.check(thing)


def spec(**changes):
    return ExpertSpec(**{"name": "e", "description": "d", **changes})


def slot(**changes):
    return Slot(**{"name": "a", "description": "x", **changes})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (spec(name=""), "An expert's name cannot be ''"),
        (spec(name=" padded"), "cannot be ' padded'"),
        (spec(name="a" * 257), "cannot be 'aaa"),
        (spec(name="a\x1b"), "cannot be"),
        (spec(description=" "), "has no description"),
        (spec(annotations=Annotations(timeout_s=0)), "timeout of zero"),
        (spec(slots=(slot(), slot())), "has two arguments 'a'"),
        (spec(slots=(slot(name="a\n"),)), "An argument of 'e' cannot be 'a\\n'"),
        (
            spec(slots=tuple(slot(name=f"a{i}") for i in range(65))),
            "'e' has 65 arguments; at most 64 are read. Split it.",
        ),
        (
            spec(slots=(slot(enum=tuple(map(str, range(1025)))),)),
            "The arguments of 'e' list 1,025 values; at most 1,024 are read.",
        ),
        (spec(examples=("x",) * 1025), "'e' has 1,025 examples; at most 1,024 are read."),
        (spec(negatives=("x" * 2049,)), "among its negatives, 2,049 characters; at most 2,048"),
        (spec(examples=("half \ud800",)), "among its examples"),
        (
            spec(slots=(slot(required=False, default=3),)),
            "default of 'a' does not fit its own slot",
        ),
        (spec(examples=("fine", " ")), "has ' ' among its examples"),
        (spec(negatives=(3,)), "has 3 among its negatives"),
    ],
)
def test_an_unusable_spec_is_refused(wrong, message):
    with pytest.raises(InvalidExpertError) as caught:
        check_spec(wrong)
    assert message in str(caught.value)


def test_a_usable_spec_passes():
    check_spec(spec(name="math.add-2", slots=(slot(required=False, default="x"), slot(name="b"))))
    check_spec(spec(name="Get the weather (v2)", slots=(slot(name="$place of it"),)))
