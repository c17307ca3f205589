import plain_kernels
import pytest
import torch
from tiny_checkpoints import EVERY_KIND, blocks_config, llama_config, write_checkpoint

from mrkl_backends.pytorch.decoding import MOST_TOKENS, DecodingSteps
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.paged_batch import Stretch
from mrkl_backends.pytorch.pages import PagePool
from mrkl_backends.pytorch.steps import Part, Steps

CONFIGS = {
    "every kind": blocks_config(EVERY_KIND),
    "llama": llama_config(),
    "tied": llama_config() | {"tie_word_embeddings": True},
    "biases": llama_config() | {"attention_bias": True, "mlp_bias": True},
}


@pytest.fixture(scope="module", params=sorted(CONFIGS))
def model(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("checkpoint")
    return load_model(write_checkpoint(folder, CONFIGS[request.param]))


def pools(model):
    kinds = {"pages": 40, "dtype": torch.float32, "device": "cpu"}
    return [PagePool(model.architecture, **kinds) for _ in range(2)]


def part(pages, past, *tokens, scored=1):
    return Part(tokens, Stretch(pages, past, len(tokens)), scored)


def test_tokens_one_by_one_give_the_logits_of_plain_steps(model):
    runs = []

    def record(run):
        runs.append(run)
        return run

    plain, pool = pools(model)
    steps, quick = Steps(model, plain), Steps(model, pool)
    decoding = DecodingSteps(model, pool, plain_kernels, record)
    places = ([3, 1, 8], [2], [30, 31])
    with torch.inference_mode():
        prompts = [part(pages, 0, 5, 6, 7, 8) for pages in places]
        assert torch.equal(steps.logits(prompts), quick.scores(prompts).logits)
        assert decoding.scores([part(range(10), 0, *range(MOST_TOKENS + 1))]) is None
        for k in range(28):
            taken = places if k < 10 else (places[0], places[2])
            parts = [part(pages, 4 + k, 9 + (k + n) % 50) for n, pages in enumerate(taken)]
            wanted, found = steps.logits(parts), decoding.scores(parts).logits
            assert found.shape == wanted.shape
            assert torch.allclose(found, wanted, rtol=1e-4, atol=1e-5)
    assert len(runs) == 2


def test_several_tokens_of_a_request_see_those_before_them(model):
    plain, pool = pools(model)
    steps = Steps(model, plain)
    decoding = DecodingSteps(model, pool, plain_kernels, lambda run: run)
    with torch.inference_mode():
        for k in range(5):
            parts = [
                part([3, 1, 8], 6 * k, *range(k, k + 6), scored=3),
                part([9, 2], 2 * k, 5 + k, 6 + k),
            ]
            wanted, found = steps.logits(parts), decoding.scores(parts).logits
            assert found.shape == wanted.shape == (4, wanted.shape[1])
            assert torch.allclose(found, wanted, rtol=1e-4, atol=1e-5)


def test_steps_ask_the_quicker_way_first(model):
    plain, pool = pools(model)
    steps = Steps(model, pool, DecodingSteps(model, pool, plain_kernels, lambda run: run))
    parts = [part([0], 0, 5, 6), part([1], 0, 7)]
    one = [part([0], 2, 8)]
    with torch.inference_mode():
        twin = Steps(model, plain)
        for taken in (parts, one):
            assert torch.allclose(
                steps.scores(taken).logits, twin.logits(taken), rtol=1e-4, atol=1e-5
            )
