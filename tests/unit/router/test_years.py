"""The year of a date that a fragment does not say."""

import pytest

from mrkl_core.values import Call, Provenance
from mrkl_router.years import in_year_before

NOW = "2026-11-25T12:00:00+00:00"


def call(source, words, value, moment=NOW, transform="date"):
    origin = Provenance(
        kind="normalised",
        source=source,
        start=0,
        end=len(words),
        transform=f"{transform}({moment})" if moment else transform,
    )
    return Call(name="e", arguments={"day": value}, provenance={"day": origin}, confidence=0.9)


def read(old, new):
    """Return a later date as read after an earlier one, both said now."""
    sources = {"turn:0": old[0], "question": new[0]}
    return in_year_before(call("turn:0", *old), call("question", *new), sources)


@pytest.mark.parametrize(
    ("old", "new", "day"),
    [
        (("July 4, 2027", "2027-07-04"), ("July 5", "2026-07-05"), "2027-07-05"),
        (("July 4, 2027", "2027-07-04"), ("July 5, 2028", "2028-07-05"), "2028-07-05"),
        (("July 4", "2026-07-04"), ("July 5", "2026-07-05"), "2026-07-05"),
        (("July 4, 2026", "2026-07-04"), ("July 5", "2026-07-05"), "2026-07-05"),
        (("in a year", "2027-11-25"), ("July 5", "2026-07-05"), "2026-07-05"),
    ],
)
def test_a_date_is_of_the_year_said_before(old, new, day):
    assert read(old, new).arguments == {"day": day}


def test_the_proof_says_when_it_would_have_been_said():
    found = read(("July 4, 2027", "2027-07-04"), ("July 5", "2026-07-05"))
    assert found.provenance["day"].transform == "date(2027-01-01T12:00:00+00:00)"


def test_the_year_stays_for_the_next_date():
    old = ("July 5", "2027-07-05", "2027-01-01T12:00:00+00:00")
    assert read(old, ("July 6", "2026-07-06")).arguments == {"day": "2027-07-06"}


@pytest.mark.parametrize(
    ("words", "day"),
    [("Friday", "2026-11-27"), ("Christmas", "2026-12-25"), ("tomorrow", "2026-11-26")],
)
def test_days_of_which_the_year_is_not_clear_are_none(words, day):
    assert read(("July 4, 2027", "2027-07-04"), (words, day)) is None


@pytest.mark.parametrize(
    ("old", "new", "fits"),
    [
        (("July 4", "2026-07-04"), ("next year", "2027-01-01"), False),
        (("July 4", "2026-07-04"), ("December", "2026-12-01"), False),
        (("July", "2026-07-01"), ("December", "2026-12-01"), True),
        (("July", "2026-07-01"), ("July 4", "2026-07-04"), True),
    ],
)
def test_no_longer_time_takes_the_place_of_a_day(old, new, fits):
    assert (read(old, new) is not None) == fits


def test_a_day_that_the_year_lacks_is_none():
    old = ("July 4, 2027", "2027-07-04", "2028-11-25T12:00:00")
    new = ("February 29", "2028-02-29", "2028-11-25T12:00:00")
    assert read(old, new) is None


def test_other_values_have_no_year():
    old, new = ("4", 4, "", "number"), ("5", 5, "", "number")
    assert read(old, new).arguments == {"day": 5}
