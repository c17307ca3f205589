import pytest

from bench.deciding import (
    Tools,
    choice,
    encoder_saw,
    hash_byte,
    interval,
    ranked_auc,
    readable_specs,
    sampled,
    share,
    tool_router,
)  # fmt: skip
from mrkl_core.values import Abstain, Score

TOOLS = [
    {"name": "water_plants", "description": "Waters the plants of a room"},
    {"name": "count_stars", "description": "Counts the stars in a picture of the night sky"},
]


def test_auc_counts_pairs_and_half_of_ties():
    assert ranked_auc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert ranked_auc([0.5], [0.5]) == 0.5
    assert ranked_auc([0.9, 0.1], [0.5]) == 0.5
    assert ranked_auc([0.9], []) == 0.0


def test_interval_is_wilsons():
    low, high = interval(95, 100)
    assert low == pytest.approx(0.8882, abs=1e-3)
    assert high == pytest.approx(0.9785, abs=1e-3)
    assert interval(0, 0) == (0.0, 1.0)


def test_samples_are_evenly_spaced():
    assert sampled(list(range(10)), 5) == [0, 2, 4, 6, 8]
    assert sampled([1, 2], 5) == [1, 2]
    assert sampled([1, 2], None) == [1, 2]
    assert share([]) == 0.0


def test_the_model_card_says_what_trained_the_encoder():
    card = "| route | hwu64 | CC BY 4.0 | 9 |\n| route head only | clinc150 | CC BY 3.0 | 9 |\n"
    assert encoder_saw("hwu64", card)
    assert not encoder_saw("clinc150", card)
    assert not encoder_saw("banking77", card)
    assert encoder_saw("hwu64")  # the shipped card


def test_the_hash_sees_only_normalised_text():
    assert hash_byte("What time is it?") == hash_byte("what  time is it")


def test_the_best_score_is_the_choice():
    scores = (
        Score(expert="a", score=0.6, threshold=0.7),
        Score(expert="b", score=0.5, threshold=0),
    )
    assert choice(scores).name == "a"
    assert not choice(scores).accepted
    assert choice(()).name == ""


def test_sets_of_tools_are_routed_over_and_bad_ones_are_refusals():
    tools = Tools(tool_router())
    tools.route("please water the plants in the kitchen", TOOLS)
    assert tools.choose("please water the plants in the kitchen", TOOLS).name == "water_plants"
    assert isinstance(tools.route("x", [{"name": ""}]), Abstain)
    assert len(tools.refused) == 1
    assert tools.choose("x", [{"name": "nothing"}]).name == ""


def test_unreadable_tools_are_named():
    specs, refused = readable_specs([*TOOLS, {"name": ""}])
    assert [spec.name for spec in specs] == ["water_plants", "count_stars"]
    assert len(refused) == 1
