"""The router: one pass over a question, a decision with confidence and proof.

It reads only the user's own words; documents and results never reach it, so they cannot change a
plan. It picks among the enabled experts only: a disabled one has no score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mrkl_core.answer import Turn
from mrkl_core.errors import DuplicateExpertError, UnknownExpertError, did_you_mean
from mrkl_core.protocols import Clock
from mrkl_core.values import Abstain, Call, Clarify, Decision, ExpertSpec, Plan, Score
from mrkl_router.arguments import ArgumentFiller, Clause
from mrkl_router.calibration import WRONG_CALL_RATE, Platt, PluginHead, fit_plugin, nearest
from mrkl_router.clauses import clauses
from mrkl_router.encoder import WIDTH, Encoder, pooled
from mrkl_router.weights import SHIPPED, Array, Weights, load_weights
from mrkl_router.word_pieces import pack

#: Order of the trained route head, see ``training.labels.EXPERTS``.
TRAINED = (
    "calculator", "units", "calendar", "currency", "weather",
    "database", "documents", "wiki", "language_model",
)  # fmt: skip
PLUGIN_THRESHOLD = 0.5
MAX_CLAUSES = 6


class NeuralRouter:
    """The trained router; see ``mrkl_core.protocols.Router``.

    Args:
        weights: Verified weights.
        threads: Threads ONNX Runtime may use.
        wrong_call_rate: Share of accepted calls that may go to a wrong expert, in (0, 1); it picks
            each built-in expert's threshold among those fitted.
    """

    def __init__(
        self, weights: Weights, threads: int = 2, wrong_call_rate: float = WRONG_CALL_RATE
    ) -> None:
        self._weights = weights
        self.encoder = Encoder(weights, threads)
        self._filler = ArgumentFiller(self.encoder, weights)
        self._specs: dict[str, ExpertSpec] = {}
        self._plugins: dict[str, PluginHead] = {}
        self._examples: dict[str, Array] = {}
        experts = weights.calibration["experts"]
        self._platt = {name: Platt.read(experts[name], wrong_call_rate) for name in TRAINED}
        self._programs: Mapping[str, float] = weights.calibration["programs"]

    @classmethod
    def load(cls, threads: int = 2) -> NeuralRouter:
        """Return the router with the shipped weights.

        Raises:
            WeightsError: They are missing or damaged.
        """
        return cls(load_weights(SHIPPED), threads)

    def register(self, spec: ExpertSpec) -> None:
        """Learn an expert; a built-in name uses its trained head, any other is fitted now.

        Fitting takes one encoder pass over the examples; no other expert's score changes.

        Raises:
            DuplicateExpertError: The name is taken.
        """
        if spec.name in self._specs:
            raise DuplicateExpertError(
                f"An expert called {spec.name!r} is already registered.",
                hint="Give it another name.",
                expert=spec.name,
            )
        if spec.name not in TRAINED:
            title = spec.name.replace("_", " ")
            texts = [f"{title}: {spec.description}", *spec.examples]
            negatives = self.encoder.encode(spec.negatives)
            head = fit_plugin(
                self.encoder.encode(texts), negatives, self._weights, PLUGIN_THRESHOLD
            )
            self._plugins[spec.name] = head
        self._specs[spec.name] = spec

    def unregister(self, name: str) -> None:
        """Forget an expert.

        Raises:
            UnknownExpertError: There is none of that name.
        """
        self._spec(name)
        for kept in (self._specs, self._plugins, self._examples):
            kept.pop(name, None)

    def route(
        self,
        question: str,
        *,
        experts: Sequence[str],
        clock: Clock,
        turns: Sequence[Turn] = (),
    ) -> Decision:
        """Return a decision over ``experts``.

        A compound question becomes a Plan when each of its clauses is a confident Call on its own;
        otherwise the question is routed as a whole.

        Args:
            question: The user's words.
            experts: Names of the enabled experts.
            clock: Says what "today" is.
            turns: Earlier turns; this version routes each question by itself.

        Raises:
            UnknownExpertError: A name is not registered.
        """
        for name in experts:
            self._spec(name)
        pieces = self.encoder.tokenizer.split(question)
        if not len(pieces):
            return Abstain(reason="The question has no words.")
        hidden, mask = self.encoder.states([pack(pieces)])
        whole = Clause(question, 0, len(question), pooled(hidden, mask)[0])
        parts = clauses(question, pieces, hidden[0], self._weights)
        if 1 < len(parts) <= MAX_CLAUSES:
            calls = [self._decide(part, experts, clock) for part in self._parts(question, parts)]
            if all(isinstance(call, Call) for call in calls):
                return Plan(calls=tuple(call for call in calls if isinstance(call, Call)))
        return self._decide(whole, experts, clock)

    def explain(self, question: str, *, experts: Sequence[str]) -> tuple[Score, ...]:
        """Return each expert's calibrated score, its threshold and its nearest examples."""
        vector = self.encoder.encode([question])[0]
        scores = []
        for name in experts:
            spec, platt = self._spec(name), self._calibration(name)
            if name not in self._examples:
                self._examples[name] = self.encoder.encode(spec.examples)
            close = nearest(vector, self._examples[name], spec.examples) if spec.examples else ()
            score = platt.confidence(self._logit(name, vector))
            scores.append(Score(expert=name, score=score, threshold=platt.threshold, nearest=close))
        return tuple(sorted(scores, key=lambda s: -s.score))

    def _spec(self, name: str) -> ExpertSpec:
        try:
            return self._specs[name]
        except KeyError:
            raise UnknownExpertError(
                f"Unknown expert {name!r}.", hint=did_you_mean(name, self._specs), expert=name
            ) from None

    def _calibration(self, name: str) -> Platt:
        plugin = self._plugins.get(name)
        return plugin.platt if plugin else self._platt[name]

    def _logit(self, name: str, vector: Array) -> float:
        plugin = self._plugins.get(name)
        if plugin is not None:
            return plugin.logit(vector)
        logits = self._weights.linear("route", vector * np.float32(WIDTH**0.5))
        return float(logits[TRAINED.index(name)])

    def _parts(self, question: str, spans: Sequence[tuple[int, int]]) -> list[Clause]:
        vectors = self.encoder.encode([question[a:b] for a, b in spans])
        return [
            Clause(question, a, b, vector) for (a, b), vector in zip(spans, vectors, strict=True)
        ]

    def _decide(self, clause: Clause, experts: Sequence[str], clock: Clock) -> Decision:
        if not experts:
            return Abstain(reason="No expert is enabled.")
        scored = [
            (self._calibration(name).confidence(self._logit(name, clause.vector)), name)
            for name in experts
        ]
        confidence, name = max(scored)
        threshold = self._calibration(name).threshold
        if confidence < threshold:
            return Abstain(
                reason=f"No expert is confident enough: {name} comes nearest with "
                f"{confidence:.2f} and needs {threshold:.2f}.",
                confidence=confidence,
            )
        return self._call(self._specs[name], clause, confidence, clock)

    def _call(self, spec: ExpertSpec, clause: Clause, confidence: float, clock: Clock) -> Decision:
        filled = self._filler.fill(spec, clause, clock.now())
        if filled.missing is not None:
            return Clarify(
                expert=spec.name,
                slot=filled.missing.name,
                text=f"For {spec.name.replace('_', ' ')} I need {filled.missing.description}.",
                confidence=confidence,
            )
        for slot in spec.slots:
            needed = self._programs.get(slot.format or "", 0.0)
            if slot.name in filled.arguments and filled.confidence < needed:
                return Abstain(
                    reason=f"{spec.name} fits, but the {slot.format} could not be written with "
                    f"confidence ({filled.confidence:.2f}, needs {needed:.2f}).",
                    confidence=filled.confidence,
                )
        return Call(
            name=spec.name,
            arguments=filled.arguments,
            provenance=filled.provenance,
            confidence=min(confidence, filled.confidence),
        )
