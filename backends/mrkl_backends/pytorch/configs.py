"""The architecture of a checkpoint from its ``config.json``, with no weights needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mrkl_backends.pytorch.block_readers import read_blocks
from mrkl_backends.pytorch.blocks import Architecture, RopeScaling
from mrkl_backends.pytorch.checkpoint_files import is_file, read_json_object, shown
from mrkl_backends.pytorch.config_fields import OFF, Fields
from mrkl_core.errors import ModelNotFoundError

MODEL_TYPES = ("llama", "nemotron-nas")

_MOST_CONFIG_BYTES = 10_000_000
_DTYPES = ("bfloat16", "float16", "float32")
_ROPE_TYPES = ("default", "llama3")
# What Llama has always taken where a configuration says nothing.
_DEFAULT_ROPE_THETA = 10_000.0
_MOST_ROPE_THETA = 1e12
_MOST_ROPE_FACTOR = 1e6

_FULL_ROTARY: tuple[object, ...] = (None, 1, 1.0)
_ONLY: Mapping[str, tuple[object, ...]] = {
    "num_key_value_heads_per_layer": OFF,  # DeciLM-7B: another schema under the same class name
    "hidden_act": (None, "silu"),
    "sliding_window": OFF,
    "attention_chunk_size": OFF,
    "layer_types": OFF,
    "quantization_config": OFF,
    "position_embedding_type": (None, "rope"),
    "partial_rotary_factor": _FULL_ROTARY,
}
_ROPE_KEYS = frozenset(
    {
        "rope_type",
        "type",
        "rope_theta",
        "factor",
        "low_freq_factor",
        "high_freq_factor",
        "original_max_position_embeddings",
        "partial_rotary_factor",
    }
)


def load_architecture(folder: Path) -> Architecture:
    """Return the architecture of the checkpoint in ``folder``.

    End-of-text tokens that only ``generation_config.json`` names count too.

    Raises:
        ModelNotFoundError: There is no ``config.json``.
        BackendError: A file is damaged, or describes a model that we do not run.
    """
    path = folder / "config.json"
    if not is_file(path):
        raise ModelNotFoundError(
            f"{str(folder)!r} is not a checkpoint: it holds no 'config.json'.",
            hint="Give the folder with config.json and the safetensors files.",
            file=str(path),
        )
    config = read_json_object(path, most_bytes=_MOST_CONFIG_BYTES)
    architecture = read_architecture(config, file=str(path))
    generation = folder / "generation_config.json"
    if not is_file(generation):
        return architecture
    more = Fields(
        values=read_json_object(generation, most_bytes=_MOST_CONFIG_BYTES), file=str(generation)
    )
    ids = _token_ids(more, "eos_token_id", architecture.vocab_size)
    return replace(architecture, eos_ids=tuple(dict.fromkeys((*architecture.eos_ids, *ids))))


def read_architecture(config: Mapping[str, object], *, file: str = "config.json") -> Architecture:
    """Return the architecture that the content of a ``config.json`` describes.

    Args:
        config: Plain Llama, ``nemotron-nas`` (entries of ``block_configs`` may be mappings or
            objects), Puzzletron's spelling, or transformers' ``per_layer_config``.
        file: What errors call it.

    Raises:
        BackendError: A value is missing, wrong or absurd, or the model is not one that we run.
            The message and the context name file, layer and key.
    """
    fields = Fields(values=config, file=file)
    model_type = fields.choice("model_type", MODEL_TYPES)
    fields.require_only(_ONLY)
    if model_type == "nemotron-nas" and not fields.given("per_layer_config"):
        fields.require("block_configs")
    attention_bias = fields.flag("attention_bias")
    fields.require_only({"o_proj_bias": (None, attention_bias)})
    vocab_size = fields.size("vocab_size")
    bos_ids = _token_ids(fields, "bos_token_id", vocab_size)
    theta, scaling = _rope(fields)
    return Architecture(
        model_type=model_type,
        hidden_size=fields.size("hidden_size"),
        heads=fields.size("num_attention_heads"),
        head_dim=_head_dim(fields),
        vocab_size=vocab_size,
        blocks=read_blocks(fields),
        norm_epsilon=fields.number("rms_norm_eps", most=1.0),
        rope_theta=theta,
        rope_scaling=scaling,
        max_positions=fields.size("max_position_embeddings"),
        tied_embeddings=fields.flag("tie_word_embeddings"),
        attention_bias=attention_bias,
        mlp_bias=fields.flag("mlp_bias"),
        bos_id=bos_ids[0] if bos_ids else None,
        eos_ids=_token_ids(fields, "eos_token_id", vocab_size),
        dtype=_dtype(fields),
    )


def _head_dim(fields: Fields) -> int:
    """Return the width of a head: what is said, else an even share of the hidden size."""
    if fields.given("head_dim"):
        head_dim, key = fields.size("head_dim"), "head_dim"
    else:
        hidden_size, heads = fields.size("hidden_size"), fields.size("num_attention_heads")
        head_dim, rest = divmod(hidden_size, heads)
        key = "num_attention_heads"
        if rest:
            raise fields.error(key, f"is {heads:,}, which does not divide {hidden_size:,}")
    if head_dim % 2:
        raise fields.error(
            key, f"makes heads {head_dim} wide; rotary embeddings need an even width"
        )
    return head_dim


def _dtype(fields: Fields) -> str | None:
    """Return the stored dtype under its newer or its older key."""
    key = next((key for key in ("dtype", "torch_dtype") if fields.given(key)), None)
    return fields.choice(key, _DTYPES) if key else None


def _rope(fields: Fields) -> tuple[float, RopeScaling | None]:
    """Return theta and scaling, from ``rope_parameters`` or the older ``rope_scaling``."""
    keys = [key for key in ("rope_parameters", "rope_scaling") if fields.values.get(key, {}) != {}]
    parts = [fields.part(key) for key in keys if fields.given(key)]
    scalings = [_rope_scaling(part) for part in parts]
    thetas = [
        place.number("rope_theta", most=_MOST_ROPE_THETA)
        for place in (fields, *parts)
        if place.given("rope_theta")
    ]
    if len(set(thetas)) > 1:
        raise fields.error("rope_theta", "is given twice, with different values")
    if len(set(scalings)) > 1:
        raise fields.error("rope_parameters", "says other than 'rope_scaling'")
    return next(iter(thetas), _DEFAULT_ROPE_THETA), next(iter(scalings), None)


def _rope_scaling(rope: Fields) -> RopeScaling | None:
    rope.require_known(_ROPE_KEYS)
    rope.require_only({"partial_rotary_factor": _FULL_ROTARY})
    key = next((key for key in ("rope_type", "type") if rope.given(key)), "rope_type")
    if not (rope.given(key) or rope.given("factor")):
        return None  # only theta is given
    if rope.choice(key, _ROPE_TYPES) == "default":
        return None
    scaling = RopeScaling(
        factor=rope.number("factor", most=_MOST_ROPE_FACTOR),
        low_frequency_factor=rope.number("low_freq_factor", most=_MOST_ROPE_FACTOR),
        high_frequency_factor=rope.number("high_freq_factor", most=_MOST_ROPE_FACTOR),
        original_positions=rope.size("original_max_position_embeddings"),
    )
    if scaling.factor < 1:
        raise rope.error("factor", f"is {scaling.factor:g}; it must be 1 or more")
    if scaling.high_frequency_factor <= scaling.low_frequency_factor:
        raise rope.error("high_freq_factor", "must be above 'low_freq_factor'")
    return scaling


def _token_ids(fields: Fields, key: str, vocab_size: int) -> tuple[int, ...]:
    """Return one id or a list of them, each once; none if the key is not given."""
    value = fields.values.get(key)
    if value is None:
        return ()
    ids = value if isinstance(value, list | tuple) else [value]
    for one in ids:
        if isinstance(one, bool) or not isinstance(one, int) or not 0 <= one < vocab_size:
            raise fields.error(
                key, f"holds {shown(one)}; token ids are whole numbers below {vocab_size:,}"
            )
    return tuple(dict.fromkeys(ids))
