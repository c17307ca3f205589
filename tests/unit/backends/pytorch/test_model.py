"""The model against a plain twin in double precision, and against transformers."""

import math

import pytest
import torch
from published_models import super_49b, ultra_253b
from tiny_checkpoints import EVERY_KIND, blocks_config, llama_config, random_tensors
from tiny_checkpoints import write_checkpoint as written
from transformers import LlamaConfig, LlamaForCausalLM

from mrkl_backends.pytorch.attention_state import OneSequence
from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.model import Model


def logits(model, tokens):
    ids = torch.tensor(tokens)
    with torch.inference_mode():
        hidden = model.hidden_states(ids, torch.arange(len(ids)), OneSequence())
        return model.logits(hidden)


def norm(x, weight, epsilon):
    return x / torch.sqrt((x * x).mean() + epsilon) * weight


def turned(head, position, theta):
    """Rotate the halves of one head by the position, one pair of coordinates after another."""
    half = len(head) // 2
    out = head.clone()
    for k in range(half):
        angle = position / theta ** (2 * k / len(head))
        a, b = head[k], head[k + half]
        out[k] = a * math.cos(angle) - b * math.sin(angle)
        out[k + half] = b * math.cos(angle) + a * math.sin(angle)
    return out


class Twin:
    """The forward pass of any block, token by token and head by head."""

    def __init__(self, config, tensors):
        self.architecture = read_architecture(config)
        self.tensors = {name: tensor.double() for name, tensor in tensors.items()}

    def __call__(self, tokens):
        weights, architecture = self.tensors, self.architecture
        stream = [weights["model.embed_tokens.weight"][token] for token in tokens]
        for layer, block in enumerate(architecture.blocks):
            prefix = f"model.layers.{layer}"
            if block.attention.op != "none":
                scale = weights[f"{prefix}.input_layernorm.weight"]
                normed = [norm(x, scale, architecture.norm_epsilon) for x in stream]
                added = self.attention(f"{prefix}.self_attn", block.attention, normed)
                stream = [x + y for x, y in zip(stream, added, strict=True)]
            if block.feed_forward.op != "none":
                scale = weights[f"{prefix}.post_attention_layernorm.weight"]
                normed = [norm(x, scale, architecture.norm_epsilon) for x in stream]
                added = [self.feed_forward(f"{prefix}.mlp", block.feed_forward, x) for x in normed]
                stream = [x + y for x, y in zip(stream, added, strict=True)]
        last = [norm(x, weights["model.norm.weight"], architecture.norm_epsilon) for x in stream]
        head = weights.get("lm_head.weight", weights["model.embed_tokens.weight"])
        return torch.stack([head @ x for x in last])

    def heads(self, prefix, part, x, position):
        projected = self.tensors[f"{prefix}.{part}_proj.weight"] @ x
        projected = projected + self.tensors.get(f"{prefix}.{part}_proj.bias", 0)
        split = projected.view(-1, self.architecture.head_dim)
        if part == "v":
            return split
        return [turned(head, position, self.architecture.rope_theta) for head in split]

    def attention(self, prefix, attention, inputs):
        if attention.op == "linear":
            return [self.tensors[f"{prefix}.linear_attn.weight"] @ x for x in inputs]
        places = range(len(inputs))
        keys = [self.heads(prefix, "k", x, t) for t, x in enumerate(inputs)]
        values = [self.heads(prefix, "v", x, t) for t, x in enumerate(inputs)]
        group = self.architecture.heads // attention.kv_heads
        made = []
        for t in places:
            found = []
            for h, query in enumerate(self.heads(prefix, "q", inputs[t], t)):
                seen = range(t + 1)
                scores = torch.stack([query @ keys[s][h // group] for s in seen])
                weights = (scores / self.architecture.head_dim**0.5).softmax(0)
                found.append(sum(weights[s] * values[s][h // group] for s in seen))
            out = self.tensors[f"{prefix}.o_proj.weight"] @ torch.cat(found)
            made.append(out + self.tensors.get(f"{prefix}.o_proj.bias", 0))
        return made

    def feed_forward(self, prefix, feed_forward, x):
        if feed_forward.op == "linear":
            return self.tensors[f"{prefix}.linear_mlp.weight"] @ x
        w = {part: self.tensors[f"{prefix}.{part}_proj.weight"] for part in ("gate", "up", "down")}
        b = {part: self.tensors.get(f"{prefix}.{part}_proj.bias", 0) for part in w}
        gate, up = w["gate"] @ x + b["gate"], w["up"] @ x + b["up"]
        return w["down"] @ (torch.nn.functional.silu(gate) * up) + b["down"]


@pytest.mark.parametrize(
    "config",
    [
        blocks_config(EVERY_KIND),
        blocks_config("A1/64 A4/- L/L"),
        llama_config(attention_bias=True, mlp_bias=True),
        llama_config(tie_word_embeddings=True),
        llama_config(head_dim=16, num_key_value_heads=4),
    ],
)
def test_every_kind_of_block_is_what_its_twin_says(tmp_path, config):
    tensors = random_tensors(config, seed=3)
    tokens = [3, 99, 4, 4, 117, 0, 23]
    found = logits(load_model(written(tmp_path, config, tensors)), tokens)
    assert torch.allclose(found.double(), Twin(config, tensors)(tokens), rtol=1e-4, atol=1e-4)


def reference(tmp_path, **changes):
    torch.manual_seed(5)
    config = LlamaConfig(
        vocab_size=150, hidden_size=48, intermediate_size=96, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=2048,
        bos_token_id=None, eos_token_id=None, **changes,
    )  # fmt: skip
    model = LlamaForCausalLM(config).eval()
    model.save_pretrained(tmp_path)
    return model


def llama3(factor):
    return {
        "rope_type": "llama3", "rope_theta": 500000.0, "factor": factor, "low_freq_factor": 1.0,
        "high_freq_factor": 4.0, "original_max_position_embeddings": 64,
    }  # fmt: skip


@pytest.mark.parametrize("factor", [8.0, 16.0])
@pytest.mark.parametrize("head_dim", [12, 20])
def test_a_plain_llama_is_that_of_transformers(tmp_path, factor, head_dim):
    theirs = reference(tmp_path, rope_parameters=llama3(factor), head_dim=head_dim)
    ours = load_model(tmp_path)
    tokens = torch.randint(0, 150, (400,), generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        wanted = theirs(tokens[None]).logits[0]
    found = logits(ours, tokens.tolist())
    assert (found - wanted).abs().max() <= 1e-5 * wanted.abs().max()
    assert torch.equal(found.argmax(1), wanted.argmax(1))


def test_published_models_have_their_exact_sizes_and_take_no_memory():
    for config, parameters in ((super_49b(), 49_867_145_216), (ultra_253b(), 253_401_268_224)):
        model = Model(read_architecture(config), dtype=torch.bfloat16, device="meta")
        assert sum(parameter.numel() for parameter in model.parameters()) == parameters


def test_a_fused_ffn_is_the_sum_of_its_parts(tmp_path):
    """FFN Fusion stores several FFNs of one input as one: rows of gate and up, columns of down."""
    narrow = blocks_config("-/64", num_hidden_layers=1)
    wide = blocks_config("-/192", num_hidden_layers=1)
    parts = [random_tensors(narrow, seed=seed) for seed in range(3)]
    shared = {name: tensor for name, tensor in parts[0].items() if "mlp" not in name}
    fused = dict(shared)
    for part, axis in (("gate", 0), ("up", 0), ("down", 1)):
        name = f"model.layers.0.mlp.{part}_proj.weight"
        fused[name] = torch.cat([one[name] for one in parts], axis)
    made = []
    for k, (config, tensors) in enumerate(
        [(wide, fused), *((narrow, {**one, **shared}) for one in parts)]
    ):
        model = load_model(written(tmp_path / str(k), config, tensors)).double()
        x = torch.randn(7, 32, generator=torch.Generator().manual_seed(2)).double()
        made.append(model.layers[0].feed_forward(x))
    assert torch.allclose(made[0], made[1] + made[2] + made[3], rtol=1e-12)


def test_int8_is_near_the_weights_it_was_made_from(tmp_path):
    config = llama_config(hidden_size=64, head_dim=16, attention_bias=True)
    folder = written(tmp_path, config)
    tokens = list(range(40))
    exact = logits(load_model(folder), tokens)
    eight = logits(load_model(folder, dtype="int8"), tokens)
    assert (eight - exact).norm() < 0.05 * exact.norm()
    few = logits(load_model(folder, dtype="int8"), tokens[:3])
    assert (few - exact[:3]).norm() < 0.05 * exact[:3].norm()


def test_bfloat16_is_near_float32(tmp_path):
    folder = written(tmp_path, blocks_config(EVERY_KIND))
    tokens = list(range(30))
    exact = logits(load_model(folder), tokens)
    halved = logits(load_model(folder, dtype="bfloat16"), tokens)
    assert (halved - exact).norm() < 0.05 * exact.norm()
