import importlib.util
import json

import pytest

from bench import run_all
from bench.claims import CLAIMS, at, at_least, at_most, printed


def test_bounds_hold_or_not():
    result = {"a": {"b": 0.9}}
    claim = at_least(0.95, "share", at("a", "b"))
    assert claim.text == "share >= 0.95"
    assert claim.figure(result) == 0.9
    assert not claim.holds(0.9)
    assert at_most(0.95, "share", at("a", "b")).holds(0.9)
    assert printed("share", at("a", "b")).holds(0)


def test_every_claim_has_a_script():
    for name in CLAIMS:
        assert importlib.util.find_spec(f"bench.{name}") is not None, name


def test_readers_find_their_figures():
    error = {"worst": 0.04, "tools": 3}
    result = {
        "calibration_error": {"a": error, "b": {"worst": 0.9, "tools": 0}},
        "wrong_calls_at_2_percent": {
            "built_in": {"mean": 0.021, "half_interval": 0.002},
            "plug_in_tools": {"mean": 0.05, "half_interval": 0.01},
        },
    }
    worst, native, plugged = (claim.figure(result) for claim in CLAIMS["calibration"])
    assert (worst, native, plugged) == pytest.approx((0.04, 0.019, 0.04))
    shots = {"ours": {"threshold_from_other_data": {"in_scope": 0.97}}}
    assert CLAIMS["clinc150"][5].figure({"shots": {"100": shots}}) == 0.97
    operations = {name: {"F4": 0.9} for name in ("add", "sub", "mul")} | {"div": {"F4": 0.5}}
    paper = {"exp3": operations, "exp1": {"add": {"1": 1.0}, "mul": {"9": 0.98}}}
    assert CLAIMS["reproduce.mrkl"][0].figure(paper) == 0.5
    assert CLAIMS["reproduce.mrkl"][2].figure(paper) == 0.98


def test_results_name_what_does_not_hold(monkeypatch):
    answers = {
        "weights": ({"total_mb": 31.0, "load_s": 0.1}, ""),
        "retrieval": (None, "no data"),
    }
    monkeypatch.setattr(run_all, "run_one", answers.__getitem__)
    text = run_all.run_all(answers).text()
    assert "* weights: megabytes of weights <= 30; it is 31." in text
    assert "| weights | seconds to load them <= 0.5 | 0.1 | yes |" in text
    assert "* retrieval did not run." in text
    assert "    no data" in text
    assert "Nothing." in run_all.Results().text()


def test_what_a_machine_cannot_measure_is_said():
    results = run_all.Results()
    results.add("engine_gpu", {"device": None, "reason": "no GPU: torch finds no CUDA device"})
    assert "* engine_gpu was not measured: no GPU: torch finds no CUDA device." in results.text()
    assert results.rows == []


def test_one_benchmark_runs_in_a_process_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("MRKL_DATA", str(tmp_path / "absent"))
    result, message = run_all.run_one("clinc150")
    assert result is None
    assert "MRKL_DATA" in message


def test_named_benchmarks_are_printed_and_nothing_is_written(monkeypatch, capsys):
    monkeypatch.setattr(run_all, "run_one", lambda name: ({"total_mb": 20.0, "load_s": 0.1}, ""))
    with pytest.raises(SystemExit) as stopped:
        run_all.main(["weights"])
    assert stopped.value.code == 0
    assert json.dumps({"total_mb": 20.0, "load_s": 0.1}, indent=1) in capsys.readouterr().out


def test_a_page_keeps_what_is_not_run_again(tmp_path, monkeypatch):
    page, fresh = tmp_path / "RESULTS.md", tmp_path / "fresh.json"
    claims = {name: (at_least(1, "figure", at("x")),) for name in ("old", "new", "never")}
    monkeypatch.setattr(run_all, "CLAIMS", claims)
    monkeypatch.setattr(run_all, "PAGE", page)
    page.write_text(run_all.run_all([f"old={_json(tmp_path, x=2)}"]).text())
    fresh.write_text('{"x": 0}')
    with pytest.raises(SystemExit):
        run_all.main(["--keep", f"new={fresh}"])
    assert run_all.kept_results(page.read_text()) == {"old": {"x": 2}, "new": {"x": 0}}
    text = page.read_text()
    assert "* new: figure >= 1; it is 0." in text
    assert "* never did not run." in text
    with pytest.raises(SystemExit):
        run_all.main(["--keep"])
    assert page.read_text() == text


def _json(folder, **values):
    path = folder / "old.json"
    path.write_text(json.dumps(values))
    return path
