"""The router: one pass over a question, a decision with confidence and proof.

It reads only the user's own words; documents and results never reach it, so they cannot change a
plan. It picks among the enabled experts only: a disabled one has no score.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from mrkl_core.answer import Turn
from mrkl_core.errors import DuplicateExpertError, UnknownExpertError, did_you_mean
from mrkl_core.protocols import Clock
from mrkl_core.values import Abstain, Call, Clarify, Decision, ExpertSpec, Score
from mrkl_router.arguments import ArgumentFiller, Filled
from mrkl_router.blas import one_thread
from mrkl_router.calibration import WRONG_CALL_RATE, Logistic, Platt, lowered, nearest
from mrkl_router.choice import Candidate, ToolChoice
from mrkl_router.clause import Clause
from mrkl_router.composition import Composition, composition_of
from mrkl_router.compound import Compound
from mrkl_router.encoder import WIDTH, Encoder, pooled
from mrkl_router.judge import Judge
from mrkl_router.plain_forms import plain_reading
from mrkl_router.tool_reader import ToolReader
from mrkl_router.weights import SHIPPED, Array, Weights, load_weights
from mrkl_router.word_pieces import pack

#: Order of the trained route head, see ``training.labels.EXPERTS``.
TRAINED = (
    "calculator", "units", "calendar", "currency", "weather",
    "database", "documents", "wiki", "language_model",
)  # fmt: skip
#: Share of accepted tool calls that may hold a wrong argument.
WRONG_ARGUMENT_RATE = 0.05


class NeuralRouter:
    """The trained router; see ``mrkl_core.protocols.Router``.

    Several threads may route at once, but none while an expert is registered or forgotten.

    Args:
        weights: Verified weights.
        threads: Threads ONNX Runtime may use.
        wrong_call_rate: Share of accepted calls that may go to a wrong expert, in (0, 1); it picks
            each expert's threshold among those fitted.
        trained: Names whose trained heads are used. Leave it empty to route over tools from
            elsewhere, one of which may happen to be called "weather".
    """

    concurrent = True

    def __init__(
        self,
        weights: Weights,
        threads: int = 1,
        wrong_call_rate: float = WRONG_CALL_RATE,
        trained: Collection[str] = TRAINED,
    ) -> None:
        self._weights = weights
        self._rate = wrong_call_rate
        self._trained = frozenset(trained)
        self.encoder = Encoder(weights, threads)
        reader = ToolReader(self.encoder, weights)
        self._filler = ArgumentFiller(self.encoder, weights, reader)
        self._choice = ToolChoice(self.encoder, weights, reader)
        self._specs: dict[str, ExpertSpec] = {}
        self._examples: dict[str, Array] = {}
        experts = weights.calibration["experts"]
        self._platt = {name: Platt.read(experts[name], wrong_call_rate) for name in TRAINED}
        self._programs: Mapping[str, float] = weights.calibration["programs"]
        self._call = Logistic.read(weights.calibration["tools"]["call"])

    @classmethod
    def load(cls, threads: int = 1, trained: Collection[str] = TRAINED) -> NeuralRouter:
        """Return the router with the shipped weights.

        Raises:
            WeightsError: They are missing or damaged.
        """
        return cls(load_weights(SHIPPED), threads, trained=trained)

    def register(self, spec: ExpertSpec) -> None:
        """Learn an expert; a built-in name uses its trained head, any other is fitted now.

        Fitting takes one encoder pass per example; no other expert's score changes.

        Raises:
            DuplicateExpertError: The name is taken.
        """
        if spec.name in self._specs:
            raise DuplicateExpertError(
                f"An expert called {spec.name!r} is already registered.",
                hint="Give it another name.",
                expert=spec.name,
            )
        if spec.name not in self._trained:
            self._choice.learn(spec)
        self._specs[spec.name] = spec

    def unregister(self, name: str) -> None:
        """Forget an expert.

        Raises:
            UnknownExpertError: There is none of that name.
        """
        self.spec(name)
        self._choice.forget(name)
        for kept in (self._specs, self._examples):
            kept.pop(name, None)

    def spec(self, name: str) -> ExpertSpec:
        """Return what is known of an expert.

        Raises:
            UnknownExpertError: There is none of that name.
        """
        try:
            return self._specs[name]
        except KeyError:
            raise UnknownExpertError(
                f"Unknown expert {name!r}.", hint=did_you_mean(name, self._specs), expert=name
            ) from None

    def route(
        self,
        question: str,
        *,
        experts: Sequence[str],
        clock: Clock,
        turns: Sequence[Turn] = (),
    ) -> Decision:
        """Return a decision over ``experts``.

        A question of several parts, or one that leans on earlier turns, becomes a Plan when each
        of its parts is a confident Call; otherwise the question is routed as a whole.

        Args:
            question: The user's words.
            experts: Names of the enabled experts.
            clock: Says what "today" is.
            turns: Earlier turns, which the question may refer to.

        Raises:
            UnknownExpertError: A name is not registered.
        """
        specs = {name: self.spec(name) for name in experts}
        if not len(self.encoder.tokenizer.split(question)):
            return Abstain(reason="The question has no words.")
        with one_thread:
            composition, vector = self.composition(question)
            whole = Clause(question, 0, len(question), vector)
            compound = Compound(question, turns, specs, Judge(self, question, experts, clock))
            return compound.decide(composition, lambda: self.decide(whole, experts, clock))

    def explain(self, question: str, *, experts: Sequence[str]) -> tuple[Score, ...]:
        """Return each expert's calibrated score, its threshold and its nearest examples.

        The expert that a question of one part would go to comes first, then the others by score.
        """
        with one_thread:
            return self._explain(question, {name: self.spec(name) for name in experts})

    def _explain(self, question: str, specs: Mapping[str, ExpertSpec]) -> tuple[Score, ...]:
        experts = tuple(specs)
        vector = self.encoder.encode([question])[0]
        trained, tools = self._sorts(experts)
        confidences = self._own_confidences(trained, vector)
        of_tools = self._choice.confidences(question, vector, tools)
        leading = [*confidences, *list(of_tools)[:1]]
        confidences |= of_tools
        first = max(leading, key=confidences.__getitem__, default="")
        scores = []
        for name, spec in specs.items():
            if name not in self._examples:
                self._examples[name] = self.encoder.encode(spec.examples)
            close = nearest(vector, self._examples[name], spec.examples) if spec.examples else ()
            threshold = self._threshold(name)
            scores.append(
                Score(expert=name, score=confidences[name], threshold=threshold, nearest=close)
            )
        return tuple(sorted(scores, key=lambda score: (score.expert != first, -score.score)))

    def vector(self, words: str) -> Array:
        """Return the (D,) unit sentence vector of a text."""
        found: Array = self.encoder.encode([words])[0]
        return found

    def composition(self, words: str) -> tuple[Composition, Array]:
        """Return the parts of a text and its (D,) unit sentence vector, from one pass."""
        pieces = self.encoder.tokenizer.split(words)
        hidden, mask = self.encoder.states([pack(pieces)])
        found = composition_of(words, pieces, hidden[0], self._weights)
        return found, pooled(hidden, mask)[0]

    def decide(
        self,
        clause: Clause,
        experts: Sequence[str],
        clock: Clock,
        prior: Mapping[str, float] = MappingProxyType({}),
    ) -> Decision:
        """Return the decision over one clause: anything but a Plan.

        Args:
            clause: A stretch of a question.
            experts: Names of the enabled experts.
            clock: Says what "today" is.
            prior: By how much what is known besides the clause raises the odds of experts.
        """
        if not experts:
            return Abstain(reason="No expert is enabled.")
        trained, tools = self._sorts(experts)
        own = self._own_confidences(trained, clause.vector)
        scored = [Candidate(name, confidence) for name, confidence in own.items()]
        scored += self._choice.rank(clause.text, clause.vector, tools)[:1]
        best = max(scored, key=lambda candidate: candidate.confidence)
        threshold = lowered(self._threshold(best.name), prior.get(best.name, 1.0))
        if best.confidence < threshold:
            return Abstain(
                reason=f"No expert is confident enough: {best.name} comes nearest with "
                f"{best.confidence:.2f} and needs {threshold:.2f}.",
                confidence=best.confidence,
            )
        return self._made(best, clause, clock)

    def foreseen(self, vector: Callable[[], Array], experts: Sequence[str]) -> Sequence[str]:
        """Return the experts of which one is called if a clause becomes a call.

        Args:
            vector: Encodes the clause; not done where tools have to be read to be chosen.
            experts: Names of the enabled experts.
        """
        trained, tools = self._sorts(experts)
        if tools or not trained:
            return trained + tools
        own = self._own_confidences(trained, vector())
        best = max(own, key=own.__getitem__)
        return [best] if own[best] >= self._threshold(best) else []

    def state(self, clause: Clause, expert: str, clock: Clock) -> Call:
        """Return what a fragment states for an expert; required arguments may be lacking."""
        filled = self._filler.state(self.spec(expert), clause, clock.now())
        return Call(
            name=expert,
            arguments=filled.arguments,
            provenance=filled.provenance,
            confidence=filled.confidence,
        )

    def _sorts(self, experts: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return the experts with a trained head, and the others."""
        tools = [name for name in experts if self._choice.knows(name)]
        return [name for name in experts if not self._choice.knows(name)], tools

    def _threshold(self, name: str) -> float:
        if self._choice.knows(name):
            return self._choice.threshold(name, self._rate)
        return self._platt[name].threshold

    def _own_confidences(self, names: Sequence[str], vector: Array) -> dict[str, float]:
        """Return the confidences of experts with a trained head."""
        logits = self._weights.linear("route", vector * np.float32(WIDTH**0.5)).tolist()
        return {name: self._platt[name].confidence(logits[TRAINED.index(name)]) for name in names}

    def _made(self, best: Candidate, clause: Clause, clock: Clock) -> Decision:
        """Return the call of the chosen expert, or why there is none."""
        spec = self.spec(best.name)
        now, reading = clock.now(), best.reading
        if not self._choice.knows(best.name):
            reading = plain_reading(spec, clause, now)
        filled = self._filler.fill(spec, clause, now, reading)
        if not filled.placed:
            return Abstain(reason=f"{spec.name} cannot use what the question refers to.")
        if filled.missing is not None:
            return Clarify(
                expert=spec.name,
                slot=filled.missing.name,
                text=f"For {spec.name.replace('_', ' ')} I need {filled.missing.description}.",
                confidence=best.confidence,
            )
        doubt = self._doubt(spec, filled)
        if doubt is not None:
            return doubt
        return Call(
            name=spec.name,
            arguments=filled.arguments,
            provenance=filled.provenance,
            confidence=min(best.confidence, self._certainty(spec, filled)),
        )

    def _certainty(self, spec: ExpertSpec, filled: Filled) -> float:
        """Return the probability that the arguments are right."""
        if not self._choice.knows(spec.name) or not spec.slots:
            return filled.confidence
        return min(filled.confidence, self._call.confidence(filled.features))

    def _doubt(self, spec: ExpertSpec, filled: Filled) -> Abstain | None:
        """Return why the arguments are not good enough, or None if they are."""
        for slot in spec.slots:
            needed = self._programs.get(slot.format or "", 0.0)
            if slot.name in filled.provenance and filled.confidence < needed:
                return Abstain(
                    reason=f"{spec.name} fits, but the {slot.format} could not be written with "
                    f"confidence ({filled.confidence:.2f}, needs {needed:.2f}).",
                    confidence=filled.confidence,
                )
        certainty, needed = self._certainty(spec, filled), self._call.threshold(WRONG_ARGUMENT_RATE)
        if self._choice.knows(spec.name) and spec.slots and certainty < needed:
            return Abstain(
                reason=f"{spec.name} fits, but its arguments could not be read with confidence "
                f"({certainty:.2f}, needs {needed:.2f}).",
                confidence=certainty,
            )
        return None
