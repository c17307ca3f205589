"""What a checkpoint is, from its ``config.json`` alone; needs no torch and no weights."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mrkl_backends.pytorch.blocks import Architecture, Block
from mrkl_backends.pytorch.configs import load_architecture
from mrkl_backends.pytorch.memory import ELEMENT_BYTES, Memory, computed_in, predict_memory
from mrkl_backends.pytorch.tensors import count_block_parameters, count_parameters, count_tensors

_CONFIG_FILE = "config.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Neighbouring layers that are alike.

    Attributes:
        first: The first of them.
        last: The last of them; the first again where it stands alone.
        block: What each is.
        parameters: Of each.
        kv_bytes_per_token: Cache that one token takes in each.
    """

    first: int
    last: int
    block: Block
    parameters: int
    kv_bytes_per_token: int

    @property
    def count(self) -> int:
        """Return how many they are."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A checkpoint's architecture and what it will take.

    Attributes:
        architecture: As the configuration says.
        dtype: What is computed in.
        batch: Sequences at once that ``memory`` counts with.
        length: Tokens of each.
        memory: The prediction.
    """

    architecture: Architecture
    dtype: str
    batch: int
    length: int
    memory: Memory

    @property
    def parameters(self) -> int:
        """Return the parameters of the whole model."""
        return count_parameters(self.architecture)

    @property
    def kv_bytes_per_token(self) -> int:
        """Return the bytes of cache that one token takes in all layers."""
        return self.architecture.kv_bytes_per_token(ELEMENT_BYTES[self.dtype])

    def runs(self, *, folded: bool = True) -> Iterator[Run]:
        """Yield the layers in order, equal neighbours as one if ``folded``."""
        layers = range(len(self.architecture.blocks))
        blocks = self.architecture.blocks
        for _, group in itertools.groupby(layers, lambda k: blocks[k] if folded else k):
            same = list(group)
            yield self._run(same[0], same[-1])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON data."""
        architecture = self.architecture
        return {
            "model_type": architecture.model_type,
            "layers": len(architecture.blocks),
            "parameters": self.parameters,
            "tensors": count_tensors(architecture),
            "kv_elements_per_token": architecture.kv_elements_per_token,
            "blocks": [_block(run) for run in self.runs(folded=False)],
            "kv_bytes_per_token": self.kv_bytes_per_token,
            "dtype": self.dtype,
            "memory": {
                "batch": self.batch,
                "length": self.length,
                **asdict(self.memory),
                "total": self.memory.total,
            },
        }

    def _run(self, first: int, last: int) -> Run:
        block = self.architecture.blocks[first]
        elements = 2 * self.architecture.head_dim * block.attention.kv_heads
        return Run(
            first=first,
            last=last,
            block=block,
            parameters=count_block_parameters(self.architecture, first),
            kv_bytes_per_token=elements * ELEMENT_BYTES[self.dtype],
        )


def inspect_checkpoint(
    path: Path, *, batch: int = 1, length: int | None = None, dtype: str = "auto"
) -> Inspection:
    """Return what the checkpoint at ``path`` is.

    Args:
        path: Its folder, or its ``config.json``.
        batch: Sequences at once, for the memory.
        length: Tokens of each; 4,096 when absent, or what the model can take if that is less.
        dtype: What is computed in; ``auto`` is what the configuration says.

    Raises:
        ModelNotFoundError: There is no configuration.
        BackendError: It is damaged, or describes a model that we do not run.
        SettingsError: Batch, length or dtype cannot be.
    """
    architecture = load_architecture(path.parent if path.name == _CONFIG_FILE else path)
    if length is None:
        length = min(4096, architecture.max_positions)
    return Inspection(
        architecture=architecture,
        dtype=computed_in(architecture, dtype),
        batch=batch,
        length=length,
        memory=predict_memory(architecture, batch=batch, length=length, dtype=dtype),
    )


def _block(run: Run) -> dict[str, Any]:
    attention, feed_forward = run.block.attention, run.block.feed_forward
    return {
        "attention": attention.op,
        "kv_heads": attention.kv_heads,
        "ffn": feed_forward.op,
        "ffn_width": feed_forward.width,
        "parameters": run.parameters,
        "kv_bytes_per_token": run.kv_bytes_per_token,
    }
