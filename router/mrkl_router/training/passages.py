"""Questions over passages with their answers: the same span task, read from documents."""

from __future__ import annotations

from random import Random
from typing import Any

from mrkl_router.training.slots import SlotRow
from mrkl_router.training.sources import SHARE_ALIKE, document, rows

#: Sources in SQuAD's form, and their files to train on.
_SQUAD = {
    "squadshifts": ("datasets/reddit_v1.0.json.gz", "datasets/amazon_reviews_v1.0.json.gz"),
    "squad_train_excerpt": ("train-v1.1.excerpt.json.gz",),
}
WINDOW = 420  # characters of a passage around its answer; keeps a training row near 100 pieces


def _windowed(
    question: str, passage: str, start: int, end: int, source: str, rng: Random
) -> SlotRow:
    left = max(0, start - rng.randint(0, WINDOW - min(WINDOW, end - start)))
    cut = passage[left : left + WINDOW]
    space = cut.find(" ") + 1 if left else 0
    if space > start - left:
        space = 0
    begin = left + space
    text = passage[begin : left + WINDOW]
    if end > begin + len(text):
        text = passage[begin:end]
    return SlotRow(question, text, (start - begin, end - begin), source)


def _squad(name: str, source: str, rng: Random) -> list[SlotRow]:
    made = []
    articles: list[dict[str, Any]] = document(name)["data"]
    for article in articles:
        for paragraph in article["paragraphs"]:
            for row in paragraph["qas"]:
                answer = min(row["answers"], key=lambda a: len(a["text"]))
                start = answer["answer_start"]
                end = start + len(answer["text"])
                if paragraph["context"][start:end] == answer["text"] and 0 < end - start < 120:
                    context = paragraph["context"]
                    made.append(_windowed(row["question"], context, start, end, source, rng))
    return made


def _stories(rng: Random) -> list[SlotRow]:
    made = []
    for row in rows("fairytaleqa/train.jsonl.gz"):
        answer = row["answers"][0].strip(" .")
        start = row["context"].find(answer)
        if start >= 0 and 0 < len(answer) < 120:
            end = start + len(answer)
            made.append(_windowed(row["question"], row["context"], start, end, "fairytaleqa", rng))
    return made


def training_passages(rng: Random, limit: int, share_alike: bool) -> list[SlotRow]:
    """Return passages to train the reader on; a fifth of them do not hold the answer."""
    found = _stories(rng)
    for source, names in _SQUAD.items():
        if share_alike or source not in SHARE_ALIKE:
            for name in names:
                found += _squad(f"{source}/{name}", source, rng)
    rng.shuffle(found)
    found = found[:limit]
    for index in range(0, len(found), 5):
        other = found[(index + 1) % len(found)]
        row = found[index]
        found[index] = SlotRow(row.description, other.text, None, row.source)
    return found
