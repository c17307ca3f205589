import pytest

from bench import think_auto
from bench.think_auto import Questions, balanced
from mrkl_core.errors import DataNotFoundError


def test_every_set_and_every_side_counts_alike():
    sets = [
        Questions("a", True, ["x", "yes"]),
        Questions("b", True, ["yes"] * 100),
        Questions("c", False, ["x"]),
    ]
    assert balanced(sets, lambda text: text == "yes") == pytest.approx((0.75 + 1.0) / 2)


def test_the_figures_are_of_the_half_that_set_no_bound():
    figures = think_auto.quick()
    counted = {name: row["questions"] for name, row in figures["sets"].items()}
    assert all(0 < count < 40 for count in counted.values())
    assert figures["balanced_accuracy"] == 1.0
    assert figures["peer"] == {"name": "longer than 4 words", "balanced_accuracy": 1.0}


@pytest.mark.data
def test_all_sets_are_read():
    try:
        sets = think_auto.read()
    except DataNotFoundError as error:
        pytest.skip(str(error))
    assert [(part.source, part.need) for part in sets] == [
        ("gsm8k", True),
        ("strategyqa", True),
        ("webquestions", False),
        ("simplequestions", False),
        ("personality_chat", False),
    ]
    assert all(len(part.texts) > 100 for part in sets)
