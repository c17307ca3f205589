"""A Llama whose blocks may each be different; all of the engine runs this one class.

Dimensions: N tokens of a ragged batch, M of them, D hidden, V vocabulary.
"""

from __future__ import annotations

import ctypes

import torch
from torch import Tensor, nn

from mrkl_backends.pytorch.attention_state import AttentionState
from mrkl_backends.pytorch.blocks import Architecture, Block
from mrkl_backends.pytorch.cpu_build import FindLibrary, cpu_step_library
from mrkl_backends.pytorch.int8 import Int8Matrix
from mrkl_backends.pytorch.layers import Attention, FeedForward, LinearAttention, Norm
from mrkl_backends.pytorch.linear import Matrix, product
from mrkl_backends.pytorch.rotary import Rotary


class Layer(nn.Module):
    """One block: attention and FFN, either of which may be missing, with residuals around both."""

    def __init__(self, block: Block, place: int | None, make: Maker) -> None:
        super().__init__()
        self.attention = _attention(block, place, make)
        self.attention_norm = None if self.attention is None else make.norm()
        self.feed_forward = _feed_forward(block, make)
        self.feed_forward_norm = None if self.feed_forward is None else make.norm()

    def forward(self, x: Tensor, table: Tensor, state: AttentionState) -> Tensor:
        """Return the residual stream (N, D) after the block."""
        if self.attention is not None and self.attention_norm is not None:
            x = x + self.attention(self.attention_norm(x), table, state)
        if self.feed_forward is not None and self.feed_forward_norm is not None:
            x = x + self.feed_forward(self.feed_forward_norm(x))
        return x


class Maker:
    """Makes the parts of a model, all of one kind and on one device.

    Args:
        architecture: Whose parts.
        dtype: That of activations, and of weights unless they are int8.
        device: Where they lie.
        int8: Whether matrices keep eight bits a weight.
    """

    def __init__(
        self, architecture: Architecture, *, dtype: torch.dtype, device: str, int8: bool
    ) -> None:
        self.architecture = architecture
        self._dtype, self._device, self._int8 = dtype, device, int8

    def matrix(self, outputs: int, inputs: int, bias: bool) -> Matrix:
        """Return a matrix (outputs, inputs) that is still to be filled."""
        kind = Int8Matrix if self._int8 else Matrix
        return kind(outputs, inputs, bias=bias, dtype=self._dtype, device=self._device)

    def norm(self) -> Norm:
        """Return a norm over the residual stream."""
        architecture = self.architecture
        return Norm(
            architecture.hidden_size,
            architecture.norm_epsilon,
            dtype=self._dtype,
            device=self._device,
        )


class Model(nn.Module):
    """The whole model; its weights are still to be filled in, see ``loading``.

    Args:
        architecture: What it is made of.
        dtype: That of activations and weights; int8 is a way to keep the matrices only.
        device: Where it lies; ``meta`` takes no memory.
        int8: Whether matrices keep eight bits a weight and one scale a row.
    """

    def __init__(
        self,
        architecture: Architecture,
        *,
        dtype: torch.dtype = torch.float32,
        device: str = "cpu",
        int8: bool = False,
    ) -> None:
        super().__init__()
        self.architecture = architecture
        self.dtype, self.device, self.int8 = dtype, device, int8
        make = Maker(architecture, dtype=dtype, device=device, int8=int8)
        table = torch.empty(
            architecture.vocab_size, architecture.hidden_size, dtype=dtype, device=device
        )
        self.embedding = nn.Parameter(table, requires_grad=False)  # (V, D)
        self.layers = nn.ModuleList(
            Layer(block, place, make)
            for block, place in zip(architecture.blocks, architecture.cache_indices, strict=True)
        )
        self.norm = make.norm()
        tied = architecture.tied_embeddings
        self.head = (
            None if tied else make.matrix(architecture.vocab_size, architecture.hidden_size, False)
        )
        self.rotary = Rotary(architecture, dtype=dtype, device=device)
        self.library: ctypes.CDLL | None = None

    def finish(self, find_library: FindLibrary = cpu_step_library) -> None:
        """Get all matrices ready to multiply; called once, when everything was filled in.

        Args:
            find_library: Returns the program that lays matrices out and multiplies with them.
        """
        self.library = find_library() if self.has_compiled_steps else None
        for module in self.modules():
            if isinstance(module, Matrix):
                module.finish(self.library)

    @property
    def has_compiled_steps(self) -> bool:
        """Tell whether ``cpu_steps`` knows the model's numbers."""
        return torch.device(self.device).type == "cpu" and self.dtype == torch.bfloat16

    def hidden_states(self, tokens: Tensor, positions: Tensor, state: AttentionState) -> Tensor:
        """Return the states after the last norm, (N, D).

        Args:
            tokens: (N,) int64, all sequences of a step one after another.
            positions: (N,) int64, each token's place in its own sequence.
            state: Keeps keys and values.
        """
        x = self.embedding[tokens]
        table = self.rotary.at(positions)
        for layer in self.layers:
            x = layer(x, table, state)
        out: Tensor = self.norm(x)
        return out

    def logits(self, hidden: Tensor) -> Tensor:
        """Return (M, V) float32 for states (M, D)."""
        if self.head is None:
            return product(hidden, self.embedding, None).float()
        out: Tensor = self.head(hidden).float()
        return out


def _attention(block: Block, place: int | None, make: Maker) -> nn.Module | None:
    if block.attention.op == "normal" and place is not None:
        return Attention(make.architecture, block.attention.kv_heads, place, make.matrix)
    if block.attention.op == "linear":
        return LinearAttention(make.architecture.hidden_size, make.matrix)
    return None


def _feed_forward(block: Block, make: Maker) -> nn.Module | None:
    hidden = make.architecture.hidden_size
    if block.feed_forward.op == "normal":
        return FeedForward(make.architecture, block.feed_forward.width, make.matrix)
    if block.feed_forward.op == "linear":
        return make.matrix(hidden, hidden, False)
    return None
