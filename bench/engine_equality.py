"""Is it the same function? Our engine against llama.cpp and transformers, in float32.

Greedy tokens come from our engine as applications use it (pages, prompt in pieces); logits are
compared over whole sequences. Where two words are nearly as likely, rounding decides: a token may
differ only where the peer's own margin is below the tolerance, and such places are counted.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from tokenizers import Tokenizer

from bench.llama_cpp_peer import LlamaCpp
from bench.random_models import (
    BLOCK_KINDS,
    LLAMA3_ROPE,
    SIZES,
    Block,
    heterogeneous,
    write_random,
)
from bench.transformers_peer import Transformers
from mrkl_backends.pytorch.attention_state import OneSequence
from mrkl_backends.pytorch.engine import Engine, EngineSettings
from mrkl_backends.pytorch.loading import load_model
from mrkl_backends.pytorch.requests import Request

#: Of the largest logit; both engines round at each of some dozen steps.
TOLERANCE = 1e-5
#: Our own small model, trained by bench.reproduce.nano.
NANO = Path(__file__).resolve().parents[1] / "tests" / "assets" / "nano"
NANO_TEXTS = (
    "book a table for two -> restaurant\nplay some jazz -> music\nwill it rain -> weather\n",
    "<|begin_of_text|><|user|>What does 'harbour' mean?<|end|><|assistant|>",
    "<|begin_of_text|><|user|>Anna is a nurse. Ben is a pilot. Who is a pilot?<|end|><|assistant|>",
)
#: Of random weights: wide enough that attention is not flat and words differ.
_SCALE = 0.1


class Peer(Protocol):
    """Another engine with one sequence."""

    def greedy(self, prompt: Sequence[int], tokens: int) -> list[int]:
        """Return the likeliest tokens after ``prompt``."""
        ...

    def all_logits(self, tokens: Sequence[int]) -> np.ndarray[Any, Any]:
        """Return the logits of every position, (T, V) float32."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How far two engines agree.

    Attributes:
        tokens: Greedy tokens compared.
        equal: The share of them that is equal.
        near_ties: Prompts after which a token differed where the peer's margin was within the
            tolerance; what follows was not compared.
        logits_error: Largest difference of a logit, in parts of the largest logit.
    """

    tokens: int
    equal: float
    near_ties: int
    logits_error: float


def against_llama_cpp(
    kinds: Mapping[str, Sequence[Block]] = BLOCK_KINDS, *, prompts: int = 20, tokens: int = 16
) -> dict[str, Any]:
    """Compare small models of every kind of block with llama.cpp, as a table by kind."""
    from bench.gguf_writer import write_gguf

    found = {}
    for name, blocks in kinds.items():
        config = heterogeneous(blocks)
        drawn = draw_prompts(config["vocab_size"], prompts, seed=len(blocks))
        with tempfile.TemporaryDirectory() as folder:
            write_random(Path(folder), config, seed=3, dtype="float32", scale=_SCALE)
            path = Path(folder) / "model.gguf"
            write_gguf(Path(folder), path, "F32")
            with closing(LlamaCpp(path, threads=1, context=128, all_logits=True)) as peer:
                found[name] = asdict(compare(Path(folder), peer, drawn, tokens))
    return found


def against_transformers(tokens: int, factors: Sequence[float] = (8.0, 16.0)) -> dict[str, Any]:
    """Compare with transformers: small plain Llamas by llama3's factor, and trained weights."""
    found = {}
    for factor in factors:
        scaling = LLAMA3_ROPE | {"factor": factor, "original_max_position_embeddings": 128}
        config = SIZES["tiny"] | {"rope_scaling": scaling}
        drawn = draw_prompts(config["vocab_size"], 2, seed=int(factor))
        with tempfile.TemporaryDirectory() as folder:
            write_random(Path(folder), config, seed=3, dtype="float32", scale=_SCALE)
            peer = Transformers(Path(folder), dtype="float32")
            found[f"factor {factor:g}"] = asdict(compare(Path(folder), peer, drawn, tokens))
    peer = Transformers(NANO, dtype="float32")
    found["nano weights"] = asdict(compare(NANO, peer, nano_prompts(), tokens))
    return found


def compare(folder: Path, peer: Peer, prompts: Sequence[Sequence[int]], tokens: int) -> Comparison:
    """Compare ours with the peer on the checkpoint in ``folder``, in float32."""
    model = load_model(folder, dtype="float32")
    compared = equal = near_ties = 0
    error = 0.0
    with closing(Engine(model, EngineSettings(most_drafted=0))) as engine:
        for prompt in prompts:
            theirs = peer.greedy(prompt, tokens)
            ours = greedy(engine, prompt, tokens)
            logits = peer.all_logits([*prompt, *theirs])
            scale = float(np.abs(logits).max())
            found = whole_logits(model, [*prompt, *theirs])
            error = max(error, float(np.abs(found - logits).max()) / scale)
            same = next((k for k in range(tokens) if ours[k] != theirs[k]), tokens)
            tied = same < tokens and _margin(logits[len(prompt) + same - 1]) < TOLERANCE * scale
            near_ties += tied
            equal += same
            compared += same + (same < tokens and not tied)
    return Comparison(
        tokens=compared,
        equal=equal / max(1, compared),
        near_ties=near_ties,
        logits_error=error,
    )


def _margin(logits: np.ndarray[Any, Any]) -> float:
    second, first = np.partition(logits, -2)[-2:]
    return float(first - second)


def greedy(engine: Engine, prompt: Sequence[int], tokens: int) -> list[int]:
    """Return our greedy tokens after ``prompt``."""
    request = Request(prompt=tuple(prompt), max_tokens=tokens)
    return [event.token for event in engine.submit(request)]


def whole_logits(model: Any, tokens: Sequence[int]) -> np.ndarray[Any, Any]:
    """Return our logits of every position of a sequence read at once, (T, V) float32."""
    with torch.inference_mode():
        ids = torch.tensor(tokens)
        hidden = model.hidden_states(ids, torch.arange(len(tokens)), OneSequence())
        return model.logits(hidden).numpy()


def nano_prompts() -> list[list[int]]:
    """Return prompts of the kinds that the nano model was trained on."""
    tokenizer = Tokenizer.from_file(str(NANO / "tokenizer.json"))
    return [tokenizer.encode(text).ids for text in NANO_TEXTS]


def draw_prompts(vocabulary: int, count: int, *, seed: int) -> list[list[int]]:
    """Return prompts of 1 to 40 tokens."""
    draw = random.Random(seed)
    return [[draw.randrange(vocabulary) for _ in range(draw.randint(1, 40))] for _ in range(count)]
