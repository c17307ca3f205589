"""Runs on a GPU, or with Triton's interpreter: TRITON_INTERPRET=1."""

import os

import plain_kernels
import pytest
import torch

pytest.importorskip("triton")
INTERPRETED = os.environ.get("TRITON_INTERPRET") == "1"
if not (INTERPRETED or torch.cuda.is_available()):
    pytest.skip("no GPU, and Triton's interpreter is off", allow_module_level=True)

from tiny_checkpoints import EVERY_KIND, blocks_config  # noqa: E402

from mrkl_backends.pytorch import gpu_kernels, gpu_product  # noqa: E402
from mrkl_backends.pytorch.configs import read_architecture  # noqa: E402
from mrkl_backends.pytorch.engine import Engine, EngineSettings  # noqa: E402
from mrkl_backends.pytorch.model import Model  # noqa: E402
from mrkl_backends.pytorch.paged_batch import Stretch  # noqa: E402
from mrkl_backends.pytorch.pages import PagePool  # noqa: E402
from mrkl_backends.pytorch.quickest import quickest_steps  # noqa: E402
from mrkl_backends.pytorch.requests import Request  # noqa: E402
from mrkl_backends.pytorch.steps import Part, Steps  # noqa: E402

DEVICE = "cpu" if INTERPRETED else "cuda"


def random(*shape):
    return torch.randn(*shape, device=DEVICE)


def numbers(*values):
    return torch.tensor(values, device=DEVICE)


