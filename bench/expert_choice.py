"""Expert choice on public development questions, macro-averaged over the experts.

The mapping of public labels to experts is ``mrkl_router.training.labels``. Only rows that set no
threshold are reported (see ``mrkl_router.training.selection``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bench.report import run
from mrkl_router.calibration import Platt
from mrkl_router.encoder import WIDTH, Encoder
from mrkl_router.training.labels import EXPERTS
from mrkl_router.training.phrasings import Question
from mrkl_router.training.questions import development_questions
from mrkl_router.training.selection import fits_thresholds
from mrkl_router.weights import Array, Weights, load_weights


def calibration_error(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Return the expected calibration error: how far confidence is from the share that is right."""
    edges = np.minimum((np.array(confidences) * bins).astype(int), bins - 1)
    gaps = 0.0
    for edge in range(bins):
        inside = edges == edge
        if inside.any():
            gap = np.mean(np.array(confidences)[inside]) - np.mean(np.array(right)[inside])
            gaps += float(abs(gap)) * float(inside.mean())
    return gaps


def choices(vectors: Array, weights: Weights) -> list[tuple[float, str, bool]]:
    """Return for each vector the best expert, its confidence, and whether it is accepted."""
    logits = weights.linear("route", vectors * np.float32(WIDTH**0.5))
    platts = [Platt.read(weights.calibration["experts"][name]) for name in EXPERTS]
    made: list[tuple[float, str, bool]] = []
    for row in logits:
        scored = [
            (p.confidence(float(x)), k) for k, (p, x) in enumerate(zip(platts, row, strict=True))
        ]
        confidence, best = max(scored)
        made.append((confidence, EXPERTS[best], confidence >= platts[best].threshold))
    return made


def recalls(questions: Sequence[Question], chosen: Sequence[str | None]) -> dict[str, float]:
    """Return the share of each expert's questions that reached it."""
    right, total = Counter[str](), Counter[str]()
    for question, choice in zip(questions, chosen, strict=True):
        if question.expert is not None:
            total[question.expert] += 1
            right[question.expert] += question.expert == choice
    return {name: right[name] / total[name] for name in EXPERTS if total[name]}


def measure() -> Mapping[str, Any]:
    """Route the reported half of the development questions."""
    weights = load_weights()
    encoder = Encoder(weights)
    questions = [q for q in development_questions() if not fits_thresholds(q.text)]
    vectors = encoder.encode([q.text for q in questions])
    scored = choices(vectors, weights)
    chosen = [name if accepted else None for _, name, accepted in scored]
    likely = [name == q.expert for (_, name, _), q in zip(scored, questions, strict=True)]
    forced_logits = weights.linear("route", vectors * np.float32(WIDTH**0.5))
    forced = [EXPERTS[int(k)] for k in forced_logits.argmax(1)]
    none = [q.expert is None for q in questions]
    abstained = [c is None for c in chosen]
    both = sum(a and b for a, b in zip(none, abstained, strict=True))
    wrong = [c for q, c in zip(questions, chosen, strict=True) if c is not None and c != q.expert]
    by_source: dict[str, list[bool]] = defaultdict(list)
    for question, choice in zip(questions, chosen, strict=True):
        by_source[question.source].append(choice == question.expert)
    per_expert, per_forced = recalls(questions, chosen), recalls(questions, forced)
    mistakes = Counter(
        (str(q.expert), str(c)) for q, c in zip(questions, chosen, strict=True) if c != q.expert
    )
    return {
        "rows": len(questions),
        "macro_accuracy_choice": sum(per_forced.values()) / len(per_forced),
        "macro_accuracy_with_abstention": sum(per_expert.values()) / len(per_expert),
        "per_expert_choice": per_forced,
        "per_expert_with_abstention": per_expert,
        "abstain_precision": both / max(1, sum(abstained)),
        "abstain_recall": both / max(1, sum(none)),
        "expected_calibration_error": calibration_error([c for c, _, _ in scored], likely),
        "wrong_call_rate": len(wrong) / max(1, len(chosen) - sum(abstained)),
        "sources": {name: sum(v) / len(v) for name, v in sorted(by_source.items())},
        "commonest_mistakes": [[*pair, n] for pair, n in mistakes.most_common(12)],
    }


if __name__ == "__main__":
    run(measure, __doc__ or "")
