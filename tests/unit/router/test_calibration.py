import numpy as np
import pytest

from mrkl_router.calibration import Logistic, Platt, lowered, nearest


def test_platt_maps_a_logit_to_a_confidence():
    platt = Platt.read({"slope": 2, "offset": 0, "thresholds": {"0.02": 0.5}})
    assert platt.confidence(0.0) == pytest.approx(0.5)
    assert platt.confidence(10.0) > 0.99


@pytest.mark.parametrize(
    ("rate", "threshold"), [(0.001, 0.9), (0.01, 0.9), (0.02, 0.7), (0.03, 0.7), (0.5, 0.4)]
)
def test_the_accepted_wrong_call_rate_picks_the_threshold(rate, threshold):
    fitted = {"0.01": 0.9, "0.02": 0.7, "0.1": 0.4}
    data = {"slope": 1, "offset": 0, "thresholds": fitted}
    assert Platt.read(data, rate).threshold == threshold


def test_a_logistic_curve_weighs_its_features():
    data = {"weights": [2.0, -1.0], "offset": 0.5, "thresholds": {"0.02": 0.8, "0.1": 0.4}}
    curve = Logistic.read(data)
    assert curve.confidence((0.0, 0.5)) == pytest.approx(0.5)
    assert curve.confidence((100.0, 0.0)) == pytest.approx(1.0)
    assert curve.threshold(0.05) == 0.8
    assert curve.threshold(0.2) == 0.4


def test_nearest_examples_come_first():
    vectors = np.array([[1, 0], [0, 1], [0.8, 0.6]], dtype=np.float32)
    assert nearest(vectors[0], vectors, ("a", "b", "c"), count=2) == ("a", "c")


@pytest.mark.parametrize(
    ("threshold", "prior", "enough"),
    [(0.8, 1, 0.8), (0.8, 2, 2 / 3), (0.8, float("inf"), 0.0), (1.0, float("inf"), 1.0)],
)
def test_what_raises_the_odds_lowers_the_threshold(threshold, prior, enough):
    assert lowered(threshold, prior) == pytest.approx(enough)
