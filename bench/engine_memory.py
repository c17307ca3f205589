"""Memory that the engine takes against what it should: cache bytes a token, and the process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from bench.random_models import BLOCK_KINDS, heterogeneous
from mrkl_backends.pytorch.blocks import Architecture
from mrkl_backends.pytorch.configs import load_architecture, read_architecture
from mrkl_backends.pytorch.memory import predict_memory
from mrkl_backends.pytorch.pages import PAGE_TOKENS, PagePool
from tests.support.published_models import super_49b, ultra_253b

#: Bytes a token in bfloat16 by the checkpoints' own tables of blocks.
PUBLISHED = {"Super 49B": (super_49b, 200_704), "Ultra 253B": (ultra_253b, 262_144)}


def kv_bytes_per_token() -> dict[str, Any]:
    """Compare the pages that are allocated with what the blocks need, and published models'."""
    found: dict[str, Any] = {}
    for name, (config, known) in PUBLISHED.items():
        found[name] = {"pages": _paged(read_architecture(config())), "known": known}
    for name, blocks in BLOCK_KINDS.items():
        architecture = read_architecture(heterogeneous(blocks))
        known = architecture.kv_bytes_per_token(torch.bfloat16.itemsize)
        found[name] = {"pages": _paged(architecture), "known": known}
    return {"exact": int(all(one["pages"] == one["known"] for one in found.values())), **found}


def against_prediction(folder: Path, dtype: str, *, length: int, held: int) -> dict[str, Any]:
    """Compare the most that a process held for a model with what ``mrkl model inspect`` says."""
    predicted = predict_memory(load_architecture(folder), batch=1, length=length, dtype=dtype).total
    error = abs(held / predicted - 1) if held else None
    return {"predicted_bytes": predicted, "measured_bytes": held, "error": error}


def _paged(architecture: Architecture) -> float:
    """Return the bytes a token of allocated pages; the device ``meta`` allocates without memory."""
    pool = PagePool(architecture, pages=3, dtype=torch.bfloat16, device="meta")
    return pool.bytes / (3 * PAGE_TOKENS)
