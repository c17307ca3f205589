"""The judging of compound cases, without a router."""

import pytest

from bench.composition import calls_of, cases, fits
from bench.composition_cases import CASES
from mrkl_core.values import Abstain, Call, Plan, Provenance

STEP = Provenance(kind="derived", source="step:0", start=0, end=0, transform="figure")
OWN = Provenance(kind="copied", source="question", start=0, end=3, transform="copy")
CALL = Call(
    name="currency",
    arguments={"to_currency": "yen"},
    provenance={"amount": STEP, "to_currency": OWN},
    confidence=0.9,
)


@pytest.mark.parametrize(
    ("wanted", "right"),
    [
        ("currency", True),
        ("currency to_currency=yen <0", True),
        ("currency <0 to_currency=yen", True),
        ("currency to_currency=euros", False),
        ("currency <1", False),
        ("currency <answer", False),
        ("units <0", False),
    ],
)
def test_a_call_fits_what_a_case_says(wanted, right):
    assert fits(CALL, wanted) == right


def test_only_calls_and_plans_have_calls():
    assert calls_of(CALL) == (CALL,)
    assert calls_of(Plan(calls=(CALL, CALL))) == (CALL, CALL)
    assert calls_of(Abstain(reason="x")) == ()


def test_every_case_says_what_is_wanted():
    for block in CASES.values():
        for case in cases(block):
            asked, _, wanted = case.partition(" => ")
            assert asked
            assert wanted
