import numpy as np
import pytest

from mrkl_router.calibration import PLUGIN_FLOOR, Platt, fit_plugin, nearest


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


def test_a_plugin_head_separates_its_examples_from_the_background(router_parts):
    encoder, weights = router_parts
    examples = encoder.encode(["roll a dice", "throw two dice", "roll a d20"])
    head = fit_plugin(examples, encoder.encode(["flip a coin"]), weights, 0.5)
    (own, other) = encoder.encode(["please roll three dice", "what is the weather in Rome"])
    assert head.platt.confidence(head.logit(own)) > 0.5
    assert head.platt.confidence(head.logit(other)) < 0.1


def test_negatives_raise_the_bar(router_parts):
    encoder, weights = router_parts
    examples = encoder.encode(["roll a dice"])
    near = encoder.encode(["roll a dice please"])
    without = fit_plugin(examples, near[:0], weights, 0.5)
    against = fit_plugin(examples, near, weights, 0.5)
    assert against.platt.confidence(against.logit(near[0])) < 0.5
    assert without.platt.offset <= -PLUGIN_FLOOR
    assert without.platt.confidence(without.logit(near[0])) > 0.5


def test_nearest_examples_come_first():
    vectors = np.array([[1, 0], [0, 1], [0.8, 0.6]], dtype=np.float32)
    assert nearest(vectors[0], vectors, ("a", "b", "c"), count=2) == ("a", "c")
