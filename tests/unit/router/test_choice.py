import pytest

from mrkl_core.values import ExpertSpec
from mrkl_router.choice import ToolChoice, about_tool
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
MONEY = ExpertSpec(
    name="money",
    description="Counts coins.",
    examples=("how much are these coins", "count my coins", "what are my coins worth"),
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


def test_a_name_is_not_said_twice():
    assert about_tool(ExpertSpec(name="play_music", description="play music")) == "play music"
    assert about_tool(PLAIN) == "play music: Plays songs by an artist."


def test_the_tool_that_is_meant_jointly_comes_first_whatever_its_confidence(choice, router_parts):
    for spec in (DICE, COIN, MONEY):
        choice.learn(spec)
    names = ["dice", "coin", "money"]
    for asked in ("coins", "throw coins", "two of them please", "heads"):
        asked_vector = vector(router_parts, asked)
        ranked = choice.rank(asked, asked_vector, names)
        own = choice.confidences(asked, asked_vector, names)
        assert ranked[0].name == next(iter(own))
        assert all(candidate.confidence == own[candidate.name] for candidate in ranked)
