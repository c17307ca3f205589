import numpy as np
import pytest

from mrkl_router.training.phrasings import Question

pytest.importorskip("torch")


def test_the_head_learns_who_answers_and_who_does_not():
    from mrkl_router.training.route_head import fit_route_head

    rng = np.random.default_rng(1)
    centres = np.eye(384, dtype=np.float32)[:3]
    vectors, questions = [], []
    for _ in range(60):
        for centre, expert in zip(centres, ("calculator", "weather", None), strict=True):
            vector = centre + rng.normal(scale=0.02, size=384)
            vectors.append(vector / np.linalg.norm(vector))
            questions.append(Question("?", expert, "test"))
    made = fit_route_head(np.array(vectors, dtype=np.float32), questions)
    logits = np.array(vectors) * 384**0.5 @ made["route.weight"].T + made["route.bias"]
    assert made["route.weight"].shape == (9, 384)
    assert (logits[0::3].argmax(1) == 0).all()
    assert (logits[1::3].argmax(1) == 4).all()
    assert (logits[2::3] < 0).all()
