"""Every claim: the script that shows it, how to read its figure, and the bound it must keep."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Read = Callable[[Mapping[str, Any]], float]


@dataclass(frozen=True)
class Claim:
    """A figure to show, how to read it from a benchmark's JSON, and when it holds."""

    text: str
    figure: Read
    holds: Callable[[float], bool]


def at(*keys: str) -> Read:
    """Return a reader of the value under nested keys."""

    def read(result: Mapping[str, Any]) -> float:
        value: Any = result
        for key in keys:
            value = value[key]
        return float(value)

    return read


def _gpu(shape: str, figure: str) -> Read:
    return at("shapes", shape, figure)


def measured(*keys: str) -> Read:
    """Return a reader like ``at``: not a number where a peer that is not installed left a gap."""

    def read(result: Mapping[str, Any]) -> float:
        value: Any = result
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        return math.nan if value is None else float(value)

    return read


def at_least(bound: float, text: str, figure: Read) -> Claim:
    """Return a claim that a figure is not below ``bound``."""
    return Claim(f"{text} >= {bound:g}", figure, lambda x: x >= bound)


def at_most(bound: float, text: str, figure: Read) -> Claim:
    """Return a claim that a figure is not above ``bound``."""
    return Claim(f"{text} <= {bound:g}", figure, lambda x: x <= bound)


def printed(text: str, figure: Read) -> Claim:
    """Return a figure that is shown and bounds nothing."""
    return Claim(f"{text} (printed)", figure, lambda x: True)


def _chosen(key: str) -> Read:
    return at("shots", "100", "ours", "threshold_from_other_data", key)


def _worst_error(result: Mapping[str, Any]) -> float:
    errors = result["calibration_error"].values()
    return float(max(one["worst"] for one in errors if one["tools"]))


def _beyond_interval(sort: str) -> Read:
    def read(result: Mapping[str, Any]) -> float:
        found = result["wrong_calls_at_2_percent"][sort]
        return float(found["mean"] - found["half_interval"])

    return read


def _ratio(name: str) -> Read:
    return measured("worst", name)


def _error_against(peer: str) -> Read:
    return lambda result: max(_over_models(result, peer, "logits_error"))


def _equal_to(peer: str) -> Read:
    return lambda result: min(_over_models(result, peer, "equal"))


def _over_models(result: Mapping[str, Any], peer: str, figure: str) -> list[float]:
    """Return a figure of every model compared with a peer; not a number if it is not installed."""
    found = result[f"against_{peer}"]
    return [one[figure] for one in found.values()] if isinstance(found, Mapping) else [math.nan]


TAKEN_UP = ("taken_up", "decision names a tool")
SERVICES = "intent_of_all_services"
STARTING = "slots_of_turns_that_start_an_intent"

