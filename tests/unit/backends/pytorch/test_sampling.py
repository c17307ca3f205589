import json
import math
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mrkl_backends.pytorch.sampling import Sampler, SamplingSettings
from mrkl_core.errors import BackendError, SettingsError

LOGITS = torch.tensor([2.0, 0.5, 1.0, -1.0, 0.0, 3.0])


def sampler(prompt=(), **changes):
    return Sampler(SamplingSettings(**{"seed": 7, **changes}), prompt, len(LOGITS))


def odds(logits, temperature=1.0, top_k=0, top_p=1.0, min_p=0.0):
    """Return what each token's probability must be, the slow way."""
    ranked = sorted(range(len(logits)), key=lambda token: -logits[token])
    kept = ranked[: top_k or len(ranked)]
    weights = {token: math.exp(logits[token] / temperature) for token in kept}
    whole = sum(weights.values())
    chances = {token: weight / whole for token, weight in weights.items()}
    nucleus, reached = [], 0.0
    for token in kept:
        if reached >= top_p and nucleus:
            break
        nucleus.append(token)
        reached += chances[token]
    most = chances[nucleus[0]]
    final = {token: chances[token] for token in nucleus if chances[token] >= min_p * most}
    return {token: chance / sum(final.values()) for token, chance in final.items()}


def frequencies(count=4000, **changes):
    one = sampler(**changes)
    drawn = Counter(one.choose(LOGITS).token for _ in range(count))
    return {token: number / count for token, number in drawn.items()}


@pytest.mark.parametrize(
    "changes",
    [
        {"temperature": 1.0},
        {"temperature": 0.5},
        {"temperature": 1.0, "top_k": 2},
        {"temperature": 1.0, "top_p": 0.7},
        {"temperature": 2.0, "top_k": 4, "top_p": 0.8},
        {"temperature": 1.0, "min_p": 0.2},
        {"temperature": 1.0, "top_p": 0.0},
        {"temperature": 1.0, "top_k": 5, "min_p": 0.1},
    ],
)
def test_tokens_come_as_often_as_they_should(changes):
    wanted, found = odds(LOGITS.tolist(), **changes), frequencies(**changes)
    assert set(found) <= set(wanted)
    for token, chance in wanted.items():
        assert found.get(token, 0) == pytest.approx(chance, abs=0.035)


def test_the_likeliest_token_is_taken_without_a_temperature():
    choice = sampler().choose(LOGITS)
    assert choice.token == 5
    assert choice.logprob == pytest.approx(float(LOGITS.log_softmax(0)[5]))


def test_the_smallest_temperature_takes_the_likeliest_token():
    assert sampler(temperature=1e-40).choose(LOGITS).token == 5


def test_log_probabilities_are_those_of_the_model_itself():
    one = sampler(temperature=3.0, top_k=3, repetition_penalty=1.5, prompt=(5, 0))
    for _ in range(20):
        choice = one.choose(LOGITS)
        assert choice.logprob == pytest.approx(float(LOGITS.log_softmax(0)[choice.token]))


def test_logits_are_left_as_they_were():
    before = LOGITS.clone()
    one = sampler(temperature=1.0, top_p=0.5, frequency_penalty=1.0, prompt=(1,))
    one.choose(LOGITS, torch.tensor([True] * 5 + [False]))
    assert torch.equal(LOGITS, before)


def test_the_same_seed_gives_the_same_tokens_whoever_else_draws():
    alone = [one.choose(LOGITS).token for one in [sampler(temperature=1.0)] for _ in range(50)]
    first, second = sampler(temperature=1.0), sampler(temperature=1.0, seed=8)
    mixed = []
    for _ in range(50):
        torch.rand(3)
        second.choose(LOGITS)
        mixed.append(first.choose(LOGITS).token)
    assert mixed == alone


def test_without_a_seed_replies_differ():
    drawn = {
        tuple(one.choose(LOGITS).token for _ in range(30))
        for one in (sampler(temperature=2.0, seed=None) for _ in range(3))
    }
    assert len(drawn) == 3


def test_repetition_counts_the_prompt_and_the_others_only_the_reply():
    assert sampler(prompt=(5,), repetition_penalty=10.0).choose(LOGITS).token == 0
    assert sampler(prompt=(5,), presence_penalty=5.0).choose(LOGITS).token == 5
    for changes in ({"presence_penalty": 5.0}, {"frequency_penalty": 5.0}):
        one = sampler(**changes)
        assert [one.choose(LOGITS).token for _ in range(3)] == [5, 0, 2]
    one = sampler(frequency_penalty=0.6)
    assert [one.choose(LOGITS).token for _ in range(4)] == [5, 5, 0, 5]


def test_a_negative_logit_of_a_repeated_token_sinks_too():
    one = Sampler(SamplingSettings(repetition_penalty=4.0), (0,), 2)
    assert one.choose(torch.tensor([-1.0, -2.0])).token == 1


def test_only_allowed_tokens_are_taken():
    allowed = torch.tensor([False, True, False, True, False, False])
    assert sampler().choose(LOGITS, allowed).token == 1
    drawn = sampler(temperature=5.0)
    assert {drawn.choose(LOGITS, allowed).token for _ in range(60)} == {1, 3}


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_no_usable_number_is_an_error(temperature):
    with pytest.raises(BackendError, match="no usable number"):
        sampler(temperature=temperature).choose(torch.full((6,), float("nan")))
    with pytest.raises(BackendError, match="no usable number"):
        sampler(temperature=temperature).choose(LOGITS, torch.zeros(6, dtype=torch.bool))


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=12), st.integers(0, 3), st.floats(0, 1))
@settings(deadline=None)
def test_any_distribution_gives_a_token_that_it_holds(values, top_k, top_p):
    one = Sampler(
        SamplingSettings(temperature=1.0, top_k=top_k, top_p=top_p, seed=1), (), len(values)
    )
    token = one.choose(torch.tensor(values)).token
    # Ties and rounding may let a neighbour in: it must be as likely as the last one kept.
    kept = odds(values, top_k=top_k, top_p=min(1.0, top_p + 1e-5))
    assert values[token] >= min(values[k] for k in kept) - 1e-4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", -0.1), ("temperature", float("nan")), ("temperature", True),
        ("temperature", "hot"), ("top_p", 1.1), ("min_p", -1), ("top_k", -1), ("top_k", 1.5),
        ("repetition_penalty", 0), ("presence_penalty", float("inf")), ("seed", -1),
        ("seed", 2**63), ("seed", False),
    ],
)  # fmt: skip
def test_settings_out_of_range_are_named(name, value):
    with pytest.raises(SettingsError, match=name) as caught:
        SamplingSettings(**{name: value})
    assert caught.value.context["setting"] == name
    assert json.loads(json.dumps(caught.value.to_dict()))["context"]["setting"] == name
