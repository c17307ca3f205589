"""Prompts made from nothing: facts to look up, text to copy. No two are alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from bench.reproduce.nano.pool import Pool
from bench.reproduce.nano.writing import Document, Part, chat, plain

_ONSETS = "b br c ch d dr f fl g gr h j k kl l m n p pr r s sh st t tr v w z".split()
_VOWELS = "a e i o u a e i o ai ea ou".split()
_ENDS = "n r l s t x m nd rk sh ck th v".split() + [""] * 8


def name(rng: Random) -> str:
    """Return a name that means nothing, as ``Tralimo``."""
    syllables = [rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.randint(1, 3))]
    return ("".join(syllables) + rng.choice(_ENDS)).capitalize()


def number(rng: Random) -> str:
    """Return a number of one to six digits."""
    return str(rng.randrange(10 ** rng.randint(1, 6)))


def _word(pool: Pool, rng: Random) -> str:
    return rng.choice(pool.words)


#: What is told of a subject, the question for the value, and the question for the subject.
_RELATIONS: Sequence[tuple[str, str, str]] = (
    ("The code of {s} is {v}.", "What is the code of {s}?", "Whose code is {v}?"),
    ("The {a} of {s} is {v}.", "What is the {a} of {s}?", "Whose {a} is {v}?"),
    ("{s}: {v}", "What is {s}?", "Which one is {v}?"),
    ("{s} = {v}", "{s} =", "Which one is {v}?"),
    ("{s} | {v}", "What stands beside {s}?", "What stands beside {v}?"),
    ("{s} has the number {v}.", "Which number does {s} have?", "Who has the number {v}?"),
    ("{s} lives in {v}.", "Where does {s} live?", "Who lives in {v}?"),
    ("{s} was born in {v}.", "Where was {s} born?", "Who was born in {v}?"),
    ("{s} wants a new {v}.", "What does {s} want?", "Who wants a new {v}?"),
    ("{s} likes {v}.", "What does {s} like?", "Who likes {v}?"),
    ("{s} went to {v} and stayed there.", "Where did {s} go?", "Who went to {v}?"),
    ("The {v} belongs to {s}.", "What belongs to {s}?", "Who owns the {v}?"),
    ("You will find the {s} in the {v}.", "Where is the {s}?", "What is in the {v}?"),
    ("The capital of {s} is {v}.", "What is the capital of {s}?", "{v} is the capital of what?"),
    ("{s} bought the {a} for {v} dollars.", "What did {s} pay?", "Who paid {v} dollars?"),
)
#: Kinds of subjects and values that a relation takes: n a name, w a word, d a number.
_KINDS = ("nw d", "nw dw", "nw dwn", "nw dwn", "nw dwn", "n d", "n n", "n n", "n w", "n w", "n n",
          "n w", "w w", "n n", "n d")  # fmt: skip


def look_up(pool: Pool, rng: Random) -> Document:
    """Return facts and questions for some of them; subjects and values are drawn anew."""
    place = rng.randrange(len(_RELATIONS))
    facts = _facts(place, rng.randint(1, rng.choice((4, 10, 24))), pool, rng)
    stated, value_of, subject_of = _RELATIONS[place]
    lines = [stated.format_map(fact) for fact in facts]
    asked = []
    for fact in rng.sample(facts, min(len(facts), rng.randint(1, 6))):
        backwards = rng.random() < 0.25
        question = (subject_of if backwards else value_of).format_map(fact)
        asked.append((question, fact["s"] if backwards else fact["v"]))
    between = "\n" if " | " in stated or rng.random() < 0.6 else " "
    return _asked(between.join(lines), asked, rng)


def _facts(place: int, count: int, pool: Pool, rng: Random) -> list[Mapping[str, str]]:
    subjects, values = _KINDS[place].split()
    kinds: Mapping[str, Callable[[], str]] = {
        "n": lambda: name(rng),
        "w": lambda: _word(pool, rng),
        "d": lambda: number(rng),
    }
    subject, value = kinds[rng.choice(subjects)], kinds[rng.choice(values)]
    attribute = _word(pool, rng)
    made: dict[str, str] = {}
    taken: set[str] = set()
    for _ in range(count):
        s, v = subject(), value()
        if s not in made and v not in taken:
            made[s] = v
            taken.add(v)
    return [{"s": s, "v": v, "a": attribute} for s, v in made.items()]


def people(pool: Pool, rng: Random) -> Document:
    """Return short lives of several people, and questions on them."""
    lines, asked = [], []
    for _ in range(rng.randint(1, 5)):
        told = rng.sample(range(5, 11), rng.randint(2, 4))
        who = name(rng)
        sentences: list[str] = []
        for place in told:
            fact = {**_facts(place, 1, pool, rng)[0], "s": who}
            stated, value_of, _ = _RELATIONS[place]
            line = stated.format_map(fact)
            he = rng.choice(("She", "He")) if sentences and rng.random() < 0.4 else who
            sentences.append(line.replace(who, he, 1))
            asked.append((value_of.format_map(fact), fact["v"]))
        lines.append(" ".join(sentences))
    return _asked("\n\n".join(lines), rng.sample(asked, min(len(asked), rng.randint(1, 6))), rng)


def _asked(text: str, asked: Sequence[tuple[str, str]], rng: Random) -> Document:
    if rng.random() < 0.7:
        (question, answer), *rest = asked
        first = rng.choice(("{t}\n{q}", "{t}\n\n{q}", "{t} {q}", "Document 1:\n{t}\n\n{q}"))
        return chat([(first.format(t=text, q=question), answer), *rest])
    parts = [Part(f"{text}\n\n")]
    for question, answer in asked:
        parts += [Part(f"Question: {question}\nAnswer:"), Part(f" {answer}\n", wanted=True)]
    return plain(parts)


def copy(pool: Pool, rng: Random) -> Document:
    """Return a text to be written once more: words, names, numbers, or a sentence."""
    kind = rng.random()
    if kind < 0.4:
        makers: Sequence[Callable[[], str]] = (
            lambda: name(rng),
            lambda: number(rng),
            lambda: _word(pool, rng),
        )
        make = rng.choice(makers)
        text = rng.choice((" ", ", ")).join(make() for _ in range(rng.randint(2, 16)))
    elif kind < 0.7:
        text = rng.choice(pool.definitions["all"]).meaning
    else:
        text = rng.choice(rng.choice(list(pool.labelled["clinc150"].values())))
    if rng.random() < 0.3:
        return plain([Part(f"{text}\n"), Part(f"{text}\n", wanted=True)])
    said = rng.choice(
        ("Repeat: {t}", "Say this again: {t}", "Copy this text.\n\n{t}", "Repeat {t}")
    )
    return chat([(said.format(t=text), text)])
