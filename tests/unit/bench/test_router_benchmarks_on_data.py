"""Each of the router's benchmarks on a tiny part of the public data."""

import json
import sys

import pytest

from bench import baselines, bfcl, calibration, clinc150, seal_tools, sgd, tool_latency
from bench import word_problems as problems
from mrkl_core.errors import DataNotFoundError
from mrkl_router.training.sources import data_folder

pytestmark = pytest.mark.data


@pytest.fixture(autouse=True)
def _public_data():
    try:
        data_folder()
    except DataNotFoundError as error:
        pytest.skip(str(error))


@pytest.fixture(autouse=True)
def _quick_baselines(monkeypatch):
    """The searches by words alone: loading the pretrained encoder takes too long here."""
    pytest.importorskip("bm25s")
    for module in (bfcl, seal_tools, sgd):
        monkeypatch.setattr(
            module, "searches", lambda *texts: ({"BM25": baselines.WordSearch}, {"peer": "absent"})
        )


def test_clinc150(monkeypatch):
    pytest.importorskip("sklearn")
    one = baselines.LinearChooser(baselines.tfidf, 20.0)
    monkeypatch.setattr(clinc150, "choosers", lambda encode: ({"tfidf": one}, {"peer": "absent"}))
    monkeypatch.setattr(clinc150, "FULL", 12)
    monkeypatch.setattr(clinc150, "SEEDS", (0,))
    figures = clinc150.measure(intents=4, questions=8)
    assert figures["tools"] == 4
    assert figures["skipped"] == {"peer": "absent"}
    assert figures["encoder_saw_clinc150"] in (True, False)
    assert not figures["encoder_saw_banking77"]
    assert 0.3 < figures["banking77_top1"]["5"]["ours"] <= 1
    for name in ("ours", "tfidf"):
        full = figures["shots"]["12"][name]
        assert 0.3 < full["top1"] <= 1
        assert 0 <= full["threshold_from_other_data"]["out_of_scope_recall"] <= 1
    assert 0 <= figures["at_each_tools_own_threshold"]["in_scope"] <= 1


def test_bfcl(tmp_path, capsys):
    bfcl.main(["--json", "--count", "3", "--rows", str(tmp_path / "rows.jsonl")])
    figures = json.loads(capsys.readouterr().out)
    assert figures["simple"]["rows"] == 3
    assert 0 <= figures["tool_choice_multiple"]["BM25"] <= 1
    assert 0 <= figures["scores_alone"]["BM25"]["auroc"] <= 1
    assert 0 <= figures["taken_up"]["decision names a tool"]["should_call_recall"] <= 1
    lines = (tmp_path / "rows.jsonl").read_text().splitlines()
    assert len(lines) == 9
    assert {"id", "outcome", "decision", "gold"} <= set(json.loads(lines[0]))


def test_bfcl_without_rows(capsys):
    bfcl.main(["--count", "1"])
    assert json.loads(capsys.readouterr().out)["skipped"] == {"peer": "absent"}


def test_seal_tools():
    figures = seal_tools.measure(count=2, tool_limit=8)
    assert figures["rows_with_one_call"] == 2
    assert 0 <= figures["among_10_tools"]["tool_choice"] <= 1
    assert figures["among_all_tools"]["several_calls"]["rows"] == 2


def test_sgd():
    figures = sgd.measure(count=5)
    assert figures["intent_of_all_services"]["turns"] == 5
    assert 0 <= figures["slots_of_turns_with_a_value"]["f1"] <= 1
    assert "Alarm_1" in figures["unseen_services"]


def test_word_problems(monkeypatch):
    monkeypatch.setattr(problems, "RARE", 100)
    figures = problems.measure(count=6)
    assert figures["both"]["problems"] == 6
    assert 0 <= figures["asked"]["exact"] <= 1
    monkeypatch.setattr(problems, "missing", lambda name: "not installed")
    assert problems.shapes_baseline([]) == {"skipped": "not installed"}


def test_calibration(monkeypatch):
    monkeypatch.setattr(calibration, "ENOUGH", 3)
    figures = calibration.measure(count=30, tools=2, splits=2, per_tool=5, tools_per_split=2)
    assert set(figures["calibration_error"]) == {"built_in", "clinc150", "hwu64"}
    assert 0 <= figures["wrong_calls_at_2_percent"]["plug_in_tools"]["mean"] <= 1


def test_tool_latency(monkeypatch, capsys):
    monkeypatch.setattr(tool_latency, "QUESTIONS", 2)
    monkeypatch.setattr(sys, "argv", ["bench.tool_latency", "--json"])
    figures = tool_latency.measure(sizes=(2, 3, 4), rounds=1)
    assert set(figures["tools"]) == {"2", "3", "4"}
    assert figures["ratio_largest_to_smallest"] > 0
    assert figures["other_tools_scores_unchanged"]