def close(found, wanted):
    return torch.allclose(found, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("adds", [False, True])
def test_add_norm(adds):
    x, delta, weight = random(3, 40), random(3, 40) if adds else None, random(40)
    twin = x.clone()
    wanted = plain_kernels.add_norm(twin, delta, weight, 1e-5)
    assert close(gpu_kernels.add_norm(x, delta, weight, 1e-5), wanted)
    assert close(x, twin)


@pytest.mark.parametrize(("heads", "kv_heads", "width"), [(4, 2, 16), (6, 1, 24), (3, 3, 8)])
def test_rotate_store(heads, kv_heads, width):
    qkv, angles = random(2, heads + 2 * kv_heads, width), random(50, width // 2)
    cosines, sines = (torch.cat((one, one), -1) for one in (angles.cos(), angles.sin()))
    sines[:, : width // 2] *= -1
    table = torch.stack((cosines, sines))[:, :, None]
    keys, values = random(64, kv_heads, width), random(64, kv_heads, width)
    own = keys.clone(), values.clone()
    where = numbers(7, 31), numbers(20, 3)
    wanted = plain_kernels.rotate_store(qkv, table, *where, keys, values)
    assert close(gpu_kernels.rotate_store(qkv, table, *where, *own), wanted)
    assert close(own[0], keys)
    assert torch.equal(own[1], values)


@pytest.mark.parametrize(("heads", "kv_heads", "width"), [(4, 2, 16), (8, 1, 64), (3, 3, 24)])
@pytest.mark.parametrize("pages", [14, 16, 40])
def test_attend(heads, kv_heads, width, pages):
    keys, values = random(1024, kv_heads, width), random(1024, kv_heads, width)
    table = torch.stack([torch.randperm(64, device=DEVICE)[:pages] for _ in range(3)])
    lengths = numbers(1, 200, pages * 16)
    queries = random(3, heads, width)
    wanted = plain_kernels.attend(queries, keys, values, table, lengths)
    assert close(gpu_kernels.attend(queries, keys, values, table, lengths), wanted)


def test_gated():
    gate_up = random(2, 2 * 1100)
    assert close(gpu_kernels.gated(gate_up), plain_kernels.gated(gate_up))


@pytest.mark.parametrize(("outputs", "inputs"), [(7, 40), (64, 1030)])
@pytest.mark.parametrize("way", range(len(gpu_product.WAYS)))
def test_product(outputs, inputs, way):
    x, weight = random(1, inputs), random(outputs, inputs)
    wanted = plain_kernels.product(x, weight)
    for found in (gpu_product.WAYS[way](x, weight), gpu_kernels.product(x, weight)):
        assert torch.allclose(found, wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("width", "inputs"), [(7, 40), (1, 30), (64, 1030)])
@pytest.mark.parametrize("way", range(len(gpu_product.GATED_WAYS)))
def test_gated_product(width, inputs, way):
    x, weight = random(1, inputs), random(2 * width, inputs) / inputs**0.5
    wanted = plain_kernels.gated_product(x, weight)
    for found in (gpu_product.GATED_WAYS[way](x, weight), gpu_kernels.gated_product(x, weight)):
        assert torch.allclose(found, wanted, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(("heads", "kv_heads", "width"), [(4, 2, 16), (6, 2, 24), (16, 1, 64)])
def test_attend_stretches(heads, kv_heads, width):
    keys, values = random(1024, kv_heads, width), random(1024, kv_heads, width)
    table = torch.stack([torch.randperm(64, device=DEVICE)[:9] for _ in range(4)])
    stretches = numbers((0, 70, 0), (70, 1, 0), (71, 37, 100), (108, 1, 143))
    queries = random(109, heads, width)
    known = keys, values, table, stretches, 70
    wanted = plain_kernels.attend_stretches(queries, *known)
    assert close(gpu_kernels.attend_stretches(queries, *known), wanted)


def test_embed():
    embedding, chosen = random(20, 24), numbers(7, 3, 9)
    ids = numbers(5, ~2, 0, ~0)
    found = gpu_kernels.embed(embedding, ids, chosen)
    assert torch.equal(found, embedding[numbers(5, 9, 0, 7)])


@pytest.mark.parametrize("width", [5, 4096, 10_000])
def test_likeliest(width):
    logits = random(4, width)
    logits[0, width - 2 :] = logits[0].max() + 1  # the first of equal ones
    logits[1] -= 100
    logits[2, : width // 2] = -torch.inf
    chosen = torch.full((6,), -5, device=DEVICE)
    found = gpu_kernels.likeliest(logits, chosen)
    twin = torch.zeros(6, dtype=torch.int64, device=DEVICE)
    wanted = plain_kernels.likeliest(logits, twin)
    assert torch.equal(chosen[:4], twin[:4])
    assert chosen[4:].tolist() == [-5, -5]
    assert torch.allclose(found, wanted, rtol=1e-5, atol=1e-4)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the interpreter's own arithmetic
@pytest.mark.parametrize("value", [torch.nan, torch.inf, -torch.inf])
def test_likeliest_of_rows_without_use(value):
    logits = random(2, 5000)
    logits[1] = value
    chosen = numbers(-1, -1)
    found = gpu_kernels.likeliest(logits, chosen)
    assert torch.isfinite(found[0]).all()
    assert not torch.isfinite(found[1, 1])
    assert 0 <= int(chosen[1]) < 5000


def random_model(dtype):
    model = Model(read_architecture(blocks_config(EVERY_KIND)), dtype=dtype, device=DEVICE)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0, 0.1)
    model.finish()
    return model


@pytest.mark.skipif(INTERPRETED, reason="records a CUDA graph")
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_recorded_steps_equal_plain_ones(dtype):
    model = random_model(dtype)
    pools = [PagePool(model.architecture, pages=40, dtype=dtype, device=DEVICE) for _ in range(2)]
    plain, quick = Steps(model, pools[0]), quickest_steps(model, pools[1])
    worst = 0.0
    with torch.inference_mode():
        for k in range(40):
            parts = [
                Part([3 + k % 50], Stretch([3, 1, 8], k, 1)),
                Part([k % 50, 7], Stretch([20, 21, 22, 30, 31, 32], 2 * k, 2), scored=2),
            ]
            if k == 39:  # a long step
                parts.append(Part(list(range(70)), Stretch([10, 11, 12, 13, 14], 0, 70)))
            wanted, found = plain.logits(parts), quick.scores(parts).logits
            worst = max(worst, float((found - wanted).abs().max() / wanted.abs().max()))
    assert worst < (1e-4 if dtype == torch.float32 else 0.05)


@pytest.mark.skipif(INTERPRETED, reason="records a CUDA graph")
def test_an_engine_writes_what_plain_steps_write():
    model = random_model(torch.float32)
    prompts = [tuple((7 * k + n) % 120 for k in range(9 * n + 1)) for n in range(12)]

    def written(steps, prompts, length):
        room = EngineSettings(cache_tokens=4096, most_running=12)
        engine = Engine(model, room, steps=steps)
        streams = [engine.submit(Request(prompt=one, max_tokens=length)) for one in prompts]
        found = [[event.token for event in stream] for stream in streams]
        engine.close()
        return found

    for few, length in ((prompts, 60), (prompts[:1], 200), (prompts[5:6], 9)):
        assert written(quickest_steps, few, length) == written(Steps, few, length)
