import pytest

from mrkl_router.training.pictures import (
    Bin,
    bins_of,
    calibration_error,
    draw_curves,
    draw_reliability,
    interval,
)

PNG = b"\x89PNG\r\n\x1a\n"


def test_points_fall_into_bins_of_equal_width():
    bins = bins_of([(0.0, False), (0.05, False), (0.95, True), (1.0, False)])
    assert bins[0] == Bin(confidence=0.025, right=0.0, count=2)
    assert bins[1:9] == [None] * 8
    assert bins[9] == Bin(confidence=0.975, right=0.5, count=2)


def test_the_calibration_error_is_the_weighted_gap():
    assert calibration_error(bins_of([])) == 0
    assert calibration_error(bins_of([(0.75, True)] * 3 + [(0.75, False)])) == 0
    points = [(0.9, True), (0.9, False), (0.2, False), (0.2, False)]
    assert calibration_error(bins_of(points)) == pytest.approx((2 * 0.4 + 2 * 0.2) / 4)


def test_intervals_hold_the_share_and_stay_inside():
    assert interval(0.5, 100) == pytest.approx((0.4038, 0.5962), abs=1e-4)
    low, high = interval(1.0, 3)
    assert (high, low < 0.5) == (pytest.approx(1.0), True)
    assert interval(0.0, 3)[0] == pytest.approx(0.0)


def test_pictures_are_drawn(tmp_path):
    pytest.importorskip("matplotlib")
    points = {f"tool {i}": [(0.9, True), (0.4, False)] * (i + 1) for i in range(2)}
    path = tmp_path / "reliability.png"
    draw_reliability({**points, "empty": []}, path, {"tool 1": 0.7})
    assert path.read_bytes().startswith(PNG)
    draw_reliability({}, path)
    curves = tmp_path / "curves.png"
    draw_curves({f"task {i}": [(1, 2.0), (2, 1.0)] for i in range(2)}, curves)
    assert curves.read_bytes().startswith(PNG)
