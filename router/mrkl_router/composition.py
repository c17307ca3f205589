"""What a question is made of: its parts, what they stand for, and what they hold.

A trained head gives every word piece four probabilities, which may be high together: being part of
a connective between questions, of words for an earlier result, of a noun phrase whose value has to
be asked first, and of a part that only makes sense with the one before. This module turns them
into parts with character spans; it decides nothing about experts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mrkl_router.encoder import sigmoid
from mrkl_router.spans import whole_words
from mrkl_router.weights import Array, Weights
from mrkl_router.word_pieces import Pieces

#: Order of the trained compose head, see ``training.compositions``.
LABELS = ("joint", "reference", "inner", "fragment")
_SURE, _LIKELY = 0.5, 0.3
_EDGE = " \t\r\n,;.?!:"
_MOSTLY = 0.5
#: What is said out of courtesy asks nothing.
_COURTESY = frozenset(
    "please thanks thank you very so much a lot great ok okay hi hello hey cheers bye".split()
)

#: Joins two clauses, the second of which begins with other words than a reference.
_CONNECTIVE = re.compile(r",?\s+(?:and then|and|then)\s+(?=[a-z]+\s)", re.IGNORECASE)
#: A clause that ends in "that", which is no "like that" then.
_LAST_THAT = re.compile(
    r"[^,;:.?!]*\s(?<!\blike )(?<!\btop of )(?<!\ball )(that|those|them)", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"(?:['’]\w+)?")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the question that asks one thing; all spans are characters of the question.

    Attributes:
        start: First character.
        end: Character after the last.
        fragment: It only makes sense with the part, or the turn, before.
        hidden: Stretches inside it that belong to other parts.
        references: Words inside it for an earlier result.
        inner: Noun phrases inside it whose value has to be asked first.
    """

    start: int
    end: int
    fragment: bool = False
    hidden: tuple[Span, ...] = ()
    references: tuple[Span, ...] = ()
    inner: tuple[Span, ...] = ()

    def text(self, question: str) -> str:
        """Return the part's words; hidden stretches are blank, so that offsets stay true."""
        return _blanked(question, self.hidden)[self.start : self.end]

    def spoken(self, question: str, instead: Mapping[Span, str]) -> str:
        """Return the part as a question on its own.

        Args:
            question: The whole question.
            instead: What to say for some spans; "that" for inner noun phrases without any.
        """
        words = list(_blanked(question, self.hidden))
        for start, end in {*self.inner, *instead}:
            said = instead.get((start, end), "that")
            words[start:end] = [said, *[""] * (end - start - 1)]
        return " ".join("".join(words[self.start : self.end]).split())

    def moved(self, distance: int) -> Part:
        """Return the part of a longer text in which this one's text begins at ``distance``."""

        def move(spans: tuple[Span, ...]) -> tuple[Span, ...]:
            return tuple((start + distance, end + distance) for start, end in spans)

        return Part(
            self.start + distance,
            self.end + distance,
            self.fragment,
            move(self.hidden),
            move(self.references),
            move(self.inner),
        )


@dataclass(frozen=True, slots=True)
class Composition:
    """The parts of a question, in order."""

    parts: tuple[Part, ...]

    def is_preceded(self, question: str) -> bool:
        """Tell whether words that ask nothing stand before the first part: "Thanks! And ..."."""
        return bool(self.parts) and bool(question[: self.parts[0].start].strip(_EDGE))

    @property
    def simple(self) -> bool:
        """Whether it is one question that stands on its own."""
        if len(self.parts) != 1:
            return not self.parts
        (part,) = self.parts
        return not (part.fragment or part.references or part.inner)


def referring(composition: Composition, question: str, *, follows: bool) -> Composition:
    """Return the parts with a last word "that" as a reference where the head found none.

    "What is 10% of that": what asks in one breath says nothing before it that could be meant.

    Args:
        composition: The parts as the head says.
        question: The whole question.
        follows: Earlier turns, to which the first part may refer, are there.
    """
    parts = []
    for index, part in enumerate(composition.parts):
        words = question[part.start : part.end]
        last = _LAST_THAT.fullmatch(words)
        whole = not (part.fragment or part.hidden or part.references or part.inner)
        if last is not None and whole and (index or follows):
            span = (part.start + last.start(1), part.start + last.end(1))
            part = replace(part, references=(span,))
        parts.append(part)
    return Composition(tuple(parts))


def composition_of(question: str, pieces: Pieces, hidden: Array, weights: Weights) -> Composition:
    """Return what the compose head says.

    Args:
        question: The whole question.
        pieces: Its word pieces.
        hidden: (T, D) states of ``[CLS] question [SEP]``.
        weights: Hold the compose head.
    """
    logits = compose_logits(hidden[1 : 1 + len(pieces)], weights)
    return read_composition(question, pieces, sigmoid(logits))


def compose_logits(states: Array, weights: Weights) -> Array:
    """Return logits (T, 4) of pieces from their states (T, D): convolutions, or one linear layer.

    The convolutions see neighbouring pieces, and nothing beyond the first and last.
    """
    heads = weights.heads
    if "compose.0.weight" not in heads:
        return weights.linear("compose", states)
    layers = sum(1 for name in heads if name.startswith("compose.") and name.endswith(".weight"))
    for index in range(layers):
        kernel, bias = heads[f"compose.{index}.weight"], heads[f"compose.{index}.bias"]
        states = _windows(states, kernel.shape[2]) @ kernel.reshape(len(kernel), -1).T + bias
        states = states if index == layers - 1 else np.maximum(states, 0)
    return states


