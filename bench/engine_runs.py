"""Runs one engine in a process of its own: ``python -m bench.engine_runs JOB``, JOB as JSON.

A process for each keeps thread pools and memory apart. Every engine does the same: it reads a
prompt and decodes greedily.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parents[1]
#: A run that takes longer is not repeated, and a long prompt is not read that would take longer.
REPEATED_S, PATIENCE_S = 10.0, 60.0
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to run.

    Attributes:
        engine: ``mrkl``, ``llama.cpp`` or ``transformers``.
        path: A checkpoint folder; a GGUF file for llama.cpp.
        dtype: Of the weights; what a GGUF file holds for llama.cpp.
        vocabulary: Prompts are drawn from it, each anew, so that no cache knows them.
        threads: For the engine's arithmetic.
        prompt: Tokens before the decoded ones.
        long_prompt: Tokens of the prompt whose reading is timed.
        tokens: Tokens decoded after ``prompt``.
        repeats: The quickest counts.
        at_once: Requests answered together; ours only.
        answers_only: Time whole answers of ``at_once`` requests, not decoding and prefill.
    """

    engine: str
    path: str
    dtype: str
    vocabulary: int
    threads: int
    prompt: int
    long_prompt: int
    tokens: int
    repeats: int
    at_once: int = 1
    answers_only: bool = False

    @property
    def name(self) -> str:
        """Return what tables call it."""
        return f"{self.engine} {self.dtype}"


class Running(Protocol):
    """A loaded engine.

    Attributes:
        empty_bytes: What the process held before there was a model, the engine's code included.
    """

    empty_bytes: int

    def run(self, prompts: Sequence[Sequence[int]], tokens: int) -> None:
        """Decode ``tokens`` tokens after each prompt."""
        ...

    def close(self) -> None:
        """Give up the model."""
        ...


class Ours:
    """Our engine, as an application uses it: requests in, streams of tokens out."""

    def __init__(self, job: Job) -> None:
        import torch

        torch.set_num_threads(job.threads)
        # As much room as the prompts need, so that memory is what was asked for; and nothing is
        # guessed ahead, since what random weights write repeats itself.
        longest = max(job.long_prompt + 1, job.at_once * (job.prompt + job.tokens + 16))
        self._settings = {"cache_tokens": longest, "most_drafted": 0}
        self._run_tiny(job)
        self.empty_bytes = resident_bytes("VmRSS")
        self._load(Path(job.path), job.dtype)

    def _run_tiny(self, job: Job) -> None:
        """Run a tiny model, so that code and libraries are there before a model is measured."""
        from bench.random_models import SIZES, write_random

        with tempfile.TemporaryDirectory() as folder:
            write_random(Path(folder), SIZES["tiny"], seed=0)
            self._load(Path(folder), job.dtype)
            self.run([[1] * job.long_prompt], 2)
            self.close()

    def _load(self, folder: Path, dtype: Any) -> None:
        from mrkl_backends.pytorch.engine import Engine, EngineSettings
        from mrkl_backends.pytorch.loading import load_model
        from mrkl_backends.pytorch.requests import Request

        settings = EngineSettings(**self._settings)
        self._engine = Engine(load_model(folder, dtype=dtype), settings)
        self._request = Request

    def run(self, prompts: Sequence[Sequence[int]], tokens: int) -> None:
        """Decode, all prompts at once."""
        requests = [self._request(prompt=tuple(prompt), max_tokens=tokens) for prompt in prompts]
        for stream in [self._engine.submit(request) for request in requests]:
            for _ in stream:
                pass

    def close(self) -> None:
        """End the engine's thread."""
        self._engine.close()


class LlamaCppRunning:
    """llama.cpp through its C API; the likeliest token is found by numpy."""

    def __init__(self, job: Job) -> None:
        from bench.llama_cpp_peer import LlamaCpp

        self.empty_bytes = resident_bytes("VmRSS")
        context = max(job.long_prompt, job.prompt + job.tokens) + 1
        self._model = LlamaCpp(Path(job.path), threads=job.threads, context=context)

    def run(self, prompts: Sequence[Sequence[int]], tokens: int) -> None:
        """Decode, one prompt after another."""
        for prompt in prompts:
            self._model.greedy(prompt, tokens)

    def close(self) -> None:
        """Free the model."""
        self._model.close()