CLAIMS: Mapping[str, tuple[Claim, ...]] = {
    "demo_run": (
        at_most(0, "exit code of the demo, which replays every proof", at("demo_exit_code")),
        at_least(12, "questions of the demo", at("demo_questions")),
        at_most(15, "seconds of a second demo", at("demo_seconds")),
        at_most(0.3, "seconds of `import mrkl`", at("import_seconds")),
    ),
    "mrkl_arithmetic": (
        at_least(0.995, "exact expressions overall", at("exact")),
        at_least(
            0.985, "exact expressions on the worst file", lambda r: min(r["files"].values())
        ),
        at_most(
            0.01,
            "shortest against longest numbers: difference",
            lambda r: max(r["digits"].values()) - min(r["digits"].values()),
        ),
    ),
    "reproduce.mrkl": (
        at_least(
            0.9,
            "exp3 format 4, the worst operation (paper .23 to .41)",
            lambda r: min(r["exp3"][name]["F4"] for name in ("add", "sub", "mul", "div")),
        ),
        at_least(0.9, "exp4b (A+B)*C (paper .29)", at("exp4b", "(A+B)*C")),
        at_least(
            1.0,
            "exp1 at the worst length",
            lambda r: min(x for name in ("add", "mul") for x in r["exp1"][name].values()),
        ),
        at_least(0.995, "exp2 overall", at("exp2", "overall")),
    ),
    "expert_choice": (
        at_least(0.95, "expert choice, macro-averaged", at("macro_accuracy_choice")),
        printed("expected calibration error", at("expected_calibration_error")),
        printed("abstention precision", at("abstain_precision")),
        printed("abstention recall", at("abstain_recall")),
    ),
    "clinc150": (
        at_most(0, "CLINC150 rows trained the encoder (1: they did)", at("encoder_saw_clinc150")),
        at_least(0.9, "5-shot top-1", at("shots", "5", "ours", "top1")),
        at_least(0.93, "10-shot top-1", at("shots", "10", "ours", "top1")),
        at_least(0.965, "full top-1", at("shots", "100", "ours", "top1")),
        at_least(0.97, "out-of-scope AUROC, full", at("shots", "100", "ours", "auroc")),
        at_least(0.96, "in-scope, threshold from other data (BERT .962)", _chosen("in_scope")),
        at_least(
            0.7,
            "out-of-scope recall at that threshold (BERT .523)",
            _chosen("out_of_scope_recall"),
        ),
    ),
    "bfcl": (
        at_least(0.98, "tool choice on multiple (BM25 .965)", at("tool_choice_multiple", "ours")),
        at_least(0.85, "irrelevance refused", at(*TAKEN_UP, "irrelevance_refused")),
        at_least(
            0.95, "fitting questions taken up at that setting", at(*TAKEN_UP, "should_call_recall")
        ),
        at_least(0.75, "simple: whole call right", at("simple", "right")),
        at_least(0.72, "multiple: whole call right", at("multiple", "right")),
        at_least(0.92, "precision of accepted calls", at("precision_of_accepted")),
    ),
    "composition": (
        printed("own compound questions right", at("own_compound_right")),
        printed("own compound questions answered wrongly", at("own_compound_wrong")),
        printed(
            "BFCL parallel: as many calls as asked for, of those called",
            at("bfcl_parallel", "as_many_calls"),
        ),
        printed(
            "BFCL simple: too many calls, of those called", at("bfcl_simple", "too_many")
        ),
    ),
    "follow_ups": (
        at_least(0.8, "own conversations right", at("all", "right")),
        at_most(0.03, "own conversations answered wrongly", at("all", "wrong")),
        printed("right of those held out", at("held_out", "right")),
        printed("answered wrongly of those held out", at("held_out", "wrong")),
    ),
    "seal_tools": (
        printed("tool choice among 10", at("among_10_tools", "tool_choice")),
        printed("tool choice among all", at("among_all_tools", "tool_choice")),
        printed("whole call right, among 10", at("among_10_tools", "call_right")),
    ),
    "sgd": (
        at_least(0.85, "unseen services: intent among all of them", at(SERVICES, "ours")),
        printed("unseen services: intent in the own service", at("intent_in_service", "ours")),
        at_least(0.7, "unseen services: span-exact slot F1", at(STARTING, "f1")),
    ),
    "recognizers": (
        *(
            at_least(0.92, f"{name}: exact resolutions", at("lists", name, "exact"))
            for name in ("number", "percent", "money", "dimension", "temperature")
        ),
        at_least(0.75, "date-time: exact resolutions", at("datetime_exact")),
    ),
    "word_problems": (
        at_least(0.7, "one step: exact values", at("one_step", "exact")),
        at_least(0.7, "two steps: exact values", at("two_steps", "exact")),
        at_least(0.85, "precision of accepted", at("both", "precision_of_accepted")),
    ),
    "calibration": (
        at_most(0.05, "calibration error of the worst tool", _worst_error),
        at_most(
            0.02, "wrong calls, built-in, less its interval", _beyond_interval("built_in")
        ),
        at_most(
            0.02, "wrong calls, plug-in tools, less its interval", _beyond_interval("plug_in_tools")
        ),
    ),
    "route_latency": (
        at_most(15, "routing p50 ms, built-in experts", at("p50_ms")),
        at_most(40, "routing p99 ms, built-in experts", at("p99_ms")),
    ),
    "tool_latency": (
        at_most(8, "50 tools, p50 ms", at("tools", "50", "p50_ms")),
        at_most(20, "50 tools, p99 ms", at("tools", "50", "p99_ms")),
        at_most(15, "1,000 tools, p50 ms", at("tools", "1000", "p50_ms")),
        at_most(2, "1,000 tools against 10, ratio of p50", at("ratio_largest_to_smallest")),
        at_most(15, "with a program, p50 ms", at("with_a_program", "p50_ms")),
        at_most(5, "seconds to fit a tool with 10 examples", at("fit_10_examples_s")),
        at_least(
            1, "other tools' scores byte-identical", at("other_tools_scores_unchanged")
        ),
    ),
    "page": (
        at_most(350_000, "bytes of the chat page, gzip, without fonts", at("gzip_bytes")),
        at_most(1000, "ms until its first paint, worst visit", at("first_paint_ms_worst")),
        at_most(0.1, "layout shift of a visit with three answers", at("layout_shift")),
    ),
    "rest_load": (
        *(
            claim
            for kind in ("calculator", "eight kinds")
            for claim in (
                at_least(295, f"{kind}: requests a second of 300", at(kind, "per_second")),
                at_most(150, f"{kind}: p99 ms at 300 a second", at(kind, "p99_ms")),
                at_most(0, f"{kind}: errors", at(kind, "errors")),
            )
        ),
        at_most(50, "200 streams: p99 ms an event is late", at("streams", "delay_p99_ms")),
        at_most(1, "200 disconnects: s until all work is freed", at("streams", "freed_s")),
    ),
    "rest_fuzz": (
        at_least(5000, "cases made from the OpenAPI document", at("cases")),
        at_most(0, "server errors", at("server_errors")),
        at_most(0, "replies that the document does not promise", at("other_failures")),
    ),
    "store_kills": (
        at_least(1000, "kills of a server on SQLite", at("sqlite", "kills")),
        at_most(0, "acknowledged messages lost, SQLite", at("sqlite", "lost")),
        at_most(0, "questions doubled, SQLite", at("sqlite", "doubled")),
        at_most(0, "questions kept by halves, SQLite", at("sqlite", "halves")),
        at_most(0, "times it was damaged, SQLite", at("sqlite", "damaged")),
        at_most(5000, "ms until ready again, SQLite", at("sqlite", "ready_ms_max")),
        at_least(500, "durable writes a second, 32 at once", at("sqlite", "writes_per_s")),
        at_most(50, "ms for a durable write, p99", at("sqlite", "write_ms_p99")),
        at_least(200, "kills of the server and of PostgreSQL", measured("postgresql", "kills")),
        at_most(0, "acknowledged messages lost, PostgreSQL", measured("postgresql", "lost")),
        at_most(0, "questions doubled, PostgreSQL", measured("postgresql", "doubled")),
        at_most(0, "questions kept by halves, PostgreSQL", measured("postgresql", "halves")),
        at_most(5, "s until PostgreSQL runs again", measured("postgresql", "restart_s_max")),
    ),
    "weights": (
        at_most(30, "megabytes of weights", at("total_mb")),
        at_most(0.5, "seconds to load them", at("load_s")),
    ),
    "single_table_sql": (
        printed("one-table queries exact", at("exact")),
        printed("precision of accepted queries", at("precision_of_accepted")),
    ),
    "think_auto": (at_least(0.9, "thinking judged right, balanced", at("balanced_accuracy")),),
    "retrieval": (),
    "engine": (
        at_least(1, "decoding, int8 by llama.cpp Q8_0", _ratio("decode_int8_to_llama_cpp")),
        at_least(
            2.5, "decoding, bfloat16 by transformers", _ratio("decode_bfloat16_to_transformers")
        ),
        printed("decoding, int8 by transformers bfloat16", _ratio("decode_int8_to_transformers")),
        printed("decoding, bfloat16 by llama.cpp", _ratio("decode_bfloat16_to_llama_cpp")),
        at_least(2, "prefill, int8 by llama.cpp Q8_0", _ratio("prefill_int8_to_llama_cpp")),
        at_least(2, "prefill, bfloat16 by llama.cpp", _ratio("prefill_bfloat16_to_llama_cpp")),
        at_least(
            1.2, "prefill, bfloat16 by transformers", _ratio("prefill_bfloat16_to_transformers")
        ),
        at_least(5, "16 requests at once by one, prompts too, bfloat16", _ratio("batch_bfloat16")),
        at_least(5, "16 at once by one, decoding, bfloat16", _ratio("batch_decoding_bfloat16")),
        printed("16 requests at once by one, prompts too, int8", _ratio("batch_int8")),
        printed("16 at once by one, decoding, int8", _ratio("batch_decoding_int8")),
        at_most(0.05, "peak memory against what is predicted", measured("worst_memory_error")),
        at_least(1, "cache bytes a token are exact", at("kv_bytes_per_token", "exact")),
        at_most(
            1e-5, "plain Llama, logits against transformers", _error_against("transformers")
        ),
        at_least(
            1, "plain Llama, greedy tokens equal to transformers'", _equal_to("transformers")
        ),
        at_most(1e-5, "every block, logits against llama.cpp", _error_against("llama_cpp")),
        at_least(1, "every block, greedy tokens equal to llama.cpp's", _equal_to("llama_cpp")),
    ),
    "engine_gpu": (
        at_least(0.8, "8B, one request: share of the memory's bound", _gpu("8B", "roofline")),
        at_least(3, "8B, one request, by transformers", _gpu("8B", "decode_to_transformers")),
        at_least(0.8, "49B, one request: share of the memory's bound", _gpu("49B", "roofline")),
        printed("8B, 64 requests, tokens a second", _gpu("8B", "tokens_per_s_of_64_requests")),
        printed("49B, 64 requests, tokens a second", _gpu("49B", "tokens_per_s_of_64_requests")),
    ),
}  # fmt: skip
