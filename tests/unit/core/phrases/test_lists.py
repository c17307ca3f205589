import pytest

from mrkl_core.errors import ValueFormatError
from mrkl_core.phrases.lists import parse_items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("apples, bananas and pears", ("apples", "bananas", "pears")),
        ("apples, bananas, and pears.", ("apples", "bananas", "pears")),
        ("apples", ("apples",)),
        ("red or blue", ("red", "blue")),
        ("a and b and c", ("a", "b", "c")),
        ("rock and roll, jazz and blues", ("rock and roll", "jazz", "blues")),
        ("R&D, sales & support", ("R&D", "sales", "support")),
        ("1,200, 3 and 4", ("1,200", "3", "4")),
        ("1,2,3", ("1", "2", "3")),
        ("Rome; Oslo", ("Rome", "Oslo")),
        ('["a, b", "c"]', ("a, b", "c")),
        ("[1, 2.5, true]", ("1", "2.5", "true")),
        ("['a', 'b']", ("a", "b")),
        ("(milk, eggs)", ("milk", "eggs")),
        ('"salt" and “pepper”', ("salt", "pepper")),
        ("5", ("5",)),
        ("[" * 9000, ("[" * 9000,)),
    ],
)
def test_a_list_phrase_is_its_items(text, items):
    assert parse_items(text) == items


@pytest.mark.parametrize("text", ["", "  ", "a,, b", "[]", ", "])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(ValueFormatError, match="is not a list of items"):
        parse_items(text)
