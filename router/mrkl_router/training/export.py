"""From torch to what is shipped: two int8 ONNX graphs, the heads, a manifest with checksums."""

from __future__ import annotations

import hashlib
import json
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.torch import save_file
from torch import Tensor, nn

from mrkl_router.training.model import PRETRAINED, WIDTH, ProgramDecoder, RouterModel
from mrkl_router.weights import FORMAT

FILES = (
    "encoder.onnx", "question.onnx", "decoder.onnx", "reader.onnx", "tables.onnx",
    "heads.safetensors", "vocabulary.txt",
)  # fmt: skip


class _Encoder(nn.Module):
    def __init__(self, model: RouterModel) -> None:
        super().__init__()
        self.encoder = model.encoder

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return hidden states (B, T, D)."""
        out: Tensor = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        return out


def _export(
    module: nn.Module,
    example: tuple[Tensor, ...],
    names: list[str],
    axes: Any,
    path: Path,
    outputs: Sequence[str] = ("out",),
) -> None:
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")  # the exporter warns of its own deprecation
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            module, example, str(plain), input_names=names, output_names=[*outputs],
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(
            plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )


def export(model: RouterModel, folder: Path) -> None:
    """Write the weights into ``folder``.

    Files: ``encoder.onnx``, ``question.onnx`` and ``decoder.onnx`` (int8, dynamic),
    ``heads.safetensors`` (fp32), ``vocabulary.txt``. The manifest is written by :func:`seal` once
    thresholds are known.
    """
    model = model.eval().float()
    ids = torch.tensor([[101, 2054, 2003, 103, 102], [101, 2054, 2003, 103, 102]])
    ones = torch.ones_like(ids)
    batch_time = {0: "batch", 1: "pieces"}
    axes = {"ids": batch_time, "types": batch_time, "mask": batch_time, "out": batch_time}
    _export(
        _Encoder(model),
        (ids, ones * 0, ones),
        ["ids", "types", "mask"],
        axes,
        folder / "encoder.onnx",
    )
    _export_decoder(model.decoder, folder)
    heads = {
        f"{name}.{part}": tensor.detach().contiguous()
        for name in (
            "route",
            "operation",
            "span",
            "compose",
            "match",
            "argument",
            "option",
            "unsaid",
            "table",
            "column",
            "value",
            "query",
        )
        for part, tensor in getattr(model, name).named_parameters()
    }
    save_file(heads, folder / "heads.safetensors")
    vocabulary = (PRETRAINED / "vocab.txt").read_bytes()
    (folder / "vocabulary.txt").write_bytes(vocabulary)


class _Begin(nn.Module):
    def __init__(self, decoder: ProgramDecoder) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, hidden: Tensor, numbers: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """See ``ProgramDecoder.begin``."""
        return self.decoder.begin(hidden, numbers)


class _Step(nn.Module):
    def __init__(self, decoder: ProgramDecoder) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """See ``ProgramDecoder.step``."""
        return self.decoder.step(*inputs)


def _export_decoder(decoder: ProgramDecoder, folder: Path) -> None:
    """Write what is done once for a question, and the step that is done for each token."""
    hidden, numbers = torch.randn(1, 5, WIDTH), torch.tensor([[3, 2]])
    begin, step = _Begin(decoder), _Step(decoder)
    table, pointers, crossed = begin(hidden, numbers)
    own = torch.randn(*crossed.shape[:3], 2, crossed.shape[-1])
    read = {"hidden": {1: "pieces"}, "numbers": {1: "numbers"}}
    made = {"table": {1: "tokens"}, "pointers": {1: "numbers"}, "crossed": {3: "pieces"}}
    _export(begin, (hidden, numbers), [*read], read | made, folder / "question.onnx", [*made])
    before = {"token": {}, "place": {}, **made, "own": {3: "before"}}
    after = {"out": {1: "tokens"}, "grown": {3: "behind"}}
    inputs = (torch.tensor([[1]]), torch.tensor([2]), table, pointers, crossed, own)
    _export(step, inputs, [*before], before | after, folder / "decoder.onnx", [*after])


def export_states(net: nn.Module, path: Path) -> None:
    """Write a network over states (int8, dynamic): states (B, T, D) and mask (B, T) to states."""
    batch_time = {0: "batch", 1: "pieces"}
    axes = {"hidden": batch_time, "mask": batch_time, "out": batch_time}
    example = (torch.randn(2, 5, 384), torch.ones(2, 5))
    _export(net.eval(), example, ["hidden", "mask"], axes, path)


def seal(folder: Path, calibration: dict[str, Any]) -> None:
    """Write ``manifest.json``: the files' sizes and SHA-256, and the calibration."""
    files = {
        name: {
            "bytes": (folder / name).stat().st_size,
            "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        }
        for name in FILES
        if (folder / name).is_file()
    }
    manifest = {"format": FORMAT, "files": files, "calibration": calibration}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
