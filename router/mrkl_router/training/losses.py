"""One loss per task; each takes the model and a batch of that task's examples.

Dimension key: B batch, T word pieces, D width, C table positions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812  (the field's own name)

from mrkl_router.sql_tokens import OPERATORS, ORDER, SELECT
from mrkl_router.training.batches import Example, SlotTarget, inputs, program_tensors
from mrkl_router.training.labels import EXPERTS
from mrkl_router.training.model import WIDTH, RouterModel, pooled

#: Of the contrast between texts; cosines are divided by it.
TEMPERATURE = 0.07
Loss = Callable[[RouterModel, Sequence[Example[Any]]], Tensor]
#: The row of a slot's example, where its question ends, and the slot.
PlacedSlot = tuple[int, int, SlotTarget]


def route_loss(model: RouterModel, batch: Sequence[Example[Any]]) -> Tensor:
    """Binary cross-entropy per expert, the calendar's operation, and staying near the teacher.

    The last term keeps sentence vectors close to the pretrained encoder's (``teacher`` on each
    example): retrieval and plug-ins live on them.
    """
    x = inputs([example.packed for example in batch])
    vectors = pooled(model.hidden(x.ids, x.types, x.mask), x.mask)
    features = vectors * WIDTH**0.5
    expert = torch.tensor([example.target[0] for example in batch])
    wanted = F.one_hot(expert.clamp(min=0), len(EXPERTS)).float() * (expert >= 0)[:, None]
    loss = F.binary_cross_entropy_with_logits(model.route(features), wanted) * len(EXPERTS)
    operation = torch.tensor([example.target[1] for example in batch])
    if (operation >= 0).any():
        loss = loss + F.cross_entropy(model.operation(features), operation, ignore_index=-1)
    return loss + 2 * _distance(vectors, batch)


def _span_logits(model: RouterModel, batch: Sequence[Example[Any]]) -> tuple[Tensor, Tensor]:
    x = inputs([example.packed for example in batch])
    logits = model.span(model.hidden(x.ids, x.types, x.mask)).float()  # (B, T, 2)
    allowed = torch.zeros_like(x.ids, dtype=torch.bool)
    allowed[:, 0] = True
    for index, example in enumerate(batch):
        start, end = example.packed.second
        allowed[index, start:end] = True
    logits = logits.masked_fill(~allowed[..., None], -1e4)
    return logits[..., 0], logits[..., 1]


def span_loss(model: RouterModel, batch: Sequence[Example[Any]]) -> Tensor:
    """Cross-entropy of start and end; an absent span is the CLS piece."""
    start, end = _span_logits(model, batch)
    target = torch.tensor([example.target for example in batch])
    return F.cross_entropy(start, target[:, 0]) + F.cross_entropy(end, target[:, 1])


def program_loss(model: RouterModel, batch: Sequence[Example[Any]]) -> Tensor:
    """Cross-entropy of the next program token."""
    x = inputs([example.packed for example in batch])
    hidden = model.hidden(x.ids, x.types, x.mask)
    numbers, given, target = program_tensors(batch)
    logits = model.decoder(hidden, x.mask.to(hidden.dtype), numbers, given)
    return F.cross_entropy(logits.float().flatten(0, 1), target.flatten(), ignore_index=-100)


def compose_loss(model: RouterModel, batch: Sequence[Example[Any]]) -> Tensor:
    """Binary cross-entropy per piece and label of :data:`mrkl_router.composition.LABELS`."""
    x = inputs([example.packed for example in batch])
    logits = model.compose(model.hidden(x.ids, x.types, x.mask)).float()  # (B, T, 4)
    wanted = torch.zeros_like(logits)
    for index, example in enumerate(batch):
        wanted[index, : len(example.target)] = torch.tensor(example.target)
    losses = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none").sum(-1)
    return (losses * x.mask).sum() / x.mask.sum() * 4


def tool_loss(model: RouterModel, batch: Sequence[Example[Any]]) -> Tensor:
    """Whether each tool answers its question, and what the question says of its slots."""
    x = inputs([example.packed for example in batch])
    return reading_loss(model, model.hidden(x.ids, x.types, x.mask).float(), batch)


def reading_loss(model: Any, hidden: Tensor, batch: Sequence[Example[Any]]) -> Tensor:
    """The same from states (B, T, D); ``model`` has the heads match, argument, option, unsaid."""
    logits = model.match(hidden[:, 0]).squeeze(-1)
    known = torch.tensor([example.target.matches is not None for example in batch])
    wanted = torch.tensor([example.target.matches or 0.0 for example in batch])
    losses = F.binary_cross_entropy_with_logits(logits, wanted, reduction="none")
    loss = (losses * known).sum() / known.sum().clamp(min=1)
    slots = [
        (row, example.packed.first[1], slot)
        for row, example in enumerate(batch)
        for slot in example.target.slots
    ]
    return loss + 2 * _slots_loss(model, hidden, slots) if slots else loss


def _slots_loss(model: Any, hidden: Tensor, slots: Sequence[PlacedSlot]) -> Tensor:
    """Return the mean cross-entropy of slots, all at once; each is (row, question's end, slot)."""
    states = _means(hidden, [(row, slot.place) for row, _, slot in slots])  # (S, D)
    free = [k for k, (_, _, slot) in enumerate(slots) if not slot.options]
    listed = [k for k, (_, _, slot) in enumerate(slots) if slot.options]
    total = hidden.new_zeros(())
    if free:
        total = total + _span_losses(model, hidden, states[free], [slots[k] for k in free])
    if listed:
        total = total + _option_losses(model, hidden, states[listed], [slots[k] for k in listed])
    return total / len(slots)


def _span_losses(model: Any, hidden: Tensor, states: Tensor, slots: Sequence[PlacedSlot]) -> Tensor:
    """Return the summed cross-entropies of first and last piece, halved; ``states`` (S, D)."""
    rows, ends = (torch.tensor([slot[k] for slot in slots]) for k in (0, 1))
    keys = model.argument(states).unflatten(-1, (2, WIDTH))
    pointed = keys @ hidden[rows].transpose(1, 2) / WIDTH**0.5  # (S, 2, T)
    outside = torch.arange(hidden.shape[1]) >= ends[:, None, None]
    said = torch.tensor([slot.said for _, _, slot in slots])
    logits = pointed.masked_fill(outside, -1e4).flatten(0, 1)
    return F.cross_entropy(logits, said.flatten(), reduction="sum") / 2


def _option_losses(
    model: Any, hidden: Tensor, states: Tensor, slots: Sequence[PlacedSlot]
) -> Tensor:
    """Return the summed cross-entropies of options, the first meaning none; ``states`` (S, D)."""
    options = [
        (row, span, k, column)
        for k, (row, _, slot) in enumerate(slots)
        for column, span in enumerate(slot.options, 1)
    ]
    scores = model.option(_means(hidden, [(row, span) for row, span, _, _ in options]))
    most = max(len(slot.options) for _, _, slot in slots)
    logits = torch.cat((model.unsaid(states), states.new_full((len(slots), most), -1e4)), 1)
    places = tuple(torch.tensor([one[k] for one in options]) for k in (2, 3))
    logits = logits.index_put(places, scores.squeeze(-1))
    said = torch.tensor([slot.said[0] for _, _, slot in slots])
    return F.cross_entropy(logits, said, reduction="sum")


def _means(hidden: Tensor, spans: Sequence[tuple[int, tuple[int, int]]]) -> Tensor:
    """Return the mean states (M, D) of pieces of rows of ``hidden`` (B, T, D)."""
    rows, starts, ends = (
        torch.tensor(column)
        for column in zip(*((row, start, end) for row, (start, end) in spans), strict=True)
    )
    sums = F.pad(hidden.cumsum(1), (0, 0, 1, 0))
    return (sums[rows, ends] - sums[rows, starts]) / (ends - starts)[:, None]


def similar_loss(model: RouterModel, batch: Sequence[Example[Any]]) -> Tensor:
    """Supervised contrast: texts of one label near each other, of other labels apart.

    Source: Khosla et al., arXiv 2004.11362, equation 2. The teacher term keeps vectors near the
    pretrained encoder's, as in :func:`route_loss`.
    """
    x = inputs([example.packed for example in batch])
    vectors = pooled(model.hidden(x.ids, x.types, x.mask), x.mask)
    labels = torch.tensor([example.target for example in batch])
    itself = torch.eye(len(batch), dtype=torch.bool)
    same = (labels[:, None] == labels[None, :]) & ~itself
    logits = (vectors @ vectors.T / TEMPERATURE).masked_fill(itself, -1e4)
    chances = logits.log_softmax(-1)
    counts = same.sum(-1)
    losses = -(chances * same).sum(-1) / counts.clamp(min=1)
    loss = losses[counts > 0].mean()
    return loss + 2 * _distance(vectors, batch)


def _distance(vectors: Tensor, batch: Sequence[Example[Any]]) -> Tensor:
    """Return the mean cosine distance of vectors (B, D) from their teacher's."""
    taught = {k: e.teacher for k, e in enumerate(batch) if e.teacher is not None}
    if not taught:
        return vectors.new_zeros(())
    teacher = torch.stack([*taught.values()]).float()
    return (1 - (vectors[[*taught]] * teacher).sum(-1)).mean()


def name_means(hidden: Tensor, spans: Sequence[tuple[int, int]]) -> Tensor:
    """Return (C, D): the mean state of each name's pieces, from hidden (T, D)."""
    return torch.stack([hidden[start:end].mean(0) for start, end in spans])


def table_loss(model: RouterModel, batch: Sequence[Example[Any]]) -> Tensor:
    """The query's parts, each column's role, and which of the tables is meant.

    The batch holds own tables (with a target) each followed by its distractors (target None).
    """
    x = inputs([example.packed for example in batch])
    return query_loss(model, model.hidden(x.ids, x.types, x.mask).float(), batch)


def query_loss(model: Any, hidden: Tensor, batch: Sequence[Example[Any]]) -> Tensor:
    """The same from states (B, T, D); ``model`` has the heads table, column, value and query."""
    relevant = torch.tensor([float(example.target is not None) for example in batch])
    loss: Tensor = F.binary_cross_entropy_with_logits(
        model.table(hidden[:, 0]).squeeze(-1), relevant
    )
    own = [k for k, example in enumerate(batch) if example.target is not None]
    for k in own:
        loss = loss + _parts_loss(model, hidden[k], batch[k]) / len(own)
    return loss


def _parts_loss(model: Any, hidden: Tensor, example: Example[Any]) -> Tensor:
    loss: Tensor
    row, target = example.row, example.target
    count = len(target.spans)
    names = name_means(hidden, target.spans)
    select, group, operator, order = model.column(names).split(
        [len(SELECT), 1, len(OPERATORS), len(ORDER)], dim=-1
    )
    wanted = torch.zeros(count, len(SELECT))
    for position, chosen in enumerate(row.select[:count]):
        for aggregate in chosen:
            wanted[position, aggregate] = 1.0
    loss = F.binary_cross_entropy_with_logits(select, wanted) * 10
    grouped = torch.tensor(row.group[:count], dtype=torch.float32)
    loss = loss + F.binary_cross_entropy_with_logits(group.squeeze(-1), grouped)
    loss = loss + F.cross_entropy(operator, torch.tensor(row.operators[:count])) * 6
    loss = loss + F.cross_entropy(order, torch.tensor(row.order[:count])) * 4
    limit, distinct = model.query(hidden[0]).split([3, 1], dim=-1)
    loss = loss + F.cross_entropy(limit[None], torch.tensor([row.limit])) * 0.5
    loss = (
        loss + F.binary_cross_entropy_with_logits(distinct, torch.tensor([float(row.distinct)])) / 2
    )
    keys = model.value(names).unflatten(-1, (2, WIDTH))
    for position, value in enumerate(target.values[:count]):
        if value is not None:
            logits = hidden[: example.packed.first[1]] @ keys[position].T / WIDTH**0.5
            loss = loss + F.cross_entropy(logits.T, torch.tensor(value))
    return loss


LOSSES: Mapping[str, Loss] = {
    "route": route_loss,
    "slot": span_loss,
    "passage": span_loss,
    "program": program_loss,
    "compose": compose_loss,
    "tool": tool_loss,
    "similar": similar_loss,
    "table": table_loss,
}
