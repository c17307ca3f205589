import plain_kernels
import pytest
import torch
from tiny_checkpoints import EVERY_KIND, blocks_config, llama_config, write_checkpoint

from mrkl_backends.pytorch.gpu_steps import MOST_RECORDED, GpuSteps
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.paged_batch import Stretch
from mrkl_backends.pytorch.pages import PagePool
from mrkl_backends.pytorch.quickest import quickest_steps
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


def close(found, wanted):
    return found.shape == wanted.shape and torch.allclose(found, wanted, rtol=1e-4, atol=1e-5)


def test_tokens_one_by_one_give_the_logits_of_plain_steps(model):
    runs = []

    class Recorder(plain_kernels.Host):
        def record(self, run):
            runs.append(run)
            return super().record(run)

    plain, pool = pools(model)
    steps, quick = Steps(model, plain), GpuSteps(model, pool, plain_kernels, Recorder())
    places = ([3, 1, 8], [2], [30, 31])
    with torch.inference_mode():
        prompts = [part(pages, 0, 5, 6, 7, 8) for pages in places]
        assert close(quick.scores(prompts).logits, steps.logits(prompts))
        for k in range(28):
            taken = places if k < 10 else (places[0], places[2])
            parts = [part(pages, 4 + k, 9 + (k + n) % 50) for n, pages in enumerate(taken)]
            assert close(quick.scores(parts).logits, steps.logits(parts))
    assert len(runs) == 3


def test_several_tokens_of_a_request_see_those_before_them(model):
    plain, pool = pools(model)
    steps, quick = Steps(model, plain), GpuSteps(model, pool, plain_kernels, plain_kernels.Host())
    with torch.inference_mode():
        for k in range(5):
            parts = [
                part([3, 1, 8], 6 * k, *range(k, k + 6), scored=3),
                part([9, 2], 2 * k, 5 + k, 6 + k),
            ]
            assert close(quick.scores(parts).logits, steps.logits(parts))


def test_long_steps_read_prompts_beside_replies(model):
    plain, pool = pools(model)
    steps, quick = Steps(model, plain), GpuSteps(model, pool, plain_kernels, plain_kernels.Host())
    with torch.inference_mode():
        for k in range(3):
            parts = [
                part([3, 1, 8, 20, 21, 22, 30, 29, 28], 46 * k, *range(k, k + 46), scored=2),
                part([9], k, 5 + k),
                part([10, 2, 12, 13], 18 * k, *range(5, 23)),
            ]
            scores, wanted = quick.scores(parts), steps.logits(parts)
            assert sum(len(one.tokens) for one in parts) > MOST_RECORDED
            assert close(scores.logits, wanted)
            assert not scores.leads
            found = [scores.likeliest(row).token for row in range(4)]
            assert found == wanted.argmax(-1).tolist()


def test_a_step_reads_what_the_one_before_has_chosen(model):
    plain, pool = pools(model)
    steps, quick = Steps(model, plain), GpuSteps(model, pool, plain_kernels, plain_kernels.Host())
    with torch.inference_mode():
        first = [part([3, 1], 0, 5, 6, 7), part([9], 0, 8), part([2], 0, 4)]
        tokens = steps.logits(first).argmax(-1).tolist()
        begun = quick.scores(first)
        assert begun.leads
        # The first of them has ended by now, and each reads the row of its own.
        second = quick.scores([part([2], 1, ~4), part([9], 1, ~3)])
        third = quick.scores([part([2], 2, ~0)])
        assert [begun.likeliest(row).token for row in range(3)] == tokens
        wanted = steps.logits([part([2], 1, tokens[2]), part([9], 1, tokens[1])])
        assert [second.likeliest(row).token for row in range(2)] == wanted.argmax(-1).tolist()
        wanted = steps.logits([part([2], 2, second.likeliest(0).token)])
        assert close(third.logits, wanted)


def test_steps_ask_the_quicker_way_first(model):
    plain, pool = pools(model)
    steps = Steps(model, pool, GpuSteps(model, pool, plain_kernels, plain_kernels.Host()))
    parts = [part([0], 0, 5, 6), part([1], 0, 7)]
    one = [part([0], 2, 8)]
    with torch.inference_mode():
        twin = Steps(model, plain)
        for taken in (parts, one):
            assert close(steps.scores(taken).logits, twin.logits(taken))


def test_int8_matrices_are_multiplied_by_their_own_way(tmp_path):
    model = load_model(write_checkpoint(tmp_path, llama_config()), dtype="int8")
    parts = [part([0], 0, 5)]
    kinds = {"pages": 4, "dtype": model.dtype, "device": "cpu"}
    plain, pool = [PagePool(model.architecture, **kinds) for _ in range(2)]
    with torch.inference_mode():
        wanted = Steps(model, plain).logits(parts)
        found = GpuSteps(model, pool, plain_kernels, plain_kernels.Host()).scores(parts).logits
    assert torch.allclose(found, wanted, rtol=0.05, atol=0.02 * float(wanted.abs().max()))


def test_a_model_on_the_cpu_is_not_given_kernels_of_a_gpu(model):
    pool = pools(model)[0]
    steps, parts = quickest_steps(model, pool), [part([0], 0, 5)]
    with torch.inference_mode():
        assert not steps.scores(parts).leads
