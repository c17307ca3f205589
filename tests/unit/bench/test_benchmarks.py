"""Every benchmark runs on a tiny size."""

import json
import sys

import pytest

from bench import demo_run, expert_choice, mrkl_arithmetic, report, route_latency, single_table_sql
from bench.mrkl_arithmetic import same
from mrkl_core.errors import DataNotFoundError
from mrkl_router.training.sources import data_folder


@pytest.fixture
def public_data():
    try:
        return data_folder()
    except DataNotFoundError as error:
        pytest.skip(str(error))


def test_arithmetic_counts_exact_expressions(tmp_path, monkeypatch):
    folder = tmp_path / "mrkl_synthetic"
    folder.mkdir()
    rows = [
        {"prompt": "How much is 3 plus 4?", "completion": "X=(3+4)", "dataset_name": "add"},
        {"prompt": "What is 70 times 21?", "completion": "X=(70*21)", "dataset_name": "mul"},
    ]
    import gzip

    for name in mrkl_arithmetic.ARITHMETIC_DEV:
        with gzip.open(folder / f"{name}_dev.jsonl.gz", "wt") as file:
            file.write("\n".join(json.dumps(row) for row in rows))
    monkeypatch.setenv("MRKL_DATA", str(tmp_path))
    figures = mrkl_arithmetic.measure()
    assert figures["rows"] == 10
    assert figures["exact"] == 1.0
    assert figures["rule_based_baseline"] == 1.0
    assert set(figures["digits"]) == {"1", "2"}


def test_an_expression_may_only_lack_the_outer_bracket():
    assert same("3+4", "X=(3+4)")
    assert same("(3+4)*2", "X=((3+4)*2)")
    assert not same("4+3", "X=(3+4)")
    assert not same(None, "X=(3+4)")


def test_calibration_error_is_the_gap_between_confidence_and_truth():
    error = expert_choice.calibration_error([0.95, 0.95, 0.15, 1.0], [True, False, False, True])
    assert error == pytest.approx((3 * abs(0.9667 - 0.6667) + 0.15) / 4, abs=1e-3)


@pytest.mark.data
def test_expert_choice_reports_every_expert(public_data, monkeypatch):
    questions = expert_choice.development_questions()[::60]
    monkeypatch.setattr(expert_choice, "development_questions", lambda: questions)
    figures = expert_choice.measure()
    assert 0.8 < figures["macro_accuracy_choice"] <= 1
    assert figures["rows"] < len(questions)


@pytest.mark.data
def test_single_table_queries_are_compared_with_gold(public_data, monkeypatch):
    rows = single_table_sql.development_tables()[::20]
    monkeypatch.setattr(single_table_sql, "development_tables", lambda: rows)
    assert 0 <= single_table_sql.measure()["exact"] <= 1


def test_the_demo_is_timed_and_replayed():
    figures = demo_run.measure()
    assert figures["demo_exit_code"] == 0
    assert figures["demo_arguments_replayed"] > 20
    assert figures["heavy_modules_loaded"] == "[]"


def test_latency_times_every_question(monkeypatch):
    monkeypatch.setattr(route_latency, "ROUNDS", 1)
    figures = route_latency.measure()
    assert figures["calls"] == len(route_latency.QUESTIONS)
    assert 0 < figures["p50_ms"] <= figures["p99_ms"]


def test_figures_come_as_json_or_as_lines(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bench", "--json"])
    report.run(lambda: {"figure": 1}, "a description")
    assert json.loads(capsys.readouterr().out)["figure"] == 1
    monkeypatch.setattr(sys, "argv", ["bench"])
    report.run(lambda: {"figure": {"a": 1}}, "a description")
    assert 'figure: {"a": 1}' in capsys.readouterr().out
