"""Fits the route head once more on the finished, quantised encoder.

The head is linear and cheap, so it may learn from rows that the encoder must not see (CLINC150
measures how well the encoder serves unknown tools), and it sees the vectors that it will be given
at run time. Dimension key: N questions, D = 384, E experts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch.nn import functional as F  # noqa: N812  (the field's own name)

from mrkl_router.encoder import WIDTH
from mrkl_router.training.labels import EXPERTS
from mrkl_router.training.phrasings import Question
from mrkl_router.weights import Array

#: Pull of the weights to zero; the rows of the rarest expert number in the hundreds.
_DECAY = 1e-4
_ROUNDS = 150


def fit_route_head(vectors: Array, questions: Sequence[Question]) -> dict[str, Array]:
    """Return ``route.weight`` (E, D) and ``route.bias`` (E,), float32.

    Args:
        vectors: (N, D) unit vectors of the questions, from the quantised encoder.
        questions: N questions; without an expert, all experts are to refuse.
    """
    features = torch.from_numpy(vectors) * WIDTH**0.5
    expert = torch.tensor([EXPERTS.index(q.expert) if q.expert else -1 for q in questions])
    wanted = F.one_hot(expert.clamp(min=0), len(EXPERTS)).float() * (expert >= 0)[:, None]
    weight = torch.zeros(len(EXPERTS), WIDTH, requires_grad=True)
    bias = torch.zeros(len(EXPERTS), requires_grad=True)
    optimiser = torch.optim.LBFGS(
        [weight, bias], max_iter=_ROUNDS, line_search_fn="strong_wolfe", history_size=20
    )

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        logits = features @ weight.T + bias
        loss = F.binary_cross_entropy_with_logits(logits, wanted) + _DECAY * weight.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return {
        "route.weight": weight.detach().numpy().astype(np.float32),
        "route.bias": bias.detach().numpy().astype(np.float32),
    }
