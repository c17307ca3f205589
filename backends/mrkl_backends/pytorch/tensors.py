"""The tensors that a checkpoint of an architecture holds: names, shapes, counts.

Shapes are (rows, columns), as torch's linear layers store them: (outputs, inputs).
Dimensions: D hidden, H query heads, K key-value heads, E head width, F FFN width, V vocabulary.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from mrkl_backends.pytorch.blocks import Architecture
from mrkl_backends.pytorch.checkpoint_files import shown
from mrkl_core.errors import BackendError

Shape = tuple[int, ...]
NamedShape = tuple[str, Shape]

_HEAD = "lm_head.weight"
# Older exports hold the rotary frequencies, which follow from the configuration.
_ROTARY = "rotary_emb.inv_freq"
_REMEDY = "Use the config.json and the weights of one and the same download."


def expected_tensors(architecture: Architecture) -> Iterator[NamedShape]:
    """Yield the name and shape of every tensor, in the order of the forward pass."""
    embedding = (architecture.vocab_size, architecture.hidden_size)
    yield "model.embed_tokens.weight", embedding  # (V, D)
    for layer in range(len(architecture.blocks)):
        yield from block_tensors(architecture, layer)
    yield "model.norm.weight", (architecture.hidden_size,)
    if not architecture.tied_embeddings:
        yield _HEAD, embedding


def block_tensors(architecture: Architecture, layer: int) -> Iterator[NamedShape]:
    """Yield the name and shape of every tensor of one block; an empty block has none."""
    block, hidden = architecture.blocks[layer], architecture.hidden_size
    prefix = f"model.layers.{layer}"
    if block.attention.op != "none":
        yield f"{prefix}.input_layernorm.weight", (hidden,)
    if block.attention.op == "linear":
        yield f"{prefix}.self_attn.linear_attn.weight", (hidden, hidden)
    if block.attention.op == "normal":
        queries = architecture.heads * architecture.head_dim  # H * E
        keys = block.attention.kv_heads * architecture.head_dim  # K * E
        shapes = {"q": (queries, hidden), "k": (keys, hidden), "v": (keys, hidden)}
        shapes["o"] = (hidden, queries)
        yield from _projections(f"{prefix}.self_attn", shapes, architecture.attention_bias)
    if block.feed_forward.op != "none":
        yield f"{prefix}.post_attention_layernorm.weight", (hidden,)
    if block.feed_forward.op == "linear":
        yield f"{prefix}.mlp.linear_mlp.weight", (hidden, hidden)
    if block.feed_forward.op == "normal":
        width = block.feed_forward.width  # F
        shapes = {"gate": (width, hidden), "up": (width, hidden), "down": (hidden, width)}
        yield from _projections(f"{prefix}.mlp", shapes, architecture.mlp_bias)


def _projections(
    prefix: str, shapes: Mapping[str, tuple[int, int]], bias: bool
) -> Iterator[NamedShape]:
    for name, shape in shapes.items():
        yield f"{prefix}.{name}_proj.weight", shape
        if bias:
            yield f"{prefix}.{name}_proj.bias", shape[:1]


def count_parameters(architecture: Architecture) -> int:
    """Return the parameters of the whole model; tied embeddings count once."""
    return sum(math.prod(shape) for _, shape in expected_tensors(architecture))


def count_block_parameters(architecture: Architecture, layer: int) -> int:
    """Return the parameters of one block, its norms included."""
    return sum(math.prod(shape) for _, shape in block_tensors(architecture, layer))


def count_tensors(architecture: Architecture) -> int:
    """Return how many tensors a checkpoint of the model holds."""
    return sum(1 for _ in expected_tensors(architecture))


def check_tensors(found: Mapping[str, Sequence[int]], architecture: Architecture) -> None:
    """Check that a checkpoint holds exactly the tensors of its architecture.

    Stored rotary frequencies are let pass, and so is the output head of a model that ties it to
    the embedding: neither is needed.

    Args:
        found: The shape of each tensor by name.
        architecture: What the configuration says.

    Raises:
        BackendError: A tensor is missing, has another shape, or is not expected; the first one
            is named, in the order of the forward pass.
    """
    expected = dict(expected_tensors(architecture))
    for name, shape in expected.items():
        _check_tensor(name, found.get(name), shape)
    embedding = (architecture.vocab_size, architecture.hidden_size)
    for name, found_shape in found.items():
        if name == _HEAD:
            _check_tensor(name, found_shape, embedding)
        elif name not in expected and not name.endswith(_ROTARY):
            raise BackendError(
                f"The weights hold the tensor {shown(name)}, which is not one of the"
                f" {len(expected)} that the configuration describes.",
                hint=_REMEDY,
                tensor=name,
            )


def _check_tensor(name: str, found: Sequence[int] | None, shape: Shape) -> None:
    if found is None:
        raise BackendError(
            f"The weights lack the tensor {name!r}, of shape {list(shape)}.",
            hint=_REMEDY,
            tensor=name,
        )
    if tuple(found) != shape:
        raise BackendError(
            f"The tensor {name!r} has the shape {list(found)}; the configuration makes it"
            f" {list(shape)}.",
            hint=_REMEDY,
            tensor=name,
        )
