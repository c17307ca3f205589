import pytest

from mrkl.arguments import check_arguments, fill_defaults
from mrkl_core.errors import InvalidArgumentError, MissingArgumentError
from mrkl_core.provenance import replay
from mrkl_core.values import ExpertSpec, Slot


def spec(*slots):
    return ExpertSpec(name="e", description="d", slots=slots)


def nested_list(depth):
    made = []
    for _ in range(depth):
        made = [made]
    return made


def slot(type="string", **rest):
    return Slot(name="a", description="the thing", type=type, **rest)


MEMBERS = (
    Slot(name="city", description="the city"),
    Slot(name="nights", description="how long", type="integer", required=False),
)


@pytest.mark.parametrize(
    ("wanted", "value"),
    [
        (slot(), ""),
        (slot("integer"), 10**40),
        (slot("number"), 1.5),
        (slot("number"), 1),
        (slot("boolean"), False),
        (slot("array"), [1, "a"]),
        (slot("object"), {"x": None}),
        (slot(enum=("km", "mi")), "km"),
        (slot("integer", enum=(1, 2)), 2),
        (slot(format="date"), "2026-03-04"),
        (slot(format="date"), "2026-03-04T12:00:00+01:00"),
        (slot(format="duration"), "P3D"),
        (slot(format="duration"), "P1Y2M3DT4H5M6.5S"),
        (slot(format="duration"), "-P2W"),
        (slot(format="expression"), "1+1"),
        (slot(format="date-time"), "2026-03-04T12:00:00Z"),
        (slot(format="time"), "12:30"),
        (slot(enum=("a", 1)), 1),
        (slot("array", items=slot("integer")), [1, 2]),
        (slot("array", items=slot("array", items=slot())), [["x"], []]),
        (slot("object", properties=MEMBERS), {"city": "Rome"}),
        (slot("object", properties=MEMBERS), {"city": "Rome", "nights": None}),
        (slot("array", items=slot("object", properties=MEMBERS)), [{"city": "Rome"}]),
        (slot(required=False), None),
    ],
)
def test_what_fits_is_accepted(wanted, value):
    check_arguments(spec(wanted), {"a": value})


@pytest.mark.parametrize(
    ("wanted", "value", "message"),
    [
        (slot(), 3, "Argument 'a' of 'e' must be of type string, not 3."),
        (slot("integer"), True, "must be of type integer, not True."),
        (slot("integer"), 2.0, "must be of type integer, not 2.0."),
        (slot("boolean"), 1, "must be of type boolean, not 1."),
        (slot("number"), "1", "must be of type number, not '1'."),
        (slot("number"), float("nan"), "must be something that JSON can hold, not nan."),
        (slot("array"), [object], "must be something that JSON can hold"),
        (slot("array"), "abc", "must be of type array, not 'abc'."),
        (slot(), None, "must be of type string, not None."),
        (slot(required=False, default="x"), None, "must be of type string, not None."),
        (slot(enum=("km", "mi")), "ly", "must be one of 'km', 'mi', not 'ly'."),
        (slot("integer", enum=(0, 1)), True, "must be of type integer"),
        (slot(format="date"), "4 July", "must be an ISO 8601 date, not '4 July'."),
        (slot("integer", format="date"), 4, "must be an ISO 8601 date, not 4."),
        (slot(format="duration"), "3 days", "must be an ISO 8601 duration, not '3 days'."),
        (slot(format="duration"), "P", "must be an ISO 8601 duration"),
        (slot(format="duration"), "P1DT", "must be an ISO 8601 duration"),
        (slot("integer", format="duration"), 4, "must be an ISO 8601 duration"),
        (slot(format="date-time"), "noon", "must be an ISO 8601 date and time, not 'noon'."),
        (slot(format="time"), "2026-03-04", "must be an ISO 8601 time, not '2026-03-04'."),
        (slot(enum=tuple("abcdefghijklmnopqrstuvwxyz0123456789")), "-", " or 4 others, not '-'."),
        (
            slot("array", items=slot("integer")),
            [1, "2"],
            "Argument 'a[1]' of 'e' must be of type integer, not '2'.",
        ),
        (
            slot("object", properties=MEMBERS),
            {"nights": 2},
            "Argument 'a' of 'e' must be an object with 'city' (the city), not {'nights': 2}.",
        ),
        (
            slot("object", properties=MEMBERS),
            {"city": "Rome", "night": 2},
            "must be an object without 'night'; known: city, nights, not",
        ),
        (
            slot("array", items=slot("object", properties=MEMBERS)),
            [{"city": "Rome"}, {"city": "Oslo", "nights": "two"}],
            "Argument 'a[1].nights' of 'e' must be of type integer, not 'two'.",
        ),
        (slot("array"), nested_list(5000), "must be something that JSON can hold"),
    ],
)
def test_what_does_not_fit_is_named(wanted, value, message):
    with pytest.raises(InvalidArgumentError) as caught:
        check_arguments(spec(wanted), {"a": value})
    assert message in str(caught.value)
    assert caught.value.context == {"expert": "e", "argument": "a"}


def test_an_unknown_name_is_refused():
    with pytest.raises(InvalidArgumentError) as caught:
        check_arguments(spec(slot()), {"a": "x", "aa": 1})
    assert str(caught.value) == "Expert 'e' has no argument 'aa'. Known: a. Did you mean 'a'?"


def test_a_missing_argument_is_named():
    with pytest.raises(MissingArgumentError, match=r"needs the argument 'a' \(the thing\)"):
        check_arguments(spec(slot()), {})


def test_defaults_are_filled_with_a_provenance_that_replays():
    unit = Slot(name="unit", description="u", required=False, default="km")
    note = Slot(name="note", description="n", required=False)
    arguments, provenance = {"a": "x"}, {}
    fill_defaults(spec(slot(), unit, note), arguments, provenance)
    assert arguments == {"a": "x", "unit": "km", "note": None}
    assert {name: origin.kind for name, origin in provenance.items()} == {
        "unit": "default",
        "note": "default",
    }
    assert provenance["unit"].transform == 'constant("km")'
    assert replay(provenance["unit"], {}) == "km"
    assert replay(provenance["note"], {}) is None


def test_a_default_is_handed_out_as_a_copy():
    tags = Slot(name="tags", description="t", type="array", required=False, default=["x"])
    arguments = {}
    fill_defaults(spec(tags), arguments, {})
    arguments["tags"].append("y")
    assert tags.default == ["x"]
