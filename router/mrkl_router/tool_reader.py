"""Reads a question beside one tool, in one pass: does the tool answer it, and what fills its slots.

Dimension key: T pieces of the input, Q pieces of the question, D = 384, O options of a slot.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mrkl_core.values import ExpertSpec, Slot
from mrkl_router.encoder import WIDTH, Encoder, session, softmax
from mrkl_router.spans import Candidate, best_spans
from mrkl_router.tool_input import SlotPlace, ToolInput, tool_pack
from mrkl_router.weights import Array, Weights

#: Spans of the question that are kept for a slot.
KEPT = 8


@dataclass(frozen=True, slots=True)
class SlotReading:
    """What the question says of a slot.

    Attributes:
        slot: The slot.
        unsaid: Probability that the question says nothing of it.
        spans: Stretches of the question that may fill it, best first; empty for choices.
        values: The values it is chosen from.
        chances: (O,) probability of each value.
    """

    slot: Slot
    unsaid: float
    spans: tuple[Candidate, ...] = ()
    values: tuple[Any, ...] = ()
    chances: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A tool read beside a question.

    Attributes:
        match: Logit of "it answers the question".
        said: Works out what is said of each slot, which only the chosen one of several tools needs.
    """

    match: float
    said: Callable[[], tuple[SlotReading, ...]]

    @property
    def slots(self) -> tuple[SlotReading, ...]:
        """Return what the question says of each slot."""
        return self.said()


class ToolReader:
    """Reads tools; the input of each pass is bounded, whatever the spec holds."""

    def __init__(self, encoder: Encoder, weights: Weights) -> None:
        self._encoder = encoder
        self._weights = weights
        self._session = session(weights.reader, threads=1)

    def read(self, question: str, spec: ExpertSpec, slots: Sequence[Slot]) -> Reading:
        """Read ``spec`` beside ``question``.

        Each tool is read in a pass of its own, so that no other tool can change what is found:
        the int8 encoder scales its activations over a whole batch.

        Args:
            question: The question or clause.
            spec: The tool.
            slots: Those of its slots to read; the required ones are shown first, and those that no
                longer fit are not in the result.
        """
        ordered = sorted(slots, key=lambda slot: not slot.required)
        read = tool_pack(question, spec, ordered, self._encoder.tokenizer)
        states, mask = self._encoder.states([read.packed])
        hidden = self._session.run(None, {"hidden": states, "mask": mask})[0][0]  # (T, D)
        match = float(self._weights.linear("match", hidden[0])[0])
        return Reading(
            match, lambda: tuple(self._slot(place, read, hidden, question) for place in read.slots)
        )

    def _slot(self, place: SlotPlace, read: ToolInput, hidden: Array, question: str) -> SlotReading:
        state = hidden[place.place[0] : place.place[1]].mean(0)
        if place.options:
            return self._choice(place, hidden, state)
        keys = self._weights.linear("argument", state).reshape(2, WIDTH)
        pointed = keys @ hidden[: read.packed.first[1]].T / np.float32(WIDTH**0.5)  # (2, 1 + Q)
        probs = softmax(pointed)
        spans = tuple(best_spans(probs, read.question, question, KEPT))
        return SlotReading(place.slot, float(probs[0, 0] * probs[1, 0]), spans)

    def _choice(self, place: SlotPlace, hidden: Array, state: Array) -> SlotReading:
        options = np.stack([hidden[start:end].mean(0) for start, end in place.options])
        logits = self._weights.linear("option", options)[:, 0]
        chances = softmax(np.concatenate((self._weights.linear("unsaid", state), logits)))
        return SlotReading(
            place.slot, float(chances[0]), values=place.values,
            chances=tuple(float(chance) for chance in chances[1:]),
        )  # fmt: skip
