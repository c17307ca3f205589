"""Prompts that hold what the answer needs: one passage, or several of which one tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from bench.reproduce.nano.pool import Definition, Pool, Reading
from bench.reproduce.nano.writing import Document, Part, chat, plain

_FORMS = (
    "{passage}\n\n{question}",
    "{passage}\n\nQuestion: {question}",
    "{question}\n\n{passage}",
    "Document 1:\n{passage}\n\n{question}",
    "Read this text and answer the question.\n\n{passage}\n\n{question}",
    "Text: {passage}\nQuestion: {question}",
)
_MOST_QUESTIONS = 8
_MOST_CHARACTERS = 2_800
_SYSTEM = ("Answer from the documents.", "Answer briefly.", "You are a helpful assistant.")


def reading(source: str, pool: Pool, rng: Random) -> Document:
    """Return questions on one passage, as a conversation or as plain text."""
    one = rng.choice(pool.readings[source])
    pairs = rng.sample(one.pairs, min(len(one.pairs), rng.randint(1, _MOST_QUESTIONS)))
    if rng.random() < 0.65:
        return _conversation(one.passage, pairs, rng)
    return _plain(f"{one.passage}\n", pairs)


def documents(source: str, pool: Pool, rng: Random) -> Document:
    """Return questions on several passages, numbered; each question is on one of them."""
    few = 2 if source == "fairytaleqa" else rng.randint(2, 8)
    picked = rng.sample(pool.readings[source], min(few, len(pool.readings[source])))
    return _numbered([(one.passage, one.pairs) for one in picked], rng)


def glossary(pool: Pool, rng: Random) -> Document:
    """Return what several words mean, and questions for some meanings and some words."""
    words = rng.sample(pool.definitions["all"], rng.randint(3, 10))
    return _numbered([(stated(word), _asked(word)) for word in words], rng)


def stated(word: Definition) -> str:
    """Return a word's meaning as a sentence."""
    meaning = word.meaning
    if word.part == "n":
        counted = meaning.startswith(("a ", "an ", "someone ", "one who "))
        first = ("an " if word.word[:1] in "aeiou" else "a ") if counted else ""
        sentence = f"{first}{word.word} is {meaning}"
    elif word.part == "v":
        sentence = f"to {word.word} means to {meaning}"
    else:
        sentence = f"{word.word} means {meaning}"
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _asked(word: Definition) -> Sequence[tuple[str, str]]:
    if word.part == "n":
        return [(f"What is {word.meaning}?", word.word), (f"What is {word.word}?", word.meaning)]
    return [
        (f"Which word means {word.meaning}?", word.word),
        (f"What does {word.word} mean?", word.meaning),
    ]


Passages = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def _numbered(passages: Passages, rng: Random) -> Document:
    told: list[str] = []
    asked: list[tuple[str, str]] = []
    for number, (passage, pairs) in enumerate(passages, start=1):
        if sum(map(len, told)) + len(passage) > _MOST_CHARACTERS and told:
            break
        told.append(f"Document {number}:\n{passage}")
        asked.append(rng.choice(pairs))
    rng.shuffle(asked)
    asked = asked[: rng.randint(1, _MOST_QUESTIONS)]
    text = "\n\n".join(told)
    if rng.random() < 0.75:
        first, *rest = asked
        return chat([(f"{text}\n\n{first[0]}", first[1]), *rest], _system(rng))
    return _plain(f"{text}\n\n", asked)


def _conversation(passage: str, pairs: Sequence[tuple[str, str]], rng: Random) -> Document:
    (question, answer), *rest = pairs
    said = rng.choice(_FORMS).format(passage=passage, question=question)
    return chat([(said, answer), *rest], _system(rng))


def _system(rng: Random) -> str:
    return rng.choice(_SYSTEM) if rng.random() < 0.15 else ""


def _plain(text: str, pairs: Sequence[tuple[str, str]]) -> Document:
    parts = [Part(text)]
    for question, answer in pairs:
        parts += [Part(f"Question: {question}\nAnswer:"), Part(f" {answer}\n", wanted=True)]
    return plain(parts)


def passage_alone(pool: Pool, rng: Random) -> Document:
    """Return a passage, all of it to be written: plain language modelling."""
    source = rng.choice(("fairytaleqa", "fairytaleqa", "qamr", "strategyqa"))
    passages: Sequence[Reading] = pool.readings[source]
    return plain([Part(rng.choice(passages).passage, wanted=True)])


def definition(pool: Pool, rng: Random) -> Document:
    """Return a question for a word's meaning, and the answer in a sentence."""
    common = rng.random() < 0.7 and pool.definitions["common"]
    word = rng.choice(pool.definitions["common" if common else "all"])
    turns = [(rng.choice(_DEFINE[word.part]).format(word=word.word), stated(word))]
    if word.example and rng.random() < 0.5:
        turns.append((f"Use {word.word} in a sentence.", word.example))
    return chat(turns)


_ANY = ("Define {word}.", "What does {word} mean?", "What is the meaning of {word}?")
_DEFINE: Mapping[str, Sequence[str]] = {
    "n": (*_ANY, "What is {word}?", "What is {word}?", "Explain {word} in one sentence."),
    "v": (*_ANY, "What does it mean to {word}?"),
    "a": _ANY,
    "s": _ANY,
    "r": _ANY,
}


def exchange(source: str, pool: Pool, rng: Random) -> Document:
    """Return what a user says, and the reply; small talk goes on for some turns."""
    most = 3 if source == "personality_chat" else 1
    found = pool.exchanges[source]
    return chat(rng.sample(found, min(len(found), rng.randint(1, most))))