def _windows(states: Array, size: int) -> Array:
    """Return (T, D * size): each piece's states (D,) with its neighbours', zeros past the ends.

    NumPy's ``pad`` and ``sliding_window_view`` take as long for this as the products after it.
    """
    count, width = states.shape
    padded = np.zeros((count + size - 1, width), states.dtype)
    padded[size // 2 : size // 2 + count] = states
    windows = np.empty((count, width, size), states.dtype)
    for place in range(size):
        windows[:, :, place] = padded[place : place + count]
    return windows.reshape(count, width * size)


def read_composition(question: str, pieces: Pieces, probabilities: Array) -> Composition:
    """Return the parts that ``probabilities`` (T, 4), in the order of LABELS, say."""
    found = {label: _runs(question, pieces, probabilities[:, k]) for k, label in enumerate(LABELS)}
    joints = [
        (start, end)
        for start, end in found["joint"]
        if not any(a < start and end < b for a, b in found["inner"])  # "sales in May and June"
    ]
    joints += _implied(question, joints, found["reference"])
    parts: list[Part] = []
    for start, end in _between(question, joints):
        _add(parts, question, (start, end), found["fragment"])
    return Composition(tuple(_marked(part, found, question) for part in parts))


def _implied(question: str, joints: Sequence[Span], references: Sequence[Span]) -> list[Span]:
    """Return the connective before a reference that nothing stands before so far.

    "Convert 5 miles to km and multiply the result by 3": what refers needs something to refer to.
    """
    if not references or any(end <= references[0][0] for _, end in joints):
        return []
    before = [
        found.span()
        for found in _CONNECTIVE.finditer(question, 0, references[0][0])
        if len(question[: found.start()].split()) > 2
    ]
    return before[-1:]


def _blanked(question: str, hidden: Iterable[Span]) -> str:
    for start, end in hidden:
        question = question[:start] + " " * (end - start) + question[end:]
    return question


def _runs(question: str, pieces: Pieces, probabilities: Array) -> list[Span]:
    """Return the stretches of likely pieces with at least one sure one, as whole words."""
    spans: list[Span] = []
    first, sure = None, False
    for index, probability in enumerate([*probabilities.tolist(), 0.0]):
        if probability > _LIKELY:
            first = index if first is None else first
            sure = sure or probability > _SURE
        elif first is not None:
            if sure:
                start, end = pieces.spans[first][0], pieces.spans[index - 1][1]
                start, end = whole_words(question, start, end)
                rest = _POSSESSIVE.match(question, end)
                spans.append((start, rest.end() if rest else end))
            first, sure = None, False
    return spans


def _between(question: str, joints: Sequence[Span]) -> list[Span]:
    """Return the stretches between connectives that hold more than punctuation and courtesy."""
    edges = [0, *(edge for joint in joints for edge in joint), len(question)]
    spans = [trimmed(question, span) for span in zip(edges[::2], edges[1::2], strict=True)]
    return [(start, end) for start, end in spans if not _is_courtesy(question[start:end])]


def _is_courtesy(words: str) -> bool:
    return all(word.strip(_EDGE).lower() in _COURTESY for word in words.split())


def trimmed(question: str, span: Span) -> Span:
    """Return a span without the punctuation and blanks at its ends."""
    start, end = span
    words = question[start:end]
    start += len(words) - len(words.lstrip(_EDGE))
    return start, max(start, start + len(question[start:end].rstrip(_EDGE + "…")))


def _add(parts: list[Part], question: str, segment: Span, fragments: Sequence[Span]) -> None:
    """Add the part or parts of one stretch between connectives."""
    start, end = segment
    inside = [(max(a, start), min(b, end)) for a, b in fragments if a < end and b > start]
    covered = sum(b - a for a, b in inside)
    if not inside or (covered < _MOSTLY * (end - start) and (not parts or inside[0][0] > start)):
        parts.append(Part(start, end))
        return
    if not parts or (covered >= _MOSTLY * (end - start) and inside[-1][1] >= end - 1):
        parts.append(Part(start, end, fragment=True))
        return
    last = trimmed(question, (inside[0][0], inside[-1][1]))
    parts.append(Part(*last, fragment=True))
    tail = trimmed(question, (last[1], end))
    base = next((k for k in range(len(parts) - 2, -1, -1) if not parts[k].fragment), None)
    if base is not None and tail[0] < tail[1]:
        whole = parts[base]
        hidden = (*whole.hidden, (whole.end, tail[0]))
        parts[base] = replace(whole, end=tail[1], hidden=hidden)


def _may_refer(question: str, start: int, end: int) -> bool:
    """Tell whether words may refer: no numbers, and no names (capitals within the question)."""
    words = question[start:end] if start else question[1:end]
    return not any(character.isdigit() or character.isupper() for character in words)


def _marked(part: Part, found: dict[str, list[Span]], question: str) -> Part:
    """Return the part with the references and inner noun phrases that stand in it."""

    def inside(spans: Sequence[Span]) -> tuple[Span, ...]:
        bare = [trimmed(question, span) for span in spans]
        return tuple(
            (a, b)
            for a, b in bare
            if part.start <= a < b <= part.end
            and b - a < part.end - part.start - 2
            and not any(a < y and b > x for x, y in part.hidden)
        )

    inner = inside(found["inner"])
    references = tuple(
        (a, b)
        for a, b in inside(found["reference"])
        if not any(a < y and b > x for x, y in inner) and _may_refer(question, a, b)
    )
    return replace(part, references=references, inner=inner)
