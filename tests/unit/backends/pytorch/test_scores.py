import math

import pytest
import torch

from mrkl_backends.pytorch.sampling import Sampler, SamplingSettings
from mrkl_backends.pytorch.scores import Scores
from mrkl_core.errors import BackendError


def test_the_likeliest_tokens_are_those_that_a_greedy_sampler_takes():
    logits = torch.randn(6, 50)
    sampler = Sampler(SamplingSettings(), (), 50)
    for part, rows in zip(Scores(logits).split([2, 1, 3]), logits.split([2, 1, 3]), strict=True):
        for k, row in enumerate(rows):
            wanted = sampler.choose(row)
            assert torch.equal(part.row(k), row)
            assert part.likeliest(k).token == wanted.token
            assert math.isclose(part.likeliest(k).logprob, wanted.logprob, abs_tol=1e-5)


@pytest.mark.parametrize("value", [math.nan, -math.inf])
def test_rows_of_no_use_are_refused(value):
    logits = torch.zeros(2, 5)
    logits[1] = value
    scores = Scores(logits)
    assert scores.likeliest(0).token in range(5)
    with pytest.raises(BackendError, match="no usable number"):
        scores.likeliest(1)
