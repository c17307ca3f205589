import pytest

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.tool_input import MAX_OPTIONS, MAX_TOOL, option_text, options_of, tool_pack

SPEC = ExpertSpec(
    name="bookTable",
    description="Books a table.",
    slots=(
        Slot(name="party_size", type="integer", description="how many people come"),
        Slot(name="outside", type="boolean", description="outside", required=False),
        Slot(name="meal", description="which meal", enum=("lunch", "dinner"), required=False),
    ),
)


def written(read, tokenizer, place):
    lines = tokenizer.read_text(encoding="utf-8").split("\n")
    return " ".join(lines[k] for k in read.packed.ids[place[0] : place[1]])


@pytest.fixture(scope="module")
def parts(router_parts):
    encoder, weights = router_parts
    return encoder.tokenizer, weights.vocabulary


def test_every_slot_and_option_has_a_place_of_its_own(parts):
    tokenizer, vocabulary = parts
    read = tool_pack("a table for 4 outside", SPEC, SPEC.slots, tokenizer)
    size, outside, meal = read.slots
    assert written(read, vocabulary, size.place) == "party size : how many people come"
    assert written(read, vocabulary, outside.place) == "outside"
    assert outside.values == (True, False)
    assert [written(read, vocabulary, place) for place in outside.options] == ["yes", "no"]
    assert [written(read, vocabulary, place) for place in meal.options] == ["lunch", "dinner"]
    assert size.options == ()
    assert read.packed.first == (1, 1 + len(read.question))


def test_a_tool_of_any_size_is_read_up_to_a_bound(parts):
    tokenizer, _ = parts
    slots = tuple(Slot(name=f"argument_{k}", description="word " * 40) for k in range(500))
    read = tool_pack("hello", ExpertSpec(name="big", description="x " * 999, slots=slots), slots,
                     tokenizer)  # fmt: skip
    assert 0 < len(read.slots) < 20
    assert len(read.packed.ids) < MAX_TOOL + 50


def test_of_a_long_enumeration_the_values_that_are_mentioned_are_shown():
    cities = (*(f"city {k}" for k in range(50)), "New York")
    slot = Slot(name="city", description="city", enum=cities)
    shown = options_of(slot, "a flight to new york")
    assert len(shown) == MAX_OPTIONS
    assert "New York" in shown
    assert shown == tuple(value for value in cities if value in shown)


def test_options_are_written_as_words():
    assert [option_text(v) for v in (True, False, 3, "one_way")] == ["yes", "no", "3", "one way"]


@pytest.mark.parametrize(
    ("description", "values"),
    [
        ("Can be 'melting' or 'freezing'.", ("melting", "freezing")),
        ('Options: "fast", "cheap"; default is "fast".', ("fast", "cheap")),
        ("Either `list` for a list or `dict` for counts", ("list", "dict")),
        ("The city, such as 'Rome' or 'Oslo'", ()),
        ("One of the cities, e.g. 'Rome' or 'Oslo'", ()),
        ("Can be 'melting'.", ()),
        ("The user's name or the company's", ()),
        ("Choose from " + ", ".join(f"'v{k}'" for k in range(MAX_OPTIONS + 1)), ()),
    ],
)
def test_a_description_may_list_the_values(description, values):
    assert options_of(Slot(name="kind", description=description)) == values


def test_only_plain_texts_have_described_values():
    described = "Can be 'a' or 'b'."
    assert options_of(Slot(name="n", type="integer", description=described)) == ()
    assert options_of(Slot(name="d", format="date", description=described)) == ()
    assert options_of(Slot(name="e", description=described, enum=("c", "d"))) == ("c", "d")
