"""What the kernels of ``gpu_kernels`` do, in plain PyTorch, and a device that is the CPU."""

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


def gated_product(x, weight):
    return gated(product(x, weight))


def embed(embedding, ids, chosen):
    return embedding[torch.where(ids < 0, chosen[(~ids).clamp(min=0)], ids)]


def attend_stretches(queries, keys, values, table, stretches, longest):
    found = torch.empty_like(queries)
    for pages, (first, new, past) in zip(table.tolist(), stretches.tolist(), strict=True):
        assert new <= longest
        places = [page * PAGE_TOKENS + k for page in pages for k in range(PAGE_TOKENS)]
        seen = places[: past + new]
        rows = slice(first, first + new)
        found[rows] = causal(queries[rows], keys[seen], values[seen])
    return found


def likeliest(logits, chosen):
    best, tokens = logits.float().max(-1)
    chosen[: len(tokens)] = tokens
    logprobs = best - logits.float().logsumexp(-1)
    return torch.stack((tokens.double(), logprobs.double()), 1)


class Host:
    """A device that works at once; what is recorded runs once to warm up."""

    def record(self, run):
        run()
        return run

    def pinned(self, numbers):
        return torch.tensor(numbers, dtype=torch.int64)

    def fetch(self, found):
        copied = found.clone()
        return lambda: copied
