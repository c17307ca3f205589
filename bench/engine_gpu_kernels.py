"""Where the time of the local engine goes on one GPU, kernel by kernel: 8B with random weights.

Seconds of the kernels that take most, for one request and for many, beside the time by the clock:
what the kernels do not fill is the host's.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import torch
from torch.profiler import ProfilerActivity, profile

from bench.engine_gpu import AT_ONCE, PROMPT, SHAPES, answer_seconds, decode_seconds, random_model
from bench.report import run
from mrkl_backends.pytorch.configs import read_architecture
from mrkl_backends.pytorch.engine import Engine, EngineSettings

TOKENS, SHOWN = 32, 14


def measure() -> Mapping[str, Any]:
    """Profile decoding of one request, and prompts and decoding of many."""
    if not torch.cuda.is_available():
        return {"device": None, "reason": "no GPU: torch finds no CUDA device"}
    architecture = read_architecture(SHAPES["8B"]())
    room = EngineSettings(
        cache_tokens=AT_ONCE * (PROMPT + TOKENS + 16), most_running=AT_ONCE, most_drafted=0
    )
    with closing(Engine(random_model(architecture, "cuda"), room)) as engine:
        return {
            "device": torch.cuda.get_device_name(),
            "one": _profiled(lambda: decode_seconds(engine, architecture, TOKENS)),
            "prompts": _profiled(lambda: answer_seconds(engine, architecture, 1)),
            "many": _profiled(lambda: answer_seconds(engine, architecture, TOKENS)),
        }


def _profiled(act: Any) -> dict[str, Any]:
    act()
    with profile(activities=[ProfilerActivity.CUDA]) as found:
        began = time.perf_counter()
        act()
        torch.cuda.synchronize()
        seconds = time.perf_counter() - began
    kernels = sorted(found.key_averages(), key=lambda one: -one.device_time_total)
    return {
        "seconds": seconds,
        "kernel_seconds": sum(one.device_time_total for one in kernels) / 1e6,
        "kernels": {
            one.key[:60]: {"count": one.count, "ms": one.device_time_total / 1e3}
            for one in kernels[:SHOWN]
        },
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
