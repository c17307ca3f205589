import json
import math
import time

import pytest

from bench import engine, engine_gpu, engine_gpu_kernels, engine_runs
from bench.claims import CLAIMS
from bench.llama_cpp_peer import is_installed
from bench.random_models import SIZES, write_random

SPEEDS = {
    "mrkl int8": 30.0,
    "mrkl bfloat16": 20.0,
    "transformers bfloat16": 10.0,
    "transformers float32": 12.5,
    "llama.cpp Q8_0": 15.0,
    "llama.cpp F16": 8.0,
    "llama.cpp BF16": 16.0,
}


@pytest.fixture(scope="module")
def figures():
    return engine.measure(engine.QUICK)


def rows(speeds):
    return {
        name: {"decode_tokens_per_s": speed, "prefill_tokens_per_s": 10 * speed}
        for name, speed in speeds.items()
    }


def test_a_tiny_size_gives_every_figure(figures):
    size = figures["sizes"]["tiny"]
    for name in ("mrkl int8", "mrkl bfloat16", "transformers bfloat16", "transformers float32"):
        assert size["engines"][name]["prefill_tokens_per_s"] > 0
        assert math.isfinite(size["engines"][name]["decode_tokens_per_s"])
        assert size["engines"][name]["peak_bytes"] > 2 * size["parameters"]
    assert size["batch"]["bfloat16"]["at_once"] > 0
    assert size["memory"]["int8"]["predicted_bytes"] > size["parameters"]
    assert ("llama.cpp Q8_0" in size["engines"]) == is_installed()
    assert json.loads(json.dumps(figures)) == figures


def test_plain_models_are_those_of_transformers(figures):
    assert len(figures["against_transformers"]) == 3
    for found in figures["against_transformers"].values():
        assert found["equal"] == 1
        assert found["logits_error"] <= 1e-5


def test_the_cache_is_exactly_as_wide_as_the_blocks_say(figures):
    assert figures["kv_bytes_per_token"]["exact"] == 1
    assert figures["kv_bytes_per_token"]["Super 49B"]["pages"] == 200_704


def test_every_claim_finds_its_figure(figures):
    for claim in CLAIMS["engine"]:
        known = math.isfinite(claim.figure(figures))
        assert known or ("llama.cpp" in claim.text and not is_installed()), claim.text


def test_without_llama_cpp_its_claims_are_no_number_and_do_not_hold():
    absent = {"worst": {}, "against_llama_cpp": "peer not installed"}
    claims = [claim for claim in CLAIMS["engine"] if "llama.cpp" in claim.text]
    assert len(claims) == 6
    for claim in claims:
        assert math.isnan(claim.figure(absent))
        assert "(printed)" in claim.text or not claim.holds(math.nan)


def test_ratios_take_the_faster_file_of_llama_cpp():
    found = engine.ratios(rows(SPEEDS))
    assert found["decode_int8_to_llama_cpp"] == 2
    assert found["decode_bfloat16_to_llama_cpp"] == 1.25
    assert found["prefill_bfloat16_to_transformers"] == 2
    assert found["decode_bfloat16_to_transformers_float32"] == 1.6
    without = {name: speed for name, speed in SPEEDS.items() if "llama" not in name}
    assert not [name for name in engine.ratios(rows(without)) if "llama" in name]


def test_the_better_of_two_runs_counts_figure_by_figure():
    first = {"decode_tokens_per_s": 5.0, "load_s": 2.0, "peak_bytes": 7}
    second = {"decode_tokens_per_s": 4.0, "load_s": 1.0, "peak_bytes": 8}
    assert engine.quickest(None, first) == first
    assert engine.quickest(first, second) == first | {"load_s": 1.0}


def test_the_worst_of_all_sizes_is_claimed():
    assert engine.worst([{"a": 2.0, "b": 1.0}, {"a": 1.5}]) == {"a": 1.5, "b": 1.0}
    sizes = [{"memory": {"int8": {"error": 0.01}, "bfloat16": {"error": 0.04}}}]
    assert engine.worst_memory_error(sizes) == 0.04
    unknown = [{"memory": {"int8": {"error": None}, "bfloat16": {"error": 0.04}}}]
    assert engine.worst_memory_error(unknown) is None


def test_an_engine_runs_in_a_process_of_its_own_too(tmp_path):
    write_random(tmp_path, SIZES["tiny"], seed=1)
    job = engine_runs.Job(
        engine="mrkl",
        path=str(tmp_path),
        dtype="bfloat16",
        vocabulary=256,
        threads=1,
        prompt=4,
        long_prompt=8,
        tokens=8,
        repeats=1,
    )
    found = engine_runs.run_apart(job)
    assert found["prefill_tokens_per_s"] > 0
    assert found["load_s"] > 0


class Counting:
    """An engine that takes a moment for every prompt, and notes what it was asked for."""

    empty_bytes = 0

    def __init__(self):
        self.asked = []

    def run(self, prompts, tokens):
        self.asked.append((len(prompts[0]), tokens))
        time.sleep(0.001 * tokens)

    def close(self):
        pass


@pytest.mark.parametrize(("patience_s", "read", "runs"), [(30.0, 80, 12), (0.0, 8, 3)])
def test_an_engine_that_is_too_slow_reads_no_long_prompt(patience_s, read, runs):
    job = engine_runs.Job(
        engine="mrkl", path="", dtype="int8", vocabulary=9, threads=1, prompt=8, long_prompt=80,
        tokens=5, repeats=3,
    )  # fmt: skip
    running = Counting()
    found = engine_runs.timed(running, job, patience_s=patience_s)
    assert found["prefill_tokens"] == read
    assert found["prefill_tokens_per_s"] > 0
    assert len(running.asked) == runs
    assert ((80, 1) in running.asked) == (read == 80)


def test_an_engine_that_fails_says_why(tmp_path):
    job = engine_runs.Job(
        engine="mrkl",
        path=str(tmp_path / "absent"),
        dtype="int8",
        vocabulary=256,
        threads=1,
        prompt=4,
        long_prompt=8,
        tokens=8,
        repeats=1,
    )
    with pytest.raises(RuntimeError, match=r"(?s)mrkl int8: .*absent"):
        engine_runs.run_apart(job)


def test_memory_is_read_where_the_system_says_it():
    now, most = engine_runs.resident_bytes("VmRSS"), engine_runs.resident_bytes("VmHWM")
    assert 0 <= now <= most


@pytest.mark.parametrize("script", [engine_gpu, engine_gpu_kernels])
def test_without_a_gpu_the_script_says_so(script):
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    figures = script.measure()
    assert figures["device"] is None
    assert "no GPU" in figures["reason"]


def test_the_gpu_script_measures_a_tiny_shape_on_the_cpu():
    bandwidth = engine_gpu.bytes_per_second("cpu", size=2**20)
    figures = engine_gpu.measure_shape(SIZES["tiny"], "cpu", bandwidth, tokens=8)
    assert figures["decode_to_transformers"] > 0
    assert figures["tokens_per_s_of_64_requests"] > 0
    assert figures["prompt_tokens_per_s_of_64_requests"] > 0
    assert figures["roofline"] > 0
