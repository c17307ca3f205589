"""The blocks of a model, from every spelling that Llama-Nemotron checkpoints use.

Known are ``block_configs`` (``nemotron-nas``, Puzzletron), transformers' ``per_layer_config``,
and plain Llama, where all layers are alike. What we cannot run is refused, never ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mrkl_backends.pytorch.blocks import Attention, Block, FeedForward, Operation
from mrkl_backends.pytorch.checkpoint_files import shown
from mrkl_backends.pytorch.config_fields import MOST_SIZE, OFF, Fields

MOST_LAYERS = 4096

_OPERATION = frozenset({"no_op", "replace_with_linear"})
_BLOCK_ONLY = {"parallel_blocks": OFF}
_ATTENTION_ONLY: Mapping[str, tuple[object, ...]] = {
    "window_length": OFF,
    "num_sink_tokens": OFF,
    "use_prefill_window_in_sink_attention": OFF,
    "unshifted_sink": OFF,
    "sparsify": OFF,
    "mamba": OFF,
    "llama4": OFF,
    "weights_precision": (None, "bf16"),
}
_FFN_ONLY: Mapping[str, tuple[object, ...]] = {
    "sparsify": OFF,
    "moe": OFF,
    "gated": (None, True),
    "hidden_act": (None, "silu"),
    "weights_precision": (None, "bf16"),
}
_BLOCK_KEYS = frozenset({"attention", "ffn", *_BLOCK_ONLY})
_ATTENTION_KEYS = frozenset(
    {"n_heads_in_group", "num_key_value_heads", *_OPERATION, *_ATTENTION_ONLY}
)
_FFN_KEYS = frozenset({"ffn_mult", "intermediate_size", *_OPERATION, *_FFN_ONLY})
_SKIPPABLE = ("attention", "mlp")
_SIZES = ("num_key_value_heads", "intermediate_size")
_OVERRIDES = frozenset({*_SIZES, "skip"})


def read_blocks(config: Fields) -> tuple[Block, ...]:
    """Return all blocks that a configuration describes.

    Which spelling it is follows from the keys, not from the name of a class.

    Raises:
        BackendError: A layer is described wrongly, twice in different ways, or is of a kind that
            we do not run.
    """
    layers = config.size("num_hidden_layers", most=MOST_LAYERS)
    if not config.given("block_configs"):
        return _layered_blocks(config, layers)
    blocks = _listed_blocks(config, layers)
    if config.given("per_layer_config") and _layered_blocks(config, layers) != blocks:
        raise config.error("per_layer_config", "says other than 'block_configs'")
    return blocks


def ffn_width(multiplier: float, hidden_size: int) -> int:
    """Return the FFN width of an ``ffn_mult``: two thirds of it, up to a multiple of 256.

    The multiplier counts to six decimals, as the checkpoints' own code reads it.
    """
    width = int(2 * round(multiplier, 6) * hidden_size / 3)
    return -(-width // 256) * 256


def _listed_blocks(config: Fields, layers: int) -> tuple[Block, ...]:
    """Return the blocks of ``block_configs``, a list with one entry a layer."""
    entries = config.values["block_configs"]
    if not isinstance(entries, list | tuple) or len(entries) != layers:
        found = f"has {len(entries)} entries" if isinstance(entries, list | tuple) else "is no list"
        raise config.error("block_configs", f"{found}; 'num_hidden_layers' is {layers}")
    heads = config.size("num_attention_heads")
    hidden_size = config.size("hidden_size")
    blocks = []
    for layer, entry in enumerate(entries):
        at_layer = replace(config, layer=layer)
        block = replace(at_layer, values=at_layer.members("block_configs", entry))
        block.require_only(_BLOCK_ONLY)
        block.require_known(_BLOCK_KEYS)
        blocks.append(
            Block(
                attention=_attention(block.part("attention"), heads),
                feed_forward=_feed_forward(block.part("ffn"), hidden_size),
            )
        )
    return tuple(blocks)


def _attention(part: Fields, heads: int) -> Attention:
    part.require_only(_ATTENTION_ONLY)
    part.require_known(_ATTENTION_KEYS)
    operation = _operation(part)
    if operation != "normal":  # whatever else it says counts for nothing
        return Attention(op=operation)
    found = {}
    if part.given("n_heads_in_group"):
        group = part.size("n_heads_in_group")
        found["n_heads_in_group"] = _divided(part, "n_heads_in_group", heads, group)
    if part.given("num_key_value_heads"):
        found["num_key_value_heads"] = _kv_heads(part, heads)
    return Attention(op="normal", kv_heads=_agreed(part, found, "n_heads_in_group"))


def _feed_forward(part: Fields, hidden_size: int) -> FeedForward:
    part.require_only(_FFN_ONLY)
    part.require_known(_FFN_KEYS)
    operation = _operation(part)
    if operation != "normal":
        return FeedForward(op=operation)
    found = {}
    if part.given("ffn_mult"):
        width = ffn_width(part.number("ffn_mult", most=MOST_SIZE), hidden_size)
        if not 1 <= width <= MOST_SIZE:
            raise part.error("ffn_mult", f"gives an FFN of width {width:,}")
        found["ffn_mult"] = width
    if part.given("intermediate_size"):
        found["intermediate_size"] = part.size("intermediate_size")
    return FeedForward(op="normal", width=_agreed(part, found, "ffn_mult"))


def _operation(part: Fields) -> Operation:
    nothing, linear = part.flag("no_op"), part.flag("replace_with_linear")
    if nothing and linear:
        raise part.error("no_op", "and 'replace_with_linear' exclude each other")
    if nothing:
        return "none"
    return "linear" if linear else "normal"


def _agreed(part: Fields, found: Mapping[str, int], usual: str) -> int:
    """Return the size that one or two spellings give, if they give one and the same."""
    if not found:
        raise part.error(usual, "is missing")
    if len(set(found.values())) > 1:
        said = ", ".join(f"{key!r} gives {size:,}" for key, size in found.items())
        raise part.error(usual, f"does not agree with the rest: {said}")
    return next(iter(found.values()))


def _kv_heads(fields: Fields, heads: int) -> int:
    kv_heads = fields.size("num_key_value_heads")
    _divided(fields, "num_key_value_heads", heads, kv_heads)
    return kv_heads


def _divided(fields: Fields, key: str, heads: int, divisor: int) -> int:
    if heads % divisor:
        raise fields.error(key, f"is {divisor:,}, which does not divide the {heads:,} heads")
    return heads // divisor


def _layered_blocks(config: Fields, layers: int) -> tuple[Block, ...]:
    """Return one block a layer: the model's own sizes, with what ``per_layer_config`` overrides.

    Without that key this is plain Llama.
    """
    overrides = _overrides(config, layers)
    blocks = {
        layer: _layered_block(replace(config, layer=layer), given)
        for layer, given in overrides.items()
    }
    if len(blocks) == layers:  # the model's own sizes count for no layer, and may be missing
        return tuple(blocks[layer] for layer in range(layers))
    usual = _layered_block(config, {})
    return tuple(blocks.get(layer, usual) for layer in range(layers))


def _overrides(config: Fields, layers: int) -> dict[int, Mapping[str, object]]:
    """Return the overrides by layer; transformers pads the numbers with zeros to sort them."""
    if not config.given("per_layer_config"):
        return {}
    found: dict[int, Mapping[str, object]] = {}
    entries = config.part("per_layer_config")
    for key, value in entries.values.items():
        number = str(key)
        layer = int(number) if number.isdecimal() and len(number) < len(str(MOST_SIZE)) else layers
        if layer >= layers or layer in found:
            raise entries.error(number, f"is not one of the {layers} layers, or is there twice")
        found[layer] = replace(config, layer=layer).members("per_layer_config", value)
    return found


def _layered_block(config: Fields, overrides: Mapping[str, object]) -> Block:
    # An override that repeats the model's own value changes nothing, whatever it is.
    changed = {key: value for key, value in overrides.items() if value != config.values.get(key)}
    given = replace(config, values=changed, prefix="per_layer_config.")
    given.require_known(_OVERRIDES)
    skipped = _skipped(given)
    sizes = {key: changed.get(key, config.values.get(key)) for key in _SIZES}
    fields = replace(config, values=sizes)
    attention, feed_forward = Attention(op="none"), FeedForward(op="none")
    if "attention" not in skipped:
        kv_heads = heads = config.size("num_attention_heads")
        if fields.given("num_key_value_heads"):
            kv_heads = _kv_heads(fields, heads)
        attention = Attention(op="normal", kv_heads=kv_heads)
    if "mlp" not in skipped:
        feed_forward = FeedForward(op="normal", width=fields.size("intermediate_size"))
    return Block(attention=attention, feed_forward=feed_forward)


def _skipped(fields: Fields) -> list[str]:
    skip = fields.values.get("skip", [])
    if not isinstance(skip, list | tuple) or any(name not in _SKIPPABLE for name in skip):
        known = ", ".join(_SKIPPABLE)
        raise fields.error("skip", f"is {shown(skip)}; it must be a list out of: {known}")
    return list(skip)
