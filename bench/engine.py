"""The local engine against llama.cpp and transformers, on random weights.

Every engine runs in processes of its own, one after another and then back again, and its quickest
run counts. Decoding: greedy tokens after a prompt of 128, whose reading is not counted. Prefill: a
prompt of 1,024 and one token. llama.cpp runs without a sampler. Where it is not installed its rows
say so. "worst" is the least ratio over the sizes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.engine_equality import against_llama_cpp, against_transformers
from bench.engine_memory import against_prediction, kv_bytes_per_token
from bench.engine_runs import Job, carry_out, run_apart
from bench.llama_cpp_peer import NOT_INSTALLED, features, is_installed
from bench.random_models import SIZES, write_random
from bench.report import run

OURS = ("int8", "bfloat16")
GGUF_TYPES = ("Q8_0", "F16", "BF16")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much to measure: what ``Job`` says of a run, and the sizes.

    Each size has a number of rounds over all engines and of repeats in each: runs of a larger
    model take long enough to be steady. To see that it runs, all may share one process.
    """

    sizes: Mapping[str, tuple[int, int]] = field(
        default_factory=lambda: {"150M": (2, 2), "1B": (1, 1)}
    )
    threads: int = 2
    prompt: int = 128
    long_prompt: int = 1024
    tokens: int = 64
    at_once: int = 16
    greedy: int = 256
    carry_out: Callable[[Job], dict[str, Any]] = run_apart


QUICK = Scale(
    sizes={"tiny": (1, 1)}, threads=1, prompt=8, long_prompt=16, tokens=24, at_once=2,
    greedy=8, carry_out=carry_out,
)  # fmt: skip


def measure(scale: Scale = Scale()) -> Mapping[str, Any]:
    """Measure every size, then what does not depend on it."""
    sizes = {name: measure_size(name, scale) for name in scale.sizes}
    return {
        "threads": scale.threads,
        "sizes": sizes,
        "worst": worst([size["ratios"] for size in sizes.values()]),
        "worst_memory_error": worst_memory_error(sizes.values()),
        "kv_bytes_per_token": kv_bytes_per_token(),
        "against_transformers": against_transformers(scale.greedy),
        "against_llama_cpp": against_llama_cpp() if is_installed() else NOT_INSTALLED,
        "versions": versions(),
    }


def measure_size(name: str, scale: Scale) -> dict[str, Any]:
    """Write a model of that size for every engine and time them all."""
    with tempfile.TemporaryDirectory() as folder:
        parameters = write_random(Path(folder), SIZES[name], seed=1)
        rounds, repeats = scale.sizes[name]
        jobs = list(_jobs(Path(folder), SIZES[name]["vocab_size"], scale, repeats))
        engines: dict[str, dict[str, Any]] = {}
        for turn in range(rounds):
            for job in jobs if turn % 2 == 0 else reversed(jobs):
                engines[job.name] = quickest(engines.get(job.name), scale.carry_out(job))
        ours = [job for job in jobs if job.engine == "mrkl"]
        batch = {job.dtype: together(job, scale) for job in ours}
        memory = {
            job.dtype: against_prediction(
                Path(folder), job.dtype, length=scale.long_prompt + 1,
                held=engines[job.name]["model_bytes"],
            )
            for job in ours
        }  # fmt: skip
    return {
        "parameters": parameters,
        "engines": engines if is_installed() else {**engines, "llama.cpp": NOT_INSTALLED},
        "batch": batch,
        "memory": memory,
        "ratios": {
            **ratios(engines),
            **{f"batch_{dtype}": found["ratio"] for dtype, found in batch.items()},
            **{f"batch_decoding_{one}": found["decoding_ratio"] for one, found in batch.items()},
        },
    }


def _jobs(folder: Path, vocabulary: int, scale: Scale, repeats: int) -> Iterator[Job]:
    """Yield one job for each engine and type of weights, writing the peer's files."""
    job = Job(
        engine="mrkl", path=str(folder), dtype="int8", vocabulary=vocabulary,
        threads=scale.threads, prompt=scale.prompt, long_prompt=scale.long_prompt,
        tokens=scale.tokens, repeats=repeats,
    )  # fmt: skip
    for dtype in OURS:
        yield replace(job, dtype=dtype)
    for dtype in ("bfloat16", "float32"):
        yield replace(job, engine="transformers", dtype=dtype)
    if not is_installed():
        return
    from bench.gguf_writer import write_gguf

    for kind in GGUF_TYPES:
        path = folder / f"{kind}.gguf"
        write_gguf(folder, path, kind)
        yield replace(job, engine="llama.cpp", path=str(path), dtype=kind)


def quickest(before: Mapping[str, Any] | None, found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the better of two runs, figure by figure: more tokens, less time, less memory."""
    if before is None:
        return dict(found)
    return {
        name: max(before[name], value) if name.endswith("per_s") else min(before[name], value)
        for name, value in found.items()
    }


def together(job: Job, scale: Scale) -> dict[str, float]:
    """Return tokens a second of one request and of many at once, prompts included and not."""
    one = scale.carry_out(replace(job, at_once=1, answers_only=True))
    many = scale.carry_out(replace(job, at_once=scale.at_once, answers_only=True))
    return {
        "alone": one["tokens_per_s"],
        "at_once": many["tokens_per_s"],
        "requests": scale.at_once,
        "ratio": many["tokens_per_s"] / one["tokens_per_s"],
        "decoding_alone": one["decode_tokens_per_s"],
        "decoding_at_once": many["decode_tokens_per_s"],
        "decoding_ratio": many["decode_tokens_per_s"] / one["decode_tokens_per_s"],
    }


def ratios(engines: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """Return ours by the peers' tokens a second; a 16-bit peer counts with its faster file."""
    found = {}
    for phase in ("decode", "prefill"):
        speed = {name: figures[f"{phase}_tokens_per_s"] for name, figures in engines.items()}
        ours = speed["mrkl bfloat16"]
        theirs = speed["transformers bfloat16"]
        found[f"{phase}_bfloat16_to_transformers"] = ours / theirs
        found[f"{phase}_int8_to_transformers"] = speed["mrkl int8"] / theirs
        theirs = speed["transformers float32"]
        found[f"{phase}_bfloat16_to_transformers_float32"] = ours / theirs
        if "llama.cpp Q8_0" in speed:
            found[f"{phase}_int8_to_llama_cpp"] = speed["mrkl int8"] / speed["llama.cpp Q8_0"]
            theirs = max(speed["llama.cpp F16"], speed["llama.cpp BF16"])
            found[f"{phase}_bfloat16_to_llama_cpp"] = ours / theirs
    return found


def worst_memory_error(sizes: Iterable[Mapping[str, Any]]) -> float | None:
    """Return the largest error of a predicted peak; None where the system does not say it."""
    errors = [found["error"] for size in sizes for found in size["memory"].values()]
    return None if None in errors else max(errors)


def worst(found: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Return the least of each ratio."""
    least: dict[str, float] = {}
    for one in found:
        for name, ratio in one.items():
            least[name] = min(ratio, least.get(name, ratio))
    return least


def versions() -> dict[str, str]:
    """Return the versions of the engines, and what llama.cpp was compiled for."""
    found = {name: version(name) for name in ("torch", "transformers")}
    if is_installed():
        found |= {"llama_cpp_python": version("llama_cpp_python"), "llama.cpp": features()}
    return found


if __name__ == "__main__":
    run(measure, __doc__ or "", quick=lambda: measure(QUICK))
