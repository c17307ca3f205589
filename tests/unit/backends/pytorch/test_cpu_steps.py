import ctypes

import pytest
import torch
from compiled_steps import FORMS, step_library
from tiny_checkpoints import (
    EVERY_KIND,
    blocks_config,
    llama_config,
    random_tensors,
    write_checkpoint,
)

from mrkl_backends.pytorch.cpu_build import find_compiler
from mrkl_backends.pytorch.cpu_matrix import Blocks
from mrkl_backends.pytorch.cpu_steps import CompiledSteps, compiled_steps
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.paged_batch import Stretch
from mrkl_backends.pytorch.pages import PagePool
from mrkl_backends.pytorch.scores import Scores
from mrkl_backends.pytorch.steps import Part, Steps

if find_compiler() is None:
    pytest.skip("no C++ compiler", allow_module_level=True)

CONFIGS = {
    "every kind": blocks_config(EVERY_KIND),
    "llama": llama_config(),
    "tied": llama_config() | {"tie_word_embeddings": True},
    "wide heads": llama_config() | {"head_dim": 48},
    "biases": llama_config() | {"attention_bias": True, "mlp_bias": True},
}


@pytest.fixture(scope="module", params=FORMS)
def library(request):
    """The program for this processor, and as it is where there are fewer instructions."""
    return step_library(request.param)


@pytest.fixture(scope="module", params=sorted(CONFIGS))
def folder(request, tmp_path_factory):
    config = CONFIGS[request.param]
    # Weights that bfloat16 holds exactly, so that the float32 model is the truth for all.
    tensors = {
        name: tensor.to(torch.bfloat16).to(tensor.dtype)
        for name, tensor in random_tensors(config, 3).items()
    }
    return write_checkpoint(tmp_path_factory.mktemp("checkpoint"), config, tensors)


def loaded(folder, library, dtype):
    return load_model(folder, dtype=dtype, find_library=lambda: library)


def part(pages, past, *tokens, scored=1):
    return Part(tokens, Stretch(pages, past, len(tokens)), scored)


def pool_for(model, dtype=torch.bfloat16):
    return PagePool(model.architecture, pages=40, dtype=dtype, device="cpu")


def errors(found, wanted):
    """Return the error's size by the logits' own, root mean square: one logit alone is chance."""
    return float((found - wanted).pow(2).mean().sqrt() / wanted.pow(2).mean().sqrt())


@pytest.mark.parametrize("dtype", ["bfloat16", "int8"])
def test_steps_are_no_further_from_the_truth_than_plain_ones(folder, library, dtype):
    exact, model = load_model(folder, dtype="float32"), loaded(folder, library, dtype)
    truth = Steps(exact, pool_for(exact, torch.float32))
    plain = Steps(model, pool_for(model))
    steps = CompiledSteps(library, model, pool_for(model))
    found = {"plain": 0.0, "compiled": 0.0}
    with torch.inference_mode():
        for k in range(24):
            parts = [
                part([3, 1, 8], k, 3 + k),
                part([20, 21, 22, 30], 2 * k, 9 + k, 11 + k, scored=2),
                part([5, 6, 7, 9, 11, 12, 13, 14], 5 * k, *range(k, k + 5)),
            ]
            wanted = truth.logits(parts)
            found["plain"] = max(found["plain"], errors(plain.logits(parts), wanted))
            found["compiled"] = max(found["compiled"], errors(steps.scores(parts).logits, wanted))
    assert found["compiled"] < 1.1 * found["plain"]


def test_a_token_gets_about_the_same_logits_whoever_is_beside_it(folder, library):
    model = loaded(folder, library, "int8")
    steps = CompiledSteps(library, model, pool_for(model))
    parts = [part([k], 0, 5 + k) for k in range(9)]
    with torch.inference_mode():
        together = steps.scores(parts).logits
        alone = torch.cat([steps.scores([one]).logits for one in parts])
    assert errors(together, alone) < 1e-4