class TransformersRunning:
    """``generate`` of transformers, greedy, with its defaults otherwise."""

    def __init__(self, job: Job) -> None:
        import torch

        from bench.transformers_peer import Transformers

        torch.set_num_threads(job.threads)
        self.empty_bytes = resident_bytes("VmRSS")
        self._model = Transformers(Path(job.path), dtype=job.dtype)

    def run(self, prompts: Sequence[Sequence[int]], tokens: int) -> None:
        """Decode, one prompt after another."""
        for prompt in prompts:
            self._model.greedy(prompt, tokens)

    def close(self) -> None:
        """Nothing is left to do."""


ENGINES: Mapping[str, Callable[[Job], Running]] = {
    "mrkl": Ours,
    "llama.cpp": LlamaCppRunning,
    "transformers": TransformersRunning,
}


def carry_out(job: Job) -> dict[str, Any]:
    """Load the engine and time it."""
    began = time.perf_counter()
    with closing(ENGINES[job.engine](job)) as running:
        load_s = time.perf_counter() - began
        return {"load_s": load_s, **timed(running, job)}


def timed(running: Running, job: Job, *, patience_s: float = PATIENCE_S) -> dict[str, Any]:
    """Time the loaded engine, after a run to warm up.

    Decoding is the time of an answer less that of one with a single token, so that it does not
    matter when the reader of a stream gets to see a token. An engine that would take longer than
    ``patience_s`` to read the long prompt is timed with the short one, which favours it: less
    attention.
    """
    draw = random.Random(job.at_once)

    def seconds(prompt: int, tokens: int, count: int = 1) -> float:
        found = []
        for _ in range(job.repeats):
            prompts = [
                [draw.randrange(job.vocabulary) for _ in range(prompt)] for _ in range(count)
            ]
            began = time.perf_counter()
            running.run(prompts, tokens)
            found.append(time.perf_counter() - began)
            if found[-1] > min(REPEATED_S, patience_s):
                break
        return min(found)

    seconds(job.prompt, 2)
    if job.answers_only:
        answers = seconds(job.prompt, job.tokens, job.at_once)
        decoding = answers - seconds(job.prompt, 1, job.at_once)
        return {
            "tokens_per_s": job.at_once * job.tokens / answers,
            "decode_tokens_per_s": job.at_once * (job.tokens - 1) / decoding,
        }
    short, long = seconds(job.prompt, 1), seconds(job.prompt, job.tokens)
    patient = short * job.long_prompt / job.prompt <= patience_s
    read = job.long_prompt if patient else job.prompt
    reading = seconds(read, 1) if patient else short
    peak_bytes = resident_bytes("VmHWM")
    return {
        "decode_tokens_per_s": (job.tokens - 1) / (long - short),
        "prefill_tokens_per_s": read / reading,
        "prefill_tokens": read,
        "peak_bytes": peak_bytes,
        "model_bytes": peak_bytes - running.empty_bytes,
    }


def resident_bytes(field: str) -> int:
    """Return the memory this process holds (``VmRSS``) or has held at most (``VmHWM``).

    Not ``getrusage``: its peak begins with what the parent held when it forked. 0 where the
    system has no such file.
    """
    if not _STATUS.exists():
        return 0
    lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
    return int(lines[field].split()[0]) * 1024


def run_apart(job: Job) -> dict[str, Any]:
    """Carry the job out in a new process; raises what it complained of if it fails."""
    threads = {name: str(job.threads) for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-m", "bench.engine_runs", json.dumps(asdict(job))],
        cwd=ROOT, env={**os.environ, **threads}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{job.name}: {done.stderr[-1000:]}")
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    print(json.dumps(carry_out(Job(**json.loads(sys.argv[1])))))
