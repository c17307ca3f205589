import pytest

from bench.bfcl_checker import is_accepted, is_right, kind, plain, verdicts

SCHEMA = {
    "type": "dict",
    "properties": {
        "city": {"type": "string"},
        "days": {"type": "integer"},
        "budget": {"type": "float"},
        "guided": {"type": "boolean"},
        "stops": {"type": "array", "items": {"type": "string"}},
        "room": {"type": "dict", "properties": {"beds": {"type": "integer"}}},
    },
    "required": ["city"],
}


def judge(arguments, accepted):
    return verdicts(arguments, SCHEMA, accepted)


def test_strings_compare_without_case_spaces_and_punctuation():
    assert judge({"city": "new york-city."}, {"city": ["New York City", "NYC"]}) == {
        "city": "right"
    }
    assert judge({"city": "York"}, {"city": ["New York City"]}) == {"city": "wrong"}
    assert plain("it's 3/4") == 'it"s34'


@pytest.mark.parametrize(
    ("value", "accepted", "schema", "right"),
    [
        (5, [5], "integer", True),
        (5.0, [5], "integer", False),
        (True, [1], "integer", False),
        (5, [5.0], "float", True),
        (0.1, [0.1], "float", True),
        (True, [1.0], "float", False),
        (True, [True], "boolean", True),
        (1, [True], "boolean", False),
        ("5", [5], "integer", False),
        ("n", ["n"], "integer", True),  # the gold names a variable
        ("anything", ["anything"], "any", True),
    ],
)
def test_types_are_the_schemas(value, accepted, schema, right):
    assert is_accepted(value, accepted, {"type": schema}) is right


def test_an_empty_string_means_that_an_argument_may_be_left_out():
    accepted = {"city": ["Rome"], "days": [3, ""]}
    assert judge({"city": "Rome"}, accepted) == {"city": "right", "days": "left out"}
    assert is_right(judge({"city": "Rome", "days": 3}, accepted))
    assert not is_right(judge({"city": "Rome", "days": 4}, accepted))
    assert not is_accepted("", ["", "x"], {"type": "string"})


def test_missing_and_made_up_arguments_are_wrong():
    judged = judge({"guided": True}, {"city": ["Rome"]})
    assert judged == {"city": "missing", "guided": "unexpected"}
    assert not is_right(judged)


def test_lists_compare_in_order_and_by_item():
    accepted = {"stops": [["Nice", "Monaco"], ["Monaco", "Nice"]]}
    assert judge({"stops": ["monaco", "nice"]}, accepted) == {"stops": "right"}
    assert judge({"stops": ["Nice"]}, accepted) == {"stops": "wrong"}
    assert judge({"stops": "Nice, Monaco"}, accepted) == {"stops": "wrong"}
    assert not is_accepted([1, 2], [["1", "2"]], {"type": "array", "items": {"type": "string"}})
    assert is_accepted([[1, 2]], [[[1, 2]]], {"type": "array", "items": {"type": "array"}})


def test_objects_list_accepted_values_per_key():
    accepted = {"room": [{"beds": [2], "view": ["sea", ""]}]}
    assert judge({"room": {"beds": 2}}, accepted) == {"room": "right"}
    assert judge({"room": {"beds": 2, "view": "Sea"}}, accepted) == {"room": "right"}
    assert judge({"room": {"view": "sea"}}, accepted) == {"room": "wrong"}
    assert judge({"room": {"beds": 2, "floor": 1}}, accepted) == {"room": "wrong"}
    assert judge({"room": {"beds": 3}}, accepted) == {"room": "wrong"}
    assert is_accepted({"beds": 2}, [{"beds": 2}], {"type": "dict"})  # a plain value stands alone


def test_kinds_of_arguments_are_named():
    assert kind({"type": "string", "enum": ["a"]}) == "enum"
    assert kind({"type": "array", "items": {"type": "integer"}}) == "array of integer"
    assert kind({"type": "array", "items": []}) == "array of any"
    assert kind({"type": "string", "format": "date"}) == "string (date)"
    assert kind({"type": "dict"}) == "object"
    assert kind({}) == "any"
