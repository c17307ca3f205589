"""What the kernels of ``gpu_kernels`` do, in plain PyTorch."""

import torch
from torch import nn

from mrkl_backends.pytorch.attention_state import causal
from mrkl_backends.pytorch.pages import PAGE_TOKENS
from mrkl_backends.pytorch.rotary import rotated


def add_norm(x, delta, weight, epsilon):
    if delta is not None:
        x += delta
    return nn.functional.rms_norm(x, weight.shape, weight, epsilon)


def rotate_store(qkv, table, positions, places, keys, values):
    kv_heads = keys.shape[1]
    turned = rotated(qkv[:, :-kv_heads], table[:, positions])
    keys[places] = turned[:, -kv_heads:]
    values[places] = qkv[:, -kv_heads:]
    return turned[:, :-kv_heads]


def attend(queries, keys, values, table, lengths):
    found = []
    for query, pages, length in zip(queries, table.tolist(), lengths.tolist(), strict=True):
        places = [page * PAGE_TOKENS + k for page in pages for k in range(PAGE_TOKENS)][:length]
        found.append(causal(query[None], keys[places], values[places]))
    return torch.cat(found)


def gated(gate_up):
    gate, up = gate_up.chunk(2, dim=-1)
    return nn.functional.silu(gate) * up


def product(x, weight):
    return nn.functional.linear(x, weight)
