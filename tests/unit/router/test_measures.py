"""What units measure."""

import pytest

from mrkl_core.values import Abstain, Call
from mrkl_router.measures import at_odds, measured


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("km", {"length"}),
        ("nautical miles", {"length"}),
        ("sq ft", {"area"}),
        ("cubic metres", {"volume"}),
        ("mph", {"speed"}),
        ("kWh", {"energy"}),
        ("gigabytes", {"data"}),
        ("ounces", {"mass", "volume"}),
        ("pounds", {"mass", "money"}),
        ("yen", {"money"}),
        ("celsius", {"temperature"}),
        ("metres per second", set()),
        ("Rome", set()),
    ],
)
def test_a_unit_measures_one_thing_or_may_measure_several(words, what):
    assert measured(words) == what


def call(**arguments):
    return Call(name="e", arguments=arguments, provenance={}, confidence=0.9)


def test_a_length_is_no_mass():
    refused = at_odds(call(value=5, from_unit="miles", to_unit="pounds"))
    assert refused == Abstain(reason="'miles' and 'pounds' measure different things.")


@pytest.mark.parametrize(
    "arguments",
    [
        {"from_unit": "miles", "to_unit": "feet"},
        {"from_unit": "ounces", "to_unit": "cups"},
        {"from_unit": "miles", "to_unit": "smoots"},  # the expert knows more units
        {"from_unit": "smoots", "to_unit": "miles"},
        {"from_unit": "miles"},
        {"from_unit": 5, "to_unit": "miles"},
        {"unit": "miles", "to_unit": "pounds"},
    ],
)
def test_only_what_is_sure_is_refused(arguments):
    assert at_odds(call(**arguments)) is None
