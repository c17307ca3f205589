"""The local engine on one GPU: published shapes with random weights, made on the device.

Decoding one token reads every weight and the keys and values once, so the memory's own speed,
measured in the same run by copying, bounds it: "roofline" is the share of that bound. Of many
requests at once the first answers compile and record what later ones replay. Without a GPU, or
where a shape does not fit, the figure's place says why.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

import torch

from bench.report import run
from mrkl_backends.pytorch.blocks import Architecture
from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.engine import Engine, EngineSettings
from mrkl_backends.pytorch.model import Model
from mrkl_backends.pytorch.requests import Request
from mrkl_backends.pytorch.tensors import count_parameters
from tests.support.published_models import nano_8b, super_49b

SHAPES: Mapping[str, Callable[[], dict[str, Any]]] = {"8B": nano_8b, "49B": super_49b}
PROMPT, TOKENS, AT_ONCE, REPEATS = 128, 128, 64, 3
#: Of the device's memory, for weights; the rest is for the cache and what is in passing.
MOST_WEIGHTS = 0.85
_COPIED_BYTES = 2**32


def measure() -> Mapping[str, Any]:
    """Measure every shape that fits."""
    if not torch.cuda.is_available():
        return {"device": None, "reason": "no GPU: torch finds no CUDA device"}
    device = "cuda"
    bandwidth = bytes_per_second(device)
    return {
        "device": torch.cuda.get_device_name(device),
        "torch": torch.__version__,
        "copy_bytes_per_s": bandwidth,
        "shapes": {name: measure_shape(make(), device, bandwidth) for name, make in SHAPES.items()},
    }


def bytes_per_second(device: str, size: int = _COPIED_BYTES) -> float:
    """Return how fast the device copies: bytes read plus bytes written, in a second."""
    source = torch.empty(size, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)

    def copy() -> None:
        target.copy_(source)
        _finish(device)

    copy()
    return 2 * size / min(_seconds(copy) for _ in range(10))


def measure_shape(
    config: Mapping[str, Any], device: str, bandwidth: float, tokens: int = TOKENS
) -> dict[str, Any]:
    """Time decoding of one request and of many, and transformers where it has the class."""
    architecture = read_architecture(config)
    weight_bytes = 2 * count_parameters(architecture)
    if device == "cuda":
        memory = torch.cuda.get_device_properties(device).total_memory
        if weight_bytes > MOST_WEIGHTS * memory:
            return {"reason": f"weights of {weight_bytes:,} bytes; the GPU has {memory:,}"}
    # Nothing is guessed ahead: every token is a step, as in the bound and in transformers.
    room = EngineSettings(
        cache_tokens=AT_ONCE * (PROMPT + tokens + 16), most_running=AT_ONCE, most_drafted=0
    )
    with closing(Engine(random_model(architecture, device), room)) as engine:
        alone = min(decode_seconds(engine, architecture, tokens) for _ in range(REPEATS))
        first, *later = [answer_seconds(engine, architecture, tokens) for _ in range(REPEATS)]
        reading = min(answer_seconds(engine, architecture, 1) for _ in range(REPEATS))
    weights = weight_bytes - 2 * architecture.vocab_size * architecture.hidden_size
    kept = (PROMPT + tokens // 2) * architecture.kv_bytes_per_token(2)
    step = (min(later) - reading) / (tokens - 1)
    figures = {
        "decode_tokens_per_s": 1 / alone,
        "roofline": (weights + kept) / bandwidth / alone,
        f"tokens_per_s_of_{AT_ONCE}_requests": AT_ONCE * tokens / min(later),
        f"first_tokens_per_s_of_{AT_ONCE}_requests": AT_ONCE * tokens / first,
        f"prompt_tokens_per_s_of_{AT_ONCE}_requests": AT_ONCE * PROMPT / reading,
        f"decode_tokens_per_s_of_{AT_ONCE}_requests": AT_ONCE / step,
        f"roofline_of_{AT_ONCE}_requests": (weights + AT_ONCE * kept) / bandwidth / step,
    }
    if config["model_type"] == "llama":
        _free(device)
        theirs = transformers_tokens_per_second(config, device, tokens)
        figures["transformers_decode_tokens_per_s"] = theirs
        figures["decode_to_transformers"] = 1 / alone / theirs
    _free(device)
    return figures


def random_model(architecture: Architecture, device: str) -> Model:
    """Return a bfloat16 model whose weights were never anywhere but on the device."""
    model = Model(architecture, dtype=torch.bfloat16, device=device)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0, 0.02)
    model.finish()
    return model


def decode_seconds(engine: Engine, architecture: Architecture, tokens: int) -> float:
    """Return the seconds a token of one request, prompt not counted."""
    times = [time.perf_counter() for _ in _submit(engine, architecture, tokens)]
    return (times[-1] - times[0]) / (tokens - 1)


def answer_seconds(engine: Engine, architecture: Architecture, tokens: int) -> float:
    """Return the seconds of the answers to AT_ONCE requests, prompts included."""
    began = time.perf_counter()
    for stream in [_submit(engine, architecture, tokens) for _ in range(AT_ONCE)]:
        for _ in stream:
            pass
    return time.perf_counter() - began


def transformers_tokens_per_second(config: Mapping[str, Any], device: str, tokens: int) -> float:
    """Return what ``generate`` decodes a second: a long answer's time less a short one's."""
    from transformers import AutoConfig, AutoModelForCausalLM

    known = AutoConfig.for_model(**config)
    known.eos_token_id = None
    with torch.device(device):
        model = AutoModelForCausalLM.from_config(known, dtype=torch.bfloat16).eval()
    ids = torch.tensor([_prompt(config["vocab_size"])], device=device)

    def answer(count: int) -> Callable[[], None]:
        def generate() -> None:
            model.generate(
                ids, attention_mask=torch.ones_like(ids), do_sample=False, pad_token_id=0,
                min_new_tokens=count, max_new_tokens=count,
            )  # fmt: skip
            _finish(device)

        return generate

    answer(2)()
    short, long = (min(_seconds(answer(n)) for _ in range(REPEATS)) for n in (1, tokens))
    return (tokens - 1) / (long - short)


def _submit(engine: Engine, architecture: Architecture, tokens: int) -> Any:
    prompt = tuple(_prompt(architecture.vocab_size))
    return engine.submit(Request(prompt=prompt, max_tokens=tokens))


def _prompt(vocabulary: int) -> Sequence[int]:
    return [random.randrange(vocabulary) for _ in range(PROMPT)]


def _seconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _finish(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize(device)


def _free(device: str) -> None:
    if device == "cuda":
        torch.cuda.empty_cache()


if __name__ == "__main__":
    run(measure, __doc__ or "")