@pytest.mark.parametrize("dtype", ["bfloat16", "int8"])
def test_tokens_of_a_prompt_share_the_keys_they_see(folder, library, dtype):
    exact, model = load_model(folder, dtype="float32"), loaded(folder, library, dtype)
    truth = Steps(exact, pool_for(exact, torch.float32))
    plain = Steps(model, pool_for(model))
    steps = CompiledSteps(library, model, pool_for(model))
    pages = [3, 1, 8, 20, 21, 22, 30, 5, 6, 7, 9, 11]
    prompts = [
        [part(pages, 0, *range(48), scored=48)],
        [
            part(pages, 48, *range(9, 40), scored=31),
            part([12, 13], 0, 4, 5, 6, scored=3),
            part([14], 0, 4),
        ],
        [part(pages, 79, 3, 7, scored=2)],
    ]
    with torch.inference_mode():
        for parts in prompts:
            wanted = truth.logits(parts)
            error = errors(steps.scores(parts).logits, wanted)
            assert error < 1.1 * errors(plain.logits(parts), wanted)


def test_longer_steps_than_it_is_quick_at_are_left_to_pytorch(folder):
    model = loaded(folder, step_library("vectors"), "bfloat16")
    steps = compiled_steps(model, pool_for(model))
    steps.most_tokens = 3
    assert steps.scores([part(range(10), 0, 1, 2, 3, 4)]) is None
    assert steps.scores([part(range(10), 0, 1, 2, 3)]) is not None


def test_float32_is_left_to_pytorch(folder):
    model = load_model(folder, dtype="float32")
    assert compiled_steps(model, pool_for(model, torch.float32)) is None


@pytest.mark.parametrize(("outputs", "inputs"), [(16, 64), (70, 36), (33, 7), (5, 130)])
@pytest.mark.parametrize("tokens", [1, 2, 7, 13, 30])
def test_int8_products_are_those_of_15_bit_activations(library, outputs, inputs, tokens):
    weight = torch.randint(-127, 128, (outputs, inputs), dtype=torch.int8)
    scales, bias = torch.rand(outputs), torch.randn(outputs).to(torch.bfloat16)
    x = torch.randn(tokens, inputs).to(torch.bfloat16)
    blocks = Blocks(library, weight, scales, bias)
    wanted = x.double() @ (weight.double() * scales[:, None]).T + bias.double()
    error = (blocks.times(x).double() - wanted).abs().max() / wanted.abs().max()
    assert error < 0.005  # the result is rounded to 8 bits of mantissa
    assert blocks.times(x[:0]).shape == (0, outputs)


@pytest.mark.parametrize(("outputs", "inputs"), [(16, 64), (70, 36), (33, 7), (5, 130)])
@pytest.mark.parametrize("tokens", [1, 2, 7, 13, 30])
def test_bfloat16_products_are_rounded_once(library, outputs, inputs, tokens):
    if not library.mrkl_packs_bfloat16(ctypes.c_int64(inputs)):
        pytest.skip("matrices stay as they are")
    weight, x = torch.randn(outputs, inputs).bfloat16(), torch.randn(tokens, inputs).bfloat16()
    bias = torch.randn(outputs).bfloat16()
    found = Blocks(library, weight, None, bias).times(x)
    wanted = x.double() @ weight.double().T + bias.double()
    assert (found.double() - wanted).abs().max() / wanted.abs().max() < 0.005


@pytest.fixture
def set_threads():
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


@pytest.mark.parametrize("dtype", ["bfloat16", "int8"])
def test_one_thread_and_three_give_the_same(folder, library, dtype, set_threads):
    model = loaded(folder, library, dtype)
    short = [part([k], 0, 5, 6) for k in range(5)]
    prompt = [part([3, 1, 8], 0, *range(40), scored=40), part([9], 0, 4)]
    found = []
    for threads in (1, 3):
        set_threads(threads)
        steps = CompiledSteps(library, model, pool_for(model))
        found.append([steps.scores(parts).logits for parts in (short, prompt)])
    assert all(map(torch.equal, *found))


def test_the_programs_record_of_a_matrix_has_its_size(library):
    weight = torch.ones(16, 4, dtype=torch.int8)
    blocks = Blocks(library, weight, torch.ones(16), None)
    assert ctypes.sizeof(blocks.record) == 56
    assert (blocks.record.outputs, blocks.record.inputs, blocks.record.bias) == (16, 4, None)


def test_the_likeliest_tokens_are_those_of_the_logits(folder, library):
    model = loaded(folder, library, "int8")
    scores = CompiledSteps(library, model, pool_for(model)).scores(
        [part([k], 0, 5 + k, 6, scored=2) for k in range(4)]
    )
    again = Scores(scores.logits)
    for k in range(8):
        found, wanted = scores.likeliest(k), again.likeliest(k)
        assert found.token == wanted.token
        assert abs(found.logprob - wanted.logprob) < 1e-4
