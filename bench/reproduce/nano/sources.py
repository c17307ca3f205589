"""Reads the public sets that the model is trained on.

Only sets marked T in the data's README are read, none that is share-alike, non-commercial or of an
unclear licence, for the weights are shipped. PolicyQA is left out for that reason: its own licence
is MIT, but the privacy policies of OPP-115 under it are for non-commercial use. Self-Instruct is
left out since 161 of its 173 seed tasks are in a set that measures (MetaTool, task 1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bench.reproduce.nano.pool import Definition, Exchange, Labelled, Reading
from mrkl_router.training.sources import document, rows, table, text

LICENCES: Mapping[str, str] = {
    "fairytaleqa": "Apache-2.0",
    "qamr": "MIT",
    "snips": "CC0",
    "strategyqa": "MIT",
    "clinc150": "CC BY 3.0",
    "hwu64": "CC BY 4.0",
    "banking77": "CC BY 4.0",
    "simplequestions": "CC BY 3.0",
    "personality_chat": "MIT",
    "gsm8k": "MIT",
    "webquestions": "CC BY 4.0",
    "english_wordnet": "CC BY 4.0 and WordNet licence",
}
SNIPS = (
    "AddToPlaylist", "BookRestaurant", "GetWeather", "PlayMusic", "RateBook",
    "SearchCreativeWork", "SearchScreeningEvent",
)  # fmt: skip
#: Meanings that no model of ours is to recite.
_RUDE = re.compile(r"slur|offensive|obscene|vulgar|disparag|derogat|sexual|genital|penis|vagina")
_LONGEST_PASSAGE = 2_400
_LONGEST_ANSWER = 160


class Row(NamedTuple):
    """One row of a source.

    Attributes:
        source: The set's name in ``LICENCES``.
        group: Rows of one group are all trained on or all held out.
        content: What it says.
    """

    source: str
    group: str
    content: Reading | Labelled | Exchange | Definition


def all_rows() -> Iterator[Row]:
    """Yield the rows of all sources.

    Raises:
        DataNotFoundError: A set is missing.
    """
    yield from readings()
    yield from labelled()
    yield from exchanges()
    yield from definitions()


def readings() -> Iterator[Row]:
    """Yield passages, each with one question."""
    yield from _stories()
    yield from _sentences()
    yield from _slots()
    for row in document("strategyqa/train.json.gz"):
        answer = "yes" if row["answer"] else "no"
        passage = " ".join(f"{fact.strip(' .')}." for fact in row["facts"])
        yield Row("strategyqa", row["question"], Reading(passage, [(row["question"], answer)]))


def _stories() -> Iterator[Row]:
    for row in rows("fairytaleqa/train.jsonl.gz"):
        passage, answer = _joined(row["context"]), _joined(row["answers"][0]).strip(" .")
        if len(passage) <= _LONGEST_PASSAGE and 0 < len(answer) <= _LONGEST_ANSWER:
            pairs = [(_joined(row["question"]), answer)]
            yield Row("fairytaleqa", row["story"], Reading(passage, pairs))


def _sentences() -> Iterator[Row]:
    lines = text("qamr/data/wiki-sentences.tsv.gz").split("\n")
    sentences = dict(line.split("\t", 1) for line in lines if "\t" in line)
    for part in ("dev", "test"):
        for line in text(f"qamr/data/filtered/{part}.tsv.gz").split("\n"):
            fields = line.split("\t")
            if len(fields) > 6 and fields[0] in sentences and fields[6]:
                tokens = sentences[fields[0]].split()
                places = [int(place) for place in fields[6].split()]
                answer = natural(tokens[min(places) : max(places) + 1]).strip(" .,")
                pairs = [(fields[5], answer)]
                if answer and len(answer) <= _LONGEST_ANSWER:
                    yield Row("qamr", fields[0], Reading(natural(tokens), pairs))


def _slots() -> Iterator[Row]:
    for intent in SNIPS:
        for said, pieces in _snips(intent):
            for piece in pieces:
                if "entity" in piece and piece["text"].strip():
                    name = piece["entity"].replace("_", " ")
                    pairs = [(f"What is the {name}?", piece["text"].strip())]
                    yield Row("snips", said, Reading(said, pairs))


def _snips(intent: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    for row in document(f"snips/{intent}/train_{intent}_full.json.gz")[intent]:
        yield _joined("".join(piece["text"] for piece in row["data"])), row["data"]


def labelled() -> Iterator[Row]:
    """Yield texts with their labels, in plain words."""
    for said, intent in document("clinc150/data_full.json.gz")["train"]:
        yield _labelled("clinc150", said, intent)
    folder = "hwu64_fewshot_split/HWU64/train"
    said_lines = text(f"{folder}/seq.in.gz").split("\n")
    for said, intent in zip(said_lines, text(f"{folder}/label").split("\n"), strict=False):
        yield _labelled("hwu64", said, intent)
    for record in table("banking77/train.csv.gz"):
        yield _labelled("banking77", record["text"], record["category"])
    for intent in SNIPS:
        for said, _ in _snips(intent):
            yield _labelled("snips", said, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", intent).lower())
    for line in text("simplequestions/annotated_fb_data_valid.txt.gz").split("\n"):
        if line.count("\t") == 3:
            _, relation, _, question = line.split("\t")
            yield _labelled("simplequestions", question, relation.split("/")[1])
    for row in rows("fairytaleqa/train.jsonl.gz"):
        made = _labelled("fairytaleqa", row["question"], row["attribute"])
        yield made._replace(group=row["story"])


def _labelled(source: str, said: str, label: str) -> Row:
    said = _joined(said)
    return Row(source, said, Labelled(said, label.replace("_", " ").strip()))


def exchanges() -> Iterator[Row]:
    """Yield what a user says, with the reply."""
    for style in ("Friendly", "Professional"):
        for line in text(f"personality_chat/Queries_Responses_{style}_QnAMaker.tsv").split("\n")[
            1:
        ]:
            if line.count("\t") == 2:
                said, reply, _ = line.split("\t")
                yield Row("personality_chat", said, Exchange(said.strip(), reply.strip()))
    for row in rows("gsm8k/train.jsonl.gz"):
        worked = re.sub(r"<<.*?>>", "", row["answer"]).replace("#### ", "The answer is ")
        content = Exchange(_joined(row["question"]), f"{worked.strip()}.")
        yield Row("gsm8k", row["question"], content)
    for row in document("webquestions/main/trainmodel.json.gz"):
        if row["answers"]:
            yield Row("webquestions", row["qText"], Exchange(row["qText"], row["answers"][0]))


def definitions() -> Iterator[Row]:
    """Yield the words of the Open English WordNet."""
    for line in text("english_wordnet/synsets.tsv.gz").split("\n"):
        fields = line.split("\t")
        if len(fields) < 6 or not fields[4]:
            continue
        word = fields[3].split("|")[0]
        meaning = re.sub(r"^\(.*?\) *", "", fields[4].split(";")[0].strip())
        if not meaning or _RUDE.search(fields[4]):
            continue
        kind = fields[2].partition(".")[2].lower()
        example = fields[5].split("|")[0].strip()
        content = Definition(word, fields[1], kind, meaning, example)
        yield Row("english_wordnet", word, content)


def _joined(written: str) -> str:
    return " ".join(written.split())


_BRACKETS: Mapping[str, str] = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "``": '"', "''": '"',
}  # fmt: skip


def natural(tokens: list[str]) -> str:
    """Return a tokenised sentence as one writes it."""
    written = ""
    glue, quoted = True, False
    for token in tokens:
        plain = _BRACKETS.get(token, token)
        closes = plain in (",", ".", ";", ":", "?", "!", ")", "]", "%") or plain.startswith("'")
        closes = closes or plain == "n't" or (plain == '"' and quoted)
        written += plain if glue or closes else f" {plain}"
        if plain == '"':
            quoted = not quoted
        glue = plain in ("(", "[", "$") or (plain == '"' and quoted)
    return written
