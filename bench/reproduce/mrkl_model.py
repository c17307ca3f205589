"""The small model of the paper's protocol: a frozen pretrained encoder and a fresh decoder.

Only the decoder learns. Each word of a question also carries a mark: how near its meaning is to
the names of each operator, measured by the pretrained encoder and never trained. That is how a
model that saw only "over" may read "ratio"; without it (``names=None``) it knows only what the
encoder's own states say.

Plain float32 on one thread: bfloat16 takes twelve times as long on a processor that only has AVX2,
and a second thread spends more on waiting than matrices this small take.

Dimension key: B batch, T word pieces, L program tokens, D width, O operators.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (the field's own name)

from bench.reproduce.mrkl_data import Weighted
from mrkl_router.program_tokens import END, INDEX, MAX_TOKENS, START, TOKENS, GrammarState
from mrkl_router.training.arithmetic import Problem
from mrkl_router.training.batches import Example, inputs, program_tensors
from mrkl_router.training.model import (
    PRETRAINED,
    WIDTH,
    ProgramDecoder,
    pooled,
    pretrained_encoder,
)
from mrkl_router.word_pieces import WordPieces, pack

#: The knowledge that is given and not learned: what people call each operator.
NAMES: Mapping[str, tuple[str, ...]] = {
    "+": ("plus", "add", "added", "sum", "total", "addition"),
    "-": ("minus", "subtract", "subtracted", "difference", "less", "subtraction"),
    "*": ("times", "multiply", "multiplied", "product", "multiplication"),
    "/": ("over", "divide", "divided", "ratio", "quotient", "division"),
}
#: A word less near to every name than this is more likely no operator at all.
NEAR, SHARPNESS = 0.68, 30.0


@dataclass(frozen=True)
class Recipe:
    """How a decoder is trained; the same for every experiment."""

    steps: int = 120
    rate: float = 8e-4
    warmup: int = 10
    dropout: float = 0.3
    enough: float = 2e-3


class Reader:
    """The frozen encoder: states of questions, with the marks of their words."""

    def __init__(self, names: Mapping[str, Sequence[str]] | None = NAMES) -> None:
        self.tokenizer = WordPieces(PRETRAINED / "vocab.txt")
        self._encoder = pretrained_encoder().eval().requires_grad_(False)
        self._names = [self._meanings(words) for words in names.values()] if names else []
        generator = torch.Generator().manual_seed(0)
        basis = torch.linalg.qr(torch.randn(WIDTH, max(1, len(self._names)), generator=generator))
        self._directions = basis[0].T * WIDTH**0.5  # (O, D), as long as a state, orthogonal
        self._marks: dict[str, Tensor] = {}

    def states(self, examples: Sequence[Example[Problem]]) -> tuple[Tensor, Tensor, Tensor]:
        """Return encoder states (B, T, D), marks (B, T, D) and mask (B, T)."""
        x = inputs([example.packed for example in examples])
        hidden = F.layer_norm(self._hidden(x.ids, x.mask), (WIDTH,))
        marks = torch.zeros_like(hidden)
        for index, example in enumerate(examples):
            self._mark(marks[index], example.row)
        return hidden, marks, x.mask.float()

    def _hidden(self, ids: Tensor, mask: Tensor) -> Tensor:
        with torch.inference_mode():
            hidden = self._encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden.clone()

    def _meanings(self, words: Iterable[str]) -> Tensor:
        x = inputs([pack(self.tokenizer.split(word)) for word in words])
        return pooled(self._hidden(x.ids, x.mask), x.mask)

    def _mark(self, marks: Tensor, problem: Problem) -> None:
        pieces = self.tokenizer.split(problem.text, problem.numbers, limit=160)
        for word in re.finditer(r"[^\W\d]+", problem.text) if self._names else ():
            for position, (start, end) in enumerate(pieces.spans):
                inside = word.start() <= start and end <= word.end()
                if inside and (start, end) not in problem.numbers:
                    marks[position + 1] = self._mark_of(word[0].lower())

    def _mark_of(self, word: str) -> Tensor:
        if word not in self._marks:
            meaning = self._meanings([word])
            near = torch.stack([(meaning @ names.T).max() for names in self._names])
            scores = torch.cat((near, torch.tensor([NEAR]))) * SHARPNESS
            self._marks[word] = scores.softmax(-1)[:-1] @ self._directions
        return self._marks[word]


def train(
    reader: Reader, rows: Sequence[Weighted], seed: int, recipe: Recipe | None = None
) -> ProgramDecoder:
    """Return a decoder trained on ``rows`` and nothing else."""
    recipe = recipe or Recipe()
    torch.manual_seed(seed)
    decoder = ProgramDecoder()
    for table in (decoder.tokens, decoder.positions, decoder.order):
        # What training never shows (a fourth number, a tenth position) should say little.
        torch.nn.init.normal_(table.weight, std=0.1)
    examples = [row.example for row in rows]
    hidden, marks, mask = reader.states(examples)
    numbers, given, target = program_tensors(examples)
    counts = torch.tensor([float(row.count) for row in rows])
    weights = (counts / counts.sum())[:, None] * (target >= 0) / (target >= 0).sum(1, keepdim=True)
    optimiser = torch.optim.AdamW(decoder.parameters(), lr=recipe.rate, weight_decay=0.01)
    for step in range(recipe.steps):
        pace = min(1.0, (step + 1) / recipe.warmup) * max(0.02, 1 - step / recipe.steps)
        optimiser.param_groups[0]["lr"] = recipe.rate * pace
        states = F.dropout(hidden, recipe.dropout) + marks
        logits = decoder(states, mask, numbers, given)
        losses = F.cross_entropy(logits.transpose(1, 2), target, reduction="none")
        loss = (losses * weights).sum()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(decoder.parameters(), 1.0)
        optimiser.step()
        if float(loss.detach()) < recipe.enough:  # more would only forget what was pretrained
            break
    return decoder.eval()


def write(reader: Reader, decoder: ProgramDecoder, example: Example[Problem]) -> list[int] | None:
    """Return the program of a question, greedily, under the grammar; None if it never ends."""
    hidden, marks, mask = reader.states([example])
    count = len(example.target[0])
    numbers = torch.tensor([example.target[0] or [0]])
    state, tokens = GrammarState(), [INDEX[START]]
    while len(tokens) <= MAX_TOKENS:
        allowed = once_each(state.allowed(count), tokens, count)
        with torch.inference_mode():
            scores = decoder(hidden + marks, mask, numbers, torch.tensor([tokens]))[0, -1]
        tokens.append(max(allowed, key=lambda token: float(scores[token])))
        if tokens[-1] == INDEX[END]:
            return tokens[1:-1]
        state = state.after(tokens[-1])
    return None


def once_each(allowed: Sequence[int], tokens: Sequence[int], count: int) -> list[int]:
    """Leave out numbers already used, and the end while a number of the question is not used."""
    used = {token for token in tokens if token >= len(TOKENS)}
    return [
        token
        for token in allowed
        if token not in used and not (token == INDEX[END] and len(used) < count)
    ]


def spell(tokens: Sequence[int], literals: Sequence[str]) -> str:
    """Return a program as an expression over the question's numbers."""
    return "".join(
        TOKENS[token] if token < len(TOKENS) else literals[token - len(TOKENS)] for token in tokens
    )
