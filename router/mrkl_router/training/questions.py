"""Questions with their expert, from public data and our own templates: the routing task."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from random import Random

from mrkl_router.training import labels
from mrkl_router.training.arithmetic import ArithmeticPhraser
from mrkl_router.training.phrasings import Phraser, Question
from mrkl_router.training.sources import SHARE_ALIKE, document, normalised, rows, text

ARITHMETIC_TRAIN = (
    "exp1_train.jsonl", "exp2_train.jsonl.gz", "exp3_train.jsonl.gz",
    "exp4_train.jsonl.gz", "exp4b_train.jsonl.gz", "exp5_train.jsonl",
)  # fmt: skip
ARITHMETIC_DEV = ("exp2", "exp3", "exp4", "exp4b", "exp5")


def arithmetic_rows(names: Iterable[str]) -> Iterator[dict[str, str]]:
    """Yield the rows of MRKL's arithmetic files."""
    for name in names:
        yield from rows(f"mrkl_synthetic/{name}")


def _clinc(part: str) -> list[Question]:
    pairs = document("clinc150/data_full.json.gz")[part]
    known = labels.CLINC150
    return [Question(q, known[intent], "clinc150") for q, intent in pairs if intent in known]


def _hwu(part: str, questions: str) -> list[Question]:
    folder = f"hwu64_fewshot_split/HWU64/{part}"
    pairs = zip(
        text(f"{folder}/{questions}").split("\n"), text(f"{folder}/label").split("\n"), strict=False
    )
    known = labels.HWU64
    return [Question(q, known[intent], "hwu64") for q, intent in pairs if intent in known]


def _snips(pattern: str) -> list[Question]:
    made = []
    for intent, expert in labels.SNIPS.items():
        name = pattern.format(intent=intent)
        for row in json.loads(text(f"snips/{intent}/{name}"))[intent]:
            words = "".join(piece["text"] for piece in row["data"]).strip()
            made.append(Question(words, expert, "snips"))
    return made


def _whole(source: str, questions: Iterable[str]) -> list[Question]:
    expert = labels.WHOLE_SETS[source]
    return [Question(" ".join(question.split()), expert, source) for question in questions]


def _policy(name: str) -> Iterator[str]:
    for article in document(f"policyqa/{name}")["data"]:
        for paragraph in article["paragraphs"]:
            for row in paragraph["qas"]:
                yield row["question"]


def _simple(name: str) -> list[str]:
    lines = text(f"simplequestions/{name}").split("\n")
    return [line.split("\t")[3] for line in lines if line.count("\t") == 3]


def _wikisql(train: bool, limit: int, rng: Random) -> list[str]:
    sentences = [
        sentence["original"]
        for query in document("wikisql/wikisql.json.bz2")
        for sentence in query["sentences"]
        if (sentence["question-split"] == "train") == train
    ]
    return rng.sample(sentences, limit)


def _personality() -> list[str]:
    lines = text("personality_chat/Queries_Responses_Friendly_QnAMaker.tsv").split("\n")[1:]
    return [line.split("\t")[0] for line in lines if "\t" in line]


def public_training_questions(rng: Random, share_alike: bool) -> list[Question]:
    """Return the public questions that may be trained on, with our experts as labels."""
    made = _clinc("train") + _hwu("train", "seq.in.gz") + _snips("train_{intent}_full.json.gz")
    prompts = [row["prompt"] for row in arithmetic_rows(ARITHMETIC_TRAIN)]
    made += _whole("mrkl_synthetic", rng.sample(prompts, 1500))
    questions = document("webquestions/main/trainmodel.json.gz")
    made += _whole("webquestions", [row["qText"] for row in questions])
    made += _whole("simplequestions", rng.sample(_simple("annotated_fb_data_valid.txt.gz"), 2500))
    made += _whole("policyqa", set(_policy("test.json.gz")))
    stories = [row["question"] for row in rows("fairytaleqa/train.jsonl.gz")]
    made += _whole("fairytaleqa", rng.sample(stories, 2500))
    made += _whole("wikisql", _wikisql(True, 3000, rng))
    made += _whole("personality_chat", _personality())
    made += _whole(
        "self_instruct", [r["instruction"] for r in rows("self_instruct/seed_tasks.jsonl")]
    )
    yes_no = [row["question"] for row in document("strategyqa/train.json.gz")]
    made += _whole("strategyqa", rng.sample(yes_no, 800))
    spider = document("spider_syn/Spider-Syn/train_spider.json.gz")
    made += _whole("spider_syn", rng.sample([row["SpiderQuestion"] for row in spider], 3500))
    mawps = document("mawps/mawps/trainset.json.gz")
    made += _whole("mawps", [row["original_text"] for row in mawps])
    return [question for question in made if share_alike or question.source not in SHARE_ALIKE]


def development_questions() -> list[Question]:
    """Return the questions that only measure: no row of theirs is ever trained on."""
    rng = Random(7)
    made = _clinc("val") + _hwu("valid", "seq.in") + _snips("validate_{intent}.json")
    prompts = [
        row["prompt"] for row in arithmetic_rows(f"{n}_dev.jsonl.gz" for n in ARITHMETIC_DEV)
    ]
    made += _whole("mrkl_synthetic", rng.sample(prompts, 300))
    made += _whole(
        "webquestions", [row["qText"] for row in document("webquestions/main/devtest.json")]
    )
    made += _whole("simplequestions", rng.sample(_simple("annotated_fb_data_test.txt.gz"), 300))
    made += _whole("policyqa", rng.sample(sorted(set(_policy("dev.json.gz"))), 200))
    stories = [row["question"] for row in rows("fairytaleqa/val.jsonl.gz")]
    made += _whole("fairytaleqa", rng.sample(stories, 300))
    made += _whole("spider", [row["question"] for row in document("spider/dev.json.gz")])
    made += _whole("wikisql", _wikisql(False, 300, rng))
    instructions = rows("self_instruct/human_eval/user_oriented_instructions.jsonl.gz")
    made += _whole("self_instruct", [row["instruction"] for row in instructions])
    turns = [
        row["turns"][0]
        for row in rows("mt_bench/mt_bench/question.jsonl")
        if row["category"] not in ("math", "reasoning", "extraction")
    ]
    return made + _whole("mt_bench", turns)


def routing_questions(rng: Random, share_alike: bool) -> list[Question]:
    """Return all training questions of the routing task, without repeats or development rows."""
    phraser = Phraser(rng)
    made = phraser.questions(900)
    arithmetic = ArithmeticPhraser(rng).problems(1800)
    made += [Question(problem.text, "calculator", "generated") for problem in arithmetic]
    public = public_training_questions(rng, share_alike)
    factual = [q.text for q in public if q.source in ("fairytaleqa", "webquestions", "policyqa")]
    made += [
        Question(phraser.wrapped(q), "documents", "generated") for q in rng.sample(factual, 900)
    ]
    measured = {normalised(question.text) for question in development_questions()}
    unique: dict[str, Question] = {}
    for question in public + made:
        key = normalised(question.text)
        if question.text.strip() and key not in measured:
            unique.setdefault(key, question)
    return list(unique.values())
