import json
import shutil

import pytest

from mrkl_core.errors import WeightsError
from mrkl_router.weights import SHIPPED, load_weights


@pytest.fixture
def copied(tmp_path):
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED, folder)
    return folder


def test_the_shipped_weights_fit_their_manifest():
    weights = load_weights()
    assert weights.heads["route.weight"].shape == (9, 384)
    assert set(weights.calibration["experts"]) >= {"calculator", "database", "wiki"}


def test_the_shipped_weights_stay_under_30_megabytes():
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 30e6


def test_one_flipped_byte_is_found(copied):
    path = copied / "heads.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"'heads\.safetensors' is damaged"):
        load_weights(copied)


def test_a_missing_file_is_named(copied):
    (copied / "decoder.onnx").unlink()
    with pytest.raises(WeightsError, match=r"'decoder\.onnx' is missing"):
        load_weights(copied)


def test_a_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(WeightsError, match="manifest"):
        load_weights(tmp_path)


def test_another_format_is_refused(copied):
    manifest = json.loads((copied / "manifest.json").read_text())
    (copied / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))
    with pytest.raises(WeightsError, match="99"):
        load_weights(copied)
