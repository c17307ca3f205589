"""The shipped weights: checked against the manifest's SHA-256 before anything reads them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from mrkl_core.errors import WeightsError

FORMAT = 5
SHIPPED = Path(__file__).resolve().parent / "weights"

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """Verified file contents.

    Attributes:
        encoder: ONNX bytes of the encoder.
        question: ONNX bytes of what the program decoder does once for a question.
        decoder: ONNX bytes of what it does for each token.
        reader: ONNX bytes of the tool reader's network; empty while it is being trained.
        tables: ONNX bytes of the table reader's network; empty while it is being trained.
        vocabulary: Path of the vocabulary.
        heads: Linear heads by name, fp32.
        calibration: Temperatures and thresholds per expert, see ``calibration``.
    """

    encoder: bytes
    question: bytes
    decoder: bytes
    reader: bytes
    tables: bytes
    vocabulary: Path
    heads: Mapping[str, Array]
    calibration: Mapping[str, Any]

    def linear(self, name: str, x: Array) -> Array:
        """Apply head ``name`` to ``x`` (..., D); returns (..., outputs)."""
        out: Array = x @ self.heads[f"{name}.weight"].T + self.heads[f"{name}.bias"]
        return out


def load_weights(folder: Path = SHIPPED) -> Weights:
    """Read and verify the weights in ``folder``.

    Raises:
        WeightsError: A file is missing, damaged, or of another format.
    """
    remedy = "Reinstall mrkl-system, or rebuild the weights with `make train`."
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(f"No readable manifest.json in {folder}.", hint=remedy) from error
    if manifest.get("format") != FORMAT:
        found = manifest.get("format")
        raise WeightsError(
            f"Weights of format {found!r}; this version reads {FORMAT}.", hint=remedy
        )
    contents: dict[str, bytes] = {}
    for name, facts in manifest["files"].items():
        try:
            contents[name] = (folder / name).read_bytes()
        except OSError as error:
            raise WeightsError(f"The weights file {name!r} is missing.", hint=remedy) from error
        if hashlib.sha256(contents[name]).hexdigest() != facts["sha256"]:
            raise WeightsError(f"The weights file {name!r} is damaged.", hint=remedy)
    return Weights(
        encoder=contents["encoder.onnx"],
        question=contents["question.onnx"],
        decoder=contents["decoder.onnx"],
        reader=contents.get("reader.onnx", b""),
        tables=contents.get("tables.onnx", b""),
        vocabulary=folder / "vocabulary.txt",
        heads={
            name: array.astype(np.float32)
            for name, array in load(contents["heads.safetensors"]).items()
        },
        calibration=manifest["calibration"],
    )
