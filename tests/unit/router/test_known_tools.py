import numpy as np
import pytest

from mrkl_router.known_tools import KnownTools, SoftmaxRegression, fit_head
from mrkl_router.space import Space

ROLL = ("roll a dice", "throw two dice", "roll a 20 sided die", "roll a d6 for me")
FLIP = ("flip a coin", "heads or tails", "toss a coin please")
COUNT = ("how much are these coins", "count my coins", "what are my coins worth")


@pytest.fixture
def known(router_parts):
    encoder, weights = router_parts
    tools = KnownTools(Space(weights.heads))
    for name, texts in (("dice", ROLL), ("coin", FLIP), ("money", COUNT)):
        vectors = encoder.encode(texts)
        tools.learn(name, vectors, vectors[:0])
    return tools


def test_negatives_lower_a_head_below_them(router_parts):
    encoder, weights = router_parts
    space = Space(weights.heads)
    examples = encoder.encode(ROLL)
    near = encoder.encode(["roll a dice please"])
    white = space.whitened(near[0])
    direction, offset, typical = fit_head(space, examples, near[:0])
    against, lowered, _ = fit_head(space, examples, near)
    assert white @ direction + offset > typical / 2
    assert white @ against + lowered < typical / 2


def test_an_example_itself_is_as_near_as_can_be(known, router_parts):
    for text in ROLL:
        vector = router_parts[0].encode([text])[0]
        assert known.features("dice", vector)[2] > 0.98
        assert known.order(vector, ["money", "coin", "dice"])[0] == "dice"


def test_only_the_named_tools_are_put_in_order(known, router_parts):
    vector = router_parts[0].encode(["count the coins in my pocket"])[0]
    assert known.order(vector, ["coin", "dice", "money"])[0] == "money"
    assert set(known.order(vector, ["coin", "dice"])) == {"coin", "dice"}
    assert known.order(vector, ["dice"]) == ["dice"]
    assert known.order(vector, []) == []


def test_what_is_learned_later_counts_and_what_is_forgotten_does_not(known, router_parts):
    encoder, _ = router_parts
    vector = encoder.encode(["what is the weather in Rome"])[0]
    assert known.order(vector, ["dice", "coin"])
    rain = encoder.encode(["weather in Oslo", "will it rain tomorrow", "is it warm outside"])
    known.learn("weather", rain, rain[:0])
    assert known.order(vector, ["dice", "weather", "coin"])[0] == "weather"
    known.forget("weather")
    known.forget("weather")
    assert "weather" not in known


def test_other_tools_change_no_feature(known, router_parts):
    encoder, _ = router_parts
    vector = encoder.encode(["roll it again"])[0]
    before = known.features("dice", vector)
    more = encoder.encode(["roll the carpet out", "roll up the rug", "lay the carpet"])
    known.learn("carpet", more, more[:0])
    assert known.features("dice", vector) == before


def by_gradient(rows, label, penalty):
    """Softmax regression by gradient descent with tiny steps: slow, and plain to read."""
    weights = np.zeros((rows.shape[1], label.max() + 1))
    wanted = np.eye(label.max() + 1)[label]
    for _ in range(20_000):
        odds = np.exp(rows @ weights)
        odds /= odds.sum(1, keepdims=True)
        weights += 0.01 * (rows.T @ (wanted - odds) - penalty * weights)
    return weights


def test_the_regression_agrees_with_plain_gradient_descent():
    rng = np.random.default_rng(3)
    groups = {
        str(k): (rng.normal(size=(30, 3)) + 2.5 * np.eye(3)[k]).astype(np.float32) for k in range(3)
    }
    found = SoftmaxRegression(groups)
    rows = np.concatenate(list(groups.values()))
    centred = rows - rows.mean(0)
    centred /= np.linalg.norm(centred, axis=1).mean()
    slow = by_gradient(centred, np.repeat([0, 1, 2], 30), 0.1)
    said = np.array([list(found.scores(row).values()) for row in rows])
    assert (said.argmax(1) == (centred @ slow).argmax(1)).mean() > 0.97
    assert np.corrcoef(said.ravel(), (centred @ slow).ravel())[0, 1] > 0.98


def test_groups_of_one_place_are_told_apart_by_nothing():
    same = np.ones((4, 3), np.float32)
    scores = SoftmaxRegression({"one": same, "other": same}).scores(same[0])
    assert scores["one"] == scores["other"]
