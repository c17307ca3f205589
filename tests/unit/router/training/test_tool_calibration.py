import numpy as np
import pytest

from mrkl_router.calibration import Logistic
from mrkl_router.training.selection import CEILING, RATES
from mrkl_router.training.tool_calibration import choice_thresholds, logistic

CURVE = Logistic((1.0, 0.0), 0.0, {})


def tools(*matches):
    """Return features of one question's tools: the logit of the match, and a cosine of 0."""
    return [[match, 0.0] for match in matches]


def test_a_threshold_keeps_the_rate_of_wrong_calls():
    rng = np.random.default_rng(1)
    own, wrong = rng.normal(2, 1, (900, 1)), rng.normal(-1, 1, (900, 2))
    read = np.stack((np.concatenate((own, wrong), 1), np.zeros((900, 3))), axis=-1)
    matched = np.tile([1.0, 0.0, 0.0], (900, 1))
    found = choice_thresholds(CURVE, read, matched)
    assert list(found) == [str(rate) for rate in RATES]
    assert list(found.values()) == sorted(found.values(), reverse=True)
    confidence = 1 / (1 + np.exp(-read[..., 0]))
    for rate in (0.02, 0.05, 0.1):
        accepted_right = int((confidence[:, 0] >= found[str(rate)]).sum())
        alone = confidence[::3, 1:].max(1) >= found[str(rate)]
        beaten = (confidence[:, 1:].max(1) > confidence[:, 0]) & (
            confidence[:, 1:].max(1) >= found[str(rate)]
        )
        wrong_calls = int(alone.sum() + beaten.sum())
        assert wrong_calls / (accepted_right + wrong_calls) <= rate + 0.01


def test_where_nothing_tells_right_from_wrong_nothing_is_accepted():
    read = np.array([tools(0.1, 0.1, 0.1)] * 30)
    matched = np.tile([1.0, 0.0, 0.0], (30, 1))
    assert choice_thresholds(CURVE, read, matched)["0.02"] > CURVE.confidence((0.1, 0.0))


def test_a_negated_question_is_for_no_tool():
    read = np.array([tools(5.0, -5.0, -5.0)] * 30)
    assert choice_thresholds(CURVE, read, np.zeros((30, 3)))["0.1"] == CEILING


def test_the_logistic_curve_is_calibrated():
    rng = np.random.default_rng(2)
    x = rng.normal(0, 2, (4000, 1))
    right = (rng.random(4000) < 1 / (1 + np.exp(-(1.5 * x[:, 0] - 0.5)))).astype(float)
    curve = logistic(x, right)
    assert curve["weights"][0] == pytest.approx(1.5, abs=0.2)
    assert curve["offset"] == pytest.approx(-0.5, abs=0.2)
