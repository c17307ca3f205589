import numpy as np
import pytest

from mrkl_core.values import ExpertSpec
from mrkl_router.choice import (
    Space,
    ToolChoice,
    about_tool,
    fit_head,
    packed,
    ridge,
    triangular,
)
from mrkl_router.encoder import WIDTH
from mrkl_router.tool_reader import ToolReader

DICE = ExpertSpec(
    name="dice",
    description="Rolls dice.",
    examples=("roll a dice", "throw two dice", "roll a 20 sided die", "roll a d6 for me"),
)
COIN = ExpertSpec(
    name="coin",
    description="Flips coins.",
    examples=("flip a coin", "heads or tails", "toss a coin please"),
)
PLAIN = ExpertSpec(name="play_music", description="Plays songs by an artist.")


@pytest.fixture
def choice(router_parts):
    encoder, weights = router_parts
    return ToolChoice(encoder, weights, ToolReader(encoder, weights))


def vector(router_parts, text):
    return router_parts[0].encode([text])[0]


def test_tools_with_examples_are_told_apart(choice, router_parts):
    for spec in (DICE, COIN):
        choice.learn(spec)
    asked = "could you toss a coin for me"
    best = choice.rank(asked, vector(router_parts, asked), ["dice", "coin"])[0]
    assert best.name == "coin"
    assert best.confidence > choice.threshold("coin", 0.1)


def test_a_tool_without_examples_is_read(choice, router_parts):
    for spec in (DICE, PLAIN):
        choice.learn(spec)
    asked = "play some songs by Queen"
    best = choice.rank(asked, vector(router_parts, asked), ["dice", "play_music"])[0]
    assert best.name == "play_music"
    assert best.reading is not None
    assert best.confidence > 0.5


def test_another_tool_changes_no_confidence(choice, router_parts):
    asked = "roll two dice"
    choice.learn(DICE)
    choice.learn(PLAIN)
    names = ["dice", "play_music"]
    before = choice.confidences(asked, vector(router_parts, asked), names)
    choice.learn(COIN)
    after = choice.confidences(asked, vector(router_parts, asked), [*names, "coin"])
    assert {name: after[name] for name in names} == before


def test_a_forgotten_tool_is_unknown(choice):
    choice.learn(DICE)
    assert choice.knows("dice")
    choice.forget("dice")
    assert not choice.knows("dice")


def test_negatives_lower_a_head_below_them(router_parts):
    encoder, weights = router_parts
    space = Space(weights.heads)
    examples = encoder.encode(DICE.examples)
    near = encoder.encode(["roll a dice please"])
    white = space.whitened(near[0])
    _, direction, offset, typical = fit_head(space, examples, near[:0])
    _, against, lowered, _ = fit_head(space, examples, near)
    assert white @ direction + offset > typical / 2
    assert white @ against + lowered < typical / 2


def test_the_ridge_regression_separates_what_the_means_do_not():
    rng = np.random.default_rng(1)
    left = rng.normal(size=(40, 4)).astype(np.float32)
    left[:, 0] += 3
    right = rng.normal(size=(40, 4)).astype(np.float32)
    mean, matrix = ridge([left, right])
    said = ((np.concatenate((left, right)) - mean) @ matrix).argmax(1)
    assert (said == np.repeat([0, 1], 40)).mean() > 0.9


def test_a_name_is_not_said_twice():
    assert about_tool(ExpertSpec(name="play_music", description="play music")) == "play music"
    assert about_tool(PLAIN) == "play music: Plays songs by an artist."


def test_a_triangle_is_unpacked_as_it_was_packed():
    lower = np.tril(np.arange(WIDTH * WIDTH, dtype=np.float32).reshape(WIDTH, WIDTH))
    assert len(packed(lower)) == WIDTH * (WIDTH + 1) // 2
    assert np.array_equal(triangular(packed(lower)), lower)


def test_the_jointly_settled_tool_is_ranked_first_whatever_its_confidence(router_parts):
    encoder, weights = router_parts
    choice = ToolChoice(encoder, weights, ToolReader(encoder, weights))
    for spec in (DICE, COIN):
        choice.learn(spec)
    vector = encoder.encode(["toss a coin please"])[0]
    confidences = choice.confidences("toss a coin please", vector, ["dice", "coin"])
    low, high = sorted(confidences.values())
    assert low < high
    choice._settled = lambda white, best: sorted(best)  # the less confident one first
    assert [c.confidence for c in choice.rank("", vector, ["dice", "coin"])] == [low, high]
    assert next(iter(choice.confidences("", vector, ["dice", "coin"]).values())) == low
