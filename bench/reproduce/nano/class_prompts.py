"""Prompts that show texts with labels and ask for the label of a new text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from bench.reproduce.nano.pool import Pool
from bench.reproduce.nano.writing import Document, Part, chat, plain

#: What stands before a text and before its label. A label follows a space, or a new line.
FORMS = (
    ("", " ->", "\n"),
    ("", " =>", "\n"),
    ("Text: ", "\nLabel:", "\n\n"),
    ("Input: ", "\nOutput:", "\n\n"),
    ("Input: ", "\nLabel:", "\n"),
    ("Query: ", "\nIntent:", "\n\n"),
    ("Question: ", "\nType:", "\n\n"),
    ("Review: ", "\nSentiment:", "\n\n"),
    ("Sentence: ", "\nClass:", "\n"),
    ("Utterance: ", "\nCategory:", "\n\n"),
)
_MOST_CHARACTERS = 2_600
_LONGEST_TEXT = 240


def classes(source: str, pool: Pool, rng: Random) -> Document:
    """Return examples with labels, in half of the prompts under names drawn anew."""
    groups = pool.labelled[source]
    names = rng.sample(sorted(groups), min(len(groups), rng.choice((2, 2, 3, 3, 4, 5, 6, 8))))
    labels = dict(zip(names, _labels(names, pool, rng), strict=True))
    examples = _examples(groups, names, rng)
    named = [(text, labels[name]) for text, name in examples]
    form = rng.choice(FORMS)
    if rng.random() < 0.75:
        return plain(_shown(named, form))
    return _asked(named, form, rng)


def _labels(names: Sequence[str], pool: Pool, rng: Random) -> Sequence[str]:
    """Return a label per class: its name, a word that says nothing, a letter or a digit."""
    kind = rng.random()
    if kind < 0.4:
        return names
    if kind < 0.85:
        return rng.sample(pool.words, len(names))
    return rng.sample("ABCDEFGHIJ" if kind < 0.93 else "0123456789", len(names))


def _examples(
    groups: Mapping[str, Sequence[str]], names: Sequence[str], rng: Random
) -> list[tuple[str, str]]:
    """Return texts with their classes in random order, within the length of a prompt."""
    each = rng.randint(2, 10)
    picked = [
        (text, name)
        for name in names
        for text in rng.sample(groups[name], min(each, len(groups[name])))
        if len(text) <= _LONGEST_TEXT
    ]
    rng.shuffle(picked)
    kept, characters = [], 0
    for text, name in picked:
        characters += len(text) + 20
        if characters > _MOST_CHARACTERS:
            break
        kept.append((text, name))
    return kept


def _shown(named: Iterable[tuple[str, str]], form: Sequence[str]) -> list[Part]:
    """Return the examples; a label is wanted once the prompt has shown it."""
    before, between, after = form
    seen: set[str] = set()
    parts = []
    for text, label in named:
        parts += [Part(f"{before}{text}{between}"), Part(f" {label}", wanted=label in seen)]
        parts.append(Part(after))
        seen.add(label)
    return parts


def _asked(named: Sequence[tuple[str, str]], form: Sequence[str], rng: Random) -> Document:
    """Return a conversation: examples and new texts from the user, labels from the assistant."""
    known = rng.randint(len(named) // 2, max(len(named) - 1, 1))
    examples = "".join(part.text for part in _shown(named[:known], form))
    shown = {label for _, label in named[:known]}
    asked = [(text, label) for text, label in named[known:] if label in shown][:4]
    if not asked:
        return plain(_shown(named, form))
    before, between, _ = form
    head = rng.choice(("", "", "Give the label of the last text.\n\n", "Classify the last text.\n"))
    turns = [(f"{before}{text}{between}", label) for text, label in asked]
    turns[0] = (f"{head}{examples}{turns[0][0]}", turns[0][1])
    return chat(turns)
